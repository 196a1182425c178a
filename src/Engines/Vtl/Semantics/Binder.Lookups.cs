using Huoshui.Vtl.Plan;
using Huoshui.Vtl.Syntax;

namespace Huoshui.Vtl.Semantics;

/// <summary>
/// The extension lookup: the operand's rows with the measures of the (first) row of each further data set that has the
/// same
/// keys, and NAME_found. It is a left join whose right side is made unique by its keys.
/// </summary>
internal sealed partial class Binder
{
    private DatasetValue LookupOf(Lookup lookup, Scope scope)
    {
        var operand = BindDataset(lookup.Operand, scope, "lookup");
        var from = new List<FromItem> { new(operand, JoinType.First, null) };
        var outputs = operand.Components.Where(c => c.Role != ComponentRole.Attribute)
            .Select(c => new Output(c, new Column(0, c.Name, ScalarType.Of(c)))).ToList();
        foreach (var item in lookup.Items)
            AddLookup(item, scope, from, outputs);
        return new DatasetValue(new Select(from, outputs));
    }

    private void AddLookup(LookupItem item, Scope scope, List<FromItem> from, List<Output> outputs)
    {
        var other = BindDataset(item.Dataset, scope, "lookup");
        var source = from.Count;
        Expr? on = null;
        var keys = new List<string>();
        foreach (var (own, foreign) in item.Keys)
        {
            var left = outputs.Find(o => o.Component.Name == own.Text)?.Value
                ?? throw Fail(
                    SemanticErrors.UnknownComponent(own.Text, outputs.Select(o => o.Component.Name), own.Place));
            var key = other.Find(foreign.Text)
                ?? throw Fail(
                    SemanticErrors.UnknownComponent(foreign.Text, other.Components.Select(c => c.Name), foreign.Place));
            var equal = _scalars.Apply("=", own.Place, [left, new Column(source, key.Name, ScalarType.Of(key))]);
            on = on is null ? equal : RowView.And(on, equal);
            keys.Add(key.Name);
        }

        var found = $"{item.Dataset.Text}_found";
        var unique = Unique(other, keys, found);
        from.Add(new FromItem(unique, JoinType.Left, on));
        foreach (var component in unique.Components.Where(c => c.Role == ComponentRole.Measure && c.Name != found))
        {
            if (outputs.Exists(o => o.Component.Name == component.Name))
                throw Fail(SemanticErrors.DuplicateComponent(component.Name, item.Dataset.Place));
            outputs.Add(
                new Output(
                component with { IsNullable = true }, new Column(source, component.Name, ScalarType.Of(component))));
        }

        var flag = new Operation(
            Op.Not, ScalarType.Boolean,
                new Operation(Op.IsNull, ScalarType.Boolean, new Column(source, found, ScalarType.Boolean)));
        outputs.Add(new Output(ScalarType.Boolean.Named(found, ComponentRole.Measure), flag));
    }

    /// <summary>One row for each key, with the measures of the first by the identifiers' order, and a mark.</summary>
    private static Select Unique(Relation other, List<string> keys, string found)
    {
        var rows = RowView.Nested(other);
        var outputs = rows.Keep(c => keys.Contains(c.Name) || c.Role == ComponentRole.Measure).ToList();
        outputs.Add(
            new Output(ScalarType.Boolean.Named(found, ComponentRole.Measure), new Constant(true, ScalarType.Boolean)));
        if (other.Identifiers.All(c => keys.Contains(c.Name)))
            return rows.Project(outputs);
        List<Expr> partition = [.. keys.Select(k => rows[k])];
        List<(Expr, bool)> order = [
            .. other.Identifiers.Where(c => !keys.Contains(c.Name)).Select(c => (rows[c.Name], false))];
        var number = new Analytic("row_number", ScalarType.Integer, [], partition, order, null);
        var first = new Operation(Op.Equal, ScalarType.Boolean, number, new Constant(1L, ScalarType.Integer));
        return rows.Project(outputs) with { Qualify = first };
    }
}

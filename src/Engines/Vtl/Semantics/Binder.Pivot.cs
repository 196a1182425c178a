using System.Globalization;
using Huoshui.Vtl.Plan;
using Huoshui.Vtl.Syntax;

namespace Huoshui.Vtl.Semantics;

/// <summary>pivot (VTL 2.2 RM, Clause operators): a structure is known before data are read, so the values of the
/// identifier must be.</summary>
internal sealed partial class Binder
{
    private Select Pivoted(Relation relation, PivotClause clause)
    {
        var identifier = Existing(relation, clause.Identifier);
        if (identifier.Role != ComponentRole.Identifier)
            throw Fail(SemanticErrors.NotIdentifier(identifier.Name, clause.Identifier.Place));
        var measure = Existing(relation, clause.Measure);
        if (measure.Role != ComponentRole.Measure)
            throw Fail(SemanticErrors.NotMeasure(measure.Name, clause.Measure.Place));
        if (!symbols.Enumerations.TryGetValue(identifier.Name, out var values) || values.Count == 0)
            throw Fail(SemanticErrors.PivotNeedsDomain(clause.Place));
        var rows = RowView.Of(relation);
        var outputs = rows.Keep(c => c.Role == ComponentRole.Identifier && c.Name != identifier.Name).ToList();
        var keys = outputs.Select(o => o.Value).ToList();
        foreach (var value in values.Distinct(StringComparer.Ordinal))
        {
            if (outputs.Exists(o => o.Component.Name == value))
                throw Fail(SemanticErrors.DuplicateComponent(value, clause.Place));
            var cell = CellFor(rows[identifier.Name], value, rows[measure.Name], clause);
            outputs.Add(new Output(measure with { Name = value, IsNullable = true }, cell));
        }

        return new Select(rows.From, outputs, rows.Where, keys);
    }

    /// <summary>The measure of the one row of a group that has this value; null where there is none.</summary>
    private Aggregate CellFor(Expr identifier, string value, Expr measure, PivotClause clause)
    {
        var code = identifier.Type.Kind switch
        {
            ScalarKind.String or ScalarKind.TimePeriod => new Constant(value, identifier.Type),
            ScalarKind.Integer when long.TryParse(
                value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var n) =>
                new Constant(n, ScalarType.Integer),
            _ => throw Fail(SemanticErrors.PivotNeedsDomain(clause.Place)),
        };
        var isThis = new Operation(Op.Equal, ScalarType.Boolean, identifier, code);
        return new Aggregate(
            "max", new Choice(measure.Type, [(isThis, measure)], new Constant(null, measure.Type)), measure.Type);
    }
}

using System.Globalization;

namespace Huoshui.Vtl.Plan;

/// <summary>
/// A select in two: the rows, joined and filtered on each node, and what looks at several of them, on one node. Only
/// the columns that the second reads are brought there.
/// </summary>
internal static class RowParts
{
    /// <summary>The second part.</summary>
    /// <param name="select">Windows, or aggregates that have no parts, over rows of several nodes.</param>
    /// <param name="gather">The rows of all nodes of the first part.</param>
    public static Select Of(Select select, Func<Select, Relation> gather)
    {
        var columns = new Dictionary<Expr, Output>();
        var expressions = select.Outputs.Select(o => o.Value).Concat(select.GroupBy ?? []).Append(select.Having)
            .Append(select.Qualify).OfType<Expr>();
        foreach (var own in expressions.SelectMany(PlanWalk.All).Where(IsOfRow))
        {
            if (!columns.ContainsKey(own))
                columns[own] = OutputOf(own, select, columns.Values);
        }

        List<Output> outputs = columns.Count == 0 ? [Row] : [.. columns.Values];
        var part = new Select(select.From, outputs, select.Where);
        var over = new Rewriting(e => columns.TryGetValue(e, out var own)
            ? new Column(0, own.Component.Name, e.Type) : null);
        return select with
        {
            From = [new FromItem(gather(part), JoinType.First, null)],
            Outputs = [.. select.Outputs.Select(over.Of)],
            Where = null,
            GroupBy = select.GroupBy is null ? null : over.All(select.GroupBy),
            Having = over.OfOptional(select.Having),
            Qualify = over.OfOptional(select.Qualify),
        };
    }

    // A look-up is made where the row lies.
    private static bool IsOfRow(Expr expression) => expression is Column or ExistsRow;

    // Where only rows are counted.
    private static readonly Output Row = new(
        new Component("vtl row", ComponentRole.Measure, ScalarKind.Integer),
        new Constant(1L, ScalarType.Integer));

    private static Output OutputOf(Expr own, Select select, IReadOnlyCollection<Output> others)
    {
        var number = others.Count + 1;
        if (own is not Column column)
            return new Output(own.Type.Named(Numbered("vtl found", number), ComponentRole.Measure), own);
        var isTaken = others.Any(o => o.Component.Name == column.Name);
        var role = select.From[column.Source].Relation.Find(column.Name)?.Role ?? ComponentRole.Measure;
        return new Output(column.Type.Named(isTaken ? Numbered(column.Name, number) : column.Name, role), column);
    }

    // A name with a blank is no script's.
    private static string Numbered(string name, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{name} {number}");
}

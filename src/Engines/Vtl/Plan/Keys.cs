namespace Huoshui.Vtl.Plan;

/// <summary>Whether identifiers stay unique and known from the inputs to a relation, whatever the data are. Only plain
/// steps are followed; of all others it says no.</summary>
internal static class Keys
{
    public static bool AreSafe(Relation relation) => relation switch
    {
        InputScan => true,
        ResultScan scan => AreSafe(scan.Definition),
        RuleRows rules => AreSafe(rules.Source), // a row for each rule of each row, and no two rules have one name
        Unpivot unpivot => AreSafe(unpivot.Source),
        TimeSeries { Operator: TimeOperator.FlowToStock or TimeOperator.StockToFlow } series => AreSafe(series.Source),
        Select { From: [] } => true,
        Select { From: [var only] } select => AreSafe(only.Relation) && AreKept(select, only.Relation),
        _ => false,
    };

    // Rows: every identifier of the source, as it is. Groups: one row for each combination of the keys, which are
    // identifiers as they are.
    private static bool AreKept(Select select, Relation source)
    {
        var own = select.Outputs.Where(o => o.Component.Role == ComponentRole.Identifier).ToList();
        var columns = own.Select(o => o.Value).OfType<Column>()
            .Where(c => source.Find(c.Name) is { Role: ComponentRole.Identifier }).Select(c => c.Name)
            .ToHashSet(StringComparer.Ordinal);
        if (columns.Count != own.Count)
            return false;
        return select.GroupBy is { } keys
            ? keys.All(k => k is Column column && columns.Contains(column.Name))
            : source.Identifiers.All(c => columns.Contains(c.Name));
    }
}

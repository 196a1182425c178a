using Huoshui.Warehouse.Partials;

namespace Huoshui.Systems.Indicators;

/// <summary>覆盖情况 of a pack's figures: who owed its returns, who is in, and which rows could not be
/// evaluated.</summary>
internal static class FigureCoverageQuery
{
    public static async Task<FigureCoverage> OfAsync(
        FigureCalculator calculator, FigureDay day, string packId, IReadOnlyList<LeftOutRows> leftOut,
            CancellationToken cancellationToken)
    {
        if (day.Plan.Pack(packId) is not { Tables.Count: > 0 } pack)
            return FigureCoverage.None;
        var due = new SortedSet<string>(StringComparer.Ordinal);
        var accepted = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var returnId in pack.Tables.Keys)
        {
            var profile = await day.ProfileAsync(calculator, returnId, cancellationToken);
            due.UnionWith(day.Institutions.Where(i => profile.IsDue(i)).Select(i => i.Id));
            accepted.UnionWith(day.Filers(returnId));
        }

        due.UnionWith(accepted);
        return new FigureCoverage(
            due.Count, accepted.Count, [.. due.Except(accepted, StringComparer.Ordinal)], leftOut);
    }
}

using Huoshui.Policies.Figures;
using Huoshui.Warehouse;

namespace Huoshui.Systems.Indicators;

/// <summary>覆盖情况 of a figure: who owed its returns, who is in, and which rows could not be evaluated.</summary>
internal static class FigureCoverageQuery
{
    public static FigureCoverage Of(FigureCalculator calculator, FigureDay day, FigureDefinition figure)
    {
        if (day.Plan.Pack(figure.PackId) is not { Tables.Count: > 0 } pack)
            return FigureCoverage.None;
        var due = new SortedSet<string>(StringComparer.Ordinal);
        var accepted = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var returnId in pack.Tables.Keys)
        {
            var profile = day.Profiles[returnId];
            due.UnionWith(day.Institutions.Where(i => profile.IsDue(i)).Select(i => i.Id));
            accepted.UnionWith(day.Filers(returnId));
        }

        due.UnionWith(accepted);
        return new FigureCoverage(due.Count, accepted.Count, [.. due.Except(accepted, StringComparer.Ordinal)],
            LeftOut(calculator, day, pack));
    }

    private static IReadOnlyList<LeftOutRows> LeftOut(
        FigureCalculator calculator, FigureDay day, CompiledFigurePack pack)
    {
        if (day.Partials is not { } partials)
            return [];
        var files = new List<string>();
        foreach (var part in pack.Pack.Uses.Select(day.Plan.Pack).Append(pack).OfType<CompiledFigurePack>())
        {
            if (partials.Addresses.ContainsKey(part.Pack.Id))
                files.AddRange(part.Pack.LeftOut.SelectMany(r => partials.Files(part.Pack.Id, r)));
        }

        if (files.Count == 0)
            return [];
        using var session = DuckSession.Open(calculator.Interactive, [calculator.Folder]);
        return session.Query(
            $"""
            SELECT left_reason, sum(left_rows), sum(left_yuan)
            FROM read_parquet({Sql.List(files)}, union_by_name = true)
            GROUP BY left_reason ORDER BY left_reason
            """,
            r => new LeftOutRows(
                r.GetString(0),
                (long)(ExactNumber.In(r, 1) ?? 0),
                ExactNumber.In(r, 2) ?? 0));
    }
}

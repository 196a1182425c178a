using Huoshui.Policies.Figures;
using Huoshui.Warehouse;
using Huoshui.Warehouse.Partials;

namespace Huoshui.Systems.Indicators;

/// <summary>A session in which the members of a figure stand as the table <see cref="Rows"/>.</summary>
internal static class RowSession
{
    public const string Rows = "figure_rows";

    /// <summary>Opens it; null when the pack has no such row-level dataset.</summary>
    public static DuckSession? Open(
        FigureCalculator calculator,
        FigureDay day,
        FigureDefinition figure,
        IReadOnlyList<AcceptedTable> facts,
        CancellationToken cancellationToken)
    {
        if (figure.Drill is not { } drill || day.Plan.Pack(figure.PackId) is not { } pack)
            return null;
        var rows = pack.Rows.FirstOrDefault(r => string.Equals(r.Name, drill.Dataset, StringComparison.Ordinal));
        if (rows is null)
            return null;
        var session = RowSource.Open(calculator.Limits, calculator.Folder, pack, facts, (day.Plan, day.Registers));
        try
        {
            session.Execute(
                $"CREATE TEMP TABLE {Rows} AS SELECT * FROM ({rows.Sql}) WHERE {Sql.Name(drill.Member)} = 1",
                    cancellationToken);
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }
}

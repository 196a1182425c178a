using System.Globalization;
using Huoshui.Policies.Figures;
using Huoshui.Warehouse;
using Huoshui.Warehouse.Partials;

namespace Huoshui.Systems.Indicators;

/// <summary>Counts who stands behind the totals of many figures, in one session opened for the first of them. Not
/// thread safe.</summary>
internal sealed class SupportCounts(FigureCalculator calculator) : IDisposable
{
    private DuckSession? _session;

    /// <summary>The institutions and borrowers behind the cells of a figure; null if they are not in the partial
    /// results.</summary>
    public FigureSupport? Of(
        PartialSet partials, CompiledFigurePack pack, FigureCells cells, CancellationToken cancellationToken)
    {
        if (partials.SelectFor(pack, cells.Dataset) is not { } rows)
            return null;
        var members = cells.Borrowers?.Split('.') is [var set, var mark]
            && partials.SelectFor(pack, set) is { } borrowers
            ? $"SELECT * FROM ({borrowers}) WHERE {Sql.Name(mark)} = 1"
            : null;
        if (members is null && (cells.Borrowers is not null || (cells.Per ?? cells.Measure) is null))
            return null; // borrowers that are named and not there are not borrowers that nobody asked for
        var behind = (cells.Per ?? cells.Measure) is { } measure
            ? $"SELECT count(DISTINCT institution) FILTER (coalesce({Sql.Name(measure)}, 0) <> 0) FROM ({rows})"
            : $"SELECT count(DISTINCT institution) FROM ({members})";
        var people = members is null ? "SELECT NULL::BIGINT" : $"SELECT count(DISTINCT borrower) FROM ({members})";
        _session ??= DuckSession.Open(calculator.Interactive, [calculator.Folder]);
        return _session.Query(
            $"SELECT ({behind}), ({people})",
            r => new FigureSupport(Whole(r.GetValue(0)), r.IsDBNull(1) ? null : Whole(r.GetValue(1))),
            cancellationToken)[0];
    }

    /// <inheritdoc />
    public void Dispose() => _session?.Dispose();

    private static long Whole(object value) => Convert.ToInt64(value, CultureInfo.InvariantCulture);
}

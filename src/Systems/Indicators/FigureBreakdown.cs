using System.Globalization;
using Huoshui.Measures;
using Huoshui.Policies.Figures;
using Huoshui.Registry;
using Huoshui.Warehouse;
using Huoshui.Warehouse.Partials;

namespace Huoshui.Systems.Indicators;

/// <summary>What a figure can be broken down by.</summary>
public enum BreakdownDimension
{
    /// <summary>By the institution that filed.</summary>
    Institution,

    /// <summary>By the borrower's district.</summary>
    District,

    /// <summary>By the section of GB/T 4754 of the loan's use.</summary>
    Industry,

    /// <summary>By the borrower's size.</summary>
    Size,

    /// <summary>By the fiscal year of the loan.</summary>
    FiscalYear,
}

/// <summary>A figure's parts along one dimension.</summary>
/// <param name="Figure">The figure.</param>
/// <param name="Dimension">Along what.</param>
/// <param name="Cells">Largest first; suppressed ones last.</param>
public sealed record FigureBreakdown(
    FigureDefinition Figure, BreakdownDimension Dimension, IReadOnlyList<BreakdownCell> Cells);

/// <summary>Breakdowns from stored partial results; what a viewer may not see is suppressed in the query's
/// result.</summary>
public sealed class FigureBreakdowns(FigureCalculator calculator)
{
    /// <summary>Dimensions that a figure's stored cells have.</summary>
    public IReadOnlyList<BreakdownDimension> DimensionsOf(FigureDefinition figure, DateOnly asOf)
    {
        ArgumentNullException.ThrowIfNull(figure);
        if (figure.Cells is not { } cells
            || calculator.Compiler.Plan(asOf, [figure.PackId])
                .Pack(figure.PackId)?.StoredStructures.GetValueOrDefault(cells.Dataset) is not { } structure)
        {
            return [];
        }

        var names = structure.Components.Select(c => c.Name).ToHashSet(StringComparer.Ordinal);
        return [.. Enum.GetValues<BreakdownDimension>().Where(d => names.Contains(ColumnOf(d)))];
    }

    /// <summary>The parts along a dimension. The public sees none; an institution sees its own cell by institution and
    /// suppressed cells otherwise.</summary>
    public async Task<FigureBreakdown> OfAsync(
        FigureDefinition figure, BreakdownQuery query, Viewer viewer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(figure);
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(viewer);
        var asOf = query.AsOf ?? figure.AsOf;
        if (viewer.IsPublic || figure.Cells is null || !DimensionsOf(figure, asOf).Contains(query.Dimension))
            return new FigureBreakdown(figure, query.Dimension, []);
        using var run = new FigureRun(calculator, query.KnownAt);
        var day = await run.PrepareAsync(asOf, [figure.PackId], cancellationToken);
        var cells = Read(day, figure, query.Dimension, cancellationToken);
        return new FigureBreakdown(figure, query.Dimension, Scope(cells, query.Dimension, asOf, viewer));
    }

    private IReadOnlyList<BreakdownCell> Scope(
        IReadOnlyList<BreakdownCell> cells, BreakdownDimension dimension, DateOnly asOf, Viewer viewer)
    {
        if (viewer.IsRegulator)
            return cells;
        if (dimension == BreakdownDimension.Institution)
            return [.. cells.Where(c => viewer.Sees(c.Key))];
        return [.. CellSuppression.At(calculator.Policies, asOf).Apply(cells).OrderBy(c => c.IsSuppressed)];
    }

    private List<BreakdownCell> Read(
        FigureDay day, FigureDefinition figure, BreakdownDimension dimension, CancellationToken cancellationToken)
    {
        var pack = day.Plan.Pack(figure.PackId)!;
        var cells = figure.Cells!;
        using var session = DuckSession.Open(calculator.Interactive, [calculator.Folder]);
        var borrowers = cells.Borrowers?.Split('.');
        var hasBorrowers = borrowers is { Length: 2 } && View(session, day.Partials!, pack, borrowers[0], "b");
        if (!View(session, day.Partials!, pack, cells.Dataset, "c"))
            return [];
        var column = Sql.Name(ColumnOf(dimension));
        var member = Sql.Name(borrowers is { Length: 2 } ? borrowers[1] : string.Empty);
        var counted = hasBorrowers
            ? $"SELECT {column} AS key, count(DISTINCT borrower) AS n FROM b WHERE {member} = 1 GROUP BY ALL"
            : "SELECT NULL::VARCHAR AS key, NULL::BIGINT AS n WHERE false";
        var sum = cells.Measure is { } measure
            ? $"SELECT {column} AS key, {Value(figure, cells, measure)} AS value, "
                + $"count(DISTINCT institution) FILTER ({Sql.Name(measure)} <> 0) AS i FROM c GROUP BY ALL"
            : $"SELECT {column} AS key, count(DISTINCT borrower) AS value, "
                + $"count(DISTINCT institution) AS i FROM c WHERE {member} = 1 GROUP BY ALL";
        return session.Query(
            $"""
            SELECT s.key, s.value, s.i, n.n FROM ({sum}) s LEFT JOIN ({counted}) n ON n.key = s.key
            WHERE s.value <> 0 ORDER BY s.value DESC, s.key
            """,
            r => new BreakdownCell(
                r.IsDBNull(0) ? "-" : r.GetString(0),
                ExactNumber.In(r, 1),
                Convert.ToInt64(r.GetValue(2), CultureInfo.InvariantCulture),
                hasBorrowers && !r.IsDBNull(3) ? Convert.ToInt64(r.GetValue(3), CultureInfo.InvariantCulture) : null),
            cancellationToken);
    }

    // A rate divides sums, in percent where the figure is; a cell with nothing to divide by has no rate.
    private static string Value(FigureDefinition figure, FigureCells cells, string measure) => cells.Per is { } per
        ? $"CAST(sum({Sql.Name(measure)}) * {(figure.NamedUnit == Unit.Percent ? "100.0" : "1.0")} "
            + $"/ nullif(sum({Sql.Name(per)}), 0) AS DECIMAL(38, 12))"
        : $"sum({Sql.Name(measure)})";

    private static bool View(
        DuckSession session, PartialSet partials, CompiledFigurePack pack, string result, string name)
    {
        if (partials.SelectFor(pack, result) is not { } rows)
            return false;
        session.Execute($"CREATE TEMP VIEW {name} AS {rows}");
        return true;
    }

    private static string ColumnOf(BreakdownDimension dimension) => dimension switch
    {
        BreakdownDimension.Institution => "institution",
        BreakdownDimension.District => "district",
        BreakdownDimension.Industry => "industry",
        BreakdownDimension.FiscalYear => "fiscal_year",
        _ => "size",
    };
}

/// <summary>Which breakdown is wanted.</summary>
/// <param name="Dimension">Along what.</param>
/// <param name="AsOf">The date; null takes the figure's own.</param>
/// <param name="KnownAt">What the platform knew then; null is now.</param>
public sealed record BreakdownQuery(BreakdownDimension Dimension, DateOnly? AsOf = null, DateTimeOffset? KnownAt =
    null);

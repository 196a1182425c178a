using Huoshui.Policies.Figures;

namespace Huoshui.Systems.Indicators;

/// <summary>The base of a comparison.</summary>
public enum MovementBase
{
    /// <summary>较上月: the end of the month before.</summary>
    PreviousMonth,

    /// <summary>比年初: the end of the year before.</summary>
    YearStart,

    /// <summary>同比: the same month-end of the year before.</summary>
    YearBefore,
}

/// <summary>较上月, 比年初 or 同比 of a figure.</summary>
/// <param name="Base">Which.</param>
/// <param name="BaseDate">The earlier date.</param>
/// <param name="Before">The value then, in base units; null if nothing was accepted for that date.</param>
/// <param name="Amount">Later minus earlier, in base units; null if either is missing.</param>
/// <param name="Percent">The amount as a percentage of the earlier value; null if that is zero or missing, or the
/// figure is a ratio.</param>
public sealed record FigureMovement(
    MovementBase Base, DateOnly BaseDate, decimal? Before, decimal? Amount, decimal? Percent)
{
    /// <summary>Of the earlier and the later date the one where fewer of the institutions that owe are in; null when
    /// all are in at both. The movement then shows who filed rather than what happened.</summary>
    public FigureCoverage? Thin { get; init; }
}

/// <summary>Movements and series of a figure.</summary>
public sealed class FigureMovements(FigureCalculator calculator)
{
    private static readonly HashSet<string> Ratios = new(StringComparer.Ordinal) { "ratio", "difference", "duration" };

    /// <summary>较上月, 比年初 and 同比 as known at one instant.</summary>
    public async Task<IReadOnlyList<FigureMovement>> OfAsync(
        FigureValue value, DateTimeOffset? knownAt, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(value);
        using var run = new FigureRun(calculator, knownAt);
        var dates = Enum.GetValues<MovementBase>().Select(kind => (value.Figure, BaseDate(value.AsOf, kind)));
        await run.PrepareAsync(dates, cancellationToken);
        var movements = new List<FigureMovement>();
        foreach (var kind in Enum.GetValues<MovementBase>())
        {
            var date = BaseDate(value.AsOf, kind);
            var before = await run.ValueAsync(value.Figure, date, cancellationToken);
            movements.Add(Between(value.Figure, kind, date, before.BaseValue, value.BaseValue) with
            {
                Thin = Thinner(before.Coverage, value.Coverage),
            });
        }

        return movements;
    }

    /// <summary>The figure at every date for which its returns have accepted versions.</summary>
    public async Task<IReadOnlyList<FigureValue>> SeriesAsync(
        FigureDefinition figure, DateTimeOffset? knownAt, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(figure);
        using var run = new FigureRun(calculator, knownAt);
        var series = new List<FigureValue>();
        var dates = await DatesAsync(figure, knownAt, cancellationToken);
        await run.PrepareAsync(dates.Select(date => (figure, date)), cancellationToken);
        foreach (var date in dates)
        {
            var value = await run.ValueAsync(figure, date, cancellationToken);
            if (value.BaseValue is not null)
                series.Add(value);
        }

        return series;
    }

    /// <summary>The dates for which the figure's returns have accepted versions, ascending.</summary>
    public async Task<IReadOnlyList<DateOnly>> DatesAsync(
        FigureDefinition figure, DateTimeOffset? knownAt, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(figure);
        var dates = new SortedSet<DateOnly>();
        foreach (var returnId in ReturnsOf(figure))
            dates.UnionWith(await calculator.Catalog.DatesAsync(returnId, knownAt, cancellationToken));
        return [.. dates];
    }

    /// <summary>The returns that feed a figure.</summary>
    public IReadOnlyCollection<string> ReturnsOf(FigureDefinition figure)
    {
        ArgumentNullException.ThrowIfNull(figure);
        var returns = new SortedSet<string>(StringComparer.Ordinal);
        var waiting = new Queue<string>([figure.PackId]);
        while (waiting.TryDequeue(out var id))
        {
            if (calculator.Figures.Pack(id) is not { } pack)
                continue;
            returns.UnionWith(pack.Inputs.Keys);
            foreach (var used in pack.Uses)
                waiting.Enqueue(used);
        }

        return returns;
    }

    /// <summary>The earlier date of a comparison.</summary>
    public static DateOnly BaseDate(DateOnly asOf, MovementBase kind) => kind switch
    {
        MovementBase.PreviousMonth => new DateOnly(asOf.Year, asOf.Month, 1).AddDays(-1),
        MovementBase.YearStart => new DateOnly(asOf.Year, 1, 1).AddDays(-1),
        _ => SameMonthEnd(asOf),
    };

    /// <summary>Whether a figure is a ratio, difference or average: it is not added up, and its change is a
    /// difference.</summary>
    internal static bool IsRatio(FigureDefinition figure) => Ratios.Contains(figure.Kind);

    internal static FigureMovement Between(
        FigureDefinition figure, MovementBase kind, DateOnly date, decimal? before, decimal? after)
    {
        var amount = after - before;
        var percent = amount is { } a && before is { } b && b != 0 && !IsRatio(figure) ? a / b * 100 : (decimal?)null;
        return new FigureMovement(kind, date, before, amount, percent);
    }

    /// <summary>The coverage with the smaller share of institutions in; null when nobody is missing in
    /// either.</summary>
    internal static FigureCoverage? Thinner(FigureCoverage before, FigureCoverage after) =>
        new[] { after, before }.Where(c => c.Missing.Count > 0).MinBy(c => (decimal)c.Accepted / c.Due);

    // The end of February stays the end of February.
    private static DateOnly SameMonthEnd(DateOnly asOf)
    {
        var isMonthEnd = asOf.AddDays(1).Day == 1;
        var before = asOf.AddYears(-1);
        return isMonthEnd ? new DateOnly(before.Year, before.Month, DateTime.DaysInMonth(before.Year, before.Month))
            : before;
    }
}

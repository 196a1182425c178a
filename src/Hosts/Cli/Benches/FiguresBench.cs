using Huoshui.Systems.Indicators;
using Huoshui.Warehouse;

namespace Huoshui.Cli.Benches;

/// <summary>
/// <c>huoshui bench figures</c> and <c>refile</c>: all figures of a date from accepted filings of a generated city;
/// again after
/// one institution filed again; and the headline figures of the same files in hand-written SQL.
/// </summary>
internal static class FiguresBench
{
    // --rows counts inclusive borrowers here: 1,310,500 is the whole city.
    private const decimal WholeCity = 1_310_500m;
    private const double GoalAllSeconds = 10;
    private const double GoalAgainSeconds = 1;
    private const double GoalHandRatio = 1.15;

    private static readonly DateOnly AsOf = new(2025, 6, 30);

    /// <summary>All figures of one date, and beside hand-written SQL.</summary>
    public static Task<IReadOnlyList<BenchFigure>> FiguresAsync(
        BenchSettings settings, CancellationToken cancellationToken) =>
        RunAsync(settings, isRefile: false, cancellationToken);

    /// <summary>All figures of one date after one institution filed again.</summary>
    public static Task<IReadOnlyList<BenchFigure>> RefileAsync(
        BenchSettings settings, CancellationToken cancellationToken) =>
        RunAsync(settings, isRefile: true, cancellationToken);

    private static async Task<IReadOnlyList<BenchFigure>> RunAsync(
        BenchSettings settings, bool isRefile, CancellationToken cancellationToken)
    {
        var scale = decimal.Round(settings.Rows / WholeCity, 6, MidpointRounding.AwayFromZero);
        await using var facts = await CityFacts.MakeAsync(scale, settings.WorkFolder, cancellationToken);
        var calculator = facts.Get<FigureCalculator>();
        var figures = new List<BenchFigure> { new("scale of the city", (double)scale, string.Empty) };
        var goals = scale >= 1;

        // The series of earlier dates stand from earlier runs; what is timed is one date.
        await calculator.AllAsync(new DateOnly(2024, 12, 31), null, cancellationToken);
        var (history, _) = await Measured.OfAsync(() => HistoryAsync(calculator, cancellationToken));
        figures.Add(new("eight earlier dates of the growth figures, wall", history.Wall, "s"));

        var (all, values) = await Measured.OfAsync(() => calculator.AllAsync(AsOf, null, cancellationToken));
        figures.Add(new("all figures of one date, wall", all.Wall, "s", goals ? GoalAllSeconds : null));
        figures.Add(new("all figures of one date, CPU", all.Cpu, "s"));
        figures.Add(new("all figures of one date, peak memory", all.PeakMebibytes, "MiB"));
        var (warm, _) = await Measured.OfAsync(() => calculator.AllAsync(AsOf, null, cancellationToken));
        figures.Add(new("the same with nothing changed, wall", warm.Wall, "s"));

        await facts.FileAgainAsync(AsOf, cancellationToken);
        var (again, after) = await Measured.OfAsync(() => calculator.AllAsync(AsOf, null, cancellationToken));
        figures.Add(new("after one institution filed again, wall", again.Wall, "s", goals ? GoalAgainSeconds : null));
        figures.Add(new("after one institution filed again, CPU", again.Cpu, "s"));
        figures.Add(new("figures that then differ", values.Zip(after)
            .Count(p => p.First.BaseValue != p.Second.BaseValue), "figures", 0));
        if (!isRefile)
            await ByHandAsync(facts, values, figures, cancellationToken);
        return figures;
    }

    private static async Task<bool> HistoryAsync(FigureCalculator calculator, CancellationToken cancellationToken)
    {
        foreach (var year in Enumerable.Range(2020, 5))
        {
            await calculator.ValueAsync(
                calculator.Figures.Find("I07.rate")!, new DateOnly(year, 12, 31), null, cancellationToken);
            await calculator.ValueAsync(
                calculator.Figures.Find("G02")!, new DateOnly(year, 12, 31), null, cancellationToken);
        }

        await calculator.ValueAsync(
            calculator.Figures.Find("I03")!, new DateOnly(2020, 6, 30), null, cancellationToken);

        return true;
    }

    private static async Task ByHandAsync(
        CityFacts facts, IReadOnlyList<FigureValue> values, List<BenchFigure> figures,
            CancellationToken cancellationToken)
    {
        var calculator = facts.Get<FigureCalculator>();
        var files = await facts.Get<FactCatalog>().AcceptedAsync("onetable", AsOf, null, null, cancellationToken);
        HandWrittenFigures? result = null;
        var (hand, _) = await Measured.OfAsync(() => Task.Run(() =>
            result = HandWrittenFigures.Run(files, facts.Get<WarehouseOptions>().Work), cancellationToken));
        figures.Add(new("T05 G02 I03 I05 by hand-written SQL, wall", hand.Wall, "s"));
        figures.Add(new("T05 G02 I03 I05 by hand-written SQL, CPU", hand.Cpu, "s"));
        var unequal = result!.Values.Count(h =>
            values.First(v => string.Equals(v.Figure.Id, h.Key, StringComparison.Ordinal)).BaseValue != h.Value);
        figures.Add(new("of these, not equal to ours", unequal, "figures", 0));

        var fresh = Path.Combine(facts.Data, "partials");
        Directory.Delete(fresh, recursive: true);
        var (ours, _) = await Measured.OfAsync(() => calculator.ValuesAsync(
            result.Values.Keys.Select(id => calculator.Figures.Find(id)!), AsOf, null, cancellationToken));
        figures.Add(new("the same four from packs, nothing stored, wall", ours.Wall, "s"));
        figures.Add(new("the same four from packs, nothing stored, CPU", ours.Cpu, "s"));
        figures.Add(new("CPU, packs : hand-written", ours.Cpu / hand.Cpu, "ratio", GoalHandRatio));
    }
}

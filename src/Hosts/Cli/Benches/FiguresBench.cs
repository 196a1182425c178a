using Huoshui.Policies.Figures;
using Huoshui.Systems.Indicators;
using Huoshui.Warehouse;

namespace Huoshui.Cli.Benches;

/// <summary>
/// <c>huoshui bench figures</c> and <c>refile</c>: all figures of a date from the filings of a generated city, against
/// the generator's truth; again after one institution filed again; and the headline figures of the same files in SQL
/// written by hand.
/// </summary>
internal static class FiguresBench
{
    private const double GoalAllSeconds = 10;
    private const double GoalAgainSeconds = 1;
    private const double GoalHandRatio = 1.15;
    private const decimal OneYuan = 1;
    private const string Moved = "T05";

    // Ratios are computed in another order of operations on the two sides.
    private const decimal Tolerance = 0.000000001m;

    private static readonly DateOnly AsOf = new(2025, 6, 30);

    /// <summary>All figures of one date, and beside SQL written by hand.</summary>
    public static async Task<IReadOnlyList<BenchFigure>> FiguresAsync(
        BenchSettings settings, CancellationToken cancellationToken)
    {
        await using var city = new BenchCity(settings);
        var figures = new BenchFigures();
        await city.PrepareAsync(figures, cancellationToken);
        await AllAsync(city, figures, cancellationToken);
        await AgainAsync(city, figures, cancellationToken);
        await ByHandAsync(city, figures, cancellationToken);
        await ResultsByHandAsync(city, figures, cancellationToken);
        return figures.All;
    }

    /// <summary>All figures of one date after one institution filed again.</summary>
    public static async Task<IReadOnlyList<BenchFigure>> RefileAsync(
        BenchSettings settings, CancellationToken cancellationToken)
    {
        await using var city = new BenchCity(settings);
        var figures = new BenchFigures();
        await city.PrepareAsync(figures, cancellationToken);
        await city.Get<FigureCalculator>().AllAsync(AsOf, null, cancellationToken);
        await AgainAsync(city, figures, cancellationToken);
        return figures.All;
    }

    private static async Task AllAsync(BenchCity city, BenchFigures figures, CancellationToken cancellationToken)
    {
        var calculator = city.Get<FigureCalculator>();
        var (history, _) = await Measured.OfAsync(() => calculator.ValuesAsync(
            Earlier(calculator).Select(e => e.Figure).Distinct(), new DateOnly(2020, 12, 31), null, cancellationToken));
        figures.Add(new("the base date 2020-12-31 of the growth figures, wall", history.Wall, "s"));
        foreach (var (figure, date) in Earlier(calculator))
            await calculator.ValueAsync(figure, date, null, cancellationToken);

        var (all, values) = await Measured.OfAsync(() => calculator.AllAsync(AsOf, null, cancellationToken));
        figures.Add(new("all figures of one date, wall", all.Wall, "s", city.IsWhole ? GoalAllSeconds : null));
        figures.Add(new("all figures of one date, CPU", all.Cpu, "s"));
        figures.Add(new("all figures of one date, peak memory", all.PeakMebibytes, "MiB"));
        var (warm, _) = await Measured.OfAsync(() => calculator.AllAsync(AsOf, null, cancellationToken));
        figures.Add(new("the same with nothing changed, wall", warm.Wall, "s"));
        var own = await calculator.AllAsync(null, null, cancellationToken);
        figures.Add(new("figures that are not the generator's truth", Unequal(own, city.Truth), "figures", 0));
    }

    private static int Unequal(IReadOnlyList<FigureValue> values, IReadOnlyDictionary<string, decimal> truth) =>
        values.Count(v => truth.TryGetValue(v.Figure.Id, out var exact)
            && !(v.Value is { } value && Math.Abs(value - exact) <= Tolerance * Math.Max(1, Math.Abs(exact))));

    // What the growth figures of the date read of earlier dates: it stands from earlier months, and is not timed.
    private static List<(FigureDefinition Figure, DateOnly AsOf)> Earlier(FigureCalculator calculator) =>
    [
        .. from id in new[] { "I03", "I05", "I07.rate", "G02" }
           from date in new DateOnly[]
           {
               new(2020, 6, 30), new(2020, 12, 31), new(2021, 12, 31), new(2022, 12, 31), new(2023, 12, 31),
               new(2024, 12, 31),
           }
           select (calculator.Figures.Find(id)!, date),
        (calculator.Figures.Find("D01")!, new DateOnly(2019, 12, 31)),
        (calculator.Figures.Find("D01")!, new DateOnly(2024, 12, 31)),
    ];

    private static async Task AgainAsync(BenchCity city, BenchFigures figures, CancellationToken cancellationToken)
    {
        var calculator = city.Get<FigureCalculator>();
        var refiling = new Refiling(city, AsOf);
        var institutions = await refiling.InstitutionsAsync(cancellationToken);
        var average = institutions.Sum(i => i.Loans) / institutions.Count;
        var mean = institutions.First(i => i.Loans >= average);
        foreach (var (name, one) in new[] { ("of average size", mean), ("the largest", institutions[^1]) })
        {
            var before = await calculator.AllAsync(AsOf, null, cancellationToken);
            await refiling.FileAgainAsync(one.Institution, cancellationToken);
            var (again, after) = await Measured.OfAsync(() => calculator.AllAsync(AsOf, null, cancellationToken));
            var goal = city.IsWhole && one == mean ? GoalAgainSeconds : (double?)null;
            figures.Add(new($"one institution files again, {name}: its loans", one.Loans, "loans"));
            figures.Add(new($"then all figures, {name}, wall", again.Wall, "s", goal));
            figures.Add(new($"then all figures, {name}, CPU", again.Cpu, "s"));
            figures.Add(new($"figures not as the changed line says, {name}", Wrong(before, after), "figures", 0));
        }
    }

    // The headline moves by the one yuan that was filed; no other may move.
    private static int Wrong(IReadOnlyList<FigureValue> before, IReadOnlyList<FigureValue> after) =>
        before.Zip(after).Count(p => p.Second.BaseValue - p.First.BaseValue
            != (p.First.Figure.Id == Moved ? OneYuan : p.First.BaseValue is null ? null : 0));

    private static async Task ByHandAsync(BenchCity city, BenchFigures figures, CancellationToken cancellationToken)
    {
        var calculator = city.Get<FigureCalculator>();
        var values = await calculator.ValuesAsync(
            HandWrittenFigures.Ids.Select(id => calculator.Figures.Find(id)!), AsOf, null, cancellationToken);
        var files = new List<AcceptedTable>();
        foreach (var id in HandWrittenFigures.Returns)
            files.AddRange(await city.Get<FactCatalog>().AcceptedAsync(id, AsOf, null, null, cancellationToken));
        var (hand, result) = await Measured.OfAsync(() => Task.Run(
            () => HandWrittenFigures.Run(files, city.Get<WarehouseOptions>().Work), cancellationToken));
        var count = HandWrittenFigures.Ids.Count;
        figures.Add(new($"{count} headline figures by hand-written SQL, wall", hand.Wall, "s"));
        figures.Add(new($"{count} headline figures by hand-written SQL, CPU", hand.Cpu, "s"));
        figures.Add(new("of these, not equal to ours", values.Count(v => !IsEqual(v.BaseValue, result[v.Figure.Id])), "figures", 0));
        var ours = await FromPacksAsync(city, figures, HandWrittenFigures.Ids, "the same", cancellationToken);
        figures.Add(new("CPU, packs : hand-written", ours.Cpu / hand.Cpu, "ratio", GoalHandRatio));
    }

    // What the packs keep for breakdowns, shadow figures and suppression too: the same results on both sides.
    private static async Task ResultsByHandAsync(
        BenchCity city, BenchFigures figures, CancellationToken cancellationToken)
    {
        var calculator = city.Get<FigureCalculator>();
        List<string> ids = [.. HandWrittenResults.Ids];
        var values = await calculator.ValuesAsync(
            ids.Select(id => calculator.Figures.Find(id)!), AsOf, null, cancellationToken);
        var (hand, result) = await Measured.OfAsync(() => HandWrittenResults.RunAsync(city, AsOf, cancellationToken));
        figures.Add(new("all results of the loan packs by hand-written SQL, wall", hand.Wall, "s"));
        figures.Add(new("all results of the loan packs by hand-written SQL, CPU", hand.Cpu, "s"));
        figures.Add(new(
            $"of their {ids.Count} figures, not equal to ours",
            values.Count(v => !IsEqual(v.BaseValue, result[v.Figure.Id])),
            "figures", 0));
        var ours = await FromPacksAsync(city, figures, ids, "the results of the loan packs", cancellationToken);
        figures.Add(new("CPU, loan packs : hand-written, same results", ours.Cpu / hand.Cpu, "ratio", GoalHandRatio));
    }

    private static async Task<Measured> FromPacksAsync(
        BenchCity city, BenchFigures figures, IReadOnlyList<string> ids, string what,
        CancellationToken cancellationToken)
    {
        var calculator = city.Get<FigureCalculator>();
        Directory.Delete(Path.Combine(city.Data, "partials"), recursive: true);
        var (ours, _) = await Measured.OfAsync(() => calculator.ValuesAsync(
            ids.Select(id => calculator.Figures.Find(id)!), AsOf, null, cancellationToken));
        figures.Add(new($"{what} from packs, nothing stored, wall", ours.Wall, "s"));
        figures.Add(new($"{what} from packs, nothing stored, CPU", ours.Cpu, "s"));
        return ours;
    }

    private static bool IsEqual(decimal? ours, decimal? theirs) =>
        ours == theirs || Math.Abs((ours ?? 0) - (theirs ?? 0)) <= Tolerance * Math.Abs(ours ?? 0);
}

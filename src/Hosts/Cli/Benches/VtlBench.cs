namespace Huoshui.Cli.Benches;

/// <summary>
/// <c>huoshui bench vtl</c>: <c>vtl run</c> as its user starts it, CSV in and CSV out, start-up included: a join, a
/// calculation, an aggregate and three rules on <c>--rows</c> loans; 200 rules, with no and with 28 failures a row; a
/// hierarchy of 50 rules; a script of 300 statements; and the first of these in SQL by hand.
/// </summary>
internal sealed class VtlBench
{
    private const int Million = 1_000_000;
    private const int LargeRows = 10 * Million;
    private const int Statements = 300;
    private const double GoalHandRatio = 1.15;

    private readonly BenchSettings _settings;
    private readonly VtlScripts _scripts;
    private readonly CancellationToken _cancellationToken;
    private readonly BenchFigures _figures = new();

    private VtlBench(BenchSettings settings, CancellationToken cancellationToken)
    {
        (_settings, _cancellationToken) = (settings, cancellationToken);
        _scripts = new VtlScripts(settings.WorkFolder, settings.Rows);
    }

    /// <summary>Runs it.</summary>
    public static async Task<IReadOnlyList<BenchFigure>> RunAsync(
        BenchSettings settings, CancellationToken cancellationToken)
    {
        var bench = new VtlBench(settings, cancellationToken);
        bench._scripts.Write();
        var whole = await bench.MainAsync();
        await bench.ByHandAsync(whole);
        if (settings.Rows == Million)
            await bench.OthersAsync();
        return bench._figures.All;
    }

    // The goals are those of a million and of ten million rows; other sizes have none.
    private async Task<MeasuredProcess> MainAsync()
    {
        (double Wall, double Mebibytes)? goal = _settings.Rows switch
        {
            Million => (2, 600),
            LargeRows => (18, 2_560),
            _ => null,
        };
        var taken = await RunAsync(_scripts.Main(), "LOANS", "COLLATERALS");
        Add("join, calc, aggregate, 3 rules: wall", taken.Wall, "s", goal?.Wall);
        Add("join, calc, aggregate, 3 rules: CPU", taken.Cpu, "s");
        Add("join, calc, aggregate, 3 rules: memory", taken.PeakMebibytes, "MiB", goal?.Mebibytes);
        return taken;
    }

    // The session is that of `vtl run`; the sums of both must be the same.
    private async Task ByHandAsync(MeasuredProcess own)
    {
        var output = Directory.CreateDirectory(_scripts.File("hand")).FullName;
        var statements = _scripts.MainByHand(output);
        var hand = await HandWritten.MeasureAsync(statements, _settings.WorkFolder, output, _cancellationToken);
        foreach (var name in (string[])["by_bank.csv", "wrong.csv"])
            RequireSame(Path.Combine(output, name), Path.Combine(_scripts.File("out"), name));
        Add("the same in SQL by hand, start-up included: wall", hand.Wall, "s");
        Add("the same in SQL by hand, start-up included: CPU", hand.Cpu, "s");
        Add("vtl run : by hand, start-up of both: wall", own.Wall / hand.Wall, "×", GoalHandRatio);
        Add("vtl run : by hand, start-up of both: CPU", own.Cpu / hand.Cpu, "×");
        var clock = System.Diagnostics.Stopwatch.StartNew();
        HandWritten.Run(statements, _settings.WorkFolder, output, _cancellationToken);
        Add("by hand in this process, which has started already: wall", clock.Elapsed.TotalSeconds, "s");
        Add("vtl run with its start-up : by hand without: wall", own.Wall / clock.Elapsed.TotalSeconds, "×");
    }

    private async Task OthersAsync()
    {
        var few = await RunAsync(_scripts.Rules(fail: false), "LOANS");
        Add("200 rules, no failure: CPU", few.Cpu, "s", 1);
        Add("200 rules, no failure: wall", few.Wall, "s");
        var many = await RunAsync(_scripts.Rules(fail: true), "LOANS");
        Add("200 rules, 28 failures a row: CPU", many.Cpu, "s", 10);
        Add("200 rules, 28 failures a row: memory", many.PeakMebibytes, "MiB", 1024);
        var hierarchy = await RunAsync(_scripts.Hierarchy(), "ITEMS");
        Add("hierarchy of 50 rules: wall", hierarchy.Wall, "s", 2);
        var compiled = await MeasuredProcess.OfSelfAsync(
            ["vtl", "sql", _scripts.Statements(Statements), "--structure", $"LOANS={_scripts.File("LOANS.json")}"],
            _cancellationToken);
        Add("300 statements compiled and printed, start-up included: wall", compiled.Wall, "s", 0.5);
    }

    private Task<MeasuredProcess> RunAsync(string script, params string[] inputs) => MeasuredProcess.OfSelfAsync(
        [
            "vtl", "run", script, "--out", _scripts.File("out"),
            .. inputs.SelectMany(i => (string[])["--input", $"{i}={_scripts.File(i + ".csv")}"]),
        ],
        _cancellationToken);

    private static void RequireSame(string hand, string own)
    {
        var (expected, found) = (File.ReadLines(hand).LongCount(), File.ReadLines(own).LongCount());
        if (expected != found)
            throw new InvalidOperationException($"{own}: {found} lines, by hand {expected}");
    }

    private void Add(string name, double value, string unit, double? atMost = null) =>
        _figures.Add(new BenchFigure(name, value, unit, AtMost: atMost));
}

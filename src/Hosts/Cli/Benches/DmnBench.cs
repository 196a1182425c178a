using System.Diagnostics;
using Huoshui.Diagnostics;
using Huoshui.Dmn;
using Huoshui.Dmn.Feel.Values;

namespace Huoshui.Cli.Benches;

/// <summary>
/// <c>huoshui bench dmn</c>: a FIRST table of exact numbers, evaluated one by one on one core and as a portfolio on
/// two, and larger tables; what an evaluation allocates; how long compiling takes; other engines on the same table.
/// </summary>
internal static class DmnBench
{
    private const int Rows = 65_536;
    private const int PortfolioRows = 4_000_000;
    private const int CheckedRows = 2_000;
    private const int Cores = 2;
    private const double WideInterval = 0.75;
    private const double NarrowInterval = 0.5;
    private static readonly TimeSpan Warm = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Measure = TimeSpan.FromSeconds(4);

    /// <summary>Runs it.</summary>
    public static async Task<IReadOnlyList<BenchFigure>> RunAsync(
        BenchSettings settings, CancellationToken cancellationToken)
    {
        var figures = new BenchFigures();
        Compile(figures);
        var own = OneByOne(figures, 20, WideInterval, "evaluations/s", atLeast: 5_000_000);
        Batch(figures);
        OneByOne(figures, 1_000, NarrowInterval, "evaluations/s", atLeast: 1_000_000);
        var large = OneByOne(figures, 4_000, NarrowInterval, "evaluations/s");
        figures.Add(new BenchFigure("4,000 rules: one evaluation", 1e6 / large, "µs", AtMost: 2));
        foreach (var (name, rate) in await DmnPeers.RunAsync(
            new DmnPortfolio(20, WideInterval, CheckedRows), settings.WorkFolder, cancellationToken))
        {
            figures.Add(new BenchFigure($"20 rules: {name}", rate, "evaluations/s"));
            figures.Add(new BenchFigure($"20 rules: Huoshui ÷ {name}", own / rate, "×"));
        }

        return figures.All;
    }

    // The first one also loads and jits the engine.
    private static void Compile(BenchFigures figures)
    {
        var text = new DmnPortfolio(1_000, NarrowInterval, 1).Model;
        var (loads, times) = (new List<double>(), new List<double>());
        for (var i = 0; i < 6; i++)
        {
            var clock = Stopwatch.StartNew();
            DmnModel.Load(new SourceText("bench.dmn", text));
            loads.Add(clock.Elapsed.TotalMilliseconds);
            clock.Restart();
            Prepared(text);
            times.Add(clock.Elapsed.TotalMilliseconds);
        }

        figures.Add(new BenchFigure("1,000 rules: load alone, median", loads.Order().ElementAt(2), "ms"));
        figures.Add(new BenchFigure("1,000 rules: load and compile, first in the process", times[0], "ms"));
        var median = times.Skip(1).Order().ElementAt(2);
        figures.Add(new BenchFigure("1,000 rules: load and compile, median of the next 5", median, "ms", AtMost: 250));
    }

    private static (DmnModel Model, PreparedDecision Decision) Prepared(string text)
    {
        var model = DmnModel.Load(new SourceText("bench.dmn", text));
        return model.Succeeded && model.Prepare("rate") is { IsCompiled: true } decision
            ? (model, decision) : throw new InvalidOperationException("The table of the bench does not compile.");
    }

    private static double OneByOne(
        BenchFigures figures, int rules, double width, string unit, double? atLeast = null)
    {
        var portfolio = new DmnPortfolio(rules, width, Rows);
        var (model, decision) = Prepared(portfolio.Model);
        Check(portfolio, model, decision);
        Evaluate(portfolio, decision, Warm);
        var (rate, bytes) = Evaluate(portfolio, decision, Measure);
        figures.Add(new BenchFigure($"{rules:N0} rules × 6 inputs, FIRST, one core", rate, unit, AtLeast: atLeast));
        figures.Add(new BenchFigure($"{rules:N0} rules: allocated by an evaluation", bytes, "bytes", AtMost: 0));
        return rate;
    }

    // A second of a core is one of CPU time: what else runs on the machine does not count. Peers are measured so too.
    private static (double PerSecond, double Bytes) Evaluate(
        DmnPortfolio portfolio, PreparedDecision decision, TimeSpan time)
    {
        var frame = decision.NewFrame();
        var (evaluations, nulls) = (0L, 0L);
        portfolio.Set(frame, 0);
        decision.Evaluate(frame);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var (begun, used) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        while (Stopwatch.GetElapsedTime(begun) < time)
        {
            for (var row = 0; row < portfolio.Rows; row++)
            {
                portfolio.Set(frame, row);
                decision.Evaluate(frame);
                nulls += frame.Number is null ? 1 : 0;
            }

            evaluations += portfolio.Rows;
        }

        var seconds = (Environment.CpuUsage.TotalTime - used).TotalSeconds;
        var bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        return nulls == 0 ? (evaluations / seconds, (double)bytes / evaluations)
            : throw new InvalidOperationException("An applicant has no outcome.");
    }

    private static void Batch(BenchFigures figures)
    {
        var portfolio = new DmnPortfolio(20, WideInterval, PortfolioRows);
        var (model, decision) = Prepared(portfolio.Model);
        Check(portfolio, model, decision);
        var columns = portfolio.Columns(decision);
        foreach (var time in (TimeSpan[])[Warm, Measure])
        {
            var begun = Stopwatch.GetTimestamp();
            var rows = 0L;
            while (Stopwatch.GetElapsedTime(begun) < time)
                rows += decision.EvaluateBatch(columns, Cores).Rows;
            if (time == Measure)
            {
                var rate = rows / Stopwatch.GetElapsedTime(begun).TotalSeconds;
                figures.Add(new BenchFigure("20 rules: batch, two cores", rate, "rows/s", AtLeast: 50_000_000));
            }
        }
    }

    // What is fast must be the same: interpreter, compiled and batch.
    private static void Check(DmnPortfolio portfolio, DmnModel model, PreparedDecision decision)
    {
        var frame = decision.NewFrame();
        var batch = decision.EvaluateBatch(portfolio.Columns(decision), Cores);
        // The interpreter asks every rule of every row.
        var rows = Math.Min(portfolio.Rows, Math.Max(20, CheckedRows * 20 / portfolio.Rules.Count));
        for (var row = 0; row < rows; row++)
        {
            portfolio.Set(frame, row);
            decision.Evaluate(frame);
            var expected = ((NumberValue)decision.Explain(frame).Value).Number;
            if (frame.Number != expected || batch.Rules[row] != frame.Rule || !batch.IsColumnar
                || ((NumberValue)batch[row]).Number != expected || !model.Succeeded)
            {
                throw new InvalidOperationException($"Row {row}: the forms of evaluation disagree.");
            }
        }
    }
}

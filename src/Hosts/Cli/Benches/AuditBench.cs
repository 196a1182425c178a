using System.Diagnostics;
using System.Globalization;
using Huoshui.AuditTree;
using Huoshui.AuditTree.Reconciling;
using Huoshui.Operations;
using Huoshui.Operations.Leaves;
using Huoshui.Portal;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Cli.Benches;

/// <summary>
/// <c>huoshui bench audit</c>: what a leaf costs a save that does nothing else, entering into the tree, and comparing:
/// everything, and what changed.
/// </summary>
internal sealed class AuditBench(DataStore store, BenchSettings settings)
{
    private const int RowsOfSave = 10_000;
    private const int Saves = 200;
    private const int RowsOfBatch = 50;
    private const int Change = 100;
    private const double GoalSecondsPerMillion = 60;
    private const string Action = "visit.record";
    private const string Detail = """{"entity":"0199aaaa-0000-7000-8000-000000000001","result":"visited","n":1}""";

    private readonly List<BenchFigure> _figures = [];

    /// <summary>Runs it.</summary>
    public static async Task<IReadOnlyList<BenchFigure>> RunAsync(
        BenchSettings settings, CancellationToken cancellationToken)
    {
        using var own = settings.PostgreSql == "own" ? BenchPostgres.Start() : null;
        var options = HuoshuiOptions.FromEnvironment(settings.WorkFolder) with
        {
            PostgreSql = own?.ConnectionString ?? settings.PostgreSql,
        };
        await using var store = await DataStore.CreateAsync(options, cancellationToken);
        var bench = new AuditBench(store, settings);
        await bench.SavesAsync(1, cancellationToken);
        await bench.SavesAsync(RowsOfBatch, cancellationToken);
        await bench.FillAsync(cancellationToken);
        await bench.CompareAsync(cancellationToken);
        return bench._figures;
    }

    // What a leaf adds: as many leaves again are hashed and written in the same save.
    private async Task SavesAsync(int rows, CancellationToken cancellationToken)
    {
        var entry = new AuditEntry
        {
            Sequence = 1,
            Actor = "bench",
            Action = Action,
            Subject = "visit/1",
            Detail = Detail,
        };
        var number = 1_000_000_000L;
        var times = new double[2];
        for (var twice = 0; twice < times.Length; twice++)
        {
            var leaves = twice * rows;
            times[twice] = await CpuAsync(async () =>
            {
                await using var context = await ContextAsync(cancellationToken);
                Act(context, rows);
                for (var n = 0; n < leaves; n++)
                    context.Add(Leaf(entry, ++number));
                await context.SaveChangesAsync(cancellationToken);
            });
        }

        await using var after = await ContextAsync(cancellationToken);
        await after.AuditLeaves.Where(l => l.Sequence > 1_000_000_000L).ExecuteDeleteAsync(cancellationToken);
        await after.AuditTouches.ExecuteDeleteAsync(cancellationToken);
        Add($"save of {rows} acts and nothing else: processor", times[0], "ms");
        Add($"of it {rows} leaves: processor", times[1] - times[0], "ms");
    }

    private async Task FillAsync(CancellationToken cancellationToken)
    {
        var begun = Stopwatch.GetTimestamp();
        for (var done = 0; done < settings.Rows; done += RowsOfSave)
        {
            await using var context = await ContextAsync(cancellationToken);
            Act(context, Math.Min(RowsOfSave, settings.Rows - done));
            await context.SaveChangesAsync(cancellationToken);
        }

        Add($"{settings.Rows:N0} acts saved", Stopwatch.GetElapsedTime(begun).TotalSeconds, "s");
        await using var log = await AuditLog.OpenAsync(store.Get<AuditTreeOptions>(), 0);
        await using var reader = await ContextAsync(cancellationToken);
        begun = Stopwatch.GetTimestamp();
        await log.EnterAsync(reader, cancellationToken);
        await log.PublishAsync(cancellationToken);
        Add("entered and signed", Stopwatch.GetElapsedTime(begun).TotalSeconds, "s");
    }

    private async Task CompareAsync(CancellationToken cancellationToken)
    {
        var reconciliation = store.Get<AuditReconciliation>();
        await TimedAsync(
            "compared in the background, the first time", () => reconciliation.ChangedAsync(cancellationToken));
        var goal = GoalSecondsPerMillion * settings.Rows / 1_000_000;
        var begun = Stopwatch.GetTimestamp();
        var report = await reconciliation.WholeAsync(null, cancellationToken);
        _figures.Add(new(
            $"everything compared, {report.Rows:N0} rows", Stopwatch.GetElapsedTime(begun).TotalSeconds, "s", goal));
        await using (var context = await ContextAsync(cancellationToken))
        {
            Act(context, Change);
            await context.SaveChangesAsync(cancellationToken);
        }

        var worker = store.Get<AuditTreeWorker>();
        await worker.RunOnceAsync(cancellationToken); // opens the tree
        await using (var context = await ContextAsync(cancellationToken))
        {
            Act(context, Change);
            await context.SaveChangesAsync(cancellationToken);
        }

        await TimedAsync(
            $"{Change} new acts: entered, signed, compared, with a turn", () => worker.RunOnceAsync(cancellationToken));
        await TimedAsync("an interval without acts, with a turn", () => worker.RunOnceAsync(cancellationToken));
        await worker.LetGoAsync();
        Expect(report.Count == 0);
    }

    private async Task TimedAsync(string name, Func<Task> run)
    {
        var begun = Stopwatch.GetTimestamp();
        await run();
        Add(name, Stopwatch.GetElapsedTime(begun).TotalSeconds, "s");
    }

    private static async Task<double> CpuAsync(Func<Task> run)
    {
        for (var warm = 0; warm < Saves / 4; warm++)
            await run();
        using var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        for (var n = 0; n < Saves; n++)
            await run();
        process.Refresh();
        return (process.TotalProcessorTime - before).TotalMilliseconds / Saves;
    }

    private static AuditLeaf Leaf(AuditEntry entry, long number)
    {
        var salt = new byte[AuditCommitment.SaltBytes];
        return new AuditLeaf { Sequence = number, Commitment = AuditCommitment.Of(entry, salt), Salt = salt };
    }

    private static void Act(OperationsContext context, int rows)
    {
        for (var n = 0; n < rows; n++)
        {
            context.Audit(
                "bench", Action, string.Create(CultureInfo.InvariantCulture, $"visit/{n}"),
                new { entity = "0199aaaa-0000-7000-8000-000000000001", result = "visited", n });
        }
    }

    private Task<OperationsContext> ContextAsync(CancellationToken cancellationToken) =>
        store.Get<IDbContextFactory<OperationsContext>>().CreateDbContextAsync(cancellationToken);

    private void Add(string name, double value, string unit)
    {
        _figures.Add(new(name, value, unit));
        BenchReport.Tell(_figures[^1]);
    }

    private static void Expect(bool isTrue)
    {
        if (!isTrue)
            throw new InvalidOperationException("The comparison found a difference where there is none.");
    }
}

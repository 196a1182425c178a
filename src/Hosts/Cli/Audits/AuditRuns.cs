using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Huoshui.AuditTree;
using Huoshui.AuditTree.Proofs;
using Huoshui.AuditTree.Reconciling;
using Huoshui.Cli.Logs;
using Huoshui.TransparencyLog;
using Huoshui.TransparencyLogVerifier.Notes;

namespace Huoshui.Cli.Audits;

/// <summary>What <c>huoshui audit</c> does on a data folder.</summary>
internal static class AuditRuns
{
    /// <summary>Compares everything.</summary>
    public static Task<int> ReconcileAsync(
        string data, IReadOnlyList<string> vkeys, bool asJson, string language, CancellationToken cancellationToken) =>
        WithAsync(data, async store =>
        {
            List<VerifierKey>? pinned = vkeys.Count == 0 ? null : LogAccess.ReadKeys(vkeys);
            var begun = Stopwatch.GetTimestamp();
            var report = await store.Get<AuditReconciliation>().WholeAsync(pinned, cancellationToken);
            var seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
            if (asJson)
                Console.Out.WriteLine(JsonSerializer.Serialize(Model(report, seconds), JsonSerializerOptions.Web));
            else
                Print(report, seconds, language);
            return report.Count == 0 ? ExitCodes.Good : ExitCodes.InputFailed;
        }, cancellationToken);

    /// <summary>Enters what waits and signs.</summary>
    public static Task<int> CheckpointAsync(string data, CancellationToken cancellationToken) =>
        WithAsync(data, async store =>
        {
            var worker = store.Get<AuditTreeWorker>();
            try
            {
                if (await worker.RunOnceAsync(cancellationToken) is not { } entered)
                    return Say.Wrong("huoshui audit: 另一进程正在写审计树，无须再签 / another process writes the tree; nothing to do");
                var options = store.Get<AuditTreeOptions>();
                var tree = AuditTreeView.Open(options);
                Console.Out.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"入树 entered {entered}；树 tree {tree.Head.Size} {tree.Head.Root.ToBase64()}"));
                foreach (var key in tree.Keys)
                    Console.Out.WriteLine(key);
                return ExitCodes.Good;
            }
            finally
            {
                await worker.LetGoAsync();
            }
        }, cancellationToken);

    /// <summary>Writes the proof of a row.</summary>
    public static Task<int> ProveAsync(string data, long row, string file, CancellationToken cancellationToken) =>
        WithAsync(data, async store =>
        {
            var answer = await store.Get<AuditProofs>().OfRowAsync(row, cancellationToken);
            if (answer.Proof is not { } proof)
                return Say.Wrong($"huoshui audit: {answer.Reason!.ToLine("zh")} / {answer.Reason.Message.En}");
            await File.WriteAllBytesAsync(file, proof.ToArray(), cancellationToken);
            Console.Out.WriteLine($"{file}: {proof.Row.Action} {proof.Row.Subject}");
            return ExitCodes.Good;
        }, cancellationToken);

    /// <summary>Deletes salts.</summary>
    public static Task<int> ForgetAsync(
        string data, (long From, long To) rows, string reason, CancellationToken cancellationToken) =>
        WithAsync(data, async store =>
        {
            var deleted = await store.Get<AuditRetention>()
                .ForgetAsync(rows.From, rows.To, Environment.UserName, reason, cancellationToken);
            Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"已删除盐 salts deleted: {deleted}"));
            return ExitCodes.Good;
        }, cancellationToken);

    /// <summary>Begins a new tree.</summary>
    public static Task<int> RestartAsync(string data, string reason, CancellationToken cancellationToken) =>
        WithAsync(data, async store =>
        {
            var aside = await store.Get<AuditRestart>().RunAsync(Environment.UserName, reason, cancellationToken);
            Console.Out.WriteLine(aside is null
                ? "没有旧树；下次签发时新建 / there was no tree; the next checkpoint makes one"
                : $"旧树封存于 {aside}，下次签发时另建新树 / the old tree lies in {aside}; the next checkpoint makes a new one");
            return ExitCodes.Good;
        }, cancellationToken);

    private static async Task<int> WithAsync(
        string data, Func<DataStore, Task<int>> run, CancellationToken cancellationToken)
    {
        await using var store = await DataStore.OpenAsync(data, cancellationToken);
        if (store is null)
            return ExitCodes.CouldNotRun;
        try
        {
            return await run(store);
        }
        catch (AuditTreeException refusal)
        {
            return Say.Wrong("huoshui audit: " + refusal.Message);
        }
        catch (LogRefusedException refusal)
        {
            Say.Wrong("huoshui audit: " + refusal.Message);
            return refusal.Reason.Code == "LOG2015" ? ExitCodes.InputFailed : ExitCodes.CouldNotRun;
        }
        catch (Exception error) when (error is InvalidDataException or FileNotFoundException)
        {
            return Say.Wrong("huoshui audit: " + error.Message);
        }
    }

    private static void Print(ReconciliationReport report, double seconds, string language)
    {
        foreach (var found in report.Found)
            Console.Out.WriteLine("✗ " + found.Reason.ToLine(language));
        Console.Out.WriteLine(language == "en" ? English(report, seconds) : Chinese(report, seconds));
    }

    private static string Chinese(ReconciliationReport r, double seconds) => string.Create(
        CultureInfo.InvariantCulture,
        $"审计记录 {r.Rows} 条，已入树 {r.Entered}，等待 {r.Waiting}，期满无盐 {r.Forgotten}，用时 {seconds:0.0} 秒：差异 {r.Count} 处");

    private static string English(ReconciliationReport r, double seconds) => string.Create(
        CultureInfo.InvariantCulture,
        $"{r.Rows} rows, {r.Entered} in the tree, {r.Waiting} waiting, {r.Forgotten} forgotten, {seconds:0.0} s: "
            + $"{r.Count} differences");

    private static object Model(ReconciliationReport report, double seconds) => new
    {
        rows = report.Rows,
        entered = report.Entered,
        waiting = report.Waiting,
        waitingSince = report.WaitingSince,
        forgotten = report.Forgotten,
        seconds = Math.Round(seconds, 3),
        count = report.Count,
        findings = report.Found.Select(f => new
        {
            code = f.Reason.Code,
            row = f.Sequence,
            zh = f.Reason.Message.Zh,
            en = f.Reason.Message.En,
        }),
    };
}

using Huoshui.Diagnostics;
using Huoshui.Registry;
using Huoshui.Systems.Returns;
using Huoshui.Warehouse;

namespace Huoshui.Cli;

/// <summary>Files into a data folder, through the same application class as the portal, in this process.</summary>
internal static class FilingRun
{
    public static async Task<int> RunAsync(FileOrder order, string data, string? actor, CancellationToken cancellationToken)
    {
        await using var store = await DataStore.OpenAsync(data, cancellationToken);
        if (store is null || order.Definition(store.Get<FilingPolicy>().Library) is null)
            return ExitCodes.CouldNotRun;
        var viewer = await store.ViewerAsync(actor, cancellationToken);
        if (order.SplitBy is { } column)
            return await SplitRun.RunAsync(store, viewer, order, column, cancellationToken);
        var started = System.Diagnostics.Stopwatch.GetTimestamp();
        var result = await store.Get<FilingIntake>().FileAsync(
            viewer, new FilingKey(order.ReturnId, order.Institution!, order.Date), order.Files, cancellationToken);
        if (result.Filing is null)
        {
            foreach (var note in result.Notes)
                Say.Wrong(note.ToLine(order.Style.Language));
            return ExitCodes.CouldNotRun;
        }

        return await ReportAsync(
            store, viewer, order, result, System.Diagnostics.Stopwatch.GetElapsedTime(started), cancellationToken);
    }

    private static async Task<int> ReportAsync(
        DataStore store, Viewer viewer, FileOrder order, FilingIntakeResult result, TimeSpan elapsed, CancellationToken cancellationToken)
    {
        var filing = result.Filing!;
        var (check, checks) = await store.Get<FindingsReader>().CheckAsync(viewer, filing.Id, cancellationToken);
        var report = new CheckReportText(order.Style)
        {
            Definition = order.Definition(store.Get<FilingPolicy>().Library)!,
            Institution = filing.InstitutionId,
            Date = filing.AsOf,
            Checks = checks,
            Notes = result.Notes,
            Elapsed = elapsed,
            Counts = check is null ? [] : [.. check.Rules.Select(Count)],
            Tables = [.. filing.Tables.Where(t => t.State == TableState.Uploaded)
                .Select(t => new TableLine(t.Table, t.Rows, t.UnreadableCells))],
            Filing = new { id = filing.Id, state = filing.State.ToString(), version = filing.VersionNumber },
            FilingLine = order.Style.Of(
                $"报送批次 {filing.Id}：{Words.State(filing.State).Zh}", $"filing {filing.Id}: {Words.State(filing.State).En}"),
        };
        if (check is not null && checks is not null)
        {
            var findings = store.Get<FindingsReader>().Open(filing, check);
            var clear = viewer.SeesClearOf(filing.InstitutionId);
            string? Name(Finding f) => f.FileNo is { } no ? FindingsReader.FileName(filing, f.Table, no) : null;
            await report.ReadExamplesAsync(findings, check.Ordinal, clear, Name, cancellationToken);
            if (order.FindingsPath is { } target)
            {
                var csv = new FindingsCsv(_ => filing.InstitutionId, filing.AsOf, Name);
                await csv.WriteAsync(findings, new FindingsQuery { Filing = check.Ordinal }, clear, target, cancellationToken);
            }
        }

        report.Print(Console.Out);
        var isBad = report.Fatals > 0 || result.Notes.Any(n => n.Severity == DiagnosticSeverity.Error);
        return isBad ? ExitCodes.InputFailed : ExitCodes.Good;
    }

    private static RuleCount Count(FilingCheckRule rule) => new(
        0, rule.Rule, rule.Fails, rule.NotEvaluable,
        rule.Reason is { Length: > 0 } reason ? new RuleReason(reason.Split(',')) : null);
}

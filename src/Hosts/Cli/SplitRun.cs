using System.Text.Json;
using Huoshui.Registry;
using Huoshui.Systems.Returns;
using Huoshui.Warehouse;

namespace Huoshui.Cli;

/// <summary>Files one set of files for many filers, told apart by a column whose values are ids or full
/// names.</summary>
internal static class SplitRun
{
    private const int ShownRefusals = 10;

    public static async Task<int> RunAsync(
        DataStore store, Viewer viewer, FileOrder order, string column, CancellationToken cancellationToken)
    {
        var institutions = await store.Get<InstitutionRegistry>().ListAsync(cancellationToken);
        var ids = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var institution in institutions)
        {
            ids.TryAdd(institution.NameZh, institution.Id);
            ids.TryAdd(institution.NameEn, institution.Id);
        }

        foreach (var institution in institutions)
            ids[institution.Id] = institution.Id;
        var results = await store.Get<FilingIntake>().FileSplitAsync(
            viewer, order.ReturnId, order.Date, order.Files, new FilerColumn(column, ids.GetValueOrDefault), cancellationToken);
        var filed = results.Where(r => r.Filing is not null).ToList();
        Print(order, results, filed);
        if (order.FindingsPath is { } target && filed.Count > 0)
            await WriteFindingsAsync(store, viewer, order, filed, target, cancellationToken);
        if (filed.Count == 0)
            return ExitCodes.CouldNotRun;
        return filed.Count < results.Count || filed.Exists(r => r.Check is { Fatals: > 0 })
            ? ExitCodes.InputFailed
            : ExitCodes.Good;
    }

    private static void Print(FileOrder order, IReadOnlyList<FilingIntakeResult> results, List<FilingIntakeResult> filed)
    {
        var failing = filed.Count(r => r.Check is { Fatals: > 0 });
        if (order.Style.IsJson)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(results.Select(r => new
            {
                institution = r.InstitutionId,
                filing = r.Filing?.Id,
                fatal = r.Check?.Fatals,
                warnings = r.Check?.Warnings,
                notes = r.Notes.Select(n => new { code = n.Code, zh = n.Message.Zh, en = n.Message.En }),
            })));
            return;
        }

        Console.Out.WriteLine(order.Style.Of(
            $"{filed.Count} 家机构已报送，其中 {failing} 家有强制性校验问题；{results.Count - filed.Count} 家未采用",
            $"{filed.Count} filers taken in, {failing} of them with fatal findings; {results.Count - filed.Count} refused"));
        foreach (var result in results.Where(r => r.Filing is null).Take(ShownRefusals))
        {
            var why = result.Notes is [.., var note] ? note.ToLine(order.Style.Language) : "—";
            Say.Wrong($"{result.InstitutionId}: {why}");
        }
    }

    private static async Task WriteFindingsAsync(
        DataStore store, Viewer viewer, FileOrder order, List<FilingIntakeResult> filed, string target, CancellationToken cancellationToken)
    {
        var checks = filed.Where(r => r.Check is not null).ToDictionary(r => r.Check!.Ordinal);
        var any = checks.Values.FirstOrDefault();
        if (any is null)
            return;
        var csv = new FindingsCsv(
            f => checks.TryGetValue(f.Filing, out var r) ? r.InstitutionId : string.Empty, order.Date,
            f => f.FileNo is { } no && checks.TryGetValue(f.Filing, out var r) ? FindingsReader.FileName(r.Filing!, f.Table, no) : null);
        var findings = store.Get<FindingsReader>().Open(any.Filing!, any.Check!);
        await csv.WriteAsync(findings, new FindingsQuery(), viewer.SeesClearOf(any.InstitutionId), target, cancellationToken);
    }
}

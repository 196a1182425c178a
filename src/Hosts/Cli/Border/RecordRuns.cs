using System.Globalization;
using System.Text;
using Huoshui.Documents;
using Huoshui.Policies;
using Huoshui.Systems.CrossBorderData;
using Huoshui.TransparencyLogVerifier;
using Huoshui.TransparencyLogVerifier.Packages;
using Huoshui.TransparencyLogVerifier.Records;

namespace Huoshui.Cli.Border;

/// <summary>A record to verify again.</summary>
/// <param name="Record">The record.</param>
/// <param name="Trust">The trust file of today.</param>
/// <param name="Published">Folders with what providers publish today.</param>
/// <param name="Package">The package; null: only what the record holds.</param>
internal sealed record RecordAgain(string Record, string Trust, IReadOnlyList<string> Published, string? Package);

/// <summary>Records: as a document, and verified again.</summary>
internal static class RecordRuns
{
    public static Task<int> PrintAsync(
        string record, string pdf, string language, CancellationToken cancellationToken) => BorderGuard.RunAsync(
        async () =>
        {
            var tag = language == "zh" ? "zh-CN" : language;
            var page = RecordDocument.Page(await File.ReadAllBytesAsync(record, cancellationToken), tag)
                ?? throw new InvalidDataException($"{record} 不是验证记录 / is no record of a verification");
            var result = await new PdfRenderer(new PdfOptions()).RenderAsync(page, cancellationToken);
            if (result.Content is not { } content)
            {
                var problem = result.Problem!;
                throw new InvalidDataException($"{problem.Code} {problem.Message.Zh} / {problem.Message.En}");
            }

            BorderFiles.WriteNew(pdf, content);
            Console.Out.WriteLine($"已写 {pdf} / written");
            return ExitCodes.Good;
        });

    public static int Recheck(RecordAgain request, BorderWords words) => BorderGuard.Run(() =>
    {
        var library = PolicyLibrary.Load(PolicyLibrary.FindFolder(), ModelLoading.WhenAsked);
        var now = BorderFiles.Now();
        var verdict = RecordCheck.Verify(File.ReadAllBytes(request.Record), new RecordQuestion
        {
            Trust = BorderFiles.Trust(request.Trust),
            Now = now,
            StatusLists = BorderFiles.Notes(request.Published, "status-"),
            Manifests = BorderFiles.Notes(request.Published, "manifest"),
            Package = request.Package is { } package ? File.ReadAllBytes(package) : (ReadOnlyMemory<byte>?)null,
            Scenarios = ScenarioProfiles.Of(library),
        });
        foreach (var refusal in verdict.Refusals)
            Console.Error.WriteLine(words.Line(refusal));
        Console.Out.Write(Text(verdict, now, words));
        return verdict.Holds ? ExitCodes.Good : ExitCodes.InputFailed;
    });

    private static string Text(RecordVerdict verdict, DateTimeOffset now, BorderWords words)
    {
        var text = new StringBuilder();
        text.Append(words.In(verdict.Summary.Zh, verdict.Summary.En)).Append('\n');
        if (verdict.NotRepeated.Count > 0)
        {
            text.Append("  ").Append(words.In(
                "重验这些须给 --package 与其场景的策略包", "to repeat these give --package and the pack of its scenario"))
                .Append('\n');
        }

        if (verdict.VerifiedAt is { } at && verdict.Then is { } then)
            Times(text, words.In("当时", "then"), at, then, words);
        if (verdict.Now is { } today)
            Times(text, words.In("现在", "now"), now, today, words);
        if (verdict.KeepUntil is { } day)
        {
            var isOver = day < RecordTimes.DayOf(now);
            text.Append(CultureInfo.InvariantCulture, $"  {words.In("保存至", "keep until")} {day:yyyy-MM-dd}")
                .Append(isOver ? words.In("：保存期已过，应按规定删除", ": its retention has ended, delete it") : "").Append('\n');
        }

        return text.ToString();
    }

    private static void Times(
        StringBuilder text, string name, DateTimeOffset at, PackageVerdict verdict, BorderWords words)
    {
        var outcome = verdict.IsAccepted ? words.In("通过", "accepted") : words.In("不通过", "refused");
        text.Append(CultureInfo.InvariantCulture, $"  {name} ({RecordTimes.Hkt(at)}): {outcome}\n");
        foreach (Refusal refusal in verdict.Refusals)
            text.Append("    ").Append(words.Line(refusal)).Append('\n');
    }
}

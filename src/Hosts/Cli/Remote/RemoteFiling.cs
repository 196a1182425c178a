using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Huoshui.Warehouse;

namespace Huoshui.Cli.Remote;

/// <summary>
/// Files through a portal's API: opens the filing, uploads, waits for the check and tells what it found.
/// </summary>
internal sealed class RemoteFiling(RemoteServer server, FileOrder order)
{
    private const int PageRows = 500;
    private const int ExamplesPerRule = 2;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        string id;
        try
        {
            using var opened = await server.WriteAsync(
                HttpMethod.Post, "filings",
                new { @return = order.ReturnId, institution = order.Institution, date = order.Date }, cancellationToken);
            id = opened.RootElement.GetProperty("id").GetString()!;
        }
        catch (RemoteRefusedException refusal)
        {
            return Say.Wrong(refusal.Message); // nothing could be filed: as with a data folder, 1
        }

        var uploads = new List<string>();
        foreach (var file in order.Files)
            uploads.Add(await server.UploadAsync(id, file, cancellationToken));
        var messages = await WaitAsync(id, uploads, cancellationToken);
        if (order.FindingsPath is { } target)
            await WriteFindingsAsync(id, target, cancellationToken);
        using var filing = await server.GetAsync($"filings/{id}", cancellationToken);
        return await PrintAsync(id, filing.RootElement, messages, cancellationToken);
    }

    private async Task<IReadOnlyList<UploadMessage>> WaitAsync(
        string id, List<string> ours, CancellationToken cancellationToken)
    {
        for (var pause = FirstPause; ; pause = TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, LongestPause.Ticks)))
        {
            using var list = await server.GetAsync($"filings/{id}/uploads", cancellationToken);
            var found = list.RootElement.GetProperty("items").EnumerateArray()
                .Where(u => ours.Contains(u.GetProperty("id").GetString()!, StringComparer.OrdinalIgnoreCase)).Select(UploadMessage.Of).ToList();
            if (found.Count >= Math.Min(ours.Count, LongestList) && found.TrueForAll(u => u.IsOver))
                return found;
            await Task.Delay(pause, cancellationToken);
        }
    }

    private const int LongestList = 50; // the API lists the latest 50 uploads of a filing

    private async Task WriteFindingsAsync(string id, string target, CancellationToken cancellationToken)
    {
        string? file = null;
        var csv = new FindingsCsv(_ => order.Institution!, order.Date, _ => file);
        await csv.WriteAsync(FindingsAsync(id, "", name => file = name, cancellationToken), target, cancellationToken);
    }

    private async IAsyncEnumerable<Finding> FindingsAsync(
        string id, string filter, Action<string?> named, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? cursor = "0";
        while (cursor is not null)
        {
            using var page = await server.GetAsync(
                $"filings/{id}/findings?limit={PageRows}&cursor={cursor}{filter}", cancellationToken);
            foreach (var row in page.RootElement.GetProperty("items").EnumerateArray())
            {
                named(Text(row, "file"));
                yield return FindingOf(row);
            }

            cursor = Text(page.RootElement, "next");
        }
    }

    private async Task<int> PrintAsync(
        string id, JsonElement view, IReadOnlyList<UploadMessage> messages, CancellationToken cancellationToken)
    {
        var check = view.TryGetProperty("check", out var c) && c.ValueKind == JsonValueKind.Object ? c : (JsonElement?)null;
        var fatals = check?.GetProperty("fatals").GetInt64() ?? 0;
        var isRefused = messages.Any(m => m.IsRefused);
        if (order.Style.IsJson)
            Console.Out.WriteLine(view.GetRawText());
        else
            await PrintTextAsync(id, view, messages, check, cancellationToken);
        return fatals > 0 || isRefused ? ExitCodes.InputFailed : ExitCodes.Good;
    }

    private async Task PrintTextAsync(
        string id, JsonElement view, IReadOnlyList<UploadMessage> messages, JsonElement? check, CancellationToken cancellationToken)
    {
        var style = order.Style;
        Console.Out.WriteLine(style.Of(
            $"{order.ReturnId}  机构 {order.Institution}  数据日期 {order.Date:yyyy-MM-dd}",
            $"{order.ReturnId}  institution {order.Institution}  date {order.Date:yyyy-MM-dd}"));
        foreach (var table in view.GetProperty("tables").EnumerateArray().Where(t => Text(t, "state") == "uploaded"))
        {
            Console.Out.WriteLine(
                $"  {Text(table, "table")}  {style.Of("行数", "rows")} {table.GetProperty("rows").GetInt64():N0}");
        }

        foreach (var message in messages.Where(m => m.Zh.Length > 0))
            Console.Out.WriteLine($"{(message.IsRefused ? "✗" : "·")} {style.Of(message.Zh, message.En)}");
        if (check is { } done)
        {
            foreach (var rule in done.GetProperty("rules").EnumerateArray().Where(r => r.GetProperty("fails").GetInt64() > 0))
                await PrintRuleAsync(id, rule, cancellationToken);
            Console.Out.WriteLine(style.Of(
                $"强制性校验 {done.GetProperty("fatals").GetInt64():N0} 处，提示性校验 {done.GetProperty("warnings").GetInt64():N0} 处",
                $"{done.GetProperty("fatals").GetInt64():N0} fatal findings, {done.GetProperty("warnings").GetInt64():N0} warnings"));
        }

        Console.Out.WriteLine(style.Of($"报送批次 {id}", $"filing {id}"));
    }

    private async Task PrintRuleAsync(string id, JsonElement rule, CancellationToken cancellationToken)
    {
        var name = Text(rule, "rule")!;
        Console.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  {(Text(rule, "severity") == "fatal" ? "✗" : "!")} {name,-20} {rule.GetProperty("fails").GetInt64(),10:N0}"));
        using var page = await server.GetAsync(
            $"filings/{id}/findings?rule={Uri.EscapeDataString(name)}&outcome=fails&limit={ExamplesPerRule}", cancellationToken);
        foreach (var row in page.RootElement.GetProperty("items").EnumerateArray())
        {
            var words = Text(row, order.Style.IsEnglish ? "messageEn" : "messageZh");
            Console.Out.WriteLine($"      {Text(row, "file")}:{row.GetProperty("line")} [{Text(row, "key")}] {words}");
        }
    }

    private static Finding FindingOf(JsonElement row) => new(
        0, Text(row, "table")!, Text(row, "rule")!, Text(row, "severity") == "fatal", Text(row, "outcome") == "fails", null,
        row.TryGetProperty("line", out var line) && line.ValueKind == JsonValueKind.Number ? line.GetInt64() : null,
        Text(row, "key"), Text(row, "field"), Text(row, "value"), Text(row, "expected"),
        row.TryGetProperty("difference", out var d) && d.ValueKind == JsonValueKind.Number ? d.GetDouble() : null,
        Text(row, "messageZh") ?? string.Empty, Text(row, "messageEn") ?? string.Empty);

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private sealed record UploadMessage(bool IsOver, bool IsRefused, string Zh, string En)
    {
        public static UploadMessage Of(JsonElement upload)
        {
            var state = Text(upload, "state");
            var words = (Text(upload, "message") ?? "\n").Split('\n', 2);
            return new UploadMessage(state is "done" or "refused", state == "refused", words[0], words[^1]);
        }
    }
}

using System.CommandLine;
using System.Text.Json;

namespace Huoshui.Cli.Remote;

/// <summary>One call of the API that a step of a filing makes.</summary>
/// <param name="Method">PUT or POST.</param>
/// <param name="Path">Below <c>filings/ID/</c>.</param>
/// <param name="Body">JSON; null for none.</param>
internal sealed record RemoteCall(HttpMethod Method, string Path, object? Body = null);

/// <summary>The steps of <c>huoshui filing</c> on a portal.</summary>
internal static class RemoteStep
{
    /// <summary>Takes a step on each filing; those that are refused are told and the others go on.</summary>
    public static async Task<int> ActAsync(
        RemoteServer server, ParseResult parse, IEnumerable<string> filings, IReadOnlyList<RemoteCall> calls, CancellationToken cancellationToken)
    {
        var code = ExitCodes.Good;
        foreach (var name in filings)
        {
            try
            {
                var id = await IdOfAsync(server, name, cancellationToken);
                foreach (var call in calls)
                {
                    using var reply = await server.WriteAsync(
                        call.Method, $"filings/{id}/{call.Path}", call.Body, cancellationToken);
                    Console.Out.WriteLine(parse.GetValue(CommonOptions.Json) ? reply.RootElement.GetRawText() : $"{name}: {Of(reply.RootElement, "state")}");
                }
            }
            catch (RemoteRefusedException refusal) when (refusal.IsRefusal)
            {
                Say.Wrong($"{name}: {refusal.Message}");
                code = ExitCodes.InputFailed;
            }
        }

        return code;
    }

    /// <summary>Prints filings as the API gives them.</summary>
    public static async Task<int> ShowAsync(
        RemoteServer server, IEnumerable<string> filings, CancellationToken cancellationToken)
    {
        foreach (var name in filings)
        {
            var id = await IdOfAsync(server, name, cancellationToken);
            using var reply = await server.GetAsync($"filings/{id}", cancellationToken);
            Console.Out.WriteLine(reply.RootElement.GetRawText());
        }

        return ExitCodes.Good;
    }

    /// <summary>Prints the filings that a query finds, one JSON object a line.</summary>
    public static async Task<int> ListAsync(
        RemoteServer server, string? returnId, string? institution, string? date, CancellationToken cancellationToken)
    {
        string? cursor = null;
        do
        {
            using var page = await server.GetAsync(
                "filings" + Query(returnId, institution, date, cursor), cancellationToken);
            foreach (var row in page.RootElement.GetProperty("items").EnumerateArray())
                Console.Out.WriteLine(row.GetRawText());
            cursor = Of(page.RootElement, "next");
        }
        while (cursor is not null);
        return ExitCodes.Good;
    }

    private static async Task<string> IdOfAsync(RemoteServer server, string name, CancellationToken cancellationToken)
    {
        if (Guid.TryParse(name, out _))
            return name;
        if (name.Split(':') is not [var returnId, var institution, var date])
            throw NotFound(name);
        using var page = await server.GetAsync("filings" + Query(returnId, institution, date, null), cancellationToken);
        var first = page.RootElement.GetProperty("items").EnumerateArray().FirstOrDefault();
        return first.ValueKind == JsonValueKind.Object
            ? Of(first.GetProperty("filing"), "id")!
            : throw NotFound(name);
    }

    private static RemoteRefusedException NotFound(string name) => new(
        $"没有报送批次 {name}，请核对编号 / there is no filing {name}, check its id", System.Net.HttpStatusCode.NotFound);

    private static string Query(string? returnId, string? institution, string? date, string? cursor)
    {
        var parts = new[] { ("return", returnId), ("institution", institution), ("date", date), ("cursor", cursor) }
            .Where(p => p.Item2 is not null).Select(p => $"{p.Item1}={Uri.EscapeDataString(p.Item2!)}");
        return "?" + string.Join('&', parts);
    }

    private static string? Of(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Huoshui.Cli.Benches.Visits;

/// <summary>A phone with what it holds, and how long its requests took.</summary>
internal sealed class BenchPhone(HttpClient client, Guid device, int number, IReadOnlyList<BenchVisit> visits)
{
    private readonly ConcurrentBag<(HttpStatusCode Status, byte[] Text)> _answers = [];

    public HttpClient Client => client;

    public int Number => number;

    public IReadOnlyList<BenchVisit> Visits => visits;

    /// <summary>What it sends, request by request.</summary>
    public List<byte[]> Bodies { get; set; } = [];

    /// <summary>Visits that it sent; one that was sent twice, twice.</summary>
    public int Sent { get; set; }

    /// <summary>Milliseconds of each request.</summary>
    public ConcurrentBag<double> Requests { get; } = [];

    /// <summary>Milliseconds of the whole sync.</summary>
    public double Whole { get; set; }

    /// <summary>Visits that were answered as taken or known; one that was sent twice, twice.</summary>
    public int Good() => _answers.Sum(a => Good(a.Status, a.Text));

    /// <summary>What the visits of a run have as their place.</summary>
    public static string PlaceOf(int run) => FormattableString.Invariant($"手机 {run}");

    /// <summary>Sends some visits as they were put together before; what the answer says is read afterwards, for a
    /// phone has a processor of its own.</summary>
    public async Task SendAsync(byte[] part, CancellationToken cancellationToken)
    {
        using var body = new ByteArrayContent(part);
        body.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var begun = Stopwatch.GetTimestamp();
        using var answer = await client.PostAsync(
            new Uri($"/api/v1/visits/phone/devices/{device}/sync", UriKind.Relative), body, cancellationToken);
        _answers.Add((answer.StatusCode, await answer.Content.ReadAsByteArrayAsync(cancellationToken)));
        Requests.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
    }

    /// <summary>The bodies of its requests.</summary>
    public static List<byte[]> BodiesOf(IEnumerable<BenchVisit> visits, int together) =>
    [
        .. visits.Chunk(together).Select(part => JsonSerializer.SerializeToUtf8Bytes(
            new { sentAt = TimeProvider.System.GetUtcNow(), visits = part }, JsonSerializerOptions.Web)),
    ];

    private static int Good(HttpStatusCode status, byte[] text)
    {
        if (status != HttpStatusCode.OK)
        {
            Console.Error.WriteLine($"  {(int)status}: {Encoding.UTF8.GetString(text)[..Math.Min(text.Length, 200)]}");
            return 0;
        }

        using var body = JsonDocument.Parse(text);
        return body.RootElement.GetProperty("items").EnumerateArray()
            .Count(i => i.GetProperty("state").GetString() is "taken" or "known");
    }
}

/// <summary>A visit as a phone sends it.</summary>
internal sealed record BenchVisit(
    Guid Id, Guid? EntityId, object? Entity, DateTimeOffset At, object[] Companions, string Place, string Outcome,
    object? Need, string[] Obstacles)
{
    public static BenchVisit Of(
        Guid id, Guid? entity, string code, string street, string place, bool hasNeed, DateTimeOffset at) => new(
        id, entity, entity is null ? new { code, name = "手机商行", streetCode = street } : null, at,
        [new { kind = "bank", name = "李" }], place, hasNeed ? "need" : "no_need",
        !hasNeed ? null : new { amountYuan = 100_000, use = "equipment", termMonths = 12, urgency = "week" }, ["slow"]);
}

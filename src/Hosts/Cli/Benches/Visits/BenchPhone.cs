using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;

namespace Huoshui.Cli.Benches.Visits;

/// <summary>A phone with what it holds, and how long its requests took.</summary>
internal sealed class BenchPhone(HttpClient client, Guid device, int number, IReadOnlyList<BenchVisit> visits)
{
    private int _refused;

    public HttpClient Client => client;

    public int Number => number;

    public IReadOnlyList<BenchVisit> Visits => visits;

    /// <summary>Milliseconds of each request.</summary>
    public ConcurrentBag<double> Requests { get; } = [];

    /// <summary>Milliseconds of the whole sync.</summary>
    public double Whole { get; set; }

    /// <summary>Visits that were not answered as taken or known.</summary>
    public int Refused => _refused;

    /// <summary>What the visits of a run have as their place.</summary>
    public static string PlaceOf(int run) => FormattableString.Invariant($"手机 {run}");

    public async Task SendAsync(BenchVisit[] part, CancellationToken cancellationToken)
    {
        var begun = Stopwatch.GetTimestamp();
        using var answer = await client.PostAsJsonAsync(
            $"/api/v1/visits/phone/devices/{device}/sync", new { sentAt = TimeProvider.System.GetUtcNow(), visits = part },
            cancellationToken);
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        Requests.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
        Interlocked.Add(ref _refused, part.Length - Good(answer, text));
    }

    private static int Good(HttpResponseMessage answer, string text)
    {
        if (!answer.IsSuccessStatusCode)
        {
            Console.Error.WriteLine($"  {(int)answer.StatusCode}: {text[..Math.Min(text.Length, 200)]}");
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

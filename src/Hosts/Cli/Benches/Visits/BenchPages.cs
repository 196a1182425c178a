using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using Huoshui.Registry;

namespace Huoshui.Cli.Benches.Visits;

/// <summary>A reader of the portal with a session of its own, which asks one page after the other and keeps the times.
/// Not thread safe.</summary>
internal sealed partial class BenchPages : IDisposable
{
    private const int Times = 24;
    private const double P50 = 0.5;
    private const double P95 = 0.95;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly HttpClient _client;

    private BenchPages(HttpClient client) => _client = client;

    /// <summary>Makes an account and signs it in by its password.</summary>
    public static async Task<BenchPages> SignInAsync(
        BenchStore store, string url, AccountRequest account, CancellationToken cancellationToken)
    {
        await using var scope = store.Scope();
        var issued = await scope.ServiceProvider.GetRequiredService<AccountDirectory>().AddAsync(
            account, "bench", mustChange: false, cancellationToken);
        var client = new HttpClient(new HttpClientHandler { CookieContainer = new CookieContainer() })
        {
            BaseAddress = new Uri(url),
        };
        var form = await client.GetStringAsync("/sign-in", cancellationToken);
        using var body = new FormUrlEncodedContent(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["_handler"] = "sign-in",
            ["__RequestVerificationToken"] = Token().Match(form).Groups["token"].Value,
            ["Input.Name"] = issued.Name,
            ["Input.Password"] = issued.Password,
        });
        using var answer = await client.PostAsync("/sign-in?back=/account", body, cancellationToken);
        var page = await answer.Content.ReadAsStringAsync(cancellationToken);
        return page.Contains(account.DisplayName, StringComparison.Ordinal)
            ? new BenchPages(client) : throw new InvalidOperationException($"{account.Name} could not sign in.");
    }

    /// <summary>Asks for addresses in turn, once unmeasured and then measured.</summary>
    /// <returns>Milliseconds at the median and at p95.</returns>
    public async Task<(double P50, double P95)> AskAsync(
        IReadOnlyList<string> addresses, CancellationToken cancellationToken)
    {
        var times = new List<double>();
        for (var n = -1; n < Math.Max(Times, addresses.Count); n++)
        {
            var address = addresses[Math.Max(n, 0) % addresses.Count];
            var begun = Stopwatch.GetTimestamp();
            using var answer = await _client.GetAsync(address, cancellationToken);
            await answer.Content.ReadAsByteArrayAsync(cancellationToken);
            if (answer.StatusCode == HttpStatusCode.TooManyRequests)
            {
                await Task.Delay(Pause, cancellationToken); // faster than the portal lets a reader be
                n--;
                continue;
            }

            if (!answer.IsSuccessStatusCode)
                throw new InvalidOperationException($"{address}: {(int)answer.StatusCode}");
            if (n >= 0)
                times.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
        }

        return (Rank(times, P50), Rank(times, P95));
    }

    /// <summary>The value at a rank.</summary>
    public static double Rank(IReadOnlyCollection<double> times, double rank) =>
        times.Order().ElementAt((int)Math.Ceiling(rank * times.Count) - 1);

    /// <inheritdoc />
    public void Dispose() => _client.Dispose();

    [GeneratedRegex(
        "name=\"__RequestVerificationToken\"[^>]*value=\"(?<token>[^\"]+)\"", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Token();
}

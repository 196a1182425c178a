using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;
using Huoshui.Registry;
using Huoshui.Systems.Visits;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Cli.Benches.Visits;

/// <summary>Phones of as many officers that all send fifty visits at once, one after the other on each phone; a part of
/// them is sent twice, as after an answer that was lost.</summary>
internal static class BenchPhones
{
    private const int VisitsOfPhone = 50;
    private const int SentTwice = 10;
    private const double Milliseconds = 2_000;

    public static async Task RunAsync(
        IServiceProvider services, string url, BenchStore store, int phones, BenchFigures figures,
        CancellationToken cancellationToken)
    {
        var clients = new List<(HttpClient Client, Street Street)>();
        for (var n = 0; n < phones; n++)
        {
            var street = store.Streets[n % store.Streets.Count];
            clients.Add((await PhoneAsync(services, url, n, street, cancellationToken), street));
        }

        var times = new ConcurrentBag<double>();
        var failed = new ConcurrentBag<int>();
        var begun = Stopwatch.GetTimestamp();
        await Task.WhenAll(clients.Select((phone, n) => Task.Run(
            () => SendAsync(phone.Client, store, n, phone.Street, times, failed, cancellationToken),
            cancellationToken)));
        var took = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        foreach (var (client, _) in clients)
            client.Dispose();
        await using var context = await store.ContextAsync(cancellationToken);
        var rows = await context.Set<Visit>().Where(v => v.Place == "手机").Select(v => v.EntityId)
            .ToListAsync(cancellationToken);
        var wanted = phones * VisitsOfPhone;
        var distinct = rows.Distinct().Count();
        void Add(string what, double value, string unit, double? atMost = null) =>
            figures.Add(new($"{phones} phones × {VisitsOfPhone} visits at once: {what}", value, unit, atMost));
        Add("taken", rows.Count / took, "visits a second");
        Add("lost", wanted - distinct, "visits", 0);
        Add("doubled", rows.Count - distinct, "visits", 0);
        Add("refused", failed.Count, "requests", 0);
        Add("a visit, median", BenchPages.Rank(times, 0.5), "ms");
        Add("a visit, p95", BenchPages.Rank(times, 0.95), "ms", Milliseconds);
    }

    private static async Task<HttpClient> PhoneAsync(
        IServiceProvider services, string url, int n, Street street, CancellationToken cancellationToken)
    {
        var name = "phone-" + VisitsBench.Text(n);
        await using var scope = services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<AccountDirectory>().AddAsync(
            new AccountRequest(name, name, [Roles.StreetOfficer], AreaCode: street.Code), "bench", mustChange: false,
            cancellationToken);
        var token = await services.GetRequiredService<ApiTokenDesk>().IssueAsync(
            name, "bench", [TokenScopes.ReadFilings, TokenScopes.WriteFilings], TimeSpan.FromDays(1), "bench",
            cancellationToken);
        var client = new HttpClient { BaseAddress = new Uri(url), Timeout = TimeSpan.FromMinutes(5) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    private static async Task SendAsync(
        HttpClient client, BenchStore store, int phone, Street street, ConcurrentBag<double> times,
        ConcurrentBag<int> failed, CancellationToken cancellationToken)
    {
        for (var n = 0; n < VisitsOfPhone; n++)
        {
            var number = 60_000_000 + (phone * 100) + n;
            var body = new
            {
                id = new Guid(number, 2, 0x7700, 0x80, 0, 0, 0, 0, 0, 0, 0),
                entity = new { code = BenchRegister.UsciOf(number), name = "手机商行", streetCode = street.Code },
                at = store.Get<TimeProvider>().GetUtcNow(),
                companions = new[] { new { kind = "bank", name = "李" } },
                place = "手机",
                outcome = n % 3 == 0 ? "need" : "no_need",
                need = n % 3 != 0 ? null
                    : new { amountYuan = 100_000, use = "equipment", termMonths = 12, urgency = "week" },
                obstacles = new[] { "slow" },
            };
            for (var again = n < SentTwice ? 2 : 1; again > 0; again--)
            {
                var begun = Stopwatch.GetTimestamp();
                using var answer = await client.PostAsJsonAsync("/api/v1/visits", body, cancellationToken);
                times.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
                if (!answer.IsSuccessStatusCode)
                    failed.Add((int)answer.StatusCode);
            }
        }
    }
}

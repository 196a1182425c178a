using System.Diagnostics;
using System.Net.Http.Headers;
using Huoshui.Registry;
using Huoshui.Systems.Visits;
using Huoshui.Systems.Visits.Phone;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Cli.Benches.Visits;

/// <summary>Phones of as many officers that all sync fifty visits at once, ten a request as the phone does, one
/// request after the other: mostly entities of their street, some new ones. One phone in ten sends its first request
/// twice at the same moment, as after an answer that was lost.</summary>
internal static class BenchPhones
{
    private const int VisitsOfPhone = 50;
    private const int Together = 10;
    private const int NewOf = 10; // one visit in so many is of an entity that nobody knows
    private const int TwiceOf = 10;
    private const int WarmUp = 300;
    private const double Milliseconds = 2_000;

    public static async Task RunAsync(
        string url, BenchStore store, int phones, BenchFigures figures, CancellationToken cancellationToken)
    {
        var all = new List<BenchPhone>();
        for (var n = 0; n < phones + WarmUp; n++)
        {
            var place = n < phones ? BenchPhone.PlaceOf(store.Run) : "预热";
            all.Add(await PhoneAsync(url, store, n, place, cancellationToken));
        }

        foreach (var phone in all)
            phone.Bodies = BenchPhone.BodiesOf(phone.Visits, Together);
        await TogetherAsync(all[phones..], cancellationToken); // the server has been running for a while
        var (begun, cpu) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        await TogetherAsync(all[..phones], cancellationToken);
        var took = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        var used = (Environment.CpuUsage.TotalTime - cpu).TotalMilliseconds;
        await TellAsync(store, all[..phones], took, figures, cancellationToken);
        figures.Add(new(
            "CPU of portal and phones, one process, without the database, a visit", used / phones / VisitsOfPhone,
            "ms"));
        foreach (var phone in all)
            phone.Client.Dispose();
    }

    private static Task TogetherAsync(IEnumerable<BenchPhone> phones, CancellationToken cancellationToken) =>
        Task.WhenAll(phones.Select(phone => Task.Run(() => SyncAsync(phone, cancellationToken), cancellationToken)));

    private static async Task TellAsync(
        BenchStore store, List<BenchPhone> all, double took, BenchFigures figures, CancellationToken cancellationToken)
    {
        await using var context = await store.ContextAsync(cancellationToken);
        var sent = all.SelectMany(p => p.Visits.Select(v => v.Id)).ToHashSet();
        var place = BenchPhone.PlaceOf(store.Run);
        var kept = await context.Set<Visit>().Where(v => v.Place == place).Select(v => v.Id)
            .ToListAsync(cancellationToken);
        var (requests, wholes) = (all.SelectMany(p => p.Requests).ToList(), all.ConvertAll(p => p.Whole));
        void Add(string what, double value, string unit, double? atMost = null) =>
            figures.Add(new($"{all.Count} phones × {VisitsOfPhone} visits at once: {what}", value, unit, atMost));
        Add("all of them taken in", took, "s");
        Add("taken", kept.Count / took, "visits a second");
        Add("lost", sent.Count(id => !kept.Contains(id)), "visits", 0);
        Add("doubled", kept.Count - sent.Count, "visits", 0);
        Add("refused", all.Sum(p => p.Sent - p.Good()), "visits", 0);
        Add($"a request of {Together} visits, median", BenchPages.Rank(requests, 0.5), "ms");
        Add($"a request of {Together} visits, p95", BenchPages.Rank(requests, 0.95), "ms", Milliseconds);
        Add("a phone's whole sync, median", BenchPages.Rank(wholes, 0.5), "ms");
        Add("a phone's whole sync, p95", BenchPages.Rank(wholes, 0.95), "ms");
    }

    private static async Task<BenchPhone> PhoneAsync(
        string url, BenchStore store, int n, string place, CancellationToken cancellationToken)
    {
        var street = store.Streets[n % store.Streets.Count];
        var name = FormattableString.Invariant($"phone-{store.Run}-{n}");
        await using var scope = store.Scope();
        await scope.ServiceProvider.GetRequiredService<AccountDirectory>().AddAsync(
            new AccountRequest(name, name, [Roles.StreetOfficer], AreaCode: street.Code), "bench", mustChange: false,
            cancellationToken);
        var token = await store.Get<ApiTokenDesk>().IssueAsync(
            name, "bench", [TokenScopes.ReadFilings, TokenScopes.WriteFilings], TimeSpan.FromDays(1), "bench",
            cancellationToken);
        var id = Guid.CreateVersion7();
        var officer = new Viewer(
            name, new HashSet<string>(StringComparer.Ordinal) { Roles.StreetOfficer }, null, SeesClear: false)
        { AreaCode = street.Code };
        await store.Get<PhoneDesk>().RegisterAsync(officer, id, name, cancellationToken);
        var client = new HttpClient { BaseAddress = new Uri(url), Timeout = TimeSpan.FromMinutes(5) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return new BenchPhone(client, id, n, await VisitsAsync(store, n, street, place, cancellationToken));
    }

    private static async Task<List<BenchVisit>> VisitsAsync(
        BenchStore store, int phone, Street street, string place, CancellationToken cancellationToken)
    {
        await using var context = await store.ContextAsync(cancellationToken);
        var grid = await context.Set<VisitedEntity>().Where(e => e.StreetCode == street.Code).OrderBy(e => e.Id)
            .Skip(phone / store.Streets.Count * VisitsOfPhone).Take(VisitsOfPhone).Select(e => e.Id)
            .ToListAsync(cancellationToken);
        BenchVisit Visit(int n)
        {
            var number = 60_000_000 + (store.Run % 300 * 60_000) + (phone * 100) + n;
            return BenchVisit.Of(
                new Guid(number, 2, (short)(0x7000 + store.Run), 0x80, 0, 0, 0, 0, 0, 0, 0),
                n % NewOf == 0 || n >= grid.Count ? null : grid[n], BenchRegister.UsciOf(number), street.Code,
                place, n % 3 == 0, store.Get<TimeProvider>().GetUtcNow());
        }

        return [.. Enumerable.Range(0, VisitsOfPhone).Select(Visit)];
    }

    private static async Task SyncAsync(BenchPhone phone, CancellationToken cancellationToken)
    {
        var begun = Stopwatch.GetTimestamp();
        foreach (var (n, body) in phone.Bodies.Index())
        {
            var times = n == 0 && phone.Number % TwiceOf == 0 ? 2 : 1;
            await Task.WhenAll(Enumerable.Range(0, times).Select(_ => phone.SendAsync(body, cancellationToken)));
            phone.Sent += times * Math.Min(Together, VisitsOfPhone - (n * Together));
        }

        phone.Whole = Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
    }
}

using Huoshui.Portal;
using Huoshui.Registry;
using Huoshui.Systems.Visits;
using Huoshui.Systems.Visits.Counts;
using Huoshui.Systems.Visits.Phone;
using Huoshui.Systems.Visits.Photos;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Huoshui.Operations.Tests;

/// <summary>Phones that sync at the same moment, on both providers: nothing is doubled and nothing is lost.</summary>
public sealed class PhoneConflictTests
{
    private const string Street = "440304001";
    private const int Phones = 6;
    private const int Visits = 20;

    private static readonly string[] Firms = ["91440300708461136T", "9144030071526726XG", "91440300123456788M"];

    private static readonly byte[] Pixel = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task Phones_with_the_same_and_with_other_visits_at_once_leave_each_visit_once(Provider provider)
    {
        await using var services = await ComposeAsync(provider);
        var batch = services.GetRequiredService<VisitBatch>();
        var shared = Enumerable.Range(0, Visits).Select(n => Visit(Firms[n % Firms.Length])).ToList();
        var own = Enumerable.Range(0, Phones).Select(_ => Enumerable.Range(0, Visits).Select(n => Visit(Firms[n % Firms.Length])).ToList()).ToList();
        var sent = own.SelectMany(visits => new[] { visits, shared }).ToList();
        var answers = await Task.WhenAll(sent.Select(s => Task.Run(() => batch.RecordAsync(Officer(1), s, TestStore.Token))))
            .WaitAsync(TimeSpan.FromSeconds(120), TestStore.Token);
        Assert.All(answers.SelectMany(a => a), s => Assert.True(s.Answer.Succeeded, string.Join(" ", s.Answer.Refusals.Select(r => r.ToLine("en")))));
        await using var context = await ContextAsync(services);
        Assert.Equal((Visits * (Phones + 1), Firms.Length),
            (await context.Set<Visit>().CountAsync(TestStore.Token), await context.Set<VisitedEntity>().CountAsync(TestStore.Token)));
        Assert.Equal(Visits * (Phones + 1), await context.AuditEntries.CountAsync(a => a.Action == "visit.record", TestStore.Token));
        Assert.Null((await AuditChain.VerifyAsync(context, TestStore.Token)).FirstBroken);
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task Two_servers_that_get_the_same_visits_at_once_keep_each_once_and_count_it_once(Provider provider)
    {
        var options = TestStore.NewOptions(provider);
        await using var services = await ComposeAsync(options);
        await using var second = Build(options);
        var sent = Enumerable.Range(0, Phones).Select(_ => Enumerable.Range(0, Visits).Select(n => Visit(Firms[n % Firms.Length])).ToList()).ToList();
        var answers = await Task.WhenAll(new[] { services, second }.SelectMany(server => sent.Select(s => Task.Run(
            () => server.GetRequiredService<VisitBatch>().RecordAsync(Officer(1), s, TestStore.Token))))).WaitAsync(TimeSpan.FromSeconds(120), TestStore.Token);
        Assert.All(answers.SelectMany(a => a), s => Assert.True(s.Answer.Succeeded));
        await using var context = await ContextAsync(services);
        Assert.Equal(Visits * Phones, await context.Set<Visit>().CountAsync(TestStore.Token));
        Assert.Equal(Visits * Phones, await context.AuditEntries.CountAsync(a => a.Action == "visit.record", TestStore.Token));
        Assert.Null((await AuditChain.VerifyAsync(context, TestStore.Token)).FirstBroken);
        Assert.Empty((await services.GetRequiredService<VisitRecount>().CompareAsync(TestStore.Token)).Differences);
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task A_request_that_cannot_be_saved_fails_alone_and_those_beside_it_are_saved(Provider provider)
    {
        await using var services = await ComposeAsync(TestStore.NewOptions(provider), s => s.AddChangeFollower<Poison>());
        var batch = services.GetRequiredService<VisitBatch>();
        var good = Enumerable.Range(0, Phones).Select(n => new[] { Visit(Firms[n % Firms.Length]) }).ToList();
        var bad = Visit(Firms[0]) with { Place = Poison.Place };
        var failing = Task.Run(() => batch.RecordAsync(Officer(1), [Visit(Firms[0]), bad], TestStore.Token));
        await Task.WhenAll(good.Select(g => Task.Run(() => batch.RecordAsync(Officer(1), g, TestStore.Token))));
        await Assert.ThrowsAsync<InvalidOperationException>(() => failing);
        await using var context = await ContextAsync(services);
        Assert.Equal(
            good.Select(g => g[0].Id).ToHashSet(), (await context.Set<Visit>().Select(v => v.Id).ToListAsync(TestStore.Token)).ToHashSet());
        Assert.Empty((await services.GetRequiredService<VisitRecount>().CompareAsync(TestStore.Token)).Differences);
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task A_phone_registered_twice_at_once_is_one_and_a_revocation_stands_against_contacts_at_once(Provider provider)
    {
        await using var services = await ComposeAsync(provider);
        var (desk, id) = (services.GetRequiredService<PhoneDesk>(), Guid.CreateVersion7());
        var opened = await Task.WhenAll(Enumerable.Range(0, Phones).Select(_ => Task.Run(
            () => desk.RegisterAsync(Officer(1), id, "手机", TestStore.Token))));
        Assert.Single(opened.Select(o => o.Value!.Key).Distinct());
        await Task.WhenAll(Enumerable.Range(0, Phones).Select(n => n == 0
            ? Task.Run(async () => { await desk.RevokeAsync(Officer(1), id, TestStore.Token); })
            : Task.Run(async () => { await desk.ContactAsync(Officer(1), id, TestStore.Token); })));
        Assert.Equal("VIS1041", (await desk.ContactAsync(Officer(1), id, TestStore.Token)).Refusals[0].Code);
        await using var context = await ContextAsync(services);
        Assert.True((await context.Set<PhoneDevice>().SingleAsync(TestStore.Token)) is { IsRevoked: true, ProtectedKey: null });
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task Photos_of_one_visit_at_once_stay_within_their_number_and_are_swept_in_time(Provider provider)
    {
        await using var services = await ComposeAsync(provider);
        var visit = Visit(Firms[0]);
        Assert.True((await services.GetRequiredService<VisitDesk>().RecordAsync(Officer(1), visit, TestStore.Token)).Succeeded);
        var (desk, policy) = (services.GetRequiredService<PhotoDesk>(), services.GetRequiredService<VisitPolicy>());
        var most = policy.Whole("photos_max", policy.Today());
        var (version, same) = (policy.Consent(ConsentKinds.Photos).Version, Guid.CreateVersion7());
        var answers = await Task.WhenAll(Enumerable.Range(0, most + 2).Select(n => Task.Run(() => desk.AddAsync(
            Officer(1), new PhotoRequest(n < 2 ? same : Guid.CreateVersion7(), visit.Id, version, Pixel), TestStore.Token))));
        await using var context = await ContextAsync(services);
        var kept = await context.Set<VisitPhoto>().OrderBy(p => p.Ordinal).ToListAsync(TestStore.Token);
        Assert.Equal(Enumerable.Range(1, kept.Count), kept.Select(p => p.Ordinal));
        Assert.True(kept.Count <= most);
        Assert.Equal(kept.Select(p => p.Id).ToHashSet(), answers.Where(a => a.Succeeded).Select(a => a.Value!.Id).ToHashSet());
        await context.Set<VisitPhoto>().ExecuteUpdateAsync(set => set.SetProperty(p => p.DeleteOn, policy.Today()), TestStore.Token);
        Assert.Equal(kept.Count, await services.GetRequiredService<PhotoSweep>().RunAsync(TestStore.Token));
    }

    private static Viewer Officer(int n) =>
        new($"officer{n}", new HashSet<string>(StringComparer.Ordinal) { Roles.StreetOfficer }, null, SeesClear: false) { AreaCode = Street };

    private static VisitRequest Visit(string code) => new(
        Guid.CreateVersion7(), null, new EntityRequest(code, false, "商行", Street), TimeProvider.System.GetUtcNow(), [new VisitorRequest("bank", "李")],
        "店内", "no_need", null, [], null);

    private static Task<ServiceProvider> ComposeAsync(Provider provider) => ComposeAsync(TestStore.NewOptions(provider));

    private static ServiceProvider Build(OperationsOptions options, Action<IServiceCollection>? more = null)
    {
        var services = new ServiceCollection().AddLogging()
            .AddHuoshui(new HuoshuiOptions { DataFolder = options.DataFolder, PostgreSql = options.PostgreSql });
        more?.Invoke(services);
        return services.BuildServiceProvider();
    }

    private static async Task<ServiceProvider> ComposeAsync(OperationsOptions options, Action<IServiceCollection>? more = null)
    {
        var services = Build(options, more);
        await services.GetRequiredService<OperationsDatabase>().PrepareAsync(TestStore.Token);
        await using var context = await ContextAsync(services);
        context.Add(new District { Code = "440304", NameZh = "福田区", NameEn = "Futian", From = new DateOnly(1990, 1, 4) });
        context.Add(new Street { Code = Street, NameZh = "园岭街道", AdministrativeCode = "440304", DistrictCode = "440304" });
        await context.SaveChangesAsync(TestStore.Token);
        return services;
    }

    private static Task<OperationsContext> ContextAsync(ServiceProvider services) =>
        services.GetRequiredService<IDbContextFactory<OperationsContext>>().CreateDbContextAsync(TestStore.Token);

    private sealed class Poison : IChangeFollower
    {
        public const string Place = "毒";

        public Func<CancellationToken, Task>? Follow(OperationsContext context) =>
            context.ChangeTracker.Entries<Visit>().Any(v => v.Entity.Place == Place)
                ? _ => throw new InvalidOperationException(Place) : null;
    }
}

using Huoshui.Portal;
using Huoshui.Registry;
using Huoshui.Systems.Visits;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Huoshui.Operations.Tests;

/// <summary>Visits and cases at the same moment, on both providers: nothing is doubled, nothing is lost, and the funnel is the same.</summary>
public sealed class VisitConflictTests
{
    private const string Street = "440304001";

    private static readonly string[] Firms = ["91440300708461136T", "9144030071526726XG"];

    private static Viewer Officer { get; } = Person("officer", Roles.StreetOfficer) with { AreaCode = Street };

    private static Viewer Team { get; } = Person("team", Roles.DistrictTeam) with { AreaCode = "440304" };

    private static Viewer Owner { get; } = Person("owner", Roles.PublicReader);

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task Of_acts_at_once_each_is_done_once(Provider provider)
    {
        await using var services = await ComposeAsync(provider);
        var visit = Visit(Firms[0]);
        var sent = await TogetherAsync(6, () => services.GetRequiredService<VisitDesk>().RecordAsync(Officer, visit, TestStore.Token));
        Assert.Single(sent.Select(a => a.Value?.ReceiptSha256).Distinct());
        var first = await TogetherAsync(6, () => services.GetRequiredService<VisitDesk>().RecordAsync(Officer, Visit(Firms[1]), TestStore.Token));
        Assert.Single(first.Select(a => a.Value?.EntityId).Distinct());

        var declared = Declare(services, Firms[0]);
        var cases = await TogetherAsync(4, () => services.GetRequiredService<CaseDesk>().DeclareAsync(Owner, declared, TestStore.Token));
        var id = Assert.Single(cases.Select(a => a.Value?.Id).Distinct())!.Value;
        var district = services.GetRequiredService<DistrictDesk>();
        var judged = await TogetherAsync(4, () => district.RecommendAsync(Team, id, Standards(), TestStore.Token));
        Assert.Single(judged, a => a.Succeeded);
        var assigned = await TogetherAsync(4, () => district.AssignAsync(Team, id, TestStore.Token));
        var bank = Person("bank", Roles.Reviewer) with { InstitutionId = Assert.Single(assigned, a => a.Succeeded).Value!.BankId };
        var banks = services.GetRequiredService<BankDesk>();
        Assert.Single(await TogetherAsync(4, () => banks.AcceptAsync(bank, id, TestStore.Token)), a => a.Succeeded);
        var grant = new GrantRequest(100_000, 4m, "SX1", true, false);
        Assert.Single(await TogetherAsync(4, () => banks.GrantAsync(bank, id, grant, TestStore.Token)), a => a.Succeeded);
        var draw = new DrawRequest("SX1", "JJ1", 5_000_000, services.GetRequiredService<VisitPolicy>().Today(), "new");
        Assert.Contains(await TogetherAsync(4, () => banks.DrawAsync(bank, id, draw, TestStore.Token)), a => a.Succeeded);

        var funnel = Assert.Single(await services.GetRequiredService<VisitFunnel>().OfAsync(Team, TestStore.Token));
        Assert.Equal([2, 0, 1, 1, 1, 1, 1], Enum.GetValues<FunnelStage>().Select(s => funnel.Entities[s]));
        Assert.Equal((10_000_000L, 5_000_000L), (funnel.GrantedFen, funnel.DrawnFen));
        await using var context = await ContextAsync(services);
        Assert.Equal((7, 1, 6), (await context.Set<Visit>().CountAsync(TestStore.Token),
            await context.Set<Drawdown>().CountAsync(TestStore.Token), await context.Set<CaseStep>().CountAsync(TestStore.Token)));
    }

    private static async Task<VisitAnswer<T>[]> TogetherAsync<T>(int times, Func<Task<VisitAnswer<T>>> act)
        where T : class
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, times).Select(_ => Task.Run(act)))
            .WaitAsync(TimeSpan.FromSeconds(60), TestStore.Token);
        Assert.Contains(answers, a => a.Succeeded);
        Assert.All(answers.Where(a => !a.Succeeded), a => Assert.Contains(a.Refusals[0].Code, new[] { "VIS1003", "VIS1018", "VIS1024" }));
        return answers;
    }

    private static VisitRequest Visit(string code) => new(
        Guid.CreateVersion7(), null, new EntityRequest(code, false, "商行", Street), TimeProvider.System.GetUtcNow(), [new VisitorRequest("bank", "李")],
        "店内", "no_need", null, [], null);

    private static DeclareRequest Declare(ServiceProvider services, string code) => new(
        "key", new EntityRequest(code, false, "商行", Street), new NeedRequest(100_000, "research", 12, "week"), new CaseContact("周", "13800000001"), null, null,
        ConsentKinds.All.ToDictionary(k => k, k => services.GetRequiredService<VisitPolicy>().Consent(k).Version));

    private static IReadOnlyList<StandardCheck> Standards() =>
        [.. new[] { "compliant", "premises", "real_need", "credit", "lawful_use" }.Select(s => new StandardCheck(s, true, "核对"))];

    private static Viewer Person(string name, string role) =>
        new(name, new HashSet<string>(StringComparer.Ordinal) { role }, null, SeesClear: false);

    private static async Task<ServiceProvider> ComposeAsync(Provider provider)
    {
        var options = TestStore.NewOptions(provider);
        var services = new ServiceCollection().AddLogging()
            .AddHuoshui(new HuoshuiOptions { DataFolder = options.DataFolder, PostgreSql = options.PostgreSql }).BuildServiceProvider();
        await services.GetRequiredService<OperationsDatabase>().PrepareAsync(TestStore.Token);
        await using var context = await ContextAsync(services);
        context.Add(new District { Code = "440304", NameZh = "福田区", NameEn = "Futian", From = new DateOnly(1990, 1, 4) });
        context.Add(new Street { Code = Street, NameZh = "园岭街道", AdministrativeCode = "440304", DistrictCode = "440304" });
        foreach (var id in new[] { "B1", "B2" })
            context.Add(new Institution { Id = id, NameZh = id, NameEn = id, Kind = "05", ActiveFrom = new DateOnly(2000, 1, 1) });
        await context.SaveChangesAsync(TestStore.Token);
        return services;
    }

    private static Task<OperationsContext> ContextAsync(ServiceProvider services) =>
        services.GetRequiredService<IDbContextFactory<OperationsContext>>().CreateDbContextAsync(TestStore.Token);
}

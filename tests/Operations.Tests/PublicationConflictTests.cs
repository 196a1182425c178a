using Huoshui.Portal;
using Huoshui.Registry;
using Huoshui.Systems.Indicators;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Huoshui.Operations.Tests;

/// <summary>Decisions about one figure and date at the same moment, on both providers: nobody waits for the other forever, one publication
/// stands, and whoever is second is told to look again.</summary>
public sealed class PublicationConflictTests
{
    private const int Rounds = 8;

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task Of_two_approvals_at_once_one_stands(Provider provider)
    {
        await using var services = await ComposeAsync(provider);
        for (var round = 0; round < Rounds; round++)
        {
            var ids = await AddAsync(services, round, PublicationState.Proposed, PublicationState.Proposed);
            await TogetherAsync(ids.Select(id => Approve(services, id)));
            Assert.Single(await StatesAsync(services, round), state => state == PublicationState.Published);
        }
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task A_revision_and_a_withdrawal_of_what_stands_do_not_block_each_other(Provider provider)
    {
        await using var services = await ComposeAsync(provider);
        for (var round = 0; round < Rounds; round++)
        {
            var ids = await AddAsync(services, round, PublicationState.Published, PublicationState.Proposed);
            await TogetherAsync(
            [
                Approve(services, ids[1]),
                () => Desk(services).WithdrawAsync(ids[0], "口径有误", Approver, TestStore.Token),
            ]);
            Assert.True((await StatesAsync(services, round)).Count(state => state == PublicationState.Published) <= 1);
        }
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task Approving_both_and_refusing_one_do_not_block_each_other(Provider provider)
    {
        await using var services = await ComposeAsync(provider);
        for (var round = 0; round < Rounds; round++)
        {
            var ids = await AddAsync(services, round, PublicationState.Proposed, PublicationState.Proposed);
            await TogetherAsync(
            [
                () => Desk(services).ApproveAsync(ids, "更正", Approver, TestStore.Token),
                () => Desk(services).RefuseAsync(ids[0], "口径有误", Approver, TestStore.Token),
            ]);
            Assert.True((await StatesAsync(services, round)).Count(state => state == PublicationState.Published) <= 1);
        }
    }

    private static Viewer Approver { get; } =
        new("approver", new HashSet<string>(StringComparer.Ordinal) { Roles.Approver }, null, SeesClear: false);

    private static PublicationDesk Desk(ServiceProvider services) => services.GetRequiredService<PublicationDesk>();

    private static Func<Task<PublicationOutcome>> Approve(ServiceProvider services, Guid id) =>
        () => Desk(services).ApproveAsync([id], "更正", Approver, TestStore.Token);

    private static async Task TogetherAsync(IEnumerable<Func<Task<PublicationOutcome>>> acts)
    {
        var outcomes = await Task.WhenAll(acts.Select(Task.Run)).WaitAsync(TimeSpan.FromSeconds(60), TestStore.Token);
        Assert.Contains(outcomes, outcome => outcome.IsDone);
        Assert.All(outcomes.Where(o => !o.IsDone), o => Assert.Contains(o.Problem!.Code, new[] { "IND1005", "IND1008" }));
    }

    private static async Task<ServiceProvider> ComposeAsync(Provider provider)
    {
        var options = TestStore.NewOptions(provider);
        var services = new ServiceCollection().AddLogging()
            .AddHuoshui(new HuoshuiOptions { DataFolder = options.DataFolder, PostgreSql = options.PostgreSql }).BuildServiceProvider();
        await services.GetRequiredService<OperationsDatabase>().PrepareAsync(TestStore.Token);
        return services;
    }

    // Of a public register, which has no lower limit: what stands behind them is not asked here.
    private static async Task<List<Guid>> AddAsync(ServiceProvider services, int round, params PublicationState[] states)
    {
        await using var context = await ContextAsync(services);
        var all = states.Select(state => new FigurePublication
        {
            Id = Guid.CreateVersion7(),
            FigureId = "O04",
            AsOf = DateOf(round),
            ValueText = "1",
            Unit = "家",
            CoverageText = "0/0; ",
            IsSupportCounted = true,
            State = state,
            ProposedBy = "analyst",
        }).ToList();
        context.AddRange(all);
        await context.SaveChangesAsync(TestStore.Token);
        return all.ConvertAll(p => p.Id);
    }

    private static async Task<List<PublicationState>> StatesAsync(ServiceProvider services, int round)
    {
        await using var context = await ContextAsync(services);
        return await context.Set<FigurePublication>().Where(p => p.AsOf == DateOf(round)).Select(p => p.State).ToListAsync(TestStore.Token);
    }

    private static DateOnly DateOf(int round) => new(2025, 1 + round, 28);

    private static Task<OperationsContext> ContextAsync(ServiceProvider services) =>
        services.GetRequiredService<IDbContextFactory<OperationsContext>>().CreateDbContextAsync(TestStore.Token);
}

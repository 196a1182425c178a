using Huoshui.Portal;
using Huoshui.Registry;
using Huoshui.Systems;
using Huoshui.Systems.Indicators;
using Huoshui.Systems.Returns;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Huoshui.Operations.Tests;

/// <summary>The 待办 of a viewer is counted and listed alike on both providers.</summary>
public sealed class InboxTests
{
    private const string Bank = "B1";
    private static readonly DateOnly June = new(2025, 6, 30);
    private static readonly DateTimeOffset Now = new(2025, 7, 10, 8, 0, 0, TimeSpan.Zero);

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task What_waits_is_listed_by_who_can_do_it(Provider provider)
    {
        var options = TestStore.NewOptions(provider);
        await using var services = new ServiceCollection().AddLogging()
            .AddHuoshui(new HuoshuiOptions { DataFolder = options.DataFolder, PostgreSql = options.PostgreSql, Clock = new FixedClock() }).BuildServiceProvider();
        await services.GetRequiredService<OperationsDatabase>().PrepareAsync(TestStore.Token);
        await FillAsync(services);

        Assert.Equal(["待受理 1 1", "待批复 1 1", "待认定 1 1", "待审批 2 1"], await WaitingAsync(services, Person(Roles.Approver, null)));
        Assert.Equal(["待认定 1 1", "该更新 2 2"], await WaitingAsync(services, Person(Roles.Analyst, null))); // two lists were never made
        Assert.Equal(["待复核 1 1"], await WaitingAsync(services, Person(Roles.Reviewer, "B2")));
        Assert.Empty(await WaitingAsync(services, Person(Roles.Reviewer, Bank)));
    }

    private static async Task<string[]> WaitingAsync(ServiceProvider services, Viewer viewer)
    {
        var lines = new List<string>();
        foreach (var find in services.GetServices<FindWaiting>())
        {
            foreach (var group in await find(viewer, 20, TestStore.Token))
                lines.Add($"{group.Title.Zh[..3]} {group.Total} {group.First.Count}");
        }

        return [.. lines];
    }

    private static async Task FillAsync(ServiceProvider services)
    {
        await using var context = await services.GetRequiredService<IDbContextFactory<OperationsContext>>()
            .CreateDbContextAsync(TestStore.Token);
        var filed = Add(context, Bank, FilingState.Filed);
        Add(context, "B2", FilingState.AwaitingReview);
        context.Add(new Explanation
        {
            Id = Guid.CreateVersion7(Now),
            InstitutionId = Bank,
            ReturnId = "onetable",
            AsOf = June,
            Table = "F27",
            Rule = "F27_0901",
            Key = "L1",
            Text = "已核实",
            WrittenBy = "zhang",
            WrittenAt = Now,
        });
        context.Add(new FilingRequest
        {
            Id = Guid.CreateVersion7(Now),
            Kind = FilingRequestKind.Extension,
            FilingId = filed.Id,
            InstitutionId = Bank,
            ReturnId = "onetable",
            AsOf = June,
            Reason = "系统升级",
            Scope = string.Empty,
            AskedBy = "zhang",
            AskedAt = Now,
            DecideBy = new DateOnly(2025, 7, 15),
        });
        foreach (var figure in new[] { "I03", "T05" })
        {
            context.Add(new FigurePublication
            {
                Id = Guid.CreateVersion7(Now),
                FigureId = figure,
                AsOf = June,
                KnownAt = Now,
                ValueText = "1",
                Unit = "亿元",
                State = PublicationState.Proposed,
                ProposedBy = "zhao",
                ProposedAt = Now,
            });
        }

        await context.SaveChangesAsync(TestStore.Token);
    }

    private static Filing Add(OperationsContext context, string institution, FilingState state)
    {
        var filing = Filing.Open(
            Guid.CreateVersion7(Now), new FilingKey("onetable", institution, June), [], isProfiled: true, new FilingAct("zhang", Now));
        context.Add(filing);
        context.Entry(filing).Property(f => f.State).CurrentValue = state;
        return filing;
    }

    private static Viewer Person(string role, string? institution) =>
        new(role, new HashSet<string>(StringComparer.Ordinal) { role }, institution, SeesClear: false);

    // Which lists are due depends on the day: at the end of this month both are.
    private sealed class FixedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 11, 28, 4, 0, 0, TimeSpan.Zero);
    }
}

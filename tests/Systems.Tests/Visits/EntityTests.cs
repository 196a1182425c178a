using Huoshui.Operations;
using Huoshui.Systems.Visits;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Huoshui.Systems.Tests.Visits;

public sealed class EntityTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Merged_entities_count_once_and_again_twice_when_it_is_undone()
    {
        await using var house = await VisitHouse.OpenAsync();
        var a = (await house.VisitedAsync(VisitHouse.Firm(1))).EntityId;
        var b = (await house.VisitedAsync(VisitHouse.Firm(2))).EntityId;
        var c = (await house.VisitedAsync(VisitHouse.Firm(3))).EntityId;
        Assert.Equal(3, await VisitedAsync(house));
        var first = VisitHouse.Done(await house.Book.MergeAsync(VisitHouse.Team, a, b, "同一经营者", Token));
        VisitHouse.Done(await house.Book.MergeAsync(VisitHouse.Team, b, c, "同一经营者", Token));
        Assert.Equal(1, await VisitedAsync(house));
        VisitHouse.Done(await house.Book.UndoMergeAsync(VisitHouse.Team, first.Id, "查明是两户", Token));
        Assert.Equal(2, await VisitedAsync(house));
        VisitHouse.Refused("VIS1026", await house.Book.UndoMergeAsync(VisitHouse.Team, first.Id, "再来", Token));
        await using var context = await house.ContextAsync();
        var kept = await context.Set<EntityMerge>().SingleAsync(m => m.Id == first.Id, Token);
        Assert.Equal(("福田专班", "查明是两户"), (kept.UndoneBy, kept.UndoneReason));
        Assert.Equal(2, await context.AuditEntries.CountAsync(e => e.Action == "entity.merge", Token));
    }

    [Fact]
    public async Task What_cannot_be_merged_is_refused()
    {
        await using var house = await VisitHouse.OpenAsync();
        var a = (await house.VisitedAsync(VisitHouse.Firm(1))).EntityId;
        var b = (await house.VisitedAsync(VisitHouse.Firm(2))).EntityId;
        var far = (await house.VisitedAsync(VisitHouse.Firm(3, VisitHouse.OtherStreet), officer: VisitHouse.FarOfficer)).EntityId;
        VisitHouse.Refused("VIS1025", await house.Book.MergeAsync(VisitHouse.Team, a, a, "同", Token));
        VisitHouse.Refused("VIS1001", await house.Book.MergeAsync(VisitHouse.Team, a, far, "同", Token));
        VisitHouse.Refused("VIS1002", await house.Book.MergeAsync(VisitHouse.Officer, a, b, "同", Token));
        VisitHouse.Refused("VIS1011", await house.Book.MergeAsync(VisitHouse.Team, a, b, " ", Token));
        var merge = VisitHouse.Done(await house.Book.MergeAsync(VisitHouse.Team, a, b, "同", Token));
        VisitHouse.Refused("VIS1025", await house.Book.MergeAsync(VisitHouse.Team, b, a, "同", Token));
        VisitHouse.Refused("VIS1001", await house.Book.UndoMergeAsync(VisitHouse.FarTeam, merge.Id, "不同", Token));
    }

    [Fact]
    public async Task Two_merges_against_each_other_at_once_make_no_circle()
    {
        await using var house = await VisitHouse.OpenAsync();
        for (var round = 0; round < 4; round++)
        {
            var a = (await house.VisitedAsync(VisitHouse.Firm((2 * round) + 1))).EntityId;
            var b = (await house.VisitedAsync(VisitHouse.Firm((2 * round) + 2))).EntityId;
            var answers = await Task.WhenAll(
                Task.Run(() => house.Book.MergeAsync(VisitHouse.Team, a, b, "同", Token), Token),
                Task.Run(() => house.Book.MergeAsync(VisitHouse.Team, b, a, "同", Token), Token));
            Assert.Single(answers, x => x.Succeeded);
            Assert.Equal(round + 1, await VisitedAsync(house));
        }
    }

    [Fact]
    public async Task A_confirmed_address_moves_the_entity_with_its_cases_to_its_district()
    {
        await using var house = await VisitHouse.OpenAsync();
        var one = await house.DeclaredAsync(VisitHouse.Firm(1));
        await house.VisitedAsync(VisitHouse.Firm(1));
        var visit = await house.VisitedAsync(VisitHouse.Firm(1), "wrong_address");
        var later = await house.VisitedAsync(VisitHouse.Firm(1), "deregistered");
        VisitHouse.Refused("VIS1006", await house.Book.DecideAsync(VisitHouse.Team, visit.Id, true, "1", "迁址", Token));
        VisitHouse.Refused("VIS1001", await house.Book.DecideAsync(VisitHouse.FarTeam, visit.Id, true, VisitHouse.OtherStreet, "迁址", Token));
        VisitHouse.Refused("VIS1002", await house.Book.DecideAsync(VisitHouse.Officer, visit.Id, true, VisitHouse.OtherStreet, "迁址", Token));
        VisitHouse.Done(await house.Book.DecideAsync(VisitHouse.Team, visit.Id, true, VisitHouse.OtherStreet, "迁址", Token));
        VisitHouse.Refused("VIS1003", await house.Book.DecideAsync(VisitHouse.Team, visit.Id, true, VisitHouse.OtherStreet, "迁址", Token));
        VisitHouse.Refused("VIS1001", await house.Book.DecideAsync(VisitHouse.Team, later.Id, true, null, "注销", Token)); // no longer theirs
        VisitHouse.Done(await house.Book.DecideAsync(VisitHouse.FarTeam, later.Id, false, null, "仍在经营", Token));
        Assert.Null(await house.List.CaseAsync(VisitHouse.Team, one.Id, Token));
        Assert.NotNull(await house.List.CaseAsync(VisitHouse.FarTeam, one.Id, Token));
        var funnel = Assert.Single(await house.Get<VisitFunnel>().OfAsync(VisitHouse.Regulator, Token));
        Assert.Equal(("440305", 1), (funnel.DistrictCode, funnel.Entities[FunnelStage.Visited]));
    }

    [Fact]
    public async Task A_deregistered_entity_declares_no_more_and_a_dismissed_correction_changes_nothing()
    {
        await using var house = await VisitHouse.OpenAsync();
        var gone = await house.VisitedAsync(VisitHouse.Firm(1), "deregistered");
        VisitHouse.Done(await house.Book.DecideAsync(VisitHouse.Team, gone.Id, true, null, "登记系统已注销", Token));
        VisitHouse.Refused("VIS1027", await house.Desk.DeclareAsync(VisitHouse.Owner, house.Declaration(VisitHouse.Firm(1)), Token));
        var alive = await house.VisitedAsync(VisitHouse.Firm(2), "deregistered");
        VisitHouse.Done(await house.Book.DecideAsync(VisitHouse.Team, alive.Id, false, null, "仍在册", Token));
        await house.DeclaredAsync(VisitHouse.Firm(2));
        var twice = await house.VisitedAsync(VisitHouse.Firm(3), "duplicate");
        VisitHouse.Refused("VIS1028", await house.Book.DecideAsync(VisitHouse.Team, twice.Id, true, null, "重复", Token));
        VisitHouse.Done(await house.Book.MergeAsync(VisitHouse.Team, twice.EntityId, alive.EntityId, "重复", Token));
        VisitHouse.Done(await house.Book.DecideAsync(VisitHouse.Team, twice.Id, true, null, "重复", Token));
        Assert.Empty(await house.List.CorrectionsAsync(VisitHouse.Team, Token));
        VisitHouse.Refused("VIS1017", await house.Desk.DeclareAsync(VisitHouse.Owner, house.Declaration(VisitHouse.Firm(3)), Token)); // merged with one that has a case
    }

    private static async Task<int> VisitedAsync(VisitHouse house)
    {
        var funnel = Assert.Single(await house.Get<VisitFunnel>().OfAsync(VisitHouse.Team, Token));
        var listed = await house.List.EntitiesAsync(VisitHouse.Team, FunnelStage.Visited, new PageRequest(), Token);
        Assert.Equal(funnel.Entities[FunnelStage.Visited], listed.Total); // each number opens to its entities
        return listed.Total;
    }
}

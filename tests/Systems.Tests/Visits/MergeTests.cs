using Huoshui.Registry;
using Huoshui.Systems.Visits;
using Huoshui.Systems.Visits.Counts;
using Huoshui.Systems.Visits.Merges;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Huoshui.Systems.Tests.Visits;

/// <summary>重复主体: proposals, what moves, merges and their undo, by district, on both stores.</summary>
public sealed class MergeTests
{
    private static CancellationToken Token => VisitHouse.Token;

    private static readonly Viewer ClearTeam =
        VisitHouse.Person("福田明文", Roles.DistrictTeam, area: "440304", seesClear: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_goes_along_is_shown_before_and_counters_equal_a_recount_afterwards(bool onPostgres)
    {
        await using var house = await VisitHouse.OpenAsync(onPostgres);
        var one = await house.AcceptedAsync(VisitHouse.Firm(1));
        VisitHouse.Done(await house.Bank.GrantAsync(VisitHouse.Banker(one.BankId!), one.Id, VisitHouse.Grant(), Token));
        VisitHouse.Done(await house.Bank.DrawAsync(VisitHouse.Banker(one.BankId!), one.Id, house.Draw("JJ1"), Token));
        await house.VisitedAsync(VisitHouse.Firm(1), "need");
        var into = (await house.VisitedAsync(VisitHouse.Firm(2))).EntityId;
        var third = (await house.VisitedAsync(VisitHouse.Firm(3))).EntityId;
        VisitHouse.Done(await house.Book.MergeAsync(VisitHouse.Team, third, one.EntityId, "第三户", Token));

        var before = await FunnelAsync(house);
        var preview = house.Get<MergePreview>();
        var view = (await preview.OfAsync(VisitHouse.Team, one.EntityId, into, Token))!;
        Assert.Equal(new MergeLoad(2, 2, 1, 0, 1, 0, 3, 0), view.Moves);
        Assert.Equal(new MergeLoad(1, 1, 0, 0, 0, 0, 0, 0), view.Stays);
        Assert.Contains(view.Hints, h => h.Zh.Contains("信用代码不同", StringComparison.Ordinal));
        Assert.Null(await preview.OfAsync(VisitHouse.FarTeam, one.EntityId, into, Token));
        Assert.Null(await preview.OfAsync(VisitHouse.Team, into, into, Token));

        var merge = VisitHouse.Done(await house.Book.MergeAsync(VisitHouse.Team, one.EntityId, into, "同一家", Token));
        await SameAsAfreshAsync(house);
        Assert.Equal(before.Entities[FunnelStage.Visited] - 1, (await FunnelAsync(house)).Entities[FunnelStage.Visited]);
        Assert.Equal(view.Moves, (await preview.OfAsync(VisitHouse.Team, one.EntityId, into, Token))!.Moves); // the undo takes as much back
        VisitHouse.Done(await house.Book.UndoMergeAsync(VisitHouse.Team, merge.Id, "看错了", Token));
        await SameAsAfreshAsync(house);
        Assert.Equal(before.Entities, (await FunnelAsync(house)).Entities);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Of_merges_at_once_that_contradict_one_is_done(bool onPostgres)
    {
        await using var house = await VisitHouse.OpenAsync(onPostgres);
        for (var round = 0; round < 3; round++)
        {
            var a = (await house.VisitedAsync(VisitHouse.Firm(round * 10 + 1))).EntityId;
            var b = (await house.VisitedAsync(VisitHouse.Firm(round * 10 + 2))).EntityId;
            var c = (await house.VisitedAsync(VisitHouse.Firm(round * 10 + 3))).EntityId;
            var acts = await Task.WhenAll(new[] { (a, b), (b, a), (a, b), (b, c), (c, a) }.Select(pair => Task.Run(
                () => house.Book.MergeAsync(VisitHouse.Team, pair.Item1, pair.Item2, "同时", Token), Token)));
            Assert.Contains(acts, x => x.Succeeded);
            Assert.All(acts.Where(x => !x.Succeeded), x => Assert.Contains(x.Refusals[0].Code, new[] { "VIS1003", "VIS1025" }));
            await using var context = await house.ContextAsync();
            var into = await context.Set<EntityMerge>().Where(m => m.UndoneAt == null).ToDictionaryAsync(m => m.FromId, m => m.IntoId, Token);
            foreach (var id in new[] { a, b, c })
            {
                var steps = 0;
                for (var at = id; into.TryGetValue(at, out var next); at = next)
                    Assert.True(++steps < 4, "merges go round in a circle");
            }

            var merge = acts.First(x => x.Succeeded).Value!;
            var undone = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(
                () => house.Book.UndoMergeAsync(VisitHouse.Team, merge.Id, "撤销", Token), Token)));
            Assert.Single(undone, x => x.Succeeded);
        }

        await SameAsAfreshAsync(house);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Merges_stand_with_actor_time_and_receipt_for_their_district(bool onPostgres)
    {
        await using var house = await VisitHouse.OpenAsync(onPostgres);
        var a = (await house.VisitedAsync(VisitHouse.Firm(1))).EntityId;
        var b = (await house.VisitedAsync(VisitHouse.Firm(2))).EntityId;
        var merge = VisitHouse.Done(await house.Book.MergeAsync(VisitHouse.Team, a, b, "核对了执照", Token));
        var list = house.Get<MergeList>();
        var row = Assert.Single((await list.PageAsync(VisitHouse.Team, null, new(), Token)).Rows);
        Assert.Equal(("福田专班", a, b, 64), (row.Merge.Actor, row.From.Id, row.Into.Id, row.Merge.ReceiptSha256.Length));
        Assert.Equal(merge.ReceiptSha256, row.Merge.ReceiptSha256);
        Assert.Null(row.Merge.UndoneReceiptSha256);
        await using var context = await house.ContextAsync();
        Assert.Contains(merge.ReceiptSha256, (await context.AuditEntries.SingleAsync(e => e.Action == "entity.merge", Token)).Detail!, StringComparison.Ordinal);

        Assert.Single((await list.PageAsync(VisitHouse.Regulator, false, new(), Token)).Rows);
        foreach (var other in new[] { VisitHouse.FarTeam, VisitHouse.Officer, VisitHouse.Owner, VisitHouse.Banker("B1") })
        {
            Assert.Empty((await list.PageAsync(other, null, new(), Token)).Rows);
            Assert.Null(await list.OneAsync(other, merge.Id, Token));
        }

        foreach (var other in new[] { VisitHouse.Regulator, VisitHouse.Officer, VisitHouse.Owner })
            VisitHouse.Refused("VIS1002", await house.Book.UndoMergeAsync(other, merge.Id, "不行", Token));
        VisitHouse.Refused("VIS1001", await house.Book.UndoMergeAsync(VisitHouse.FarTeam, merge.Id, "不行", Token));
        VisitHouse.Done(await house.Book.UndoMergeAsync(VisitHouse.Team, merge.Id, "看错了", Token));
        VisitHouse.Refused("VIS1026", await house.Book.UndoMergeAsync(VisitHouse.Team, merge.Id, "再来", Token));
        Assert.Empty((await list.PageAsync(VisitHouse.Team, false, new(), Token)).Rows);
        Assert.NotNull(Assert.Single((await list.PageAsync(VisitHouse.Team, true, new(), Token)).Rows).Merge.UndoneReceiptSha256);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Proposals_come_from_reports_names_and_accounts(bool onPostgres)
    {
        await using var house = await VisitHouse.OpenAsync(onPostgres);
        var same = await house.VisitedAsync(Named(11, "福来饭店"));
        var twin = await house.VisitedAsync(Named(12, "福来饭店"));
        await house.VisitedAsync(Named(13, "福来饭店", VisitHouse.SecondStreet), officer: VisitHouse.SecondStreetOfficer); // another street
        var person = await house.VisitedAsync(new EntityRequest("11010519491231002X", true, "福来饭店", VisitHouse.Street));
        var reported = await house.VisitedAsync(Named(14, "老街修配"), "duplicate");
        var like = await house.VisitedAsync(Named(15, "深圳市老街修配有限公司"));
        var mine = await house.DeclaredAsync(VisitHouse.Firm(16));
        VisitHouse.Done(await house.Desk.WithdrawAsync(VisitHouse.Owner, mine.Id, Token));
        var also = await house.DeclaredAsync(VisitHouse.Firm(17));

        var proposals = house.Get<MergeProposals>();
        async Task<List<(MergeBasis, Guid, Guid?)>> OfAsync(Viewer viewer) =>
            [.. (await proposals.OfAsync(viewer, Token)).Select(p => (p.Basis, p.One.Id, p.Other?.Id))];

        Assert.Equal(
            [
                (MergeBasis.Reported, reported.EntityId, like.EntityId), (MergeBasis.SameName, twin.EntityId, same.EntityId),
                (MergeBasis.SameAccount, also.EntityId, mine.EntityId),
            ],
            await OfAsync(VisitHouse.Team));
        Assert.Contains((MergeBasis.SameName, person.EntityId, same.EntityId), await OfAsync(ClearTeam));
        Assert.Empty(await OfAsync(VisitHouse.FarTeam));
        Assert.Empty(await OfAsync(VisitHouse.Regulator));
        Assert.Empty(await OfAsync(VisitHouse.Officer));

        Assert.Equal(2, (await proposals.FindAsync(VisitHouse.Team, "福来", same.EntityId, Token)).Count);
        Assert.Empty(await proposals.FindAsync(VisitHouse.FarTeam, "福来", null, Token));
        VisitHouse.Done(await house.Book.MergeAsync(VisitHouse.Team, twin.EntityId, same.EntityId, "同一家", Token));
        Assert.DoesNotContain(await OfAsync(VisitHouse.Team), p => p.Item1 == MergeBasis.SameName);
    }

    [Fact]
    public async Task An_account_that_declares_for_many_proposes_nothing()
    {
        await using var house = await VisitHouse.OpenAsync();
        var most = house.Get<VisitPolicy>().Whole("merge_account_entities_max", house.Get<VisitPolicy>().Today());
        var counts = new List<int>();
        for (var n = 1; n <= most + 1; n++)
        {
            var one = await house.DeclaredAsync(VisitHouse.Firm(20 + n));
            VisitHouse.Done(await house.Desk.WithdrawAsync(VisitHouse.Owner, one.Id, Token));
            counts.Add((await house.Get<MergeProposals>().OfAsync(VisitHouse.Team, Token)).Count);
        }

        Assert.Equal([.. Enumerable.Range(0, most), 0], counts);
    }

    private static EntityRequest Named(int number, string name, string street = VisitHouse.Street) =>
        VisitHouse.Firm(number, street) with { Name = name };

    private static async Task<DistrictFunnel> FunnelAsync(VisitHouse house) =>
        Assert.Single(await house.Get<VisitFunnel>().OfAsync(VisitHouse.Team, Token));

    private static async Task SameAsAfreshAsync(VisitHouse house) =>
        Assert.Empty((await house.Get<VisitRecount>().CompareAsync(Token)).Differences);
}

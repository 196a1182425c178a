using Huoshui.Casework;
using Huoshui.Registry;
using Huoshui.Systems.Lists;
using Huoshui.Systems.Tests.Visits;
using Xunit;

namespace Huoshui.Systems.Tests.Lists;

/// <summary>The lists of visits: whom the sources find, and what waits for whom.</summary>
public sealed class ListSystemTests
{
    private static readonly Viewer Approver = VisitHouse.Person("approver", Roles.Approver);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task First_loans_are_those_with_a_need_who_never_borrowed_and_merged_ones_count_once()
    {
        await using var house = await VisitHouse.OpenAsync();
        await house.VisitedAsync(VisitHouse.Firm(1)); // no need
        await house.VisitedAsync(VisitHouse.Firm(2), "need");
        var twin = await house.VisitedAsync(VisitHouse.Firm(3), "need");
        var into = await house.VisitedAsync(VisitHouse.Firm(4));
        VisitHouse.Done(await house.Book.MergeAsync(VisitHouse.Team, twin.EntityId, into.EntityId, "重复", Token));
        await DrawnAsync(house, 5);
        var borrowed = await house.AcceptedAsync(VisitHouse.Firm(6));
        VisitHouse.Done(await house.Bank.GrantAsync(
            VisitHouse.Banker(borrowed.BankId!), borrowed.Id, VisitHouse.Grant(credit: "SX6") with { IsFirstLoan = false }, Token));
        var gone = await house.VisitedAsync(VisitHouse.Firm(7), "need");
        var edition = await BuiltAsync(house, "firstloan");

        var members = await MembersAsync(house, edition);
        Assert.Equal(
            [(2, ""), (4, ""), (5, "has_drawn"), (6, "bank_says_borrowed"), (7, "has_filed_credit")],
            members.Select(m => (Number(m.SubjectKey), m.Reasons)).Order());
        Assert.Equal(VisitHouse.Owner.AccountName, members.Single(m => Number(m.SubjectKey) == 5).Account);
        Assert.NotEqual(Guid.Empty, gone.EntityId);
    }

    [Fact]
    public async Task Recommendations_of_the_month_are_listed_and_the_owner_objects_to_his_own()
    {
        await using var house = await VisitHouse.OpenAsync();
        var one = await house.AssignedAsync(VisitHouse.Firm(1));
        var withdrawn = await house.AssignedAsync(VisitHouse.Firm(2));
        VisitHouse.Done(await house.Desk.WithdrawAsync(VisitHouse.Owner, withdrawn.Id, Token));
        await house.DeclaredAsync(VisitHouse.Firm(3)); // not recommended
        var edition = await BuiltAsync(house, "recommendation");
        Assert.Equal(
            [(one.Number, ""), (withdrawn.Number, "withdrawn")],
            (await MembersAsync(house, edition)).Select(m => (m.SubjectKey, m.Reasons)).Order());
        var waiting = await house.Get<ListInbox>().OfAsync(Approver, 20, Token);
        Assert.Equal("/lists/desk/" + edition.Id, Assert.Single(Assert.Single(waiting).First).Href);
        Assert.DoesNotContain(await house.Get<ListInbox>().OfAsync(VisitHouse.Owner, 20, Token), g => g.AllHref == "/lists");

        Assert.True((await house.Get<ListDesk>().PublishAsync(Approver, edition.Id, Token)).Succeeded);
        var own = Assert.Single(await house.Get<ListInbox>().OfAsync(VisitHouse.Owner, 20, Token), g => g.AllHref == "/lists");
        Assert.StartsWith("/lists/recommendation/2025-07", own.First[0].Href, StringComparison.Ordinal);
        var objection = await house.Get<ObjectionDesk>().ObjectAsync(
            VisitHouse.Owner, edition.Id, new ObjectionRequest("k", one.Number, null, "unwilling", "不愿推荐"), Token);
        Assert.True(objection.Succeeded);
        var open = Assert.Single(await house.Get<ListInbox>().OfAsync(VisitHouse.Regulator, 20, Token), g => g.Title.Zh == "待答复的名单异议");
        Assert.Equal(objection.Value!.DueOn, open.First[0].Due);
    }

    [Fact]
    public async Task A_list_that_is_due_waits_for_who_builds_it()
    {
        await using var house = await VisitHouse.OpenAsync();
        house.Time.Now = new DateTimeOffset(2025, 11, 3, 2, 0, 0, TimeSpan.Zero);
        var due = Assert.Single(await house.Get<ListInbox>().OfAsync(VisitHouse.Regulator, 20, Token), g => g.Title.Zh == "该更新的名单");
        Assert.Equal("首贷户培育名单 2025", Assert.Single(due.First).Subject.Zh); // recommendations are due from the 25th
        Assert.Empty(await house.Get<ListInbox>().OfAsync(Approver, 20, Token));
    }

    private static async Task DrawnAsync(VisitHouse house, int number)
    {
        var one = await house.AcceptedAsync(VisitHouse.Firm(number));
        var bank = VisitHouse.Banker(one.BankId!);
        VisitHouse.Done(await house.Bank.GrantAsync(bank, one.Id, VisitHouse.Grant(credit: "SX5"), Token));
        VisitHouse.Done(await house.Bank.DrawAsync(bank, one.Id, house.Draw("JJ5", credit: "SX5"), Token));
    }

    private static async Task<ListEdition> BuiltAsync(VisitHouse house, string list)
    {
        var desk = house.Get<ListDesk>();
        var opened = await desk.OpenAsync(VisitHouse.Regulator, list, house.Get<ListPolicy>().Today(), Token);
        var built = await desk.BuildAsync(VisitHouse.Regulator, opened.Value!.Id, Token);
        Assert.True(built.Succeeded, string.Join(' ', built.Refusals.Select(r => r.ToLine("zh"))));
        return built.Value!;
    }

    private static async Task<IReadOnlyList<ListMember>> MembersAsync(VisitHouse house, ListEdition edition) =>
        (await house.Get<ListBook>().MembersAsync(VisitHouse.Regulator, edition, new MemberQuery(null, null, new()), Token)).Rows;

    private static int Number(string usci) => Enumerable.Range(1, 9).Single(n => VisitHouse.UsciOf(n) == usci);
}

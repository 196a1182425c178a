using Huoshui.Notices;
using Huoshui.Operations;
using Huoshui.Policies;
using Huoshui.Registry;
using Huoshui.Systems.Visits;
using Huoshui.Systems.Visits.Notices;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Huoshui.Systems.Tests.Visits;

/// <summary>Whom steps of cases and days concern: told in the transaction of the step, once a day, and naming nobody.</summary>
public sealed class NoticeTests
{
    private static CancellationToken Token => VisitHouse.Token;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_step_is_told_to_those_whom_it_concerns(bool onPostgres)
    {
        await using var house = await VisitHouse.OpenAsync(onPostgres);
        var one = await house.AcceptedAsync(VisitHouse.Firm(1));
        VisitHouse.Done(await house.Bank.RefuseAsync(VisitHouse.Banker(one.BankId!), one.Id, "R1", "现金流不足", Token));
        VisitHouse.Done(await house.Get<OwnerVoice>().DisputeAsync(VisitHouse.Owner, one.Id, "流水已补齐", Token));

        var told = await ToldAsync(house);
        var bank = Audiences.Institution(one.BankId!);
        var team = Audiences.Area("440304", Roles.DistrictTeam);
        var owner = Audiences.Account("zhou");
        Assert.Equal(
            [
                (NoticeCodes.Declared, team), (NoticeCodes.Moved, owner), (NoticeCodes.Assigned, bank),
                (NoticeCodes.Moved, owner), (NoticeCodes.Moved, owner), (NoticeCodes.Refused, team),
                (NoticeCodes.Moved, owner), (NoticeCodes.Disputed, team),
            ],
            told.Select(n => (n.Kind, n.Audience)));
        Assert.All(told, n => Assert.Equal(one.Number, n.Reference));
        Assert.All(told, n => Assert.DoesNotContain("商行", $"{n.Href}{n.Key}{n.Reference}", StringComparison.Ordinal));
        Assert.All(told, n => Assert.Equal(
            n.Kind == NoticeCodes.Moved ? $"/visits/mine/{one.Id}" : $"/visits/cases/{one.Id}", n.Href));
        Assert.Equal(one.DueOn, Assert.Single(told, n => n.Kind == NoticeCodes.Assigned).Due);
    }

    [Fact]
    public async Task A_bank_that_gets_a_case_which_another_let_pass_is_told_of_it()
    {
        await using var house = await VisitHouse.OpenAsync();
        var one = await house.AssignedAsync(VisitHouse.Firm(1), wish: "B3");
        house.Time.Now = VisitPolicy.InstantOf(one.DueOn!.Value.AddDays(1).ToDateTime(TimeOnly.MinValue));
        var passed = VisitHouse.Done(await house.District.PassOnAsync(VisitHouse.Team, one.Id, Token));
        var told = (await ToldAsync(house)).Where(n => n.Kind == NoticeCodes.Assigned).ToList();
        Assert.Equal(
            [(Audiences.Institution("B3"), one.DueOn), (Audiences.Institution(passed.BankId!), passed.DueOn)],
            told.Select(n => (n.Audience, n.Due)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_step_that_is_not_saved_is_not_told(bool onPostgres)
    {
        await using var house = await VisitHouse.OpenAsync(onPostgres);
        var one = await house.AssignedAsync(VisitHouse.Firm(1));
        var before = (await ToldAsync(house)).Count;
        var acts = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ =>
            Task.Run(() => house.Bank.AcceptAsync(VisitHouse.Banker(one.BankId!), one.Id, Token), Token)));
        Assert.Single(acts, a => a.Succeeded);
        Assert.Equal(before + 1, (await ToldAsync(house)).Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Days_are_told_once_each_and_no_more_after_the_answer(bool onPostgres)
    {
        await using var house = await VisitHouse.OpenAsync(onPostgres);
        var one = await house.AcceptedAsync(VisitHouse.Firm(1));
        var other = await house.AcceptedAsync(VisitHouse.Firm(2));
        async Task<List<string>> DayAsync(int after)
        {
            while (house.Get<VisitPolicy>().Today() < VisitPolicy.DayOf(one.AssignedAt!.Value).AddDays(after))
                house.Time.Now += TimeSpan.FromHours(12);
            await house.Get<DayNotices>().TellAsync(Token);
            await new DayNotices(
                house.Get<IDbContextFactory<OperationsContext>>(), house.Get<VisitPolicy>(), house.Get<NoticePost>()).TellAsync(Token);
            return [.. (await ToldAsync(house)).Where(n => n.Kind is NoticeCodes.Amber or NoticeCodes.Red or NoticeCodes.BankRed)
                .Select(n => $"{n.Kind} {n.Reference}").Order(StringComparer.Ordinal)];
        }

        Assert.Empty(await DayAsync(19));
        Assert.Equal(2, (await DayAsync(20)).Count(l => l.StartsWith(NoticeCodes.Amber, StringComparison.Ordinal)));
        VisitHouse.Done(await house.Bank.GrantAsync(VisitHouse.Banker(other.BankId!), other.Id, VisitHouse.Grant(), Token));
        var red = await DayAsync(30);
        Assert.Equal(4, red.Count);
        Assert.Contains($"{NoticeCodes.Red} {one.Number}", red);
        Assert.Contains($"{NoticeCodes.BankRed} {one.Number}", red);
        Assert.Equal(red, await DayAsync(60)); // told before, and long red
    }

    [Fact]
    public async Task Every_kind_of_the_program_has_its_words_in_a_pack_and_the_other_way_round()
    {
        await using var house = await VisitHouse.OpenAsync();
        var visits = house.Get<PolicyLibrary>().Pack(VisitPolicy.PackId)!.Notices;
        Assert.Equal(NoticeCodes.All.Order(StringComparer.Ordinal), visits.Select(n => n.Code).Order(StringComparer.Ordinal));
        var others = PolicyLibrary.Load(PolicyLibrary.FindFolder(), ModelLoading.WhenAsked).Pack(NoticePolicy.PackId)!.Notices;
        Assert.Equal(
            ["coaching.waiting", "figures.waiting", "lists.waiting", "loans.review", "notices.address_refused", "returns.waiting"],
            others.Select(n => n.Code).Order(StringComparer.Ordinal));
    }

    private static async Task<List<Notice>> ToldAsync(VisitHouse house)
    {
        await using var context = await house.ContextAsync();
        return await context.Set<Notice>().AsNoTracking().OrderBy(n => n.Sequence).ToListAsync(Token);
    }
}

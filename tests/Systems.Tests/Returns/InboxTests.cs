using Huoshui.Registry;
using Huoshui.Systems.Returns;
using Xunit;
using static Huoshui.Systems.Tests.Returns.FilingHouse;

namespace Huoshui.Systems.Tests.Returns;

/// <summary>待办: what waits is told to whoever can do it, and to nobody else.</summary>
public sealed class InboxTests
{
    private static Viewer StrangeReviewer { get; } = Person("wu", Roles.Reviewer, OtherBank);

    private static async Task<string[]> WaitingAsync(FilingHouse house, Viewer viewer)
    {
        var groups = await house.Get<ReturnsInbox>().OfAsync(viewer, 20, Token);
        var counted = await house.Get<ReturnsInbox>().OfAsync(viewer, 0, Token);
        Assert.Equal(groups.Sum(g => g.Total), counted.Sum(g => g.Total));
        return [.. groups.SelectMany(g => g.First.Select(_ => g.Title.Zh.Split('（')[0]))];
    }

    [Fact]
    public async Task A_filing_waits_for_the_reviewer_then_the_signer_then_the_approver()
    {
        await using var house = await OpenAsync();
        var id = await house.SubmittedAsync();
        Assert.Equal(["待复核的报送批次"], await WaitingAsync(house, Reviewer));
        Assert.Empty(await WaitingAsync(house, Signer));
        Assert.Empty(await WaitingAsync(house, StrangeReviewer));

        Good(await house.Desk.ReviewAsync(Reviewer, id, passes: true, null, Token));
        Assert.Empty(await WaitingAsync(house, Reviewer));
        Assert.Equal(["待签发的报送批次"], await WaitingAsync(house, Signer));

        Good(await house.Desk.SignAsync(Signer, id, signs: true, null, Token));
        Assert.Empty(await WaitingAsync(house, Signer));
        Assert.Equal(["待受理的报送批次"], await WaitingAsync(house, Approver));
        Assert.Empty(await WaitingAsync(house, Analyst));

        Good(await house.Desk.AcceptAsync(Approver, id, Token));
        Assert.Empty(await WaitingAsync(house, Approver));
    }

    [Fact]
    public async Task What_was_sent_back_waits_for_the_preparer_with_the_new_deadline()
    {
        await using var house = await OpenAsync();
        var id = await house.FiledAsync();
        var deadline = new DateOnly(2025, 8, 1);
        Good(await house.Desk.ReturnAsync(Approver, id, "余额有误", deadline, Token));

        var group = Assert.Single(await house.Get<ReturnsInbox>().OfAsync(Preparer, 20, Token));

        Assert.Equal(deadline, Assert.Single(group.First).Due);
        Assert.Contains(id.ToString(), group.First[0].Href, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_waits_for_the_approver_until_it_is_decided()
    {
        await using var house = await OpenAsync();
        var id = await house.AcceptedAsync();
        var asked = await house.Get<RequestDesk>().AskAsync(
            Preparer, id, new NewRequest(FilingRequestKind.Refile, "余额录入有误", ["TL"], new DateOnly(2025, 7, 25)), Token);

        Assert.Equal(["待批复的申请"], await WaitingAsync(house, Approver));
        Assert.Empty(await WaitingAsync(house, Analyst));

        Good(await house.Get<RequestDesk>().DecideAsync(Approver, asked.Value!.Id, new Decision(Approves: true, "同意"), Token));
        Assert.Empty(await WaitingAsync(house, Approver));
    }

    [Fact]
    public async Task Explanations_of_a_filed_return_wait_for_the_analyst_until_they_are_judged()
    {
        await using var house = await OpenAsync();
        var filing = await house.SendAsync(house.Loans(("L1", "100", "30")));
        Good(await house.Desk.DeclareAsync(Preparer, filing.Id, "TP", isZero: true, Token));
        Good(await house.Get<FilingChecker>().EnsureAsync(Preparer, filing.Id, Token));
        Good(await house.Get<ExplanationDesk>().ExplainAsync(
            Preparer, filing.Id, [new NewExplanation("TL", "TL_0901", "L1", "利率随基准调整", "30.00")], Token));
        Assert.Empty(await WaitingAsync(house, Analyst));
        Good(await house.Desk.SubmitAsync(Preparer, filing.Id, Token));
        Good(await house.Desk.ReviewAsync(Reviewer, filing.Id, passes: true, null, Token));
        Good(await house.Desk.SignAsync(Signer, filing.Id, signs: true, null, Token));

        Assert.Equal(["待认定的差异说明"], await WaitingAsync(house, Analyst));
        Good(await house.Desk.AcceptAsync(Approver, filing.Id, Token));
        Assert.Equal(["待认定的差异说明"], await WaitingAsync(house, Analyst)); // 受理 judges none of them
        Assert.Equal(["待认定的差异说明"], await WaitingAsync(house, Approver));
        Assert.Equal(1, await UnjudgedAsync(house));

        Good(await house.Get<ExplanationDesk>().JudgeAsync(
            Analyst, filing.Id, "TL_0901", null, new Judgement(Accepts: true, null), Token));
        Assert.Empty(await WaitingAsync(house, Analyst));
        Assert.Equal(0, await UnjudgedAsync(house));
    }

    private static async Task<long> UnjudgedAsync(FilingHouse house) => (await house.Get<FilingList>()
        .PageAsync(Analyst, new FilingQuery { HasOpenExplanations = true }, Token)).Total;

    [Fact]
    public async Task What_failed_its_check_or_was_opened_again_waits_for_the_preparer()
    {
        await using var house = await OpenAsync();
        var filing = await house.SendAsync(house.Loans(("L1", "100", "30"))); // a warning that nobody explains, and a table missing
        Assert.Empty(await WaitingAsync(house, Preparer));
        await house.Desk.SubmitAsync(Preparer, filing.Id, Token);
        Assert.Equal(["待补正的报送批次"], await WaitingAsync(house, Preparer));

        await using var second = await OpenAsync();
        var id = await second.AcceptedAsync();
        var asked = await second.Get<RequestDesk>().AskAsync(
            Preparer, id, new NewRequest(FilingRequestKind.Refile, "余额录入有误", ["TL"], new DateOnly(2025, 7, 25)), Token);
        Good(await second.Get<RequestDesk>().DecideAsync(Approver, asked.Value!.Id, new Decision(Approves: true, "同意"), Token));
        Assert.Equal(["待补正的报送批次"], await WaitingAsync(second, Preparer));
    }

    [Fact]
    public async Task Nothing_waits_for_an_administrator_or_the_public()
    {
        await using var house = await OpenAsync();
        await house.FiledAsync();

        Assert.Empty(await WaitingAsync(house, Viewer.Public));
        Assert.Empty(await WaitingAsync(house, Person("admin", Roles.SystemAdministrator, null)));
    }
}

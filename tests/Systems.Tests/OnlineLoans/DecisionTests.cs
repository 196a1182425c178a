using Huoshui.Systems.OnlineLoans;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Huoshui.Systems.Tests.OnlineLoans;

public sealed class DecisionTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_good_firm_is_approved_signs_and_draws()
    {
        await using var house = await LoanHouse.OpenAsync();
        var decided = await house.DecidedAsync(LoanHouse.GoodFirm(1));
        Assert.Equal((LoanState.Approved, 20_000_000L, "3.85"), (decided.State, decided.GrantedFen, decided.RatePercent));
        Assert.True((await house.Desk.SignAsync(LoanHouse.Owner, decided.Id, Token)).Succeeded);
        Assert.True((await house.Desk.DrawAsync(LoanHouse.Owner, decided.Id, Token)).Succeeded);
        var drawn = await house.ReadAsync(decided.Id);
        Assert.Equal(LoanState.Drawn, drawn.State);
        Assert.Contains("微澜网络银行与借款人深圳市旺园科技有限公司", drawn.ContractText, StringComparison.Ordinal);
        Assert.Contains("200,000.00元", drawn.ContractText, StringComparison.Ordinal);
        Assert.Contains("3.85%", drawn.ContractText, StringComparison.Ordinal);
        Assert.Equal(
            [LoanAction.Apply, LoanAction.Approve, LoanAction.Sign, LoanAction.Draw], drawn.Steps.OrderBy(s => s.Id).Select(s => s.Action));
        Assert.Equal(["zhou", "自动", "zhou", "zhou"], drawn.Steps.OrderBy(s => s.Id).Select(s => s.Actor));
    }

    [Fact]
    public async Task A_refusal_carries_every_reason()
    {
        await using var house = await LoanHouse.OpenAsync();
        var firm = LoanHouse.GoodFirm(2);
        LoanHouse.Tell(firm, "court_is_dishonest", true);
        LoanHouse.Tell(firm, "credit_overdue_days", 3);
        var decided = await house.DecidedAsync(firm);
        Assert.Equal((LoanState.Refused, "overdue,court_dishonest"), (decided.State, decided.ReasonCodes));
        LoanHouse.Refused("OLN1013", await house.Desk.SignAsync(LoanHouse.Owner, decided.Id, Token));
    }

    [Fact]
    public async Task Two_firms_with_one_phone_are_related()
    {
        await using var house = await LoanHouse.OpenAsync();
        var request = house.Request(LoanHouse.GoodFirm(3));
        await house.ApplyAsync(request);
        var second = house.Request(LoanHouse.GoodFirm(4));
        var related = await house.ApplyAsync(second with { Person = second.Person with { Phone = request.Person.Phone } });
        await house.Get<LoanWorker>().DrainAsync(Token);
        Assert.Equal("related_phone", (await house.ReadAsync(related.Id)).ReasonCodes);
    }

    [Fact]
    public async Task The_same_application_sent_at_once_many_times_is_one()
    {
        await using var house = await LoanHouse.OpenAsync();
        var request = house.Request(LoanHouse.GoodFirm(5));
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => house.Desk.ApplyAsync(
            LoanHouse.Owner, i % 2 == 0 ? request : request with { RequestKey = $"again-{i}" }, Token)));
        Assert.All(answers, a => Assert.True(a.Succeeded));
        Assert.Single(answers.Select(a => a.Value!.Id).Distinct());
        await using var context = await house.ContextAsync();
        Assert.Equal(1, await context.Set<LoanApplication>().CountAsync(Token));
    }

    [Fact]
    public async Task A_key_stands_for_one_application_and_a_firm_has_one_in_progress()
    {
        await using var house = await LoanHouse.OpenAsync();
        var request = house.Request(LoanHouse.GoodFirm(6));
        await house.ApplyAsync(request);
        LoanHouse.Refused("OLN1007", await house.Desk.ApplyAsync(LoanHouse.Owner, request with { AmountYuan = 1 }, Token));
        LoanHouse.Refused(
            "OLN1008", await house.Desk.ApplyAsync(LoanHouse.Owner, request with { RequestKey = "new", AmountYuan = 1 }, Token));
    }

    [Fact]
    public async Task Who_is_not_the_applicant_learns_nothing_of_an_application_in_progress()
    {
        await using var house = await LoanHouse.OpenAsync();
        var request = house.Request(LoanHouse.GoodFirm(17));
        await house.ApplyAsync(request);
        var other = request with { Person = request.Person with { IdentityNumber = "11010519491231002X" } };
        Assert.True((await house.Desk.ApplyAsync(LoanHouse.Stranger, other, Token)).Succeeded); // as if nobody had applied
        var answer = await house.Desk.ApplyAsync(LoanHouse.Stranger, request with { RequestKey = "theirs" }, Token);
        LoanHouse.Refused("OLN1015", answer);
        Assert.DoesNotContain("在办", Assert.Single(answer.Refusals).Message.Zh, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_missing_is_told_all_at_once()
    {
        await using var house = await LoanHouse.OpenAsync();
        var request = house.Request(LoanHouse.Firm(7));
        var bad = request with
        {
            FirmId = "91440300MA5000007X",
            AmountYuan = 10_000_001,
            Person = request.Person with { Phone = "23800000000", IdentityNumber = "440301199003070036" },
            Authorised = request.Authorised.Where(a => a.Key != "tax").ToDictionary(),
        };
        var answer = await house.Desk.ApplyAsync(LoanHouse.Owner, bad, Token);
        Assert.Equal(
            ["OLN1004", "OLN1004", "OLN1004", "OLN1005", "OLN1006"], answer.Refusals.Select(r => r.Code).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Characters_that_no_form_can_type_are_refused_wherever_they_would_be_stored()
    {
        await using var house = await LoanHouse.OpenAsync();
        var request = house.Request(LoanHouse.Firm(15));
        foreach (var bad in new[] { request with { FirmName = "深圳\0公司" }, request with { RequestKey = "k\u0001" } })
            LoanHouse.Refused("OLN1004", await house.Desk.ApplyAsync(LoanHouse.Owner, bad, Token));
        var firm = LoanHouse.GoodFirm(15);
        LoanHouse.Tell(firm, "credit_overdue_days", 3);
        var refused = await house.DecidedAsync(firm);
        LoanHouse.Refused("OLN1012", await house.Desk.AskReviewAsync(LoanHouse.Owner, refused.Id, "附凭证\0", Token));
        Assert.True((await house.Desk.AskReviewAsync(LoanHouse.Owner, refused.Id, "附凭证，\r\n请复核", Token)).Succeeded);
    }

    [Fact]
    public async Task A_firm_writes_nothing_into_its_contract_by_its_name()
    {
        await using var house = await LoanHouse.OpenAsync();
        var request = house.Request(LoanHouse.GoodFirm(16)) with { FirmName = "{amount}{rate}公司" };
        var application = await house.ApplyAsync(request);
        await house.Get<LoanWorker>().DrainAsync(Token);
        var contract = (await house.Desk.SignAsync(LoanHouse.Owner, application.Id, Token)).Value!.ContractText!;
        Assert.Contains("借款人{amount}{rate}公司订立", contract, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_parameter_with_a_future_date_changes_only_later_decisions()
    {
        await using var house = await LoanHouse.OpenAsync(ownPolicies: true);
        house.Change(
            "inclusive/onlineloan/tables/grades.csv", "2024-01-01,,,true,grade_a,80,3000000,3.85",
            "2024-01-01,2025-07-31,,true,grade_a,80,3000000,3.85\n2025-08-01,,,true,grade_a,80,3000000,3.35");
        Assert.Equal("3.85", (await house.DecidedAsync(LoanHouse.GoodFirm(8))).RatePercent);
        var before = await house.ApplyAsync(house.Request(LoanHouse.GoodFirm(9)));
        house.Time.Now = new DateTimeOffset(2025, 7, 31, 16, 0, 0, TimeSpan.Zero); // 1 August in Shanghai
        Assert.Equal("3.35", (await house.DecidedAsync(LoanHouse.GoodFirm(10))).RatePercent);
        Assert.Equal("3.85", (await house.ReadAsync(before.Id)).RatePercent); // decided that day, by the rule of its own day
    }

    [Fact]
    public async Task Nobody_but_the_applicant_and_the_lender_acts_on_an_application()
    {
        await using var house = await LoanHouse.OpenAsync();
        var decided = await house.DecidedAsync(LoanHouse.GoodFirm(11));
        LoanHouse.Refused("OLN1002", await house.Desk.SignAsync(LoanHouse.Stranger, decided.Id, Token));
        LoanHouse.Refused("OLN1002", await house.Desk.SignAsync(Registry.Viewer.Operator("root"), decided.Id, Token));
        LoanHouse.Refused("OLN1002", await house.Desk.WithdrawAsync(LoanHouse.Reviewer, decided.Id, Token));
        LoanHouse.Refused("OLN1003", await house.Desk.ApplyAsync(LoanHouse.Reviewer, house.Request(LoanHouse.Firm(12)), Token));
        LoanHouse.Refused("OLN1003", await house.Desk.ApplyAsync(Registry.Viewer.Public, house.Request(LoanHouse.Firm(12)), Token));
    }

    [Fact]
    public async Task Nothing_personal_stands_in_the_store_in_clear()
    {
        await using var house = await LoanHouse.OpenAsync();
        var request = house.Request(LoanHouse.GoodFirm(13));
        var decided = await house.DecidedAsync(request.FirmId);
        await using var context = await house.ContextAsync();
        var row = System.Text.Json.JsonSerializer.Serialize(decided) + decided.Decisions[0].Facts;
        Assert.DoesNotContain(request.Person.IdentityNumber, row, StringComparison.Ordinal);
        Assert.DoesNotContain(request.Person.Phone, row, StringComparison.Ordinal);
        Assert.DoesNotContain("学府路", row, StringComparison.Ordinal);
        Assert.Equal(request.Person.Phone, house.Get<LoanPersons>().Read(decided).Phone);
    }

    [Fact]
    public async Task Withdrawn_before_the_decision_it_is_not_decided()
    {
        await using var house = await LoanHouse.OpenAsync();
        var application = await house.ApplyAsync(house.Request(LoanHouse.GoodFirm(14)));
        var claimed = Assert.Single(await house.Get<LoanQueue>().ClaimAsync(10, Token));
        Assert.True((await house.Desk.WithdrawAsync(LoanHouse.Owner, application.Id, Token)).Succeeded);
        Assert.Null(await house.Get<LoanWork>().RunAsync(claimed, Token));
        Assert.Equal(LoanState.Withdrawn, (await house.ReadAsync(application.Id)).State);
        await house.ApplyAsync(house.Request(application.FirmId)); // and the firm may apply anew
    }
}

using Huoshui.Registry;
using Huoshui.Systems.OnlineLoans.Sources;
using Microsoft.Playwright;
using Xunit;

namespace Huoshui.Portal.Tests;

/// <summary>One case in a real browser over six weeks: the first bank does not answer and turns amber, then red, refuses, and the second
/// bank lends.</summary>
[Collection(VisitWalkTests.OneAtATime)]
public sealed class SecondBankWalkTests(TwoBanks city) : IClassFixture<TwoBanks>
{
    private const string Firm = "梅林五金店";

    private readonly List<string> _wrong = [];

    [Fact]
    public async Task A_case_turns_amber_and_red_is_refused_and_gets_its_loan_from_a_second_bank()
    {
        await DeclareAsync();
        await AssignAsync();
        city.Pass(TimeSpan.FromDays(19));
        await StandsAsync(Roles.DistrictTeam, null, "second-bank-1-day-19");
        city.Pass(TimeSpan.FromDays(1));
        await StandsAsync(Roles.DistrictTeam, "黄灯", "second-bank-2-day-20");
        city.Pass(TimeSpan.FromDays(11));
        await StandsAsync(Roles.DistrictTeam, "红灯|逾期", "second-bank-3-day-31");
        await StandsAsync(Roles.Analyst, "红灯|逾期", "second-bank-4-regulator");
        await RefuseAsync();
        await ReassignAsync();
        await LendAsync();
        await FollowedAsync();
        Assert.True(_wrong.Count == 0, string.Join('\n', _wrong));
    }

    private async Task DeclareAsync()
    {
        var officer = await city.FreshSignInAsync(Roles.StreetOfficer, width: 390);
        await officer.GotoAsync("/visits/record");
        await officer.FillAsync("#name", Firm);
        await officer.FillAsync("#code", StubSources.FirmId(91));
        await officer.FillAsync("#place", "店内");
        await officer.FillAsync("input[name=companion-0]", "李经理");
        await officer.CheckAsync("input[name=outcome][value=need]");
        await officer.FillAsync("#amount", "500000");
        await officer.SelectOptionAsync("#use", "working_capital");
        await officer.SelectOptionAsync("#urgency", "month");
        await officer.FillAsync("#months", "12");
        await officer.ClickAsync("main form.form button[type=submit]");
        await officer.GetByText("走访已登记").WaitForAsync();
        await officer.ClickAsync("main a[href^='/visits/declare']");
        await officer.FillAsync("#contact", "梅店主");
        await officer.FillAsync("#phone", "13800000091");
        await officer.SelectOptionAsync("#wish", TwoBanks.FirstName);
        await officer.CheckAsync("input[name=consent-district]");
        await officer.CheckAsync("input[name=consent-bank]");
        await officer.ClickAsync("main form.form button[type=submit]");
        await officer.GetByText("已申报").First.WaitForAsync();
        await officer.Context.CloseAsync();
    }

    private async Task AssignAsync()
    {
        var team = await OpenAsync(Roles.DistrictTeam, "declared");
        foreach (var standard in new[] { "compliant", "premises", "real_need", "credit", "lawful_use" })
        {
            await team.CheckAsync($"input[name=standard-{standard}][value=met]");
            await team.FillAsync($"textarea[name=evidence-{standard}]", "现场核对");
        }

        await team.ClickAsync("button[value=recommend]");
        await team.ClickAsync("button[value=assign]");
        await team.GetByText("待银行受理").First.WaitForAsync();
        await team.Context.CloseAsync();
    }

    // How the case stands in the list of a role: a light, one of two, or none.
    private async Task StandsAsync(string role, string? light, string name)
    {
        var page = await city.FreshSignInAsync(role);
        await page.GotoAsync("/visits/cases");
        var badges = await page.Locator($"tr:has-text('{Firm}') .badge").AllInnerTextsAsync();
        await LookAsync(page, name);
        if (light is null)
            Assert.DoesNotContain(badges, badge => badge is "黄灯" or "红灯" or "逾期");
        else
            Assert.Contains(badges, badge => light.Split('|').Contains(badge.Trim()));
        await page.Context.CloseAsync();
    }

    private async Task RefuseAsync()
    {
        var bank = await OpenAsync(Roles.Reviewer, "assigned");
        await bank.ClickAsync("button[value=accept]");
        await bank.SelectOptionAsync("#reason", "R9");
        await bank.ClickAsync("button[value=refuse]");
        await bank.Locator(".field-bad:has(#words)").WaitForAsync();
        await bank.FillAsync("#words", "门店即将搬迁");
        await bank.ClickAsync("button[value=refuse]");
        await bank.GetByText("银行未授信").First.WaitForAsync();
        await LookAsync(bank, "second-bank-5-refused");
        await bank.Context.CloseAsync();
    }

    private async Task ReassignAsync()
    {
        var team = await OpenAsync(Roles.DistrictTeam, "refused");
        Assert.Contains("门店即将搬迁", await team.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        await team.ClickAsync("button[value=reassign]");
        await team.GetByText("待银行受理").First.WaitForAsync();
        await team.GotoAsync("/visits/cases");
        Assert.Contains(TwoBanks.SecondName, await team.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        await team.Context.CloseAsync();
    }

    private async Task LendAsync()
    {
        var bank = await city.EnterAsync(city.SecondReviewer);
        await bank.GotoAsync("/visits/cases?state=assigned");
        await bank.ClickAsync($"tr:has-text('{Firm}') a");
        await LookAsync(bank, "second-bank-6-second");
        await bank.ClickAsync("button[value=accept]");
        await bank.FillAsync("#amount", "500000");
        await bank.FillAsync("#rate", "3.45");
        await bank.FillAsync("#credit", "SX-SECOND-1");
        await bank.ClickAsync("button[value=grant]");
        await bank.GetByText("已授信").First.WaitForAsync();
        await bank.FillAsync("#iou", "JJ-SECOND-1");
        await bank.FillAsync("#amount", "500000");
        await bank.ClickAsync("button[value=draw]");
        await bank.GetByText("已放款").First.WaitForAsync();
        await bank.Context.CloseAsync();
    }

    // The first bank sees nothing of what the second one did; who declared sees the loan.
    private async Task FollowedAsync()
    {
        var first = await city.FreshSignInAsync(Roles.Reviewer);
        await first.GotoAsync("/visits/cases");
        Assert.DoesNotContain("JJ-SECOND-1", await first.ContentAsync(), StringComparison.Ordinal);
        await first.Context.CloseAsync();
        var officer = await city.FreshSignInAsync(Roles.StreetOfficer, width: 390);
        await officer.GotoAsync("/visits/cases");
        await officer.ClickAsync($"tr:has-text('{Firm}') a");
        await officer.GetByText("已放款").First.WaitForAsync();
        await LookAsync(officer, "second-bank-7-drawn");
        await officer.Context.CloseAsync();
    }

    private async Task<IPage> OpenAsync(string role, string state)
    {
        var page = await city.FreshSignInAsync(role);
        await page.GotoAsync($"/visits/cases?state={state}");
        await page.ClickAsync($"tr:has-text('{Firm}') a");
        await page.Locator($"h1:has-text('{Firm}')").WaitForAsync();
        return page;
    }

    private async Task LookAsync(IPage page, string name) => _wrong.AddRange(await PageCheck.LookAsync(page, name, typed: true, quick: true));
}

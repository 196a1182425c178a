using Huoshui.Registry;
using Huoshui.Systems.OnlineLoans.Sources;
using Microsoft.Playwright;
using Xunit;

namespace Huoshui.Portal.Tests;

/// <summary>千企万户大走访 in a real browser: an officer records a visit on a phone and declares for the firm, the district judges and
/// assigns, the bank accepts, grants in part and reports the drawdown; each page is looked at on the way.</summary>
[Collection(OneAtATime)]
public sealed class VisitWalkTests(PortalFixture portal)
{
    /// <summary>Tests that count what the store holds of visits.</summary>
    public const string OneAtATime = "visits";

    private const string Firm = "旺园食品商行";

    private readonly List<string> _wrong = [];

    [Fact]
    public async Task An_officer_records_a_need_on_a_phone_and_a_bank_answers_it()
    {
        var officer = await portal.SignInAsync(Roles.StreetOfficer, width: 390);
        await RecordAsync(officer);
        await DeclareAsync(officer);
        await officer.Context.CloseAsync();
        var team = await portal.SignInAsync(Roles.DistrictTeam);
        await JudgeAsync(team);
        var reviewer = await portal.SignInAsync(Roles.Reviewer);
        await AnswerAsync(reviewer);
        await reviewer.Context.CloseAsync();
        await team.GotoAsync("/visits/funnel");
        await LookAsync(team, "visit-walk-8-funnel");
        Assert.Contains(PortalFixture.OwnInstitution, await team.Locator("main").InnerHTMLAsync(), StringComparison.Ordinal);
        await team.Context.CloseAsync();
        Assert.True(_wrong.Count == 0, string.Join('\n', _wrong));
    }

    // A wrong code is said at its field and nothing typed is lost; mended it is one visit with a receipt.
    private async Task RecordAsync(IPage phone)
    {
        await phone.GotoAsync("/visits/record");
        await phone.FillAsync("#name", Firm);
        await phone.FillAsync("#code", "91440300123456789X");
        await phone.FillAsync("#place", "店内");
        await phone.FillAsync("input[name=companion-0]", "李经理");
        await phone.CheckAsync("input[name=outcome][value=need]");
        await phone.FillAsync("#amount", "300,000");
        await phone.SelectOptionAsync("#use", "equipment");
        await phone.SelectOptionAsync("#urgency", "week");
        await phone.ClickAsync("main form.form button[type=submit]");
        await phone.Locator(".callout-bad").WaitForAsync();
        Assert.Contains("校验位", await phone.Locator(".field-bad:has(#code) .field-error").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Contains("1 至 120", await phone.Locator(".field-bad:has(#months) .field-error").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Equal("300,000", await phone.InputValueAsync("#amount"));
        await LookAsync(phone, "visit-walk-1-refused");
        await phone.FillAsync("#code", StubSources.FirmId(83));
        await phone.FillAsync("#months", "24");
        await phone.ClickAsync("main form.form button[type=submit]");
        await phone.GetByText("走访已登记").WaitForAsync();
        await LookAsync(phone, "visit-walk-2-receipt");
    }

    private async Task DeclareAsync(IPage phone)
    {
        await phone.ClickAsync("main a[href^='/visits/declare']");
        await phone.FillAsync("#contact", "周店主");
        await phone.FillAsync("#phone", "13800000083");
        await phone.SelectOptionAsync("#wish", SmallCity.OwnName);
        await phone.CheckAsync("input[name=consent-district]");
        await phone.CheckAsync("input[name=consent-bank]");
        await LookAsync(phone, "visit-walk-3-declare");
        await phone.ClickAsync("main form.form button[type=submit]");
        await phone.GetByText("已申报").First.WaitForAsync();
        await LookAsync(phone, "visit-walk-4-declared");
        await phone.GotoAsync("/visits/entities");
        await phone.ClickAsync($"tr:has-text('{Firm}') th a");
        await phone.Locator($"h1:has-text('{Firm}')").WaitForAsync();
        await LookAsync(phone, "visit-walk-5-entity");
    }

    private async Task JudgeAsync(IPage team)
    {
        await team.GotoAsync("/inbox");
        await team.ClickAsync($"tr:has-text('{Firm}') a");
        await team.ClickAsync("button[value=recommend]");
        await team.GetByText("VIS1019").WaitForAsync();
        foreach (var standard in new[] { "compliant", "premises", "real_need", "credit", "lawful_use" })
        {
            await team.CheckAsync($"input[name=standard-{standard}][value=met]");
            await team.FillAsync($"textarea[name=evidence-{standard}]", "现场核对");
        }

        await LookAsync(team, "visit-walk-6-judge");
        await team.ClickAsync("button[value=recommend]");
        await team.ClickAsync("button[value=assign]");
        await team.GetByText("待银行受理").First.WaitForAsync();
    }

    private async Task AnswerAsync(IPage bank)
    {
        await bank.GotoAsync("/visits/cases?state=assigned");
        await bank.ClickAsync($"tr:has-text('{Firm}') a");
        await bank.ClickAsync("button[value=accept]");
        await bank.FillAsync("#amount", "300001");
        await bank.FillAsync("#rate", "3.85");
        await bank.FillAsync("#credit", "SX-WALK-1");
        await bank.ClickAsync("button[value=grant]");
        await bank.Locator(".field-bad:has(#amount)").WaitForAsync();
        await LookAsync(bank, "visit-walk-7-answer");
        await bank.FillAsync("#amount", "200000");
        await bank.ClickAsync("button[value=grant]");
        await bank.GetByText("部分授信").First.WaitForAsync();
        await bank.FillAsync("#iou", "JJ-WALK-1");
        await bank.FillAsync("#amount", "200000");
        await bank.ClickAsync("button[value=draw]");
        await bank.GetByText("已放款").First.WaitForAsync();
    }

    private async Task LookAsync(IPage page, string name) => _wrong.AddRange(await PageCheck.LookAsync(page, name, typed: true, quick: true));
}

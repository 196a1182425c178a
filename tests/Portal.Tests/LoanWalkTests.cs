using System.Net;
using Huoshui.Registry;
using Huoshui.Systems.OnlineLoans.Sources;
using Microsoft.Playwright;
using Xunit;

namespace Huoshui.Portal.Tests;

/// <summary>Loans in a real browser: a person applies on a phone, one firm is approved in seconds, another is refused with reasons and gets
/// an answer from a person of the bank; the regulator sees no application.</summary>
public sealed class LoanWalkTests(PortalFixture portal)
{
    private const string Good = "旺园科技一厂";
    private const string Bad = "旺园科技二厂";

    private readonly List<string> _wrong = [];

    [Fact]
    public async Task A_person_applies_on_a_phone_and_a_refused_one_gets_an_answer_from_a_person()
    {
        var (good, bad) = (StubSources.FirmId(81), StubSources.FirmId(82));
        Tell(good, ("tax_grade", "A"), ("court_is_dishonest", false));
        Tell(bad, ("tax_grade", "A"), ("court_is_dishonest", true));
        var phone = await portal.SignInAsync(Roles.PublicReader, width: 390);
        await ApplyAsync(phone, Good, good, "13800000081");
        await phone.Locator(".callout-good").WaitForAsync();
        await LookAsync(phone, "loan-walk-1-approved");
        await phone.ClickAsync("button[value=sign]");
        await phone.ClickAsync("button[value=draw]");
        await phone.GetByText("已放款").First.WaitForAsync();
        await ApplyAsync(phone, Bad, bad, "13800000082");
        await phone.Locator(".callout-bad").WaitForAsync();
        Assert.Contains("列入失信被执行人名单", await phone.Locator(".callout-bad").InnerTextAsync(), StringComparison.Ordinal);
        await LookAsync(phone, "loan-walk-2-refused");
        await phone.FillAsync("#plea", "已履行完毕，法院已出结案证明。");
        await phone.ClickAsync("button[value=review]");
        await phone.GetByText("人工复核中").First.WaitForAsync();
        await AnswerAsync();
        await phone.GotoAsync("/loans/mine");
        await LookAsync(phone, "loan-walk-4-mine");
        await phone.ClickAsync($"tr:has-text('{Bad}') a");
        await phone.GetByText("核实无误，结案证明属实。").First.WaitForAsync();
        using var regulator = await portal.ClientAsync(Roles.Analyst);
        Assert.NotEqual(HttpStatusCode.OK, (await regulator.GetAsync("/loans/desk", TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await regulator.GetAsync("/api/v1/loans/" + phone.Url[^36..], TestContext.Current.CancellationToken)).StatusCode);
        await phone.Context.CloseAsync();
        Assert.True(_wrong.Count == 0, string.Join('\n', _wrong));
    }

    private void Tell(string firm, params (string Fact, object Value)[] more)
    {
        (string Fact, object Value)[] all =
        [
            ("registry_age_months", 60), ("registry_person_months", 60), ("credit_overdue_days", 0), ("credit_overdue_times", 0),
            ("invoice_yuan", 9_000_000), ("tax_sales_yuan", 9_000_000), ("invoice_months", 12), ("court_open_cases", 0), .. more,
        ];
        foreach (var (fact, value) in all)
            portal.Sources!.Tell(firm, fact, value);
    }

    private static async Task ApplyAsync(IPage page, string name, string firm, string mobile)
    {
        await page.GotoAsync("/loans/apply");
        await page.FillAsync("#amount", "200000");
        await page.FillAsync("#firm", name);
        await page.FillAsync("#firmid", firm);
        await page.FillAsync("#address", "南山区学府路" + mobile);
        await page.FillAsync("#name", "王艳燕");
        await page.FillAsync("#identity", "440301199003070035");
        await page.FillAsync("#phone", mobile);
        foreach (var source in LoanSources.All)
            await page.CheckAsync($"input[name=leave-{source}]");
        await page.ClickAsync("form.form button[type=submit]");
        await page.WaitForURLAsync("**/loans/mine/*");
    }

    private async Task AnswerAsync()
    {
        var desk = await portal.SignInAsync(Roles.Reviewer);
        await desk.GotoAsync("/loans/desk");
        await desk.GetByText(Good).First.WaitForAsync();
        await desk.ClickAsync($"tr:has-text('{Bad}') a");
        await desk.Locator("#grant").WaitForAsync();
        await desk.GotoAsync(desk.Url);
        await LookAsync(desk, "loan-walk-3-review");
        await desk.FillAsync("#grant", "100000");
        await desk.FillAsync("#reason", "核实无误，结案证明属实。");
        await desk.ClickAsync("button[value=grant]");
        await desk.GetByText("已批准，待签约").First.WaitForAsync();
        await desk.Context.CloseAsync();
    }

    private async Task LookAsync(IPage page, string name) => _wrong.AddRange(await PageCheck.LookAsync(page, name, quick: true));
}

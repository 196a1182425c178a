using System.Globalization;
using Huoshui.Registry;
using Huoshui.Systems.OnlineLoans.Sources;
using Microsoft.Playwright;
using Xunit;

namespace Huoshui.Portal.Tests;

/// <summary>Loans over midnight, in a real browser at the width of a phone: a rate announced for tomorrow changes tomorrow's decisions only,
/// and the regulator sees them in the return that the bank files.</summary>
public sealed class LoanReturnTests(LendingBank bank) : IClassFixture<LendingBank>
{
    private static readonly (string Fact, object Value)[] Facts =
    [
        ("registry_age_months", 60), ("registry_person_months", 60), ("tax_grade", "A"), ("tax_sales_yuan", 9_000_000),
        ("credit_overdue_days", 0), ("credit_overdue_times", 0), ("credit_balance_yuan", 0), ("credit_queries", 0), ("court_is_dishonest", false),
        ("court_open_cases", 0), ("invoice_yuan", 9_000_000), ("invoice_months", 12), ("invoice_top_buyer_percent", 10),
    ];

    [Fact]
    public async Task A_rate_of_tomorrow_changes_only_later_decisions_and_the_regulator_sees_them_in_the_return()
    {
        var phone = await bank.SignInAsync(Roles.PublicReader, width: 390);
        var first = await AppliedAsync(phone, 91, "3.85%");
        bank.AnnounceRate("3.85", "3.35");
        await AppliedAsync(phone, 92, "3.85%"); // announced, not yet in force
        bank.PassMidnight();
        await AppliedAsync(phone, 93, "3.35%");
        await phone.GotoAsync(first);
        Assert.Contains("3.85%", await phone.Locator(".callout-good").InnerTextAsync(), StringComparison.Ordinal);
        await phone.Context.CloseAsync();
        var date = bank.Today;
        using var preparer = await bank.ClientAsync(Roles.Preparer);
        var file = await preparer.GetByteArrayAsync(
            new Uri(string.Create(CultureInfo.InvariantCulture, $"/loans/desk/events.csv?date={date:yyyy-MM-dd}"), UriKind.Relative),
            TestContext.Current.CancellationToken);
        await bank.FileAsync(file, date);
        var regulator = await bank.SignInAsync(Roles.Analyst, width: 390);
        await regulator.GotoAsync("/filings");
        await regulator.Locator("main a[href^='/filings/']:has-text('微澜网络银行'), main tr:has-text('微澜网络银行') a[href^='/filings/']").First.ClickAsync();
        await regulator.Locator(".page-badge:has-text('受理')").WaitForAsync();
        var cells = await regulator.Locator("main table.data tr:has-text('线上贷款决策') td").AllInnerTextsAsync();
        Assert.Contains("3", cells.Select(cell => cell.Trim().Split('\n')[^1])); // three rows, as many as were decided
        Assert.Empty(await PageCheck.LookAsync(regulator, "loan-return", quick: true));
        await regulator.Context.CloseAsync();
    }

    // A firm of its own with the same facts each time; the sample's page is a form like any other.
    private async Task<string> AppliedAsync(IPage page, int number, string rate)
    {
        var firm = StubSources.FirmId(number);
        foreach (var (fact, value) in Facts)
            bank.Sources!.Tell(firm, fact, value);
        var digits = number.ToString(CultureInfo.InvariantCulture);
        await page.GotoAsync("/loans/apply?sample=Approved");
        await page.FillAsync("#firmid", firm);
        await page.FillAsync("#address", "学府路" + digits);
        await page.FillAsync("#phone", "138000000" + digits);
        foreach (var source in LoanSources.All)
            await page.CheckAsync($"input[name=leave-{source}]");
        await page.ClickAsync("form.form button[type=submit]");
        await page.Locator(".callout-good").WaitForAsync();
        Assert.Contains(rate, await page.Locator(".callout-good").InnerTextAsync(), StringComparison.Ordinal);
        return page.Url;
    }
}

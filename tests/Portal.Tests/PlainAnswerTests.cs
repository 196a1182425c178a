using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Huoshui.Registry;
using Xunit;

namespace Huoshui.Portal.Tests;

/// <summary>Pages read without a browser: what they say to whom.</summary>
public sealed class PlainAnswerTests(PortalFixture portal)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/figures/I03?asof=junk")]
    [InlineData("/figures/I03/rows?asof=2025-13-40")]
    [InlineData("/figures/I03/line?asof=junk")]
    public async Task A_date_that_is_none_is_told_and_not_passed_over(string path)
    {
        using var client = await portal.ClientAsync(Roles.Analyst);
        using var answer = await client.GetAsync(path, Token);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("asof=2025-06-30", WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Token)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/v1/figures/I03?asOf=junk")]
    [InlineData("/api/v1/figures/I03/rows?asof=junk")]
    public async Task The_interface_answers_400_to_a_date_that_is_none(string path)
    {
        using var client = await portal.ClientAsync(Roles.Analyst);
        using var answer = await client.GetAsync(path, Token);
        using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Token));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("IND1009", problem.RootElement.GetProperty("code").GetString());
    }

    [Fact]
    public async Task The_calendar_opens_at_the_current_year_with_the_way_to_the_filings_before()
    {
        using var client = await portal.ClientAsync(Roles.Analyst);
        var page = await client.GetStringAsync("/calendar", Token);
        var year = TimeProvider.System.GetUtcNow().AddHours(8).Year.ToString(CultureInfo.InvariantCulture);

        Assert.Matches($"<option value=\"{year}\"[^>]*selected", page);
        Assert.Contains("/calendar?year=2025", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_leads_nowhere_is_told_without_asking_anybody_to_sign_in()
    {
        using var anybody = await portal.ClientAsync(string.Empty);
        using var answer = await anybody.GetAsync("/nosuch", Token);
        var page = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Token));

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Matches("<a class=\"button button-main\" href=\"/\"[^>]*>", page);
        Assert.Contains("404", page, StringComparison.Ordinal);
        using var hidden = await anybody.GetAsync("/filings", Token); // what is there but not for everybody still asks
        Assert.Equal(HttpStatusCode.Redirect, hidden.StatusCode);
    }

    [Fact]
    public async Task The_public_is_told_why_a_figure_is_not_published_on_the_page_and_in_the_document()
    {
        using var crawl = new Crawl(await portal.ClientAsync(string.Empty));
        await crawl.GetAsync("/figures/P01");
        await crawl.GetAsync("/bulletin.docx");

        Assert.Contains("家或借款人不足", WebUtility.HtmlDecode(crawl.Read["/figures/P01"]), StringComparison.Ordinal);
        Assert.Matches("P01\\w{1,30}尚未发布", crawl.Read["/bulletin.docx"]);
    }

    [Fact]
    public async Task A_bank_is_offered_the_returns_that_it_files_and_no_others()
    {
        using var preparer = await portal.ClientAsync(Roles.Preparer);
        var page = await preparer.GetStringAsync("/filings/new", Token);

        Assert.Contains("<option value=\"onetable\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<option value=\"sba7a\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<option value=\"pension\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refiling_asks_for_its_deadline_before_it_is_sent()
    {
        using var preparer = await portal.ClientAsync(Roles.Preparer);
        var list = await preparer.GetStringAsync($"/filings?date={SmallCity.Before:yyyy-MM-dd}", Token);
        var filing = Regex.Match(list, "/filings/[0-9a-f-]{36}", RegexOptions.NonBacktracking).Value;
        var page = await preparer.GetStringAsync(filing + "?tab=requests", Token);

        Assert.Matches("id=\"ask-deadline\"[^>]* required", page);
        Assert.Matches("id=\"ask-note\"[^>]* required", page);
    }

    [Fact]
    public async Task What_a_rule_saw_is_in_English_on_an_English_page()
    {
        using var analyst = await portal.ClientAsync(Roles.Analyst);
        using var chosen = await analyst.GetAsync("/language/en?back=/", Token);
        var session = string.Join("; ", analyst.DefaultRequestHeaders.GetValues("Cookie"));
        var language = chosen.Headers.GetValues("Set-Cookie").Single(one => one.Contains("uic", StringComparison.Ordinal)); // the session may be renewed
        analyst.DefaultRequestHeaders.Remove("Cookie");
        analyst.DefaultRequestHeaders.Add("Cookie", $"{session}; {language.Split(';')[0]}");
        var page = WebUtility.HtmlDecode(await analyst.GetStringAsync("/figures/I03/rows", Token));
        var seen = Regex.Matches(page, "<span class=\"small\">([^<]*)</span>", RegexOptions.NonBacktracking).Select(one => one.Groups[1].Value).ToList();

        Assert.NotEmpty(seen);
        Assert.All(seen, text => Assert.DoesNotMatch("[\u4e00-\u9fff]", text));
    }

    [Fact]
    public async Task Who_acts_on_filings_has_an_inbox_in_the_menu_and_an_administrator_has_none()
    {
        using var approver = await portal.ClientAsync(Roles.Approver);
        using var administrator = await portal.ClientAsync(Roles.SystemAdministrator);

        Assert.Contains("href=\"/inbox\"", await approver.GetStringAsync("/", Token), StringComparison.Ordinal);
        Assert.DoesNotContain("href=\"/inbox\"", await administrator.GetStringAsync("/", Token), StringComparison.Ordinal);
        using var refused = await administrator.GetAsync("/inbox", Token);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
    }
}

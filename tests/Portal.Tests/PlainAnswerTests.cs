using System.Globalization;
using System.Net;
using System.Text.Json;
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

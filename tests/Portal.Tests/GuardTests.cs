using System.Net;
using System.Text.Json;
using Huoshui.Registry;
using Microsoft.Playwright;
using Xunit;

namespace Huoshui.Portal.Tests;

/// <summary>What the portal refuses, and how it says so.</summary>
public sealed class GuardTests(PortalFixture portal)
{
    private static readonly string[] Closed =
    [
        "/tables", "/packs", "/institutions", "/institutions/B9001H244030000", "/users", "/roles", "/audit", "/jobs", "/account", "/account/notices", "/notices", "/notices/health", "/filings", "/calendar", "/inbox",
        "/tables/export", "/institutions/export", "/audit/export", "/products/firms", "/products/overview", "/vtl", "/figures/I03/lineage",
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> ClosedPages => [.. Closed];

    [Theory]
    [MemberData(nameof(ClosedPages))]
    public async Task A_reader_who_is_not_signed_in_is_sent_to_sign_in(string path)
    {
        using var client = portal.Client();
        using var answer = await client.GetAsync(path, Token);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.StartsWith("/sign-in", answer.Headers.Location!.PathAndQuery.TrimStart(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Roles.PublicReader)]
    [InlineData(Roles.SystemAdministrator)]
    [InlineData(Roles.AuditAdministrator)]
    public async Task Who_sees_totals_only_reaches_no_institution(string role)
    {
        using var client = await portal.ClientAsync(role);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, "/account"));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(client, "/filings"));
        if (role != Roles.SystemAdministrator)
            Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(client, "/institutions"));
    }

    [Theory]
    [InlineData(Roles.Analyst, "/users")]
    [InlineData(Roles.Analyst, "/roles")]
    [InlineData(Roles.Analyst, "/audit")]
    [InlineData(Roles.SystemAdministrator, "/roles")]
    [InlineData(Roles.SystemAdministrator, "/audit")]
    [InlineData(Roles.SecurityAdministrator, "/users")]
    [InlineData(Roles.SecurityAdministrator, "/audit")]
    [InlineData(Roles.AuditAdministrator, "/users")]
    [InlineData(Roles.AuditAdministrator, "/roles")]
    [InlineData(Roles.Preparer, "/jobs")]
    [InlineData(Roles.Analyst, "/notices/health")]
    [InlineData(Roles.SecurityAdministrator, "/notices/health")]
    [InlineData(Roles.Preparer, "/products/overview")]
    [InlineData(Roles.Analyst, "/products/firms")]
    public async Task The_three_administrators_and_the_others_keep_to_their_own_pages(string role, string path)
    {
        using var client = await portal.ClientAsync(role);
        using var answer = await client.GetAsync(path, Token);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Matches("<h1[^>]*>没有权限</h1>", await answer.Content.ReadAsStringAsync(Token));
    }

    [Fact]
    public async Task Another_institution_looks_like_one_that_does_not_exist()
    {
        var page = await portal.SignInAsync(Roles.Preparer);
        Assert.Equal(200, (await page.GotoAsync("/institutions/" + PortalFixture.OwnInstitution))!.Status);
        var other = await page.GotoAsync("/institutions/" + PortalFixture.OtherInstitution);
        var words = await page.Locator("main").InnerTextAsync();
        var none = await page.GotoAsync("/institutions/B999");
        Assert.Equal((404, 404), (other!.Status, none!.Status));
        Assert.Equal(words, await page.Locator("main").InnerTextAsync());
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task An_institutions_list_holds_its_own_names_only()
    {
        var page = await portal.SignInAsync(Roles.Preparer);
        await page.GotoAsync("/institutions");
        var table = await page.Locator("table.data").InnerTextAsync();
        Assert.Contains("鹏城农村商业银行", table, StringComparison.Ordinal);
        Assert.DoesNotContain("微澜网络银行", table, StringComparison.Ordinal);
        var file = await page.Context.APIRequest.GetAsync("/institutions/export?format=csv");
        Assert.DoesNotContain("微澜网络银行", await file.TextAsync(), StringComparison.Ordinal);
        await page.Context.CloseAsync();
    }

    [Theory]
    [InlineData("/sign-out")]
    [InlineData("/account/passkeys/options")]
    [InlineData("/account/password")]
    [InlineData("/filings/new")]
    [InlineData("/requests")]
    [InlineData("/figures/publications")]
    [InlineData("/products")]
    [InlineData("/products/facts")]
    [InlineData("/export/shown")]
    public async Task A_form_from_another_site_is_refused(string path)
    {
        using var client = await portal.ClientAsync(Roles.Analyst);
        using var form = new FormUrlEncodedContent([new("back", "/")]);
        using var answer = await client.PostAsync(path, form, Token);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, "/account"));
    }

    [Fact]
    public async Task A_page_of_another_site_can_neither_frame_this_one_nor_run_here()
    {
        using var client = portal.Client();
        using var answer = await client.GetAsync("/sign-in", Token);
        var policy = string.Join(' ', answer.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe-eval", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.False(answer.Headers.Contains("Server"));
    }

    [Fact]
    public async Task The_session_cookie_is_out_of_reach_of_scripts_and_other_sites()
    {
        var page = await portal.SignInAsync(Roles.Analyst);
        var cookie = (await page.Context.CookiesAsync()).Single(one => one.Name == "huoshui.session");
        Assert.True(cookie.HttpOnly);
        Assert.Equal(SameSiteAttribute.Strict, cookie.SameSite);
        await page.Context.CloseAsync();
    }

    [Theory]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example/")]
    [InlineData("https://evil.example/")]
    public async Task A_redirect_never_leaves_the_portal(string back)
    {
        using var client = portal.Client();
        using var answer = await client.GetAsync("/language/en?back=" + Uri.EscapeDataString(back), Token);
        Assert.Equal("/", answer.Headers.Location!.ToString());
    }

    [Fact]
    public async Task The_API_answers_a_stranger_with_a_problem_and_not_with_a_page()
    {
        using var client = portal.Client();
        using var answer = await client.GetAsync("/api/v1/no-such-thing", Token);
        Assert.Contains(answer.StatusCode, new[] { HttpStatusCode.Unauthorized, HttpStatusCode.NotFound });
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Token));
        Assert.StartsWith("HTTP4", problem.RootElement.GetProperty("code").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    public async Task Health_is_told_without_a_sign_in(string path)
    {
        using var client = portal.Client();
        Assert.Equal("Healthy", await client.GetStringAsync(path, Token));
    }

    [Theory]
    [InlineData("/_framework/blazor.web.js")]
    [InlineData("/_content/Huoshui.Presentation/base.css")]
    [InlineData("/_content/Huoshui.Presentation/charts.js")]
    public async Task Everything_a_page_needs_comes_from_this_server(string path)
    {
        using var client = portal.Client();
        using var answer = await client.GetAsync(path, Token);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Too_many_tries_to_sign_in_are_told_when_to_come_back()
    {
        var folder = Directory.CreateTempSubdirectory("huoshui-limits-").FullName;
        var url = $"http://127.0.0.1:{PortalRun.FreePort()}";
        var options = new PortalOptions { Platform = new HuoshuiOptions { DataFolder = folder }, Urls = url, SignInsPerMinute = 3 };
        await using (await PortalHost.StartAsync(options, Token))
        {
            using var client = new HttpClient { BaseAddress = new Uri(url) };
            var answers = new List<HttpResponseMessage>();
            for (var i = 0; i < 4; i++)
                answers.Add(await client.PostAsync("/sign-in/passkey/options", null, Token));
            Assert.Equal(HttpStatusCode.TooManyRequests, answers[^1].StatusCode);
            Assert.True(answers[^1].Headers.RetryAfter?.Delta > TimeSpan.Zero);
            Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/sign-in", Token)).StatusCode);
        }

        Directory.Delete(folder, recursive: true);
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(path, Token);
        return answer.StatusCode;
    }
}

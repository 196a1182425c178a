using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Huoshui.Registry;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Huoshui.Portal.Tests;

/// <summary>Machines that sign in to the API by token.</summary>
public sealed class TokenTests(PortalFixture portal)
{
    private const string Filings = "/api/v1/filings";
    private const string Figures = "/api/v1/figures";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private ApiTokenDesk Desk => portal.Services.GetRequiredService<ApiTokenDesk>();

    [Fact]
    public async Task A_token_opens_what_its_scope_names_under_its_accounts_name()
    {
        using var machine = await MachineAsync(TokenScopes.ReadFilings);
        using var list = await machine.GetAsync(Filings, Stop);
        Assert.Equal(HttpStatusCode.OK, list.StatusCode);
    }

    [Theory]
    [InlineData("GET", Figures, TokenScopes.ReadFilings, TokenScopes.ReadFigures)]
    [InlineData("GET", Filings, TokenScopes.ReadFigures, TokenScopes.ReadFilings)]
    [InlineData("POST", Filings, TokenScopes.ReadFilings, TokenScopes.WriteFilings)]
    [InlineData("POST", "/api/v1/uploads", TokenScopes.ReadFilings, TokenScopes.WriteFilings)]
    [InlineData("HEAD", "/api/v1/uploads/0199f7a0-0000-7000-8000-000000000000", TokenScopes.ReadFilings, TokenScopes.WriteFilings)]
    public async Task A_token_does_nothing_beyond_its_scope(string method, string path, string held, string needed)
    {
        using var machine = await MachineAsync(held);
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var answer = await machine.SendAsync(request, Stop);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Contains(needed, answer.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
        if (method != "HEAD")
            Assert.Equal("API1002", await CodeAsync(answer));
    }

    [Theory]
    [InlineData(Filings)]
    [InlineData(Figures)]
    public async Task A_guessed_token_is_refused_even_where_the_public_may_read(string path)
    {
        using var machine = With("hs_" + new string('A', 43));
        using var answer = await machine.GetAsync(path, Stop);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("API1001", await CodeAsync(answer));
    }

    [Fact]
    public async Task A_withdrawn_token_is_refused_at_the_next_request()
    {
        var name = Guid.CreateVersion7().ToString();
        using var machine = With(await IssueAsync(name, TokenScopes.ReadFilings));
        Assert.True((await machine.GetAsync(Filings, Stop)).IsSuccessStatusCode);
        await Desk.RevokeAsync(Roles.Preparer, name, "测试", Stop);
        Assert.Equal(HttpStatusCode.Unauthorized, (await machine.GetAsync(Filings, Stop)).StatusCode);
    }

    [Theory]
    [InlineData("/account")]
    [InlineData("/filings")]
    [InlineData("/audit/export")]
    public async Task A_token_opens_no_page(string path)
    {
        using var machine = await MachineAsync([.. TokenScopes.All]);
        using var answer = await machine.GetAsync(path, Stop);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
    }

    [Fact]
    public async Task A_token_cannot_file_for_another_institution()
    {
        using var machine = await MachineAsync(TokenScopes.WriteFilings);
        using var request = new HttpRequestMessage(HttpMethod.Post, Filings)
        {
            Content = JsonContent.Create(new { @return = "onetable", institution = PortalFixture.OtherInstitution, date = "2025-06-30" }),
        };
        request.Headers.Add("Idempotency-Key", "other");
        using var answer = await machine.SendAsync(request, Stop);
        Assert.Equal("FIL1007", await CodeAsync(answer));
    }

    [Fact]
    public async Task A_token_that_asks_too_often_is_told_when_to_come_back_and_another_goes_on()
    {
        var folder = Directory.CreateTempSubdirectory("huoshui-tokens-").FullName;
        var url = $"http://127.0.0.1:{PortalRun.FreePort()}";
        var options = new PortalOptions
        {
            Platform = new HuoshuiOptions { DataFolder = folder },
            Urls = url,
            RequestsPerTokenPerMinute = 3,
            RunsJobs = false,
        };
        await using (var app = await PortalHost.StartAsync(options, Stop))
        {
            await using var scope = app.Services.CreateAsyncScope();
            var request = new AccountRequest("machine", "机器", [Roles.Analyst]);
            await scope.ServiceProvider.GetRequiredService<AccountDirectory>().AddAsync(request, "测试", mustChange: true, Stop);
            var desk = app.Services.GetRequiredService<ApiTokenDesk>();
            using var busy = With(await desk.IssueAsync("machine", "a", [TokenScopes.ReadFilings], TimeSpan.FromDays(1), "测试", Stop), url);
            using var other = With(await desk.IssueAsync("machine", "b", [TokenScopes.ReadFilings], TimeSpan.FromDays(1), "测试", Stop), url);
            for (var i = 0; i < 3; i++)
                Assert.Equal(HttpStatusCode.OK, (await busy.GetAsync(Filings, Stop)).StatusCode);
            using var refused = await busy.GetAsync(Filings, Stop);
            Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
            Assert.True(refused.Headers.RetryAfter?.Delta > TimeSpan.Zero);
            Assert.Equal(HttpStatusCode.OK, (await other.GetAsync(Filings, Stop)).StatusCode);
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_token_is_issued_and_withdrawn_on_the_page_of_its_owner()
    {
        var page = await portal.SignInAsync(Roles.Reviewer);
        await page.GotoAsync("/account/tokens");
        await page.FillAsync("#token-name", "夜间核对");
        await page.CheckAsync($"input[value='{TokenScopes.ReadFilings}']");
        await page.ClickAsync("form.form button[type=submit]");
        var token = await page.Locator("[data-token]").InnerTextAsync();
        using var machine = With(token);
        Assert.Equal(HttpStatusCode.OK, (await machine.GetAsync(Filings, Stop)).StatusCode);

        await page.GotoAsync("/account/tokens");
        Assert.DoesNotContain(token, await page.ContentAsync(), StringComparison.Ordinal);
        var id = (await Desk.ListAsync(Roles.Reviewer, Stop)).Single(t => t.Name == "夜间核对" && t.RevokedAt is null).Id;
        Assert.True(await Desk.RevokeAsync(Roles.Reviewer, id, "测试", Stop));
        Assert.Equal(HttpStatusCode.Unauthorized, (await machine.GetAsync(Filings, Stop)).StatusCode);
        await page.Context.CloseAsync();
    }

    private async Task<HttpClient> MachineAsync(params string[] scopes) => With(await IssueAsync(Guid.CreateVersion7().ToString(), scopes));

    private Task<string> IssueAsync(string name, params string[] scopes) =>
        Desk.IssueAsync(Roles.Preparer, name, scopes, TimeSpan.FromDays(1), "测试", Stop);

    private HttpClient With(string token, string? url = null)
    {
        var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false })
        {
            BaseAddress = new Uri(url ?? portal.Url),
        };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    private static async Task<string?> CodeAsync(HttpResponseMessage answer)
    {
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Stop));
        return problem.RootElement.GetProperty("code").GetString();
    }
}

using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Huoshui.Registry;
using Xunit;

namespace Huoshui.Portal.Tests;

/// <summary>The product market without a browser: the public page, its file of facts, and the interface.</summary>
public sealed partial class MarketTests(PortalFixture portal)
{
    private static readonly Dictionary<string, string> Firm = new(StringComparer.Ordinal)
    {
        ["asof"] = "2026-11-29",
        ["f.in_city"] = "true",
        ["f.is_small"] = "true",
        ["f.operating_months"] = "18",
        ["f.overdue_days"] = "0",
        ["f.is_dishonest"] = "false",
        ["f.annual_sales_yuan"] = "20,000,000",
        ["f.existing_credit_yuan"] = "0",
        ["f.requested_yuan"] = "1000000",
        ["f.requested_months"] = "12",
        ["f.certificates"] = "green_project",
        ["f.met_items"] = "carbon_falls",
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_firm_that_nobody_knows_sees_every_product_with_limit_reason_and_what_is_missing()
    {
        var page = await PostAsync("/products", Firm, "match");

        Assert.Contains("以下是预估，以银行审批为准", page.Text, StringComparison.Ordinal);
        Assert.Contains("符合0个，事实不足5个，不符合7个，当日不在有效期或无法判断1个", page.Text, StringComparison.Ordinal);
        Assert.Contains("持续经营18个月，不足24个月", page.Text, StringComparison.Ordinal);
        Assert.Contains("最短经营时间 24个月", page.Text, StringComparison.Ordinal);
        Assert.Contains("示例参数", page.Text, StringComparison.Ordinal);
        Assert.Contains("排序规则：年化综合成本由低到高", page.Text, StringComparison.Ordinal);
        Assert.Contains("value=\"20,000,000\"", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_read_is_told_beside_its_input_and_nothing_typed_is_lost()
    {
        var page = await PostAsync("/products", new(Firm) { ["f.requested_yuan"] = "十万", ["asof"] = "2026-02-30" }, "match");

        Assert.Contains("PRD1002", page.Text, StringComparison.Ordinal);
        Assert.Matches("id=\"f-requested_yuan-error\"[^<]*<", page.Text);
        Assert.Contains("value=\"十万\"", page.Text, StringComparison.Ordinal);
        Assert.Contains("value=\"2026-02-30\"", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("id=\"results\"", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_file_of_facts_that_a_firm_saves_is_what_the_interface_takes()
    {
        var file = await PostAsync("/products/facts", Firm);
        using var client = portal.Client();
        using var body = new StringContent(file.Text, Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync("/api/v1/products/match", body, Token);
        using var matches = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Token));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("预估，以银行审批为准", matches.RootElement.GetProperty("note").GetProperty("zh").GetString());
        Assert.Equal(13, matches.RootElement.GetProperty("matches").GetArrayLength());
    }

    [Theory]
    [InlineData("/products", "match")]
    [InlineData("/products/facts", null)]
    public async Task A_form_beyond_64_kilobytes_is_told_what_is_too_large_and_what_to_do(string path, string? handler)
    {
        var page = await PostAsync(path, new(Firm) { ["f.repayments"] = new string('1', 70_000) }, handler);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, page.Status);
        Assert.Contains("提交的内容过大", page.Text, StringComparison.Ordinal);
        Assert.Contains("一共 69 千字节，这一页最多收 64 千字节。请返回上一页", page.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{", null, HttpStatusCode.BadRequest, "PRD1005")]
    [InlineData("{", "text/plain", HttpStatusCode.BadRequest, "PRD1005")]
    [InlineData("{\"facts\": {\"requested_yuan\": -1}}", "application/json", HttpStatusCode.UnprocessableEntity, "PRD1007")]
    public async Task The_interface_tells_what_is_wrong_with_a_body(string text, string? type, HttpStatusCode status, string code)
    {
        using var client = portal.Client();
        using var body = new ByteArrayContent(Encoding.UTF8.GetBytes(text));
        if (type is not null)
            body.Headers.ContentType = new(type);
        using var answer = await client.PostAsync("/api/v1/products/match", body, Token);

        Assert.Equal((status, code), (answer.StatusCode, await CodeAsync(answer)));
    }

    [Theory]
    [InlineData("/api/v1/products/inclusive/nothing", HttpStatusCode.NotFound, "PRD1001")]
    [InlineData("/api/v1/products?asOf=x", HttpStatusCode.BadRequest, "PRD1002")]
    [InlineData("/api/v1/products/inclusive/exportcover?asOf=2026-01-01", HttpStatusCode.UnprocessableEntity, "PRD1003")]
    [InlineData("/api/v1/products/inclusive/exportcover?asOf=2023-01-01", HttpStatusCode.OK, null)]
    [InlineData("/api/v1/products/facts", HttpStatusCode.OK, null)]
    public async Task The_interface_knows_products_and_their_days(string path, HttpStatusCode status, string? code)
    {
        using var client = portal.Client();
        using var answer = await client.GetAsync(path, Token);
        Assert.Equal((status, code), (answer.StatusCode, await CodeAsync(answer)));
    }

    [Fact]
    public async Task A_page_of_a_product_or_day_that_is_none_says_so()
    {
        using var client = portal.Client();
        using var none = await client.GetAsync("/products/inclusive/nothing", Token);
        using var wrong = await client.GetAsync("/products/inclusive/parkloans?asof=x", Token);
        var over = await client.GetStringAsync("/products/inclusive/exportcover?asof=2026-01-01", Token);

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.BadRequest), (none.StatusCode, wrong.StatusCode));
        Assert.Contains("没有“小微企业出口信用保险统保（大统保）”的有效版本（2022-07-01 至 2023-06-30）", WebUtility.HtmlDecode(over), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bank_finds_its_own_customer_with_what_was_filed_and_never_anothers()
    {
        using var preparer = await portal.ClientAsync(Roles.Preparer);
        var (own, other) = (CustomerOf(PortalFixture.OwnInstitution), CustomerOf(PortalFixture.OtherInstitution));
        using var found = await preparer.GetAsync("/api/v1/products/firms/" + own, Token);
        using var firm = JsonDocument.Parse(await found.Content.ReadAsStringAsync(Token));
        using var hidden = await preparer.GetAsync("/api/v1/products/firms/" + other, Token);

        Assert.Equal(HttpStatusCode.OK, found.StatusCode);
        Assert.Equal(JsonValueKind.True, firm.RootElement.GetProperty("facts").GetProperty("in_city").ValueKind);
        Assert.True(firm.RootElement.GetProperty("facts").GetProperty("operating_months").GetDecimal() > 0);
        Assert.Equal((HttpStatusCode.NotFound, "PRD1008"), (hidden.StatusCode, await CodeAsync(hidden)));
        var page = await PostAsync("/products/firms", new() { ["firm"] = own }, "find", preparer);
        Assert.Contains("来自已受理的报送，可以改", page.Text, StringComparison.Ordinal);
        Assert.Contains("事实不足", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_regulator_counts_the_city_and_nobody_else_does()
    {
        using var analyst = await portal.ClientAsync(Roles.Analyst);
        using var preparer = await portal.ClientAsync(Roles.Preparer);
        using var count = JsonDocument.Parse(await analyst.GetStringAsync("/api/v1/products/overview?asOf=2026-11-29", Token));
        using var refused = await preparer.GetAsync("/api/v1/products/overview", Token);
        var firms = count.RootElement.GetProperty("firms").GetInt32();
        var merged = count.RootElement.GetProperty("products").EnumerateArray()
            .Single(p => p.GetProperty("product").GetProperty("id").GetString() == "inclusive/mergedloan");

        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.InRange(merged.GetProperty("qualify").GetInt32(), 1, firms - 1);
        Assert.Equal(firms, merged.GetProperty("qualify").GetInt32() + merged.GetProperty("refused").GetInt32() + merged.GetProperty("factsMissing").GetInt32());
    }

    private string CustomerOf(string bank)
    {
        var file = Directory.EnumerateFiles(portal.Folder, "B01.csv", SearchOption.AllDirectories)
            .First(f => f.Contains(Path.Combine("filings", "onetable", $"{SmallCity.Before:yyyy-MM-dd}", bank), StringComparison.Ordinal));
        return File.ReadLines(file).Skip(1).First().Split(',')[0].Trim('"');
    }

    // As a browser does: the form's token and cookie first.
    private async Task<(HttpStatusCode Status, string Text)> PostAsync(string path, Dictionary<string, string> form, string? handler = null, HttpClient? signedIn = null)
    {
        using var stranger = portal.Client();
        var client = signedIn ?? stranger;
        using var page = await client.GetAsync(signedIn is null ? "/products" : path, Token);
        var html = await page.Content.ReadAsStringAsync(Token);
        var fields = new Dictionary<string, string>(form, StringComparer.Ordinal)
        {
            ["__RequestVerificationToken"] = FormToken().Match(html).Groups[1].Value,
        };
        if (handler is not null)
            fields["_handler"] = handler;
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(fields) };
        var cookies = page.Headers.GetValues("Set-Cookie").Select(c => c.Split(';')[0])
            .Concat(client.DefaultRequestHeaders.TryGetValues("Cookie", out var session) ? session : []);
        request.Headers.Add("Cookie", string.Join("; ", cookies));
        using var answer = await client.SendAsync(request, Token);
        return (answer.StatusCode, WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Token)));
    }

    private static async Task<string?> CodeAsync(HttpResponseMessage answer)
    {
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Token));
        return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("code", out var code)
            ? code.GetString() : null;
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"", RegexOptions.NonBacktracking)]
    private static partial Regex FormToken();
}

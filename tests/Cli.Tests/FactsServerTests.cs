using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Xunit;

namespace Huoshui.Cli.Tests;

/// <summary>The demo city with <c>--facts clickhouse://…</c>: every figure, what is kept of it and what its page opens
/// are those of the embedded engine.</summary>
public sealed partial class FactsServerTests(DemoCity demo)
{
    private const string Password = "not-to-be-seen";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_figure_and_all_that_is_kept_of_it_is_that_of_the_embedded_engine()
    {
        await using var node = await ClickHouseNode.StartAsync();
        using var here = new CityCopy(demo.Folder);
        using var there = new CityCopy(demo.Folder);
        var knownAt = TimeProvider.System.GetUtcNow().ToString("O", CultureInfo.InvariantCulture);
        string[] figures = ["figures", "--json", "--known-at", knownAt, "--data"];
        var embedded = await HuoshuiProgram.RunAsync(Stop, [.. figures, here.Folder]);
        var served = await RunAsync(node, [.. figures, there.Folder]);

        Assert.Equal((0, 0), (embedded.ExitCode, served.ExitCode));
        Assert.Equal(embedded.Output, served.Output);
        Assert.True(int.Parse(await node.RowsAsync("SELECT uniqExact(fact_file) FROM city.huoshui_loads"), CultureInfo.InvariantCulture) > 1000);
        Assert.Equal("0", await node.RowsAsync("SELECT count() FROM system.tables WHERE database = 'city' AND name LIKE 'run_%'"));
        var kept = here.Kept();
        Assert.True(kept.Count > 40, $"{kept.Count}");
        Assert.Equal(kept, there.Kept()); // values, and by which addresses they and the partial results are found

        var truth = await RunAsync(node, ["figures", "--truth", "--data", there.Folder]);
        Assert.True(truth.ExitCode == 0, truth.ToString());
        Assert.Equal(await RowsAsync(here.Folder, null), await RowsAsync(there.Folder, node));
        Assert.DoesNotContain(Password, served + truth.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_of_a_figure_opens_down_to_its_filed_lines()
    {
        await using var node = await ClickHouseNode.StartAsync();
        using var here = new CityCopy(demo.Folder);
        using var there = new CityCopy(demo.Folder);
        var opened = await OpenAsync(here.Folder, new Dictionary<string, string>());
        var served = await OpenAsync(there.Folder, Environment(node));
        Assert.Equal(opened, served);
        Assert.NotEqual("0", await node.RowsAsync("SELECT count() FROM city.huoshui_loads"));
    }

    [Fact]
    public async Task The_portal_starts_without_its_server_and_has_figures_when_it_is_there()
    {
        string facts;
        int port;
        await using (var first = await ClickHouseNode.StartAsync())
        {
            facts = first.Facts;
            port = new Uri(facts).Port;
        }

        using var city = new CityCopy(demo.Folder);
        await using var portal = await PortalProcess.StartAsync(city.Folder, Stop, new Dictionary<string, string> { ["HUOSHUI_FACTS"] = facts });
        Assert.Contains("WHS2002", portal.Output, StringComparison.Ordinal);
        using var client = await SignInAsync(portal);
        using var health = await client.GetAsync("/health/ready", Stop);
        Assert.Equal((HttpStatusCode.OK, "Degraded"), (health.StatusCode, await health.Content.ReadAsStringAsync(Stop)));
        var bulletin = await BulletinAsync(client);
        Assert.Contains("实时值暂时算不出来", bulletin, StringComparison.Ordinal);
        Assert.Contains("已发布", bulletin, StringComparison.Ordinal);
        using var page = await client.GetAsync("/figures/I03", Stop);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, page.StatusCode);
        Assert.Contains("指标暂时算不出来", WebUtility.HtmlDecode(await page.Content.ReadAsStringAsync(Stop)), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/filings", Stop)).StatusCode); // filings do not need it

        await using var node = await ClickHouseNode.StartAsync(port);
        using var again = await client.GetAsync("/figures/I03", Stop);
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
    }

    [Fact]
    public async Task With_kept_values_of_its_own_dates_only_the_bulletin_opens_while_the_server_is_away()
    {
        using var city = new CityCopy(demo.Folder);
        var computed = await HuoshuiProgram.RunAsync(Stop, "figures", "--data", city.Folder);
        Assert.True(computed.ExitCode == 0, computed.ToString());
        var away = new Dictionary<string, string> { ["HUOSHUI_FACTS"] = "clickhouse://huoshui@127.0.0.1:9/city" };
        await using var portal = await PortalProcess.StartAsync(city.Folder, Stop, away);
        using var client = await SignInAsync(portal);
        var bulletin = await BulletinAsync(client);
        Assert.DoesNotContain("实时值暂时算不出来", bulletin, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/figures", Stop)).StatusCode);
    }

    [Theory]
    [InlineData("http://127.0.0.1/city", "WHS2001", "clickhouse://")]
    [InlineData("clickhouse://huoshui:not-to-be-seen@127.0.0.1/city?cluster=c", "WHS2001", "在地址里列出各台服务器")]
    [InlineData("clickhouse://huoshui:not-to-be-seen@127.0.0.1:9,127.0.0.1:10/city?cluster=c", "WHS2001", "在地址里列出各台服务器")]
    [InlineData("clickhouse://huoshui:not-to-be-seen@127.0.0.1:9,127.0.0.1:9/city", "WHS2001", "就是第 1 台")]
    [InlineData("clickhouse://huoshui:not-to-be-seen@127.0.0.1:9,,127.0.0.1:10/city", "WHS2001", "第 2 台服务器没有写")]
    [InlineData("clickhouse://huoshui:not-to-be-seen@127.0.0.1:9/city", "WHS2002", "127.0.0.1:9")]
    public async Task What_cannot_be_used_is_told_in_one_line(string facts, string code, string said)
    {
        using var city = new CityCopy(demo.Folder);
        var outcome = await HuoshuiProgram.RunAsync(Stop, "figures", "--data", city.Folder, "--facts", facts);
        Assert.Equal(1, outcome.ExitCode);
        var line = Assert.Single(outcome.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains(code, line, StringComparison.Ordinal);
        Assert.Contains(said, line, StringComparison.Ordinal);
        Assert.DoesNotContain(Password, line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_setting_ends_the_portal_at_its_start()
    {
        await using var node = await ClickHouseNode.StartAsync();
        using var city = new CityCopy(demo.Folder);
        var start = HuoshuiProgram.Start(
            "serve", "--data", city.Folder, "--urls", "http://127.0.0.1:0", "--facts", node.Facts.Replace("/city", "/nosuch", StringComparison.Ordinal));
        var outcome = await HuoshuiProgram.RunAsync(start, Stop);
        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("WHS2005", outcome.Errors, StringComparison.Ordinal);
    }

    private static Dictionary<string, string> Environment(ClickHouseNode node) => new()
    {
        ["HUOSHUI_FACTS"] = node.Facts,
        ["HUOSHUI_FACTS_PASSWORD"] = Password,
    };

    private static Task<Outcome> RunAsync(ClickHouseNode node, string[] arguments)
    {
        var start = HuoshuiProgram.Start(arguments);
        foreach (var (name, value) in Environment(node))
            start.Environment[name] = value;
        return HuoshuiProgram.RunAsync(start, Stop);
    }

    private static async Task<string> RowsAsync(string data, ClickHouseNode? node)
    {
        var rows = Path.Combine(data, "rows.csv");
        string[] explain = ["explain", "I03", "--rows", rows, "--data", data];
        var outcome = node is null ? await HuoshuiProgram.RunAsync(Stop, explain) : await RunAsync(node, explain);
        Assert.True(outcome.ExitCode == 0, outcome.ToString());
        return await File.ReadAllTextAsync(rows, Stop);
    }

    // The figure, its parts, its records and the line behind the first of them, as text.
    private async Task<string> OpenAsync(string data, Dictionary<string, string> environment)
    {
        await using var portal = await PortalProcess.StartAsync(data, Stop, environment);
        using var client = await SignInAsync(portal);
        var figure = Text(await client.GetStringAsync("/figures/I03?by=Institution", Stop));
        var rows = await client.GetStringAsync("/figures/I03/rows", Stop);
        var line = WebUtility.HtmlDecode(LineLink().Match(rows).Groups[1].Value);
        Assert.NotEmpty(line);
        var filed = Text(await client.GetStringAsync(line, Stop));
        Assert.Contains("H010010", filed, StringComparison.Ordinal);
        Assert.DoesNotContain(Password, portal.Output, StringComparison.Ordinal);
        return string.Join("\n----\n", figure, Text(rows), filed);
    }

    // A reader waits 600 ms for live values and is told when they take longer: on a busy machine the first answer is that.
    private static async Task<string> BulletinAsync(HttpClient client)
    {
        for (var attempts = 0; ; attempts++)
        {
            var bulletin = WebUtility.HtmlDecode(await client.GetStringAsync("/", Stop));
            if (attempts == 300 || !bulletin.Contains("实时值正在计算", StringComparison.Ordinal))
                return bulletin;
            await Task.Delay(200, Stop);
        }
    }

    private async Task<HttpClient> SignInAsync(PortalProcess portal)
    {
        var client = new HttpClient { BaseAddress = new Uri(portal.Url), Timeout = TimeSpan.FromMinutes(3) };
        var page = await client.GetStringAsync("/sign-in", Stop);
        var fields = Hidden().Matches(page).DistinctBy(m => m.Groups[1].Value)
            .ToDictionary(m => m.Groups[1].Value, m => WebUtility.HtmlDecode(m.Groups[2].Value), StringComparer.Ordinal);
        fields["Input.Name"] = "analyst";
        fields["Input.Password"] = Analyst().Match(demo.Outcome.Output).Groups[1].Value;
        using var form = new FormUrlEncodedContent(fields);
        using var answer = await client.PostAsync("/sign-in", form, Stop);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return client;
    }

    // The words of a page, without its marks, of which some are new each time, and without times of the day.
    private static string Text(string page)
    {
        var body = Script().Replace(page, " ");
        return Clock().Replace(Blank().Replace(WebUtility.HtmlDecode(Mark().Replace(body, " ")), " "), "-");
    }

    [GeneratedRegex("<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\"", RegexOptions.None, 1000)]
    private static partial Regex Hidden();

    [GeneratedRegex(@"^\s+analyst\s+(\S+)", RegexOptions.Multiline, 1000)]
    private static partial Regex Analyst();

    [GeneratedRegex("href=\"(/figures/I03/line[^\"]+)\"", RegexOptions.None, 1000)]
    private static partial Regex LineLink();

    [GeneratedRegex("<(script|style)[^>]*>.*?</\\1>|<!--.*?-->", RegexOptions.Singleline, 1000)]
    private static partial Regex Script();

    [GeneratedRegex("<[^>]*>", RegexOptions.None, 1000)]
    private static partial Regex Mark();

    [GeneratedRegex(@"\s+", RegexOptions.None, 1000)]
    private static partial Regex Blank();

    [GeneratedRegex(@"\d\d:\d\d(:\d\d)?", RegexOptions.None, 1000)]
    private static partial Regex Clock();
}

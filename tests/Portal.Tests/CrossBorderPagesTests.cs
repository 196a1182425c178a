using System.Net;
using System.Text.Json;
using Huoshui.Registry;
using Huoshui.Systems.CrossBorderData.Watching;
using Huoshui.TransparencyLog;
using Huoshui.TransparencyLog.Keys;
using Huoshui.TransparencyLogVerifier.Packages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;
using Xunit;

namespace Huoshui.Portal.Tests;

/// <summary>Pages and calls of the cross-border system on a log that runs; 繁體 where it is offered and nowhere else.</summary>
public sealed class CrossBorderPagesTests(PortalFixture portal)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_running_log_is_shown_with_its_checkpoint_and_counted_without_small_cells()
    {
        var folder = Path.Combine(portal.Folder, "crossborder");
        await using var server = await ServeAsync(folder);
        await portal.Services.GetRequiredService<NodeWatch>().RoundAsync(Token);

        var page = await portal.WindowAsync(string.Empty);
        await PageCheck.WalkAsync(page, "crossborder-logs-running", "/crossborder/logs");
        Assert.Contains("正常", await page.Locator("main table.data").First.InnerTextAsync(), StringComparison.Ordinal);
        await PageCheck.WalkAsync(page, "crossborder-log", "/crossborder/logs/test");
        Assert.Contains("log.test/crossborder", await page.Locator("main pre").First.InnerTextAsync(), StringComparison.Ordinal);
        await PageCheck.WalkAsync(await portal.WindowAsync(Roles.Analyst), "crossborder-statistics-counted", "/crossborder/statistics");

        using var client = await portal.ClientAsync(Roles.Analyst);
        var counts = await client.GetStringAsync("/api/v1/crossborder/statistics", Token);
        using var read = JsonDocument.Parse(counts);
        Assert.Equal(15, read.RootElement.GetProperty("packages").GetInt64());
        Assert.All(read.RootElement.GetProperty("byScenario").EnumerateArray(), c =>
            Assert.Equal(JsonValueKind.Null, c.GetProperty("count").ValueKind)); // 12 would give 3 away
        using var stranger = portal.Client();
        Assert.Contains("\"health\":\"good\"", await stranger.GetStringAsync("/api/v1/crossborder/nodes", Token), StringComparison.Ordinal);
        Assert.NotEqual(HttpStatusCode.OK, (await stranger.GetAsync("/api/v1/crossborder/statistics", Token)).StatusCode);
        using var bank = await portal.ClientAsync(Roles.Preparer);
        Assert.Equal(HttpStatusCode.Forbidden, (await bank.GetAsync("/api/v1/crossborder/statistics", Token)).StatusCode);
    }

    [Theory]
    [InlineData("/crossborder/scenarios", "zh-CN")]
    [InlineData("/crossborder/logs", "en")]
    [InlineData("/products", "en")]
    public async Task The_chosen_entry_of_the_menu_is_in_view_on_a_phone(string path, string language)
    {
        var page = await portal.OpenAsync(390);
        await page.GotoAsync($"/language/{language}?back={Uri.EscapeDataString("/")}");
        await page.GotoAsync(path);
        foreach (var entry in await page.Locator(".bar-links [aria-current], .sub-links [aria-current]").AllAsync())
        {
            await Assertions.Expect(entry).ToBeInViewportAsync(new() { Ratio = 1 });
            var box = await entry.BoundingBoxAsync();
            Assert.InRange(box!.X, 0, 390 - box.Width);
        }

        Assert.Equal(0, await page.EvaluateAsync<int>("Math.max(0, document.documentElement.scrollWidth - innerWidth)"));
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Traditional_Chinese_is_offered_on_these_pages_and_remembered_while_others_stay_simplified()
    {
        var page = await portal.OpenAsync();
        await page.GotoAsync("/crossborder/scenarios/creditreport");
        await page.Locator("header.bar a[hreflang='zh-Hant']").ClickAsync();
        await page.WaitForURLAsync("**/crossborder/scenarios/creditreport");
        Assert.Equal("zh-Hant", await page.Locator("html").GetAttributeAsync("lang"));
        Assert.Contains("企業信用報告", await page.Locator("h1").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Contains("日誌與見證人", await page.Locator("nav.sub-links").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Equal("跨境驗證", await page.Locator("header.bar .bar-links a[aria-current]").InnerTextAsync());
        var frame = await page.Locator("header.bar, nav.sub-links, main .panel-header, main thead, footer").AllInnerTextsAsync();
        const string simplified = "报据银证验录门类级条务业产场园图这时页选择";
        Assert.DoesNotContain(
            string.Concat(frame).Replace("简体", string.Empty, StringComparison.Ordinal), letter => simplified.Contains(letter, StringComparison.Ordinal));

        await page.GotoAsync("/products");
        Assert.Equal("zh-CN", await page.Locator("html").GetAttributeAsync("lang"));
        Assert.Equal(0, await page.Locator("header.bar a[hreflang='zh-Hant']").CountAsync());
        await page.GotoAsync("/crossborder/logs");
        Assert.Equal("zh-Hant", await page.Locator("html").GetAttributeAsync("lang"));
        await page.Context.CloseAsync();
    }

    // A log of twelve and three packages of two scenarios, behind a server.
    private static async Task<WebApplication> ServeAsync(string folder)
    {
        var keys = LogKeys.Generate("log.test/crossborder");
        var log = Path.Combine(folder, "log");
        await LogWriter.CreateAsync(log, keys, "open sesame");
        await using (var writer = LogWriter.Open(log, keys))
        {
            var hour = LogEntry.HourOf(TimeProvider.System.GetUtcNow());
            for (var i = 0; i < 15; i++)
            {
                var entry = new LogEntry(EntryKind.Statement, i < 12 ? 1 : 3, default, 7, hour, hour + 24, (uint)i);
                await writer.AppendAsync(entry.ToArray(), "t", string.Empty, Token);
            }

            await writer.PublishAsync(Token);
        }

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = builder.Build();
        server.MapGet("/{**path}", (string path) => File.Exists(Path.Combine(log, path)) && !path.StartsWith('.')
            ? Results.Bytes(File.ReadAllBytes(Path.Combine(log, path))) : Results.NotFound());
        await server.StartAsync(Token);
        await File.WriteAllTextAsync(Path.Combine(folder, "nodes.json"), JsonSerializer.Serialize(new
        {
            logs = new[]
            {
                new
                {
                    id = "test",
                    title = new { zh = "测试日志", zhHant = "測試日誌", en = "Log of the test" },
                    address = server.Urls.First(),
                    keys = new[] { keys.Ed25519.ToString(), keys.Sm2.ToString() },
                },
            },
        }), Token);
        return server;
    }
}

using Huoshui.Policies;
using Huoshui.Portal.CrossBorder;
using Huoshui.Systems.CrossBorderData;
using Huoshui.TransparencyLogVerifier.Records;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;
using Xunit;

namespace Huoshui.Portal.Tests;

/// <summary>验证页换版 A verifier that a browser keeps, and a server on which it is replaced.</summary>
public sealed class VerifierUpdateTests(PortalFixture portal)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_newer_verifier_answers_at_the_next_opening_whole_and_a_page_that_was_open_judges_nothing_more()
    {
        var (all, one) = Versions();
        Func<string, PageFile?> serve = all.At;
        await using var server = await ServeAsync(path => serve(path));
        var context = (await portal.OpenAsync()).Context;
        var old = await OpenAsync(context, server);
        await old.Locator("#offline.ready").WaitForAsync();
        var purposes = await PurposesAsync(old);

        serve = path => path == "sw.js" ? one.At(path) : all.At(path); // the server is being changed
        var during = await OpenAsync(context, server);
        Assert.Equal((purposes, false), (await PurposesAsync(during), await JudgesNothingAsync(during)));

        serve = one.At;
        var renewed = await OpenAsync(context, server);
        Assert.InRange(await PurposesAsync(renewed), 2, purposes - 1);
        Assert.Equal(0, await renewed.Locator("#replaced").CountAsync());
        Assert.False(await JudgesNothingAsync(renewed));
        await old.Locator("#replaced").WaitForAsync();
        Assert.True(await JudgesNothingAsync(old));
        await CrossBorderWalkTests.LookAsync(old, "crossborder-replaced");
        await old.ClickAsync("#replaced button");
        await old.Locator("html[data-ready]").WaitForAsync();
        Assert.Equal(await PurposesAsync(renewed), await PurposesAsync(old));

        await context.SetOfflineAsync(true);
        await renewed.ReloadAsync();
        await renewed.Locator("html[data-ready]").WaitForAsync();
        Assert.InRange(await PurposesAsync(renewed), 2, purposes - 1);
        await context.CloseAsync();
    }

    private static (PageFiles All, PageFiles One) Versions()
    {
        var profiles = ScenarioProfiles.Of(PolicyLibrary.Load(PolicyLibrary.FindFolder(), ModelLoading.WhenAsked)).ToList();
        return (PageFiles.TryRead(ScenarioProfile.Write(profiles))!, PageFiles.TryRead(ScenarioProfile.Write(profiles[..1]))!);
    }

    private static async Task<WebApplication> ServeAsync(Func<string, PageFile?> serve)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = builder.Build();
        server.MapGet("/{**path}", (HttpContext http, string? path) =>
        {
            http.Response.Headers.CacheControl = "no-cache";
            return serve(path ?? string.Empty) is { } file ? Results.Bytes(file.Content, file.Type) : Results.NotFound();
        });
        await server.StartAsync(Stop);
        return server;
    }

    private static async Task<IPage> OpenAsync(IBrowserContext context, WebApplication server)
    {
        var page = await context.NewPageAsync();
        page.SetDefaultTimeout(Waiting.Longest);
        await page.GotoAsync(server.Urls.First() + "/");
        await page.Locator("html[data-ready]").WaitForAsync();
        return page;
    }

    private static Task<int> PurposesAsync(IPage page) => page.Locator("#q-purpose option").CountAsync();

    // A call that judges is refused because the page was replaced; any other failure is one of the call.
    private static Task<bool> JudgesNothingAsync(IPage page) => page.EvaluateAsync<bool>(
        "async () => { const { engine } = await import('./engine.js'); try { await engine().call('Verify', new Uint8Array(), '{}'); } catch (e) { return e.message === 'replaced'; } return false; }");
}

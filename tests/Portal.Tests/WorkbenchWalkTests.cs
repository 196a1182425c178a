using Huoshui.Registry;
using Microsoft.Playwright;
using Xunit;

namespace Huoshui.Portal.Tests;

/// <summary>Somebody writes a script: sees what is wrong, takes a proposal, runs it, sees the result and where it comes
/// from. Nothing on the way breaks the content policy (<see cref="PageCheck"/> listens to the console).</summary>
[Collection(Name)]
public sealed class WorkbenchWalkTests(PortalFixture portal)
{
    /// <summary>Two scripts run at once, of one account one: these tests take turns.</summary>
    internal const string Name = "Workbench";

    [Theory]
    [InlineData("zh-CN", 1280)]
    [InlineData("en", 390)]
    public async Task A_script_is_written_mended_completed_and_run(string language, int width)
    {
        var page = await portal.SignInAsync(Roles.Analyst, width, language);
        var errors = new List<string>();
        page.Console += (_, message) => { if (message.Type is "error" or "warning") errors.Add(message.Text); };
        page.PageError += (_, message) => errors.Add(message);
        await page.GotoAsync("/vtl");
        var editor = page.Locator(".cm-content");
        await WriteAsync(page, editor, "R := LOANS[filter balnce > 0];");
        var diagnostic = page.Locator("[data-diagnostic]");
        await Assertions.Expect(diagnostic).ToHaveCountAsync(1);
        await Assertions.Expect(diagnostic).ToContainTextAsync("balnce");
        await Assertions.Expect(diagnostic.Locator("[lang=en]")).ToContainTextAsync("balnce");
        await Assertions.Expect(page.Locator(".cm-lintRange-error")).ToHaveTextAsync("balnce");

        await WriteAsync(page, editor, "R := LOANS[filter balanc");
        await Assertions.Expect(page.Locator(".cm-tooltip-autocomplete li[aria-selected]")).ToContainTextAsync("balance");
        await page.WaitForTimeoutAsync(150); // CodeMirror takes no key for a proposal that has just come
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.TypeAsync(" > 0][calc twice := balance * 2][keep twice]");
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.PressAsync("Control+Enter");
        var row = page.Locator("#outcome tbody tr").First;
        await Assertions.Expect(row).ToContainTextAsync("1600000");
        await Assertions.Expect(page.Locator("#outcome tbody tr")).ToHaveCountAsync(6);

        await Assertions.Expect(page.Locator("#lineage .flow-box")).ToHaveCountAsync(2);
        await page.SelectOptionAsync("#lineage-column", "R#twice");
        await Assertions.Expect(page.Locator("#lineage .flow-goal .flow-line")).ToHaveTextAsync(["twice"]);
        await Assertions.Expect(page.Locator("#sql pre").First).ToContainTextAsync("SELECT");
        Assert.Equal(0, await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth"));
        Assert.Equal([], errors);
    }

    [Fact]
    public async Task The_page_with_a_result_has_no_serious_finding_of_axe()
    {
        var page = await portal.SignInAsync(Roles.Analyst, 1280, "zh-CN");
        await page.GotoAsync("/vtl");
        await page.Locator(".cm-content").ClickAsync();
        await page.Keyboard.PressAsync("Control+Enter");
        await Assertions.Expect(page.Locator("#outcome")).ToBeVisibleAsync();
        var found = await Axe.SeriousAsync(page);
        Assert.True(found.Count == 0, string.Join('\n', found));
    }

    [Fact]
    public async Task Without_a_script_the_form_checks_and_runs()
    {
        Assert.SkipWhen(portal.Browser is null, $"{Chromium.Path} is not here; install it: apt-get install chromium");
        var signedIn = await portal.SignInAsync(Roles.Analyst);
        await using var context = await portal.Browser.NewContextAsync(new BrowserNewContextOptions { BaseURL = portal.Url, JavaScriptEnabled = false });
        await context.AddCookiesAsync((await signedIn.Context.CookiesAsync()).Select(c => new Cookie { Name = c.Name, Value = c.Value, Url = portal.Url }));
        var page = await context.NewPageAsync();
        await page.GotoAsync("/vtl");
        await page.FillAsync("#script-text", "R := LOANS[keep nothing];");
        await page.ClickAsync("button[value=check]");
        await Assertions.Expect(page.Locator("[data-diagnostic]")).ToContainTextAsync("nothing");
        await page.FillAsync("#script-text", "R := LOANS\n[keep balance];");
        await page.ClickAsync("button[value=run]");
        await Assertions.Expect(page.Locator("#outcome tbody tr")).ToHaveCountAsync(7);
        await Assertions.Expect(page.Locator("#script-text")).ToHaveValueAsync("R := LOANS\n[keep balance];");
    }

    [Fact]
    public async Task Other_data_keep_the_script_and_bring_their_data_sets()
    {
        var page = await portal.SignInAsync(Roles.Analyst);
        await page.GotoAsync("/vtl");
        await WriteAsync(page, page.Locator(".cm-content"), "R := F27[keep F270009];");
        await Assertions.Expect(page.Locator("[data-diagnostic]")).ToHaveCountAsync(1);
        await page.SelectOptionAsync("#script-data", "onetable@2025-06-30");
        await Assertions.Expect(page.Locator("#datasets")).ToContainTextAsync("F27");
        await Assertions.Expect(page.Locator("[data-diagnostic]")).ToHaveCountAsync(0);
        await Assertions.Expect(page.Locator(".cm-content")).ToContainTextAsync("R := F27[keep F270009];");
    }

    [Fact]
    public async Task A_figure_leads_to_its_lineage()
    {
        var page = await portal.SignInAsync(Roles.Analyst, 1280, "zh-CN");
        await page.GotoAsync("/figures/I03");
        await page.ClickAsync("a[href^='/figures/I03/lineage']");
        await Assertions.Expect(page.Locator(".flow-goal")).ToContainTextAsync("I03");
        await Assertions.Expect(page.Locator(".flow-source").First).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("tbody tr").First).ToContainTextAsync("I03#value");
    }

    private const string Clock = "SCR1003";

    // What stops a script, by its code: found while it is written, or while it runs.
    public static TheoryData<string, string> Stopped => new()
    {
        { "VTL2045", "R := LOANS[calc Balance := balance * 2];" },
        { "VTL5004", "A0 := LOANS[calc t := loan || branch];\n" + Steps(16, "calc t := t || t") + "R <- A16[calc n := length(t)][keep n];" },
        { "VTL5001", "R := LOANS[calc x := balance / (balance - 800000)][keep x];" },
        { Clock, $"P := cross_join({Copies(13)});\nR <- P[aggr s := sum(m0 * m12) group by l0];" },
        { "SCR1004", $"P := cross_join({Copies(7)});\nR <- P[calc t := replace(\"{new string('a', 200)}\", \"a\", \"{new string('b', 200)}\") || l0 || l6];" },
        { "SCR1005", $"P := cross_join({Copies(8)});\nR <- P;" },
    };

    [Theory]
    [MemberData(nameof(Stopped))]
    public async Task What_stops_a_script_is_told_on_the_page(string code, string script)
    {
        foreach (var (language, width) in new[] { ("zh-CN", 1280), ("en", 390) })
        {
            var page = await portal.SignInAsync(Roles.Reviewer, width, language);
            var told = Told(page, code);
            for (var attempts = 3; attempts > 0 && !await told.IsVisibleAsync(); attempts--)
                await RunAsync(page, script, told.Or(Told(page, Clock)).First); // a busy machine may reach the clock before the other limit
            await Assertions.Expect(told).ToBeVisibleAsync();
            if (code.StartsWith("VTL5", StringComparison.Ordinal))
                await Assertions.Expect(page.Locator(".cm-lintRange-error")).ToHaveCountAsync(1);
            Assert.Equal(0, await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth"));
            await Screenshots.TakeAsync(page, $"vtl-{code}-{language}-{width}");
        }
    }

    private static ILocator Told(IPage page, string code) =>
        page.Locator("#outcome .callout, #diagnostics [data-diagnostic]").Filter(new() { HasText = code });

    private static async Task RunAsync(IPage page, string script, ILocator stopped)
    {
        await page.GotoAsync("/vtl");
        await page.Locator(".cm-content").ClickAsync();
        await page.Keyboard.PressAsync("Control+A");
        await page.Keyboard.InsertTextAsync(script);
        await page.Keyboard.PressAsync("Control+Enter");
        await Assertions.Expect(stopped).ToBeVisibleAsync();
    }

    private static string Copies(int count) => string.Join(
        ", ", Enumerable.Range(0, count).Select(i => $"LOANS[keep balance][rename loan to l{i}, branch to b{i}, balance to m{i}] as c{i}"));

    private static string Steps(int count, string clause) => string.Concat(Enumerable.Range(1, count).Select(i => $"A{i} := A{i - 1}[{clause}];\n"));

    private static async Task WriteAsync(IPage page, ILocator editor, string text)
    {
        await editor.ClickAsync();
        await page.Keyboard.PressAsync("Control+A");
        await page.Keyboard.TypeAsync(text);
    }
}

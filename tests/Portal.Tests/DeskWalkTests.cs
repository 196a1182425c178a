using System.Collections;
using System.Globalization;
using System.Resources;
using System.Text;
using Huoshui.Desk;
using Huoshui.Policies;
using Huoshui.Systems.CrossBorderData;
using Huoshui.Systems.CrossBorderData.Providing;
using Huoshui.TransparencyLog;
using Huoshui.TransparencyLog.Keys;
using Huoshui.TransparencyLogVerifier.Packages;
using Microsoft.AspNetCore.Builder;
using Microsoft.Playwright;
using Xunit;

namespace Huoshui.Portal.Tests;

/// <summary>The provider's desk as a clerk uses it, in three languages, at a desk and on a phone; it runs without a script.</summary>
public sealed class DeskWalkTests(PortalFixture portal) : IAsyncLifetime
{
    private const string Passphrase = "open sesame";

    private readonly string _folder = Directory.CreateTempSubdirectory("huoshui-desk-walk-").FullName;
    private readonly LogKeys _logKeys = LogKeys.Generate("sz.example.cn/crossborder");
    private LogWriter _writer = default!;
    private OperatorDesk _operator = default!;
    private ProviderDesk _desk = default!;
    private WebApplication _app = default!;
    private string _token = string.Empty;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var library = PolicyLibrary.Load(PolicyLibrary.FindFolder(), ModelLoading.WhenAsked);
        await LogWriter.CreateAsync(At("log"), _logKeys, Passphrase);
        _writer = LogWriter.Open(At("log"), _logKeys);
        ProviderFolder.Create(
            At("P"), new ProviderProfile("issuer.example.cn/credit", "深圳征信", "Shenzhen Credit", "京征-001", [], [], 0, 0), Passphrase,
            90, TimeProvider.System.GetUtcNow());
        var provider = ProviderFolder.Open(At("P"));
        var scenarios = library.Packs.Where(p => p.Scenario is not null).ToDictionary(p => p.Scenario!.Code, _ => 366L);
        var gate = new EgressGate(() => EgressGate.KeysOf([provider.Profile]), scenarios, null, TimeProvider.System);
        _operator = new OperatorDesk(At("log"), _writer, gate, (_, _) => Task.FromResult(new WitnessRound([], true)));
        _desk = new ProviderDesk(provider, Passphrase, library, _operator.SubmitAsync, TimeProvider.System);
        (var token, _token) = DeskToken.Generate();
        _app = await DeskHost.StartAsync(new DeskOptions { Desk = _desk, Token = token, Urls = "http://127.0.0.1:0" }, Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _desk.Dispose();
        _operator.Dispose();
        await _writer.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("zh-CN", 1280)]
    [InlineData("zh-Hant", 390)]
    [InlineData("en", 1280)]
    public async Task A_clerk_publishes_issues_downloads_and_revokes(string language, int width)
    {
        Assert.SkipWhen(portal.Browser is null, "no Chromium");
        await using var window = await portal.Browser!.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = _app.Urls.First(),
            ViewportSize = new ViewportSize { Width = width, Height = 844 },
            JavaScriptEnabled = true,
        });
        var page = await window.NewPageAsync();
        await page.GotoAsync($"/language/{language}?back=/sign-in");
        Assert.Equal(language, await page.Locator("html").GetAttributeAsync("lang"));
        await page.FillAsync("#token", "not the token");
        await page.ClickAsync("main button");
        await LookAsync(page, "sign-in");
        await page.FillAsync("#token", _token);
        await page.ClickAsync("main button");
        await LookAsync(page, "scenarios");
        await page.GotoAsync("/publication");
        await page.Locator("form button.button-main").ClickAsync();
        Assert.NotNull(_desk.State.Manifest);
        await LookAsync(page, "publication");

        await page.GotoAsync("/issue?scenario=crossborder/creditreport");
        await LookAsync(page, "purpose");
        await page.CheckAsync("input[value=loan]");
        await page.ClickAsync("main button");
        await LookAsync(page, "form");
        await page.CheckAsync("input[name=agreed]");
        await page.SetInputFilesAsync("#document", new FilePayload
        {
            Name = "report.json",
            MimeType = "application/json",
            Buffer = Encoding.UTF8.GetBytes(
                """{"report_no":"R1","report_date":"2026-11-29","company":{"name":"样例","usci":"91440300MA5EXAMPLE"},"summary":{}}"""),
        });
        await page.ClickAsync("main form button[type=submit]");
        await LookAsync(page, "issued");
        var download = await page.RunAndWaitForDownloadAsync(() => page.ClickAsync("a[download]"));
        await using var stream = await download.CreateReadStreamAsync();
        using var zip = new MemoryStream();
        await stream.CopyToAsync(zip, Token);
        var verdict = Verify(zip.ToArray());
        Assert.Empty(verdict.Refusals);
        Assert.Contains(_desk.Profile.Name, verdict.Statement!.Issuer, StringComparison.Ordinal);

        await page.GotoAsync("/issued");
        await LookAsync(page, "list");
        await page.Locator("main tbody th a").First.ClickAsync();
        await page.SelectOptionAsync("#reason", "subject");
        await page.ClickAsync("button.button-bad");
        await LookAsync(page, "revoked");
        Assert.Equal(["XBD1023"], Verify(zip.ToArray()).Refusals.Select(r => r.Code));
    }

    [Fact]
    public async Task A_document_that_does_not_fit_is_refused_on_the_page_with_its_code_and_a_text_of_consent_that_changed_too()
    {
        Assert.SkipWhen(portal.Browser is null, "no Chromium");
        Assert.Null(await _desk.PublishAsync(isStatusOnly: false, Token));
        await using var window = await portal.Browser!.NewContextAsync(new BrowserNewContextOptions { BaseURL = _app.Urls.First() });
        var page = await window.NewPageAsync();
        await page.GotoAsync("/sign-in");
        await page.FillAsync("#token", _token);
        await page.ClickAsync("main button");
        foreach (var (consent, code) in new[] { ((string?)null, "XBD2007"), ("something else", "XBD2038") })
        {
            await page.GotoAsync("/issue?scenario=crossborder/creditreport&purpose=loan&language=en");
            await page.CheckAsync("input[name=agreed]");
            await page.SetInputFilesAsync("#document", new FilePayload { Name = "r.json", MimeType = "application/json", Buffer = "{}"u8.ToArray() });
            if (consent is not null)
                await page.EvaluateAsync("text => document.querySelector('input[name=consent]').value = text", consent);
            await page.ClickAsync("main form button[type=submit]");
            Assert.Contains(code, await page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        }

        Assert.Equal(0, _desk.Issued.Count);
    }

    [Fact]
    public async Task An_address_that_others_reach_is_refused()
    {
        var options = new DeskOptions { Desk = _desk, Token = DeskToken.Generate().Token, Urls = "http://0.0.0.0:0" };
        var error = await Assert.ThrowsAsync<InvalidDataException>(() => DeskHost.StartAsync(options, Token));
        Assert.Contains("--host", error.Message, StringComparison.Ordinal);
    }

    private PackageVerdict Verify(byte[] package) => PackageVerifier.Verify(package, new PackageQuestion
    {
        Trust = new TrustBundle
        {
            Logs = [[_logKeys.Ed25519, _logKeys.Sm2, _logKeys.Sm2.Twin()]],
            Witnesses = [],
            Quorum = 0,
            Issuers = [_desk.Profile.ToTrusted()],
            StatusHours = 24,
        },
        Now = TimeProvider.System.GetUtcNow(),
        Purpose = "loan",
        StatusLists = Published("status-0"),
        Manifests = Published("manifest"),
    });

    private List<LoggedNote> Published(string name)
    {
        var index = File.ReadAllLines(At("P/public/index.txt"));
        var newest = At("P/public/" + index.Single(line => line.StartsWith(name + ".", StringComparison.Ordinal)));
        return [new(File.ReadAllBytes(newest + ".note"), File.ReadAllBytes(newest + ".tlog-proof"))];
    }

    private string At(string name) => Path.Combine(_folder, name);

    // A key in the place of its text: the desk's pages once took the texts of another project of the same name.
    private static async Task AssertHasTextsAsync(IPage page)
    {
        var keys = new ResourceManager(typeof(Huoshui.Desk.Texts)).GetResourceSet(CultureInfo.InvariantCulture, true, true)!
            .Cast<DictionaryEntry>().Select(e => (string)e.Key)
            .Where(key => key.Skip(1).Any(char.IsAsciiLetterUpper)).ToHashSet(StringComparer.Ordinal);
        var words = (await page.Locator("body").InnerTextAsync()).Split([' ', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries);
        Assert.Empty(words.Where(keys.Contains));
    }

    private static async Task LookAsync(IPage page, string name)
    {
        await AssertHasTextsAsync(page);
        await Screenshots.TakeAsync(page, $"desk-{name}");
        Assert.Equal(0, await PageCheck.TooWideAsync(page));
        Assert.Empty(await Axe.SeriousAsync(page));
    }
}

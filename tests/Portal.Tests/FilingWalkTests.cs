using System.Globalization;
using System.Text.Json;
using Huoshui.Registry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using MiniExcelLibs;
using Xunit;

namespace Huoshui.Portal.Tests;

/// <summary>The main job in a real browser: a bank files, repairs, explains and certifies; the regulator accepts; the figure changes and opens
/// down to the filed line; the bank asks to file again.</summary>
public sealed class FilingWalkTests(PortalFixture portal)
{
    private const string LimitRule = "F27_0973";
    private const string Reason = "授信总额含已核准的追加额度，见授信批复，贷款发放时仍在限额内。";

    private readonly Dictionary<string, (IssuedAccount Account, string Key)> _people = new(StringComparer.Ordinal);
    private readonly List<string> _wrong = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_bank_files_repairs_explains_and_certifies_and_the_regulator_opens_the_figure_down_to_the_line()
    {
        var before = await FigureAsync("T05");
        var preparer = await SignInWithCodeAsync("walk.preparer", Roles.Preparer);
        var filing = await OpenFilingAsync(preparer);
        await RefusedUploadIsToldAsync(preparer);
        await UploadAsync(preparer, portal.City.Zip("dirty", SmallCity.Own));
        await LookAsync(preparer, "walk-1-checked");
        await ReadFindingsAsync(preparer, filing);
        await DownloadFindingsAsync(preparer, filing);
        var explained = await ExplainRowsAsync(preparer, filing);
        await SubmitIsRefusedAsync(preparer, filing);
        await preparer.GotoAsync(filing);
        await UploadAsync(preparer, portal.City.Zip("filings", SmallCity.Own));
        await ExplanationSurvivesAsync(preparer, filing, explained);
        await SubmitAsync(preparer, filing);
        await SamePersonIsRefusedAsync(preparer, filing);
        await PassAsync("walk.reviewer", Roles.Reviewer, filing, "review:pass", "walk-6-review");
        await PassAsync("walk.signer", Roles.Signer, filing, "sign:pass", "walk-7-sign");
        await JudgeAndAcceptAsync(filing);
        var after = await FigureAsync("T05");
        Assert.True(after > before, $"{after} > {before}");
        await OpenToTheLineAsync();
        await FileAgainAsync(filing);
        await preparer.Context.CloseAsync();
        Assert.True(_wrong.Count == 0, string.Join('\n', _wrong));
    }

    private async Task LookAsync(IPage page, string name, bool typed = false) => _wrong.AddRange(await PageCheck.LookAsync(page, name, typed, quick: true));

    private async Task GoAndLookAsync(IPage page, string name, string path, bool typed = false)
    {
        await page.GotoAsync(path);
        await LookAsync(page, name, typed);
    }

    // Password first, then the code of an authenticator.
    private async Task<IPage> SignInWithCodeAsync(string name, string role)
    {
        var institution = Roles.OfInstitutions.Contains(role) ? SmallCity.Own : null;
        var account = await portal.NewAccountAsync(name, role, institution, seesClear: institution is not null);
        var page = await portal.OpenAsync();
        await EnterAsync(page, account);
        await page.GotoAsync("/account/authenticator");
        var key = await page.Locator(".hint .code").InnerTextAsync();
        await page.FillAsync("#code", Totp.Of(key, TimeProvider.System.GetUtcNow()));
        await page.ClickAsync("form.form button[type=submit]");
        await page.Locator(".codes").WaitForAsync();
        await page.ClickAsync("form[action='/sign-out'] button");
        await page.Locator("a[href='/sign-in']").First.WaitForAsync();
        await EnterAsync(page, account);
        await EnterCodeAsync(page, key);
        _people[name] = (account, key);
        return page;
    }

    private static async Task EnterCodeAsync(IPage page, string key)
    {
        await page.FillAsync("#code", Totp.Of(key, TimeProvider.System.GetUtcNow()));
        await page.ClickAsync("form.form button[type=submit]");
        await page.Locator(".who").WaitForAsync();
    }

    private static async Task EnterAsync(IPage page, IssuedAccount account)
    {
        await page.GotoAsync("/sign-in?back=/filings");
        await page.FillAsync("#name", account.Name);
        await page.FillAsync("#password", account.Password);
        await page.ClickAsync("form.form button[type=submit]");
        await page.Locator(".who, #code").First.WaitForAsync();
    }

    private async Task<string> OpenFilingAsync(IPage page)
    {
        await page.GotoAsync($"/filings/new?return=onetable&date={SmallCity.Last:yyyy-MM-dd}");
        await page.ClickAsync("form.form button[type=submit]");
        await page.WaitForURLAsync(url => url.Contains("/filings/0", StringComparison.Ordinal));
        await LookAsync(page, "walk-0-opened");
        return new Uri(page.Url).AbsolutePath;
    }

    // What is no filing leads to the list of uploads, where the reason stands.
    private async Task RefusedUploadIsToldAsync(IPage page)
    {
        await page.SetInputFilesAsync("#files", new FilePayload { Name = "H01.csv", MimeType = "text/csv", Buffer = "这不是报表\n1\n"u8.ToArray() });
        await page.ClickAsync("button[value=upload]");
        await page.WaitForURLAsync("**tab=tables");
        var upload = page.Locator("table.data tbody tr", new PageLocatorOptions { HasText = "H01.csv" });
        Assert.Contains("未采用", await upload.Locator("[data-label=状态]").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Contains("H01", await upload.Locator("[data-label=结果]").InnerTextAsync(), StringComparison.Ordinal);
        await LookAsync(page, "walk-0-refused-upload");
    }

    // Before its script has started the form works without one, and leads elsewhere.
    private static async Task UploadAsync(IPage page, string zip)
    {
        await page.Locator("[data-filing][data-started]").WaitForAsync();
        await page.SetInputFilesAsync("#files", zip);
        await page.ClickAsync("button[value=upload]");
        await page.WaitForURLAsync("**tab=findings");
    }

    private async Task ReadFindingsAsync(IPage page, string filing)
    {
        await GoAndLookAsync(page, "walk-2-findings", filing + "/findings");
        await page.GotoAsync(filing + "/findings?rule=H01_0906");
        Assert.Contains("减值准备", await page.Locator(".callout").InnerTextAsync(), StringComparison.Ordinal);
        var row = page.Locator("table.data tbody tr").First;
        Assert.Matches("JJ[0-9]{15,}", await row.Locator("[data-label=业务主键]").InnerTextAsync());
        Assert.Contains("H01", await row.Locator("[data-label=位置]").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Equal("9135000.00", await row.Locator("[data-label=报送值]").InnerTextAsync());
        Assert.Contains("减值准备9135000.00大于余额135000.00", await row.Locator("[data-label=说明]").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Equal("135000.00", await row.Locator("[data-label=应为]").InnerTextAsync());
        Assert.Equal("9,000,000", await row.Locator("[data-label=差额]").InnerTextAsync());
        await page.GotoAsync(filing + "/findings?rule=H01_1101");
        await LookAsync(page, "walk-2-findings-of-a-rule");
        row = page.Locator("table.data tbody tr").First;
        // The sum of a subject is compared, not the loan at which the finding stands.
        var (sum, ledger) = (await NumberAsync(row, "报送值"), await NumberAsync(row, "应为"));
        Assert.Equal(sum - ledger, await NumberAsync(row, "差额"));
    }

    private static async Task<decimal> NumberAsync(ILocator row, string column) => decimal.Parse(
        await row.Locator($"[data-label={column}]").InnerTextAsync(), NumberStyles.Number, CultureInfo.InvariantCulture);

    private static async Task DownloadFindingsAsync(IPage page, string filing)
    {
        var csv = await (await page.Context.APIRequest.GetAsync(filing + "/findings/export?format=csv")).TextAsync();
        Assert.Contains("H01_0906", csv, StringComparison.Ordinal);
        Assert.Contains("导出人 walk.preparer", csv, StringComparison.Ordinal);
        var xlsx = await (await page.Context.APIRequest.GetAsync(filing + "/findings/export?format=xlsx&rule=H01_0906")).BodyAsync();
        using var file = new MemoryStream(xlsx);
        var rows = file.Query(useHeaderRow: true).Cast<IDictionary<string, object?>>().ToList();
        Assert.Equal(("H01", "H01_0906"), ((string?)rows[0]["表"], (string?)rows[0]["规则"]));
    }

    private async Task<string> ExplainRowsAsync(IPage page, string filing)
    {
        await page.GotoAsync($"{filing}/findings?rule={LimitRule}");
        var box = page.Locator("table.data textarea[name=text]").First;
        var key = await box.Locator("xpath=preceding-sibling::input[@name='key']").GetAttributeAsync("value");
        await box.FillAsync(Reason);
        await page.ClickAsync("button[value=explain]");
        await page.Locator("table.data .badge", new PageLocatorOptions { HasText = "待认定" }).WaitForAsync();
        await LookAsync(page, "walk-3-explained");
        return key!;
    }

    private async Task SubmitIsRefusedAsync(IPage page, string filing)
    {
        await page.GotoAsync(filing);
        await page.ClickAsync("button[value=submit]");
        await page.Locator(".callout-bad").WaitForAsync();
        Assert.Contains("强制性校验", await page.Locator(".callout-bad").First.InnerTextAsync(), StringComparison.Ordinal);
        await LookAsync(page, "walk-3-submit-refused");
    }

    private async Task ExplanationSurvivesAsync(IPage page, string filing, string key)
    {
        var tiles = await page.Locator(".grid-tiles").First.InnerTextAsync();
        Assert.Matches(@"强制性[^\d]*\s0", tiles);
        await LookAsync(page, "walk-4-repaired");
        await page.GotoAsync($"{filing}/findings?rule={LimitRule}");
        var row = page.Locator("table.data tbody tr").Filter(new LocatorFilterOptions { Has = page.Locator($"input[name=key][value='{key}']") });
        Assert.Equal(Reason, await row.Locator("textarea").InputValueAsync());
    }

    private async Task SubmitAsync(IPage page, string filing)
    {
        foreach (var rule in await OpenWarningsAsync(page, filing))
        {
            await page.GotoAsync($"{filing}/findings?rule={rule}");
            await page.FillAsync("#whole", "已逐笔核对，属实，见授信批复。");
            await page.ClickAsync("button[value=explain]");
            await page.Locator("table.data .badge", new PageLocatorOptions { HasText = "待认定" }).First.WaitForAsync();
        }

        await page.GotoAsync(filing);
        await page.ClickAsync("button[value=submit]");
        await page.Locator(".page-badge", new PageLocatorOptions { HasText = "待复核" }).WaitForAsync();
        await LookAsync(page, "walk-5-submitted");
    }

    private static async Task<string[]> OpenWarningsAsync(IPage page, string filing)
    {
        await page.GotoAsync(filing + "?tab=findings");
        return await page.EvaluateAsync<string[]>(
            """
            [...document.querySelectorAll('table.data tbody tr')].filter(r => /^[1-9]/.test(r.querySelector('[data-label="未说明"]')?.innerText.trim() ?? ''))
              .map(r => r.querySelector('a.code').innerText.trim())
            """);
    }

    // The person who prepared becomes a reviewer: the page offers the button, the state machine refuses it.
    private async Task SamePersonIsRefusedAsync(IPage page, string filing)
    {
        var answer = await page.Context.APIRequest.PostAsync("/api/v1" + filing + "/review", new APIRequestContextOptions
        {
            Headers = new Dictionary<string, string> { ["Idempotency-Key"] = "walk-1" },
            DataObject = new { passes = true },
        });
        Assert.Equal(403, answer.Status);
        await GrantAsync("walk.preparer", Roles.Reviewer);
        var again = await ReenterAsync("walk.preparer");
        await again.GotoAsync(filing);
        await again.ClickAsync("button[value='review:pass']");
        await again.Locator(".callout-bad").WaitForAsync();
        await LookAsync(again, "walk-5-same-person");
        Assert.True(await again.Locator(".page-badge", new PageLocatorOptions { HasText = "待复核" }).IsVisibleAsync());
        await again.Context.CloseAsync();
        await GrantAsync("walk.preparer", Roles.Preparer);
    }

    private async Task GrantAsync(string name, string role)
    {
        await using var scope = portal.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<AccountDirectory>()
            .GrantAsync(new AccountRequest(name, name, [role], SmallCity.Own, SeesClear: true), "测试", Token);
    }

    private async Task<IPage> ReenterAsync(string name)
    {
        var (account, key) = _people[name];
        var page = await portal.OpenAsync();
        await EnterAsync(page, account);
        await EnterCodeAsync(page, key);
        return page;
    }

    private async Task PassAsync(string name, string role, string filing, string act, string picture)
    {
        var page = await SignInWithCodeAsync(name, role);
        await page.GotoAsync(filing);
        await LookAsync(page, picture);
        await page.ClickAsync($"button[value='{act}']");
        await page.Locator($"button[value='{act}']").WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Detached });
        Assert.Equal(0, await page.Locator(".callout-bad").CountAsync());
        await page.Context.CloseAsync();
    }

    private async Task JudgeAndAcceptAsync(string filing)
    {
        var page = await portal.SignInAsync(Roles.Approver);
        await page.GotoAsync(filing + "?tab=explanations");
        await LookAsync(page, "walk-8-explanations");
        await page.ClickAsync($"button[value='accept-explanation:{LimitRule}']");
        await page.Locator("table.data .badge", new PageLocatorOptions { HasText = "认可" }).First.WaitForAsync();
        await page.GotoAsync(filing);
        await LookAsync(page, "walk-8-accept");
        await page.ClickAsync("button[value=accept]");
        await page.Locator(".page-badge", new PageLocatorOptions { HasText = "受理" }).WaitForAsync();
        await GoAndLookAsync(page, "walk-8-versions", filing + "?tab=versions");
        await GoAndLookAsync(page, "walk-8-history", filing + "?tab=history", typed: true);
        await page.Context.CloseAsync();
    }

    private async Task<decimal> FigureAsync(string id)
    {
        var page = await portal.SignInAsync(Roles.Analyst);
        var answer = await page.Context.APIRequest.GetAsync("/api/v1/figures/" + id);
        using var json = JsonDocument.Parse(await answer.TextAsync());
        await page.Context.CloseAsync();
        return json.RootElement.GetProperty("value").GetDecimal();
    }

    private async Task OpenToTheLineAsync()
    {
        var page = await portal.SignInAsync(Roles.Analyst);
        await page.GotoAsync("/figures/T05");
        await LookAsync(page, "walk-9-figure");
        await FollowAsync(page, page.Locator("main table.data a", new PageLocatorOptions { HasText = "鹏城农村商业银行" }));
        await LookAsync(page, "walk-9-rows");
        var row = page.Locator("table.data tbody tr").First;
        var key = (await row.Locator(".code").First.InnerTextAsync()).Split(' ', '|')[0];
        await FollowAsync(page, row.Locator("a").First);
        await LookAsync(page, "walk-9-line");
        Assert.Contains(key, await page.Locator("table.data").InnerTextAsync(), StringComparison.Ordinal);
        await page.Context.CloseAsync();
    }

    // A link is opened as a page of its own: an enhanced one changes the address before the page.
    private static async Task FollowAsync(IPage page, ILocator link) => await page.GotoAsync((await link.GetAttributeAsync("href"))!);

    private async Task FileAgainAsync(string filing)
    {
        var preparer = await ReenterAsync("walk.preparer");
        await preparer.GotoAsync(filing + "?tab=requests");
        await preparer.SelectOptionAsync("#kind", "Refile");
        await preparer.FillAsync("#ask-note", "两笔贷款的科技标识漏填，需补报。");
        await preparer.CheckAsync("input[name=scope][value=F27]");
        await preparer.ClickAsync("button[value=ask]"); // without a deadline: the browser stops it
        Assert.Equal("ask-deadline", await preparer.EvaluateAsync<string>("document.activeElement.id"));
        await preparer.EvaluateAsync("document.querySelector('#filing-form').noValidate = true");
        await preparer.ClickAsync("button[value=ask]"); // of another one the server refuses it, and nothing is lost
        await preparer.Locator(".callout-bad").WaitForAsync();
        Assert.Equal("两笔贷款的科技标识漏填，需补报。", await preparer.InputValueAsync("#ask-note"));
        Assert.True(await preparer.IsCheckedAsync("input[name=scope][value=F27]"));
        await preparer.FillAsync("#ask-deadline", TimeProvider.System.GetUtcNow().AddDays(30).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        await LookAsync(preparer, "walk-10-ask");
        await preparer.ClickAsync("button[value=ask]");
        await preparer.Locator("table.data .badge", new PageLocatorOptions { HasText = "待批" }).WaitForAsync();
        Assert.Contains("T05", await preparer.Locator("table.data").First.InnerTextAsync(), StringComparison.Ordinal);
        var approver = await portal.SignInAsync(Roles.Approver);
        await approver.GotoAsync("/requests");
        await LookAsync(approver, "walk-10-requests", typed: true);
        await approver.Locator("button[value^='approve:']").First.ClickAsync();
        await approver.Locator("table.data .badge", new PageLocatorOptions { HasText = "同意" }).First.WaitForAsync();
        await preparer.GotoAsync(filing);
        Assert.True(await preparer.Locator("button[value=upload]").IsVisibleAsync());
        await LookAsync(preparer, "walk-10-open-again");
        await approver.Context.CloseAsync();
        await preparer.Context.CloseAsync();
    }
}

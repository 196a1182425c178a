using Huoshui.Operations;
using Huoshui.Registry;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Xunit;

namespace Huoshui.Portal.Tests;

public sealed class SignInTests(PortalFixture portal)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_right_password_opens_the_portal_under_the_accounts_name()
    {
        var page = await portal.FreshSignInAsync(Roles.Signer);
        Assert.Contains("演示签发人", await page.Locator(".who").InnerTextAsync(), StringComparison.Ordinal);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_wrong_password_says_no_more_than_that()
    {
        var page = await portal.OpenAsync();
        await TryAsync(page, Roles.Analyst, "not-the-password-1A");
        var known = await page.Locator(".callout-bad").InnerTextAsync();
        await TryAsync(page, "nobody-at-all", "not-the-password-1A");
        Assert.Equal(known, await page.Locator(".callout-bad").InnerTextAsync());
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Five_wrong_passwords_lock_the_account_even_for_the_right_one()
    {
        var account = await NewAccountAsync("locked.out", [Roles.Analyst]);
        var page = await portal.OpenAsync();
        for (var i = 0; i < 5; i++)
            await TryAsync(page, account.Name, "not-the-password-1A");
        await TryAsync(page, account.Name, account.Password);
        Assert.Contains("锁定", await page.Locator(".callout-bad").InnerTextAsync(), StringComparison.Ordinal);
        await using var context = await StoreAsync();
        Assert.True(await context.AuditEntries.AnyAsync(entry => entry.Actor == account.Name && entry.Action == "sign-in.locked-out", Token));
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_password_set_by_an_administrator_opens_nothing_until_it_is_changed()
    {
        var account = await NewAccountAsync("new.comer", [Roles.Analyst], mustChange: true);
        var page = await portal.OpenAsync();
        await TryAsync(page, account.Name, account.Password);
        await page.GotoAsync("/tables");
        Assert.EndsWith("/account/password", page.Url, StringComparison.Ordinal);
        await page.FillAsync("#old", account.Password);
        await page.FillAsync("#new", "A-new-password-2026");
        await page.FillAsync("#again", "A-new-password-2026");
        await page.ClickAsync("form.form button[type=submit]");
        await page.Locator(".callout-good").WaitForAsync();
        await page.GotoAsync("/tables");
        Assert.EndsWith("/tables", page.Url, StringComparison.Ordinal);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task With_an_authenticator_the_password_alone_opens_nothing()
    {
        var account = await NewAccountAsync("with.code", [Roles.Analyst]);
        var page = await portal.OpenAsync();
        await TryAsync(page, account.Name, account.Password);
        await page.GotoAsync("/account/authenticator");
        var key = await page.Locator(".hint .code").InnerTextAsync();
        await page.FillAsync("#code", Totp.Of(key, TimeProvider.System.GetUtcNow()));
        await page.ClickAsync("form.form button[type=submit]");
        await page.Locator(".codes").WaitForAsync();
        await Screenshots.TakeAsync(page, "account-recovery-codes-1280");
        await page.ClickAsync("form[action='/sign-out'] button");
        await TryAsync(page, account.Name, account.Password);
        await page.WaitForURLAsync("**/sign-in/code*", new PageWaitForURLOptions { WaitUntil = WaitUntilState.DOMContentLoaded });
        await Screenshots.TakeAsync(page, "sign-in-code-1280");
        await page.FillAsync("#code", "000000");
        await page.ClickAsync("form.form button[type=submit]");
        await page.Locator(".callout-bad").WaitForAsync();
        await page.FillAsync("#code", Totp.Of(key, TimeProvider.System.GetUtcNow()));
        await page.ClickAsync("form.form button[type=submit]");
        await page.Locator(".who").WaitForAsync();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Looking_at_the_authenticator_page_ends_no_session()
    {
        var account = await NewAccountAsync("only.looking", [Roles.Analyst]);
        await using var before = await StoreAsync();
        var stamp = await before.Users.Where(one => one.UserName == account.Name).Select(one => one.SecurityStamp).SingleAsync(Token);
        var page = await portal.OpenAsync();
        await TryAsync(page, account.Name, account.Password);
        await page.GotoAsync("/account/authenticator");
        Assert.True(await page.Locator(".qr svg").IsVisibleAsync());
        await using var after = await StoreAsync();
        Assert.Equal(stamp, await after.Users.Where(one => one.UserName == account.Name).Select(one => one.SecurityStamp).SingleAsync(Token));
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_passkey_made_here_signs_in_without_a_password()
    {
        var account = await NewAccountAsync("with.passkey", [Roles.Analyst]);
        var page = await portal.OpenAsync();
        var devices = await page.Context.NewCDPSessionAsync(page);
        await devices.SendAsync("WebAuthn.enable");
        await devices.SendAsync("WebAuthn.addVirtualAuthenticator", new Dictionary<string, object>
        {
            ["options"] = new Dictionary<string, object>
            {
                ["protocol"] = "ctap2",
                ["transport"] = "internal",
                ["hasResidentKey"] = true,
                ["hasUserVerification"] = true,
                ["isUserVerified"] = true,
                ["automaticPresenceSimulation"] = true,
            },
        });
        await TryAsync(page, account.Name, account.Password);
        await page.Locator(".who").WaitForAsync();
        await page.GotoAsync("/account/passkeys");
        await page.FillAsync("#name", "办公电脑");
        await page.ClickAsync("form[data-passkey=create] button");
        await page.Locator(".callout-good").WaitForAsync();
        await Screenshots.TakeAsync(page, "account-passkey-added-1280");
        await page.ClickAsync("form[action='/sign-out'] button");
        await page.GotoAsync("/sign-in?back=/account");
        await page.ClickAsync("form[data-passkey=request] button");
        await page.Locator(".who").WaitForAsync();
        Assert.Contains("with.passkey", await page.Locator(".facts").First.InnerTextAsync(), StringComparison.Ordinal);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_fourth_sign_in_ends_the_oldest()
    {
        var account = await NewAccountAsync("many.sessions", [Roles.Analyst]);
        var pages = new List<IPage>();
        for (var i = 0; i < 4; i++)
        {
            var page = await portal.OpenAsync();
            await TryAsync(page, account.Name, account.Password);
            await page.Locator(".who").WaitForAsync();
            pages.Add(page);
        }

        await pages[0].GotoAsync("/account");
        Assert.Contains("/sign-in", pages[0].Url, StringComparison.Ordinal);
        await pages[3].GotoAsync("/account");
        Assert.EndsWith("/account", pages[3].Url, StringComparison.Ordinal);
        foreach (var page in pages)
            await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_disabled_account_is_out_within_a_minute_and_stays_out()
    {
        var account = await NewAccountAsync("to.leave", [Roles.Analyst]);
        await using (var scope = portal.Services.CreateAsyncScope())
            await scope.ServiceProvider.GetRequiredService<AccountDirectory>().DisableAsync(account.Name, "测试", Token);
        var page = await portal.OpenAsync();
        await TryAsync(page, account.Name, account.Password);
        Assert.True(await page.Locator(".callout-bad").IsVisibleAsync());
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task The_language_is_kept_from_page_to_page()
    {
        var page = await portal.OpenAsync();
        await page.GotoAsync("/sign-in");
        Assert.Equal("zh-CN", await page.Locator("html").GetAttributeAsync("lang"));
        await page.ClickAsync("a[hreflang=en]");
        await page.Locator("h1", new PageLocatorOptions { HasText = "Sign in" }).WaitForAsync();
        await page.GotoAsync("/about");
        Assert.Equal("en", await page.Locator("html").GetAttributeAsync("lang"));
        await page.Context.CloseAsync();
    }

    private static async Task TryAsync(IPage page, string name, string password)
    {
        await page.GotoAsync("/sign-in?back=/account");
        await page.FillAsync("#name", name);
        await page.FillAsync("#password", password);
        await page.EvaluateAsync("() => { window.asked = true; }"); // the answer is a page with a window of its own
        await page.ClickAsync("form.form button[type=submit]");
        await page.WaitForFunctionAsync("() => !window.asked && document.readyState !== 'loading'");
    }

    private async Task<IssuedAccount> NewAccountAsync(string name, IReadOnlyList<string> roles, bool mustChange = false)
    {
        await using var scope = portal.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<AccountDirectory>()
            .AddAsync(new AccountRequest(name, name, roles), "测试", mustChange, Token);
    }

    private Task<OperationsContext> StoreAsync() =>
        portal.Services.GetRequiredService<IDbContextFactory<OperationsContext>>().CreateDbContextAsync(Token);
}

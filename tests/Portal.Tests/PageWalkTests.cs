using Huoshui.Registry;
using Microsoft.Playwright;
using Xunit;

namespace Huoshui.Portal.Tests;

/// <summary>Every page of the host, at a desk and on a phone: a picture of it, no serious finding of axe, nothing sideways, no error in the console.</summary>
public sealed class PageWalkTests(PortalFixture portal)
{
    public static TheoryData<string, string, string> Pages { get; } = new()
    {
        { "sign-in", string.Empty, "/sign-in" },
        { "about", string.Empty, "/about" },
        { "not-found", Roles.Analyst, "/no-such-page" },
        { "forbidden", Roles.Analyst, "/users" },
        { "account", Roles.Preparer, "/account" },
        { "account-password", Roles.Preparer, "/account/password" },
        { "account-authenticator", Roles.Preparer, "/account/authenticator" },
        { "account-passkeys", Roles.Preparer, "/account/passkeys" },
        { "account-sessions", Roles.Preparer, "/account/sessions" },
        { "account-tokens", Roles.Preparer, "/account/tokens" },
        { "institutions", Roles.Analyst, "/institutions" },
        { "institution", Roles.Analyst, "/institutions/B001" },
        { "standard", Roles.Analyst, "/tables" },
        { "standard-fields", Roles.Analyst, "/tables?view=fields&q=余额" },
        { "standard-table", Roles.Analyst, "/tables/onetable/F27" },
        { "packs", Roles.Analyst, "/packs" },
        { "pack", Roles.Analyst, "/packs/returns/onetable" },
        { "pack-parameters", Roles.Analyst, "/packs/returns/onetable?view=parameters" },
        { "jobs", Roles.SystemAdministrator, "/jobs" },
        { "users", Roles.SystemAdministrator, "/users" },
        { "user", Roles.SystemAdministrator, "/users/preparer" },
        { "user-new", Roles.SystemAdministrator, "/users/new" },
        { "roles", Roles.SecurityAdministrator, "/roles" },
        { "grant", Roles.SecurityAdministrator, "/roles/preparer" },
        { "audit", Roles.AuditAdministrator, "/audit" },
    };

    [Theory]
    [MemberData(nameof(Pages))]
    public Task A_page_is_sound_at_a_desk(string name, string role, string path) => WalkAsync(name, role, path, width: 1280);

    [Theory]
    [MemberData(nameof(Pages))]
    public Task A_page_is_sound_on_a_phone(string name, string role, string path) => WalkAsync(name, role, path, width: 390);

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task A_page_speaks_English(string name, string role, string path)
    {
        var page = await OpenAsync(role, 1280, "en");
        await page.GotoAsync(path);
        Assert.Equal("en", await page.Locator("html").GetAttributeAsync("lang"));
        var frame = await page.Locator("header.bar, .side, .page-header h1, footer").AllInnerTextsAsync();
        Assert.DoesNotContain(frame, text => text.Replace("中文", string.Empty, StringComparison.Ordinal).Any(IsHan) && !IsName(name));
        await Screenshots.TakeAsync(page, $"{name}-en");
        await page.Context.CloseAsync();
    }

    private async Task WalkAsync(string name, string role, string path, int width)
    {
        var page = await OpenAsync(role, width);
        await PageCheck.WalkAsync(page, name, path, width);
        await page.Context.CloseAsync();
    }

    private Task<IPage> OpenAsync(string role, int width, string? language = null) =>
        role.Length == 0 ? portal.OpenAsync(width, language) : portal.SignInAsync(role, width, language);

    private static bool IsHan(char letter) => letter is >= '\u4e00' and <= '\u9fff';

    // Pages named after a person or a pack carry that name as it is.
    private static bool IsName(string page) => page is "user" or "grant" or "account" || page.StartsWith("account", StringComparison.Ordinal)
        || page is not ("sign-in" or "about");
}

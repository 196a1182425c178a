using Huoshui.Registry;
using Xunit;

namespace Huoshui.Portal.Tests;

/// <summary>Every page, at a desk and on a phone, in Chinese and in English. With <c>HUOSHUI_DEMO_DATA</c> on the data of a whole demo.</summary>
public sealed class PageWalkTests(PortalFixture city, DemoFixture demo) : IClassFixture<DemoFixture>
{
    private PortalRun Portal => DemoFixture.Source is null ? city : demo;

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
        { "account-notices", Roles.Preparer, "/account/notices" },
        { "notices", Roles.Preparer, "/notices" },
        { "notices-of-a-team", Roles.DistrictTeam, "/notices" },
        { "notices-unsubscribe", string.Empty, "/notices/unsubscribe?t=x" },
        { "notices-health", Roles.SystemAdministrator, "/notices/health" },
        { "institutions", Roles.Analyst, "/institutions" },
        { "institution", Roles.Analyst, "/institutions/B9031S244030000" },
        { "standard", Roles.Analyst, "/tables" },
        { "standard-fields", Roles.Analyst, "/tables?view=fields&q=余额" },
        { "standard-table", Roles.Analyst, "/tables/onetable/F27" },
        { "standard-codes", Roles.Analyst, "/tables/codes/gbt4754_2017" },
        { "packs", Roles.Analyst, "/packs" },
        { "pack", Roles.Analyst, "/packs/returns/onetable" },
        { "pack-parameters", Roles.Analyst, "/packs/inclusive/loans?view=parameters" },
        { "pack-cases", Roles.Analyst, "/packs/inclusive/loans?view=cases" },
        { "jobs", Roles.SystemAdministrator, "/jobs" },
        { "users", Roles.SystemAdministrator, "/users" },
        { "user", Roles.SystemAdministrator, "/users/preparer" },
        { "user-new", Roles.SystemAdministrator, "/users/new" },
        { "roles", Roles.SecurityAdministrator, "/roles" },
        { "grant", Roles.SecurityAdministrator, "/roles/preparer" },
        { "audit", Roles.AuditAdministrator, "/audit" },
        { "bulletin-public", string.Empty, "/" },
        { "bulletin", Roles.Analyst, "/" },
        { "figures-public", string.Empty, "/figures" },
        { "figures", Roles.Analyst, "/figures" },
        { "figure-public", string.Empty, "/figures/I03" },
        { "figure", Roles.Analyst, "/figures/I03" },
        { "figure-district", Roles.Analyst, "/figures/I03?by=District" },
        { "figure-proof-public", string.Empty, "/figures/I03/proof" },
        { "figure-t05", Roles.Analyst, "/figures/T05" },
        { "figure-register", string.Empty, "/figures/I08/register" },
        { "figure-register-clusters", string.Empty, "/figures/I09/register" },
        { "figure-rows", Roles.Analyst, "/figures/I03/rows" },
        { "figure-rows-counted", Roles.Analyst, "/figures/T01/rows" },
        { "figure-compare", Roles.Analyst, "/figures/I03/compare" },
        { "publications", Roles.Approver, "/figures/publications" },
        { "filings", Roles.Analyst, "/filings" },
        { "filings-preparer", Roles.Preparer, "/filings" },
        { "filing-new", Roles.Preparer, "/filings/new" },
        { "calendar", Roles.Preparer, "/calendar" },
        { "calendar-analyst", Roles.Analyst, "/calendar" },
        { "remind", Roles.Analyst, "/calendar/remind?return=onetable&institution=B9031S244030000&date=2025-06-30" },
        { "requests", Roles.Approver, "/requests" },
        { "inbox", Roles.Approver, "/inbox" },
        { "products-public", string.Empty, "/products" },
        { "product", string.Empty, "/products/inclusive/parkloans" },
        { "products-firms", Roles.Preparer, "/products/firms" },
        { "products-overview", Roles.Analyst, "/products/overview" },
        { "loan-apply", Roles.PublicReader, "/loans/apply" },
        { "loans-desk", Roles.Reviewer, "/loans/desk" },
        { "loans-dashboard", Roles.Preparer, "/loans/dashboard" },
        { "visits-grid", Roles.StreetOfficer, "/visits/entities" },
        { "visits-record", Roles.StreetOfficer, "/visits/record" },
        { "visits-devices", Roles.StreetOfficer, "/visits/devices" },
        { "visits-mine", Roles.PublicReader, "/visits/mine" },
        { "visits-declare", Roles.PublicReader, "/visits/declare" },
        { "visits-cases", Roles.DistrictTeam, "/visits/cases" },
        { "visits-funnel", Roles.Analyst, "/visits/funnel" },
        { "visits-city", Roles.Analyst, "/visits/city" },
        { "visits-city-of-a-district", Roles.DistrictTeam, "/visits/city" },
        { "visits-loans", Roles.Analyst, "/visits/loans" },
        { "visits-loans-of-a-bank", Roles.Reviewer, "/visits/loans" },
        { "visits-problems", Roles.DistrictTeam, "/visits/problems" },
        { "visits-import", Roles.DistrictTeam, "/visits/import" },
        { "visits-merges", Roles.DistrictTeam, "/visits/merges" },
        { "visits-merges-of-the-city", Roles.Analyst, "/visits/merges" },
        { "visits-merge-new", Roles.DistrictTeam, "/visits/merges/new?q=商行" },
        { "visits-map", Roles.SystemAdministrator, "/visits/map" },
        { "lists-public", string.Empty, "/lists" },
        { "lists-desk", Roles.Analyst, "/lists/desk" },
        { "firstloans", Roles.Analyst, "/firstloans" },
        { "firstloans-bank", Roles.Preparer, "/firstloans" },
        { "campaigns-public", string.Empty, "/campaigns" },
        { "campaigns", Roles.DistrictTeam, "/campaigns" },
        { "campaign-new", Roles.DistrictTeam, "/campaigns/new" },
        { "campaigns-leads", Roles.Reviewer, "/campaigns/leads" },
        { "campaigns-overview", Roles.Analyst, "/campaigns/overview" },
        { "scenes", Roles.Analyst, "/scenes" },
        { "workbench", Roles.Analyst, "/vtl" },
        { "workbench-of-a-bank", Roles.Preparer, "/vtl?data=onetable@2024-12-31" },
        { "figure-lineage", Roles.Analyst, "/figures/I03/lineage" },
        { "crossborder-scenarios", string.Empty, "/crossborder/scenarios" },
        { "crossborder-scenario", string.Empty, "/crossborder/scenarios/creditreport" },
        { "crossborder-logs", string.Empty, "/crossborder/logs" },
        { "crossborder-statistics", Roles.Analyst, "/crossborder/statistics" },
    };

    // Where people's own words or names of accounts stand on the page.
    private static readonly HashSet<string> Typed =
        ["figure-rows", "notices-health", "visits-devices", "institution", "account", "users", "user", "roles", "grant", "audit", "jobs", "pack-cases", "account-sessions", "publications", "requests"];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task A_page_is_sound_at_a_desk_and_on_a_phone(string name, string role, string path)
    {
        var page = await Portal.WindowAsync(role);
        await PageCheck.WalkAsync(page, name, path, Typed.Contains(name));
    }

    [Fact]
    public async Task An_accepted_filing_and_its_findings_are_sound()
    {
        var page = await Portal.WindowAsync(Roles.Preparer);
        await page.GotoAsync($"/filings?date={SmallCity.Before:yyyy-MM-dd}");
        var path = await page.Locator("main table.data a[href^='/filings/']").First.GetAttributeAsync("href");
        await PageCheck.WalkAsync(page, "filing", path!);
        await PageCheck.WalkAsync(page, "filing-findings", path + "?tab=findings");
        await PageCheck.WalkAsync(page, "filing-explanations", path + "?tab=explanations");
        await PageCheck.WalkAsync(page, "filing-requests", path + "?tab=requests");
        await PageCheck.WalkAsync(page, "findings", path + "/findings");
        await PageCheck.WalkAsync(page, "filing-receipt", path + "/versions/1/receipt", true);
    }

    [Fact]
    public async Task What_axe_objects_to_is_found_at_any_width()
    {
        var page = await Portal.OpenAsync();
        await page.SetContentAsync("<html lang=zh><title>甲</title><main><h1>甲</h1><img src=x><p style='color:#999;background:#aaa'>看不清的字</p></main>");
        var atDesk = await Axe.SeriousAsync(page);
        await page.SetViewportSizeAsync(390, 844);
        Assert.Equal(atDesk, await Axe.SeriousAsync(page));
        Assert.Equal(["color-contrast", "image-alt"], atDesk.Select(one => one.Split(':')[0]).Order(StringComparer.Ordinal));
        await page.Context.CloseAsync();
    }

    [Theory]
    [InlineData("", true)] // stays too wide
    [InlineData("setTimeout(() => box.style.width = '100px', 300)", false)] // becomes narrow, as a chart does
    [InlineData("box.style.width = '100px'; requestAnimationFrame(() => box.style.width = '2000px')", true)] // widens a frame later
    public async Task A_page_is_too_wide_when_it_is_once_it_has_settled(string script, bool expected)
    {
        var page = await Portal.OpenAsync(390);
        await page.SetContentAsync($"<body style='margin:0'><div id=box style='width:2000px'>甲</div><script>{script}</script>");
        Assert.Equal(expected, await PageCheck.TooWideAsync(page) > 0);
        await page.Context.CloseAsync();
    }
}

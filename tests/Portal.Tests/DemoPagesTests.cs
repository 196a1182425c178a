using Huoshui.Registry;
using Xunit;

namespace Huoshui.Portal.Tests;

/// <summary>The pages of the systems on the data of a demo, at a desk and on a phone; needs <c>HUOSHUI_DEMO_DATA</c>.</summary>
public sealed class DemoPagesTests(DemoFixture demo) : IClassFixture<DemoFixture>
{
    public static TheoryData<string, string, string> Pages { get; } = new()
    {
        { "bulletin-public", string.Empty, "/" },
        { "bulletin", Roles.Analyst, "/" },
        { "figures-public", string.Empty, "/figures" },
        { "figures", Roles.Analyst, "/figures" },
        { "figure-public", string.Empty, "/figures/I03" },
        { "figure", Roles.Analyst, "/figures/I03" },
        { "figure-t05", Roles.Analyst, "/figures/T05" },
        { "figure-rows", Roles.Analyst, "/figures/I03/rows" },
        { "figure-compare", Roles.Analyst, "/figures/I03/compare" },
        { "publications", Roles.Approver, "/figures/publications" },
        { "filings", Roles.Analyst, "/filings" },
        { "filings-preparer", Roles.Preparer, "/filings" },
        { "filing-new", Roles.Preparer, "/filings/new" },
        { "calendar", Roles.Preparer, "/calendar" },
        { "calendar-analyst", Roles.Analyst, "/calendar" },
        { "requests", Roles.Approver, "/requests" },
    };

    [Theory]
    [MemberData(nameof(Pages))]
    public Task A_page_is_sound_at_a_desk(string name, string role, string path) => WalkAsync(name, role, path, width: 1280);

    [Theory]
    [MemberData(nameof(Pages))]
    public Task A_page_is_sound_on_a_phone(string name, string role, string path) => WalkAsync(name, role, path, width: 390);

    [Theory]
    [InlineData(1280)]
    [InlineData(390)]
    public async Task A_filing_and_its_findings_are_sound(int width)
    {
        Assert.SkipWhen(DemoFixture.Source is null, "HUOSHUI_DEMO_DATA names no folder of huoshui demo.");
        var page = await demo.SignInAsync(Roles.Preparer, width);
        await page.GotoAsync("/filings");
        var path = await page.Locator("main table.data a[href^='/filings/']").First.GetAttributeAsync("href");
        await PageCheck.WalkAsync(page, "filing", path!, width);
        await PageCheck.WalkAsync(page, "findings", path + "/findings", width);
        await page.Context.CloseAsync();
    }

    private async Task WalkAsync(string name, string role, string path, int width)
    {
        Assert.SkipWhen(DemoFixture.Source is null, "HUOSHUI_DEMO_DATA names no folder of huoshui demo.");
        var page = role.Length == 0 ? await demo.OpenAsync(width) : await demo.SignInAsync(role, width);
        await PageCheck.WalkAsync(page, name, path, width);
        await page.Context.CloseAsync();
    }
}

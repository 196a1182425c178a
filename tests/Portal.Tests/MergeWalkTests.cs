using System.Text;
using Huoshui.Operations;
using Huoshui.Registry;
using Huoshui.Systems.OnlineLoans.Sources;
using Huoshui.Systems.Visits;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Xunit;

namespace Huoshui.Portal.Tests;

/// <summary>In a real browser: two entries of one shop are compared, merged and parted again; a map that the administrator loads is
/// what the overview draws.</summary>
[Collection(VisitWalkTests.OneAtATime)] // it records visits
public sealed class MergeWalkTests(PortalFixture portal)
{
    private const string Name = "双开门面馆";

    private readonly List<string> _wrong = [];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_entries_of_one_shop_are_merged_and_parted_again()
    {
        var page = await portal.SignInAsync(Roles.DistrictTeam);
        var street = await StreetAsync();
        await VisitAsync(81, street);
        await VisitAsync(82, street);
        await page.GotoAsync("/visits/merges");
        await LookAsync(page, "merges-walk-1-proposals");
        await page.Locator($"tr:has-text('{Name}') a.button").First.ClickAsync();
        await page.Locator("#reason").WaitForAsync();
        await LookAsync(page, "merges-walk-2-compare");
        await page.FillAsync("#reason", "核对了执照，同一家店");
        await page.ClickAsync("form:has(#reason) button[type=submit]");
        await page.GetByText("有效", new() { Exact = true }).First.WaitForAsync();
        await LookAsync(page, "merges-walk-3-merged");
        await page.FillAsync("#reason", "其实是两家");
        await page.ClickAsync("form:has(#reason) button[type=submit]");
        await page.GetByText("已撤销", new() { Exact = true }).First.WaitForAsync();
        Assert.Equal(0, await page.Locator("#reason").CountAsync());
        await page.Context.CloseAsync();
        Assert.True(_wrong.Count == 0, string.Join('\n', _wrong));
    }

    [Fact]
    public async Task A_map_that_is_loaded_is_what_the_overview_draws()
    {
        var admin = await portal.SignInAsync(Roles.SystemAdministrator);
        await admin.GotoAsync("/visits/map");
        await LoadAsync(admin, "{}");
        await admin.GetByText("VIS1090").WaitForAsync();
        await LoadAsync(admin, Squares());
        await admin.GetByText("已载入 4 个区域").WaitForAsync();
        await LookAsync(admin, "map-walk-1-loaded");
        var analyst = await portal.SignInAsync(Roles.Analyst);
        await analyst.GotoAsync("/visits/city");
        if (await analyst.Locator("svg.map-svg").CountAsync() > 0) // nothing was visited yet in this run otherwise
        {
            Assert.Equal(4, await analyst.Locator("path.map-area").CountAsync());
            await analyst.GetByText("审图号：粤S(2024)001号").WaitForAsync();
            await LookAsync(analyst, "map-walk-2-city");
        }

        admin.Dialog += async (_, dialog) => await dialog.AcceptAsync();
        await admin.ClickAsync("form:has(input[name=level]) button");
        await admin.GetByText("已停用").First.WaitForAsync();
        await analyst.Context.CloseAsync();
        await admin.Context.CloseAsync();
        Assert.True(_wrong.Count == 0, string.Join('\n', _wrong));
    }

    private static async Task LoadAsync(IPage page, string file)
    {
        await page.SetInputFilesAsync("#file", new FilePayload
        {
            Name = "districts.geojson",
            MimeType = "application/geo+json",
            Buffer = Encoding.UTF8.GetBytes(file),
        });
        await page.FillAsync("#approval", "粤S(2024)001号");
        await page.ClickAsync("form:has(#file) button[type=submit]");
    }

    private static string Squares() =>
        "{\"type\":\"FeatureCollection\",\"features\":[" + string.Join(',', new[] { "440303", "440304", "440305", "440306" }.Select((code, i) =>
            $"{{\"type\":\"Feature\",\"properties\":{{\"code\":\"{code}\"}},\"geometry\":{{\"type\":\"Polygon\",\"coordinates\":[["
            + $"[{114 + (i * 0.1):0.0},22.5],[{114.1 + (i * 0.1):0.0},22.5],[{114.1 + (i * 0.1):0.0},22.6],[{114 + (i * 0.1):0.0},22.5]]]}}}}")) + "]}";

    // A street of the team's district.
    private async Task<string> StreetAsync()
    {
        await using var context = await portal.Services.GetRequiredService<IDbContextFactory<OperationsContext>>().CreateDbContextAsync(Stop);
        var area = await context.Users.Where(u => u.UserName == Roles.DistrictTeam).Select(u => u.AreaCode).SingleAsync(Stop);
        return await context.Set<Street>().Where(s => s.DistrictCode == area).OrderBy(s => s.Code).Select(s => s.Code).FirstAsync(Stop);
    }

    private async Task VisitAsync(int number, string street)
    {
        var officer = new Viewer("走访员", new HashSet<string>(StringComparer.Ordinal) { Roles.StreetOfficer }, null, SeesClear: false) { AreaCode = street };
        var answer = await portal.Services.GetRequiredService<VisitDesk>().RecordAsync(
            officer,
            new VisitRequest(
                Guid.CreateVersion7(), null, new EntityRequest(StubSources.FirmId(number), false, Name, street), TimeProvider.System.GetUtcNow(),
                [new VisitorRequest("bank", "李")], "店内", "no_need", null, [], null),
            Stop);
        Assert.True(answer.Succeeded, string.Join(' ', answer.Refusals.Select(r => r.ToLine("zh"))));
    }

    private async Task LookAsync(IPage page, string name) => _wrong.AddRange(await PageCheck.LookAsync(page, name, typed: true));
}

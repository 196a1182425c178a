using Microsoft.Playwright;
using MiniExcelLibs;
using Xunit;

namespace Huoshui.Portal.Tests;

/// <summary>What a table can do on its page, and what a name with HTML in it does anywhere: nothing.</summary>
public sealed class ShownTableTests(PortalFixture portal)
{
    [Fact]
    public async Task A_table_that_stands_whole_on_a_page_is_sorted_filtered_and_exported_there()
    {
        var page = await portal.SignInAsync(Huoshui.Registry.Roles.Analyst);
        await page.GotoAsync("/tables/onetable/F27");
        var block = page.Locator(".table-block").First;
        await block.Locator(".table-tools").WaitForAsync();
        var first = await block.Locator("tbody tr").First.InnerTextAsync();
        await block.Locator("thead button.sort").First.ClickAsync();
        await block.Locator("thead button.sort").First.ClickAsync();
        Assert.NotEqual(first, await block.Locator("tbody tr").First.InnerTextAsync());
        Assert.Equal("descending", await block.Locator("thead th").First.GetAttributeAsync("aria-sort"));
        await block.Locator(".table-filter").FillAsync("F270009");
        Assert.Equal(1, await block.Locator("tbody tr:visible").CountAsync());
        var rows = await DownloadAsync(page, block, "xlsx");
        Assert.Contains("导出人：analyst", (string)rows[0].Values.First()!, StringComparison.Ordinal);
        Assert.Equal("F270009", rows[2].Values.First());
        Assert.Equal(3, rows.Count);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task HTML_in_a_name_stays_text_in_a_chart_and_its_tooltip_in_a_table_and_in_a_file()
    {
        var page = await portal.SignInAsync(Huoshui.Registry.Roles.Analyst);
        await page.GotoAsync("/figures/T05?by=Institution");
        Assert.Contains(SmallCity.HtmlName, await page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        var canvas = page.Locator(".panel:has(.tabs) [data-chart] canvas").First;
        await canvas.ScrollIntoViewIfNeededAsync();
        var box = (await canvas.BoundingBoxAsync())!;
        var tip = page.Locator(".chart-tip-title", new PageLocatorOptions { HasText = "通衢" });
        for (var y = 20; y < box.Height && await tip.CountAsync() == 0; y += 12)
        {
            await page.Mouse.MoveAsync(box.X + (box.Width / 2), box.Y + y);
            await page.WaitForTimeoutAsync(30);
        }

        Assert.Equal(SmallCity.HtmlName, await tip.First.InnerTextAsync());
        Assert.Equal(0, await page.Locator("img[src=x]").CountAsync());
        Assert.Null(await page.EvaluateAsync<object?>("window.broken ?? null"));
        await page.Context.CloseAsync();
    }

    private static async Task<List<IDictionary<string, object?>>> DownloadAsync(IPage page, ILocator block, string format)
    {
        var download = await page.RunAndWaitForDownloadAsync(() => block.Locator($"button[data-format={format}]").ClickAsync());
        await using var file = await download.CreateReadStreamAsync();
        using var copy = new MemoryStream();
        await file.CopyToAsync(copy);
        copy.Position = 0;
        return [.. copy.Query().Cast<IDictionary<string, object?>>()];
    }
}

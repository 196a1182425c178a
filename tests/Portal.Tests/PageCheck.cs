using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Xunit;

namespace Huoshui.Portal.Tests;

/// <summary>What every page must be: narrow enough, without a serious finding of axe, without an error in the console.</summary>
internal static class PageCheck
{
    public static async Task WalkAsync(IPage page, string name, string path, int width)
    {
        var errors = new List<string>();
        page.Console += (_, message) =>
        {
            if (message.Type == "error" && !message.Text.Contains("status of 40", StringComparison.Ordinal))
                errors.Add($"{message.Text} {message.Location}");
        };
        await page.GotoAsync(path);
        await DrawnAsync(page);
        await Screenshots.TakeAsync(page, $"{name}-{width}");
        var wide = await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        Assert.True(wide <= 0, $"{path} is {wide} px too wide at {width} px.");
        var axe = await page.RunAxe();
        var serious = axe.Violations.Where(one => one.Impact is "serious" or "critical").Select(Words).ToList();
        Assert.True(serious.Count == 0, string.Join('\n', serious));
        Assert.Empty(errors);
    }

    private static async Task DrawnAsync(IPage page)
    {
        if (await page.Locator("[data-chart]").CountAsync() > 0)
            await page.Locator("[data-chart] canvas").First.WaitForAsync();
    }

    private static string Words(AxeResultItem item) =>
        $"{item.Id}: {item.Help} — {string.Join(" | ", item.Nodes.Take(3).Select(node => node.Html))}";
}

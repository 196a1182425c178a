using Xunit;

namespace Huoshui.Portal.Tests;

/// <summary>Every page in English; a class of its own, so that it runs beside the other walk.</summary>
public sealed class EnglishPageTests(PortalFixture portal)
{
    [Theory]
    [MemberData(nameof(PageWalkTests.Pages), MemberType = typeof(PageWalkTests))]
    public async Task A_page_speaks_English(string name, string role, string path)
    {
        var page = await portal.WindowAsync(role, "en");
        await page.GotoAsync(path);
        Assert.Equal("en", await page.Locator("html").GetAttributeAsync("lang"));
        var frame = await page.Locator("header.bar, .side, .page-header h1, footer, thead th").AllInnerTextsAsync();
        Assert.DoesNotContain(frame, text => text.Replace("中文", string.Empty, StringComparison.Ordinal).Any(IsHan) && !IsName(name));
        await Screenshots.TakeAsync(page, $"{name}-en");
    }

    private static bool IsHan(char letter) => letter is >= '\u4e00' and <= '\u9fff';

    // Pages named after a person, a pack or a table carry that name as it is.
    private static bool IsName(string page) => page is "user" or "grant" or "account" || page.StartsWith("account", StringComparison.Ordinal)
        || page is not ("sign-in" or "about");
}

using System.Text.RegularExpressions;
using Xunit;

namespace Huoshui.Portal.Tests;

/// <summary>The style sheets that are shipped can be read by the older browsers of closed networks, and fetch nothing.</summary>
public sealed partial class StyleSheetTests(PortalFixture portal)
{
    [Theory]
    [InlineData("base")]
    [InlineData("layout")]
    [InlineData("parts")]
    [InlineData("print")]
    public async Task A_style_sheet_asks_for_nothing_new_and_nothing_elsewhere(string name)
    {
        using var client = portal.Client();
        var css = await client.GetStringAsync($"/_content/Huoshui.Presentation/{name}.css", TestContext.Current.CancellationToken);
        Assert.DoesNotMatch(TooNew(), Comments().Replace(css, string.Empty));
    }

    [GeneratedRegex(@":has\(|color-mix\(|@import|url\(|@layer|@container", RegexOptions.NonBacktracking)]
    private static partial Regex TooNew();

    [GeneratedRegex(@"/\*[^*]*\*+(?:[^/*][^*]*\*+)*/", RegexOptions.NonBacktracking)]
    private static partial Regex Comments();
}

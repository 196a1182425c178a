using Xunit;

namespace Huoshui.Portal.Tests;

/// <summary>Every page in English, as the server writes it: a page's frame is words of the server, so that nothing need be drawn. Where
/// pictures are taken, the page is opened for them.</summary>
public sealed class EnglishPageTests(PortalFixture portal)
{
    // The style sheets are not read: hence textContent. A person's name and a pack's own text stand as they are.
    private const string Frame =
        """
        async ([path, parts]) => {
          const page = new DOMParser().parseFromString(await (await fetch(path)).text(), 'text/html');
          page.querySelectorAll('.who, .prose, header.bar a[href^="/language/"]').forEach(part => part.remove());
          return [page.documentElement.lang, ...[...page.querySelectorAll(parts)].map(part => part.textContent)];
        }
        """;

    private const string Parts = "header.bar, .side, footer, thead th";

    // Every page whose title names no person, table, pack or figure.
    private static readonly HashSet<string> Titled =
    [
        "sign-in", "about", "not-found", "forbidden", "account-password", "account-authenticator", "account-passkeys", "account-sessions", "account-tokens",
        "institutions", "standard", "packs", "jobs", "users", "user-new", "roles", "audit", "bulletin", "figures", "publications", "filings", "filing-new",
        "calendar", "remind", "requests", "products-public", "products-firms", "products-overview",
        "loan-apply", "loans-desk", "loans-dashboard",
        "visits-grid", "visits-record", "visits-mine", "visits-declare", "visits-cases", "visits-funnel", "lists-public", "lists-desk", "firstloans", "firstloans-bank",
        "campaigns-public", "campaigns", "campaign-new", "campaigns-leads", "campaigns-overview", "scenes",
        "crossborder-scenarios", "crossborder-scenario", "crossborder-logs", "crossborder-statistics",
    ];

    [Theory]
    [MemberData(nameof(PageWalkTests.Pages), MemberType = typeof(PageWalkTests))]
    public async Task A_page_speaks_English(string name, string role, string path)
    {
        var page = await portal.WindowAsync(role, "en");
        if (page.Url == "about:blank")
            await page.GotoAsync("/about");
        var frame = await page.EvaluateAsync<string[]>(Frame, new[] { path, Parts + (Titled.Contains(name) ? ", title, .page-header h1" : string.Empty) });
        Assert.Equal("en", frame[0]);
        Assert.True(frame.Length > 2, $"{frame.Length} parts of the frame");
        Assert.DoesNotContain(frame, text => text.Any(IsHan));
        if (!Screenshots.AreWanted)
            return;
        await page.GotoAsync(path);
        await Screenshots.TakeAsync(page, $"{name}-en");
    }

    private static bool IsHan(char letter) => letter is >= '\u4e00' and <= '\u9fff';
}

using System.Runtime.CompilerServices;
using Microsoft.Playwright;
using Xunit;

namespace Huoshui.Portal.Tests;

/// <summary>What every page must be at a desk and on a phone: narrow enough, without a serious finding of axe, without an error in the
/// console, in the reader's language; a picture of it is kept.</summary>
internal static class PageCheck
{
    private const int Desk = 1280;
    private const int Phone = 390;

    // Proper names, formats and units that stand on a Chinese page as they are.
    private static readonly string[] Names =
    [
        "Apache", "API", "Asia", "Authenticator", "Casework", "CNY", "CSV", "DMN", "English", "EUR", "Excel", "FIDO", "FreeOTP", "Google", "HKD",
        "HKT", "HTTPS", "ICP", "JPEG", "JPY", "JSON", "LEI", "LPR", "Markdown", "Microsoft", "OpenID", "Parquet", "PDF", "PIN", "PPP", "SBA", "Shanghai", "SHA", "TOTP", "tus",
        "USB", "USD", "YYYY", "CL_F", "UTC", "UTF", "VTL", "WebP", "Word", "XBRL", "xlsx", "ZIP", "zip", "csv", "parquet", "GB", "docx", "QR",
        "img", "src", "onerror", "window", "broken", // SmallCity.HtmlName
        "walk", "preparer", "reviewer", "signer", // accounts of the tests themselves
    ];

    // Every table that is not the data of a chart can be sorted and leaves as a file.
    private const string TablesWithout =
        """
        () => [...document.querySelectorAll('table.data')].filter(table => !table.closest('.chart-data')).filter(table => {
          const block = table.closest('.table-block');
          return !block?.querySelector('.table-exports a, .table-exports button') || !table.tHead.querySelector('.sort');
        }).map(table => table.caption.textContent)
        """;

    // Charts follow the width a frame later: two frames pass before the width is read, so that nothing widens unseen, and what is
    // too wide then gets two seconds to become narrow.
    private const string TooWide =
        """
        async () => {
          const wide = () => document.documentElement.scrollWidth - document.documentElement.clientWidth;
          const frame = () => new Promise(requestAnimationFrame);
          await frame();
          await frame();
          for (const end = performance.now() + 2000; wide() > 0 && performance.now() < end;)
            await frame();
          return wide();
        }
        """;

    private static readonly ConditionalWeakTable<IPage, List<string>> Errors = [];

    // Words of Latin letters outside code, names of accounts and what people typed.
    private const string LatinWords =
        """
        names => {
          const found = new Set();
          const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          while (walker.nextNode()) {
            const node = walker.currentNode;
            if (node.parentElement.closest('.code, code, pre, .prose, script, style, noscript, textarea, option, .masked, .typed, [lang="en"], .who, .chart-canvas')) continue;
            for (const word of node.textContent.match(/[A-Za-z_]{3,}/g) ?? [])
              if (!names.includes(word) && !/^[A-Z]{2,3}$/.test(word)) found.add(word);
          }
          return [...found];
        }
        """;

    /// <summary>Keeps what the page's console says from now on.</summary>
    public static void Listen(IPage page)
    {
        var errors = Errors.GetOrCreateValue(page);
        page.Console += (_, message) =>
        {
            if (message.Type == "error" && !message.Text.Contains("status of 40", StringComparison.Ordinal))
                errors.Add($"{message.Text} {message.Location}");
        };
    }

    /// <summary>Opens a page and looks at it; what is wrong is said all at once.</summary>
    public static async Task WalkAsync(IPage page, string name, string path, bool typed = false)
    {
        await page.GotoAsync(path);
        var wrong = await LookAsync(page, name, typed);
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    /// <summary>Looks at the page as it stands, first at a desk, then on a phone.</summary>
    /// <param name="page">A page as wide as a desk.</param>
    /// <param name="name">Of the pictures.</param>
    /// <param name="typed">True where people's own words stand on the page (names, reasons), so that Latin letters say nothing.</param>
    /// <param name="quick">True to let axe look at the desk's width only.</param>
    /// <returns>What is wrong; empty when nothing is.</returns>
    public static async Task<IReadOnlyList<string>> LookAsync(IPage page, string name, bool typed = false, bool quick = false)
    {
        var wrong = new List<string>();
        await DrawnAsync(page);
        if (!typed && await page.Locator("html").GetAttributeAsync("lang") == "zh-CN")
            wrong.AddRange((await page.EvaluateAsync<string[]>(LatinWords, Names)).Select(word => $"{name}: the word {word}"));
        await page.Locator(".table-tools[hidden]").First.WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Detached });
        wrong.AddRange((await WithoutToolsAsync(page)).Select(table => $"{name}: the table {table} cannot be sorted or exported"));
        wrong.AddRange(await AtAsync(page, name, Desk));
        await page.SetViewportSizeAsync(Phone, 844);
        wrong.AddRange(await AtAsync(page, name, Phone, withAxe: !quick));
        await page.SetViewportSizeAsync(Desk, 800);
        var errors = Errors.GetOrCreateValue(page);
        wrong.AddRange(errors);
        errors.Clear(); // the same window opens the next page
        return wrong;
    }

    // After a merge of pages a table gets its tools a moment later.
    private static async Task<string[]> WithoutToolsAsync(IPage page)
    {
        var without = await page.EvaluateAsync<string[]>(TablesWithout);
        for (var turn = 0; without.Length > 0 && turn < 20; turn++)
        {
            await page.WaitForTimeoutAsync(100);
            without = await page.EvaluateAsync<string[]>(TablesWithout);
        }

        return without;
    }

    private static async Task<List<string>> AtAsync(IPage page, string name, int width, bool withAxe = true)
    {
        await Screenshots.TakeAsync(page, $"{name}-{width}");
        var wrong = new List<string>();
        var wide = await TooWideAsync(page);
        if (wide > 0)
            wrong.Add($"{name}: {wide} px too wide at {width} px");
        if (!withAxe)
            return wrong;
        wrong.AddRange((await Axe.SeriousAsync(page)).Select(one => $"{name} at {width} px: {one}"));
        return wrong;
    }

    /// <summary>By how many pixels the page is wider than its window once it has settled; 0 when it is not.</summary>
    public static Task<int> TooWideAsync(IPage page) => page.EvaluateAsync<int>(TooWide);

    private static async Task DrawnAsync(IPage page)
    {
        var charts = page.Locator("[data-chart]");
        for (var i = 0; i < await charts.CountAsync(); i++)
            await charts.Nth(i).Locator("canvas").First.WaitForAsync();
    }
}

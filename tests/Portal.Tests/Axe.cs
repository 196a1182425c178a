using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace Huoshui.Portal.Tests;

/// <summary>axe-core in the page itself, all its rules. The package's own runner loads the script three times for a page and opens a second
/// one: four fifths of the time.</summary>
internal static class Axe
{
    private static readonly string Script = new BundledAxeScriptProvider().GetScript();

    // Rows of a table are alike: axe looks at the first ones of each. No page has a frame (frame-src is not granted).
    private const string Run =
        """
        async most => {
          const repeated = [...document.querySelectorAll('tbody')].flatMap(body => [...body.rows].slice(most)).filter(row => !row.hidden);
          repeated.forEach(row => { row.hidden = true; });
          const found = await axe.run(document, { resultTypes: ['violations'] });
          repeated.forEach(row => { row.hidden = false; });
          return found.violations.filter(one => one.impact === 'serious' || one.impact === 'critical')
            .map(one => `${one.id}: ${one.help} — ${one.nodes.slice(0, 3).map(node => node.html).join(' | ')}`);
        }
        """;

    private const int RowsOfATable = 12;

    /// <summary>What axe finds at the page's width that is serious or critical; empty when nothing.</summary>
    public static async Task<IReadOnlyList<string>> SeriousAsync(IPage page)
    {
        if (!await page.EvaluateAsync<bool>("() => typeof axe === 'object'"))
            await page.EvaluateAsync(Script);
        return await page.EvaluateAsync<string[]>(Run, RowsOfATable);
    }
}

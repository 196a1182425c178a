using Huoshui.Cli.VtlRuns.Reference;
using Huoshui.Dmn;
using Huoshui.Policies;
using Huoshui.Policies.Reference;

namespace Huoshui.Cli.Packs;

/// <summary><c>huoshui pack docs</c>.</summary>
internal static class PackDocs
{
    private static readonly string[] Generated = ["returns", "packs"];

    public static int Run(string folder, bool onlyCheck)
    {
        ReferencePage[] pages =
        [
            .. ReferencePages.Of(PolicyLibrary.Load(PolicyLibrary.FindFolder())),
            new ReferencePage("feel.md", FeelReference.Page()),
            new ReferencePage("vtl.md", LanguageReference.Page()),
        ];
        var stale = pages.Where(p => Current(folder, p) != p.Content).ToArray();
        var orphans = Orphans(folder, pages);
        if (onlyCheck)
        {
            foreach (var path in stale.Select(p => p.Path).Concat(orphans))
            {
                Console.Error.WriteLine(
                    $"不是最新 / not fresh: {Path.Combine(folder, path)}; 运行 run: huoshui pack docs --out {folder}");
            }

            return stale.Length + orphans.Count > 0 ? ExitCodes.InputFailed : ExitCodes.Good;
        }

        foreach (var page in stale)
        {
            var path = Path.Combine(folder, page.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, page.Content);
        }

        foreach (var orphan in orphans)
            File.Delete(Path.Combine(folder, orphan));
        Console.Out.WriteLine(
            $"{pages.Length} 页，写了 {stale.Length}，删了 {orphans.Count} / {pages.Length} pages, {stale.Length} written, "
            + $"{orphans.Count} deleted");
        return ExitCodes.Good;
    }

    private static string? Current(string folder, ReferencePage page)
    {
        var path = Path.Combine(folder, page.Path);
        return File.Exists(path) ? File.ReadAllText(path) : null;
    }

    // Pages of tables and packs that are no more.
    private static List<string> Orphans(string folder, IReadOnlyList<ReferencePage> pages)
    {
        var known = pages.Select(p => p.Path).ToHashSet(StringComparer.Ordinal);
        return [.. Generated.Select(g => Path.Combine(folder, g)).Where(Directory.Exists)
            .SelectMany(g => Directory.EnumerateFiles(g, "*.md", SearchOption.AllDirectories))
            .Select(f => Path.GetRelativePath(folder, f).Replace('\\', '/'))
            .Where(f => !known.Contains(f))
            .Order(StringComparer.Ordinal)];
    }
}

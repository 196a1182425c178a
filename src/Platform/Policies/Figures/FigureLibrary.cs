using Huoshui.Diagnostics;

namespace Huoshui.Policies.Figures;

/// <summary>Every figure that the packs under a policies folder register. Immutable, thread safe.</summary>
public sealed class FigureLibrary
{
    private readonly Dictionary<string, FigureDefinition> _byId;
    private readonly Dictionary<string, FigurePack> _packs;

    private FigureLibrary(IReadOnlyList<FigurePack> packs, IReadOnlyList<Diagnostic> diagnostics)
    {
        Packs = packs;
        Diagnostics = diagnostics;
        _packs = packs.ToDictionary(p => p.Id, StringComparer.Ordinal);
        var all = packs.SelectMany(p => p.Figures).DistinctBy(f => f.Id, StringComparer.Ordinal);
        _byId = all.ToDictionary(f => f.Id, StringComparer.Ordinal);
        Figures = [.. _byId.Values.Where(f => f.ShadowOf is null && FigureOrder.IsChapter(f.Area))
            .OrderBy(f => f, FigureOrder.Instance)];
    }

    /// <summary>Packs with figures or calculations, each after the packs that it uses.</summary>
    public IReadOnlyList<FigurePack> Packs { get; }

    /// <summary>What is wrong with the files; a pack with an error is left out whole.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; }

    /// <summary>
    /// The figures of the city in their own right, by chapter and number. Shadow figures are under <see
    /// cref="ShadowsOf"/>,
    /// those of studies (packs outside the six chapters) under <see cref="OfPack"/>.
    /// </summary>
    public IReadOnlyList<FigureDefinition> Figures { get; }

    /// <summary>The figures in their own right that one pack registers, by number; empty if it has none.</summary>
    public IReadOnlyList<FigureDefinition> OfPack(string packId) =>
        [.. _byId.Values.Where(f => f.ShadowOf is null && f.PackId == packId)
            .OrderBy(f => f.Id, StringComparer.Ordinal)];

    /// <summary>Shadow figures and those of studies too.</summary>
    public IEnumerable<FigureDefinition> All => _byId.Values;

    /// <summary>A figure or shadow figure; null if no pack registers it.</summary>
    public FigureDefinition? Find(string id) => _byId.GetValueOrDefault(id);

    /// <summary>The calculation part of a pack; null if it has none.</summary>
    public FigurePack? Pack(string id) => _packs.GetValueOrDefault(id);

    /// <summary>The shadow figures shown beside a figure.</summary>
    public IEnumerable<FigureDefinition> ShadowsOf(string id) =>
        _byId.Values.Where(f => string.Equals(f.ShadowOf, id, StringComparison.Ordinal));

    /// <summary>Reads every pack.yaml under a folder (returns and vocabulary apart).</summary>
    /// <param name="folder">The policies folder.</param>
    public static FigureLibrary Load(string folder)
    {
        var diagnostics = new List<Diagnostic>();
        var packs = new List<FigurePack>();
        foreach (var path in Directory.EnumerateFiles(folder, "pack.yaml", SearchOption.AllDirectories)
                     .Order(StringComparer.Ordinal))
        {
            var id = Path.GetRelativePath(folder, Path.GetDirectoryName(path)!).Replace('\\', '/');
            if (id.StartsWith("returns", StringComparison.Ordinal)
                || id.StartsWith("vocabulary", StringComparison.Ordinal))
            {
                continue;
            }

            var source = new SourceText($"policies/{id}/pack.yaml", File.ReadAllText(path));
            if (new FigurePackReader(source, diagnostics).Read(id) is { } pack)
                packs.Add(pack);
        }

        ReportDuplicates(packs, diagnostics);
        return new FigureLibrary(Ordered(packs, diagnostics), diagnostics);
    }

    private static void ReportDuplicates(List<FigurePack> packs, List<Diagnostic> diagnostics)
    {
        foreach (var twice in packs.SelectMany(p => p.Figures).GroupBy(f => f.Id, StringComparer.Ordinal)
            .Where(g => g.Count() > 1))
        {
            var where = string.Join("、", twice.Select(f => f.PackId));
            diagnostics.Add(Diagnostic.Error(
                "PAK1103", $"指标 {twice.Key} 登记了两次：{where}",
                    $"Figure {twice.Key} is registered twice: {where}; keep one"));
        }
    }

    private static List<FigurePack> Ordered(List<FigurePack> packs, List<Diagnostic> diagnostics)
    {
        var ordered = new List<FigurePack>();
        var waiting = new List<FigurePack>(packs);
        while (waiting.Count > 0)
        {
            var ready = waiting.Where(p =>
                p.Uses.All(u => ordered.Any(o => string.Equals(o.Id, u, StringComparison.Ordinal)))).ToList();
            if (ready.Count == 0)
            {
                var names = string.Join("、", waiting.Select(p => p.Id));
                diagnostics.Add(Diagnostic.Error(
                    "PAK1104", $"uses 指向不存在的包或成环：{names}", $"uses names a missing pack or a cycle: {names}"));
                return ordered;
            }

            ordered.AddRange(ready);
            waiting.RemoveAll(ready.Contains);
        }

        return ordered;
    }
}

/// <summary>Chapters in the order of the city's report, then letter and number: T01, T02 … D03, D03b.</summary>
internal sealed class FigureOrder : IComparer<FigureDefinition>
{
    public static readonly FigureOrder Instance = new();

    private static readonly string[] Chapters = ["tech", "green", "inclusive", "pension", "digital", "opening"];

    /// <summary>Whether an area is a chapter of the city's report; the others are studies.</summary>
    public static bool IsChapter(string area) => Chapters.Contains(area, StringComparer.Ordinal);

    public int Compare(FigureDefinition? x, FigureDefinition? y)
    {
        var chapter = Array.IndexOf(Chapters, x?.Area).CompareTo(Array.IndexOf(Chapters, y?.Area));
        return chapter != 0 ? chapter : string.CompareOrdinal(x?.Id, y?.Id);
    }
}

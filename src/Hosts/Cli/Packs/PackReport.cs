using Huoshui.Diagnostics;
using Huoshui.Policies;
using Huoshui.Policies.Decisions;
using Huoshui.Policies.Figures;
using Huoshui.Systems.Indicators;
using Huoshui.Warehouse.Cases;
using Huoshui.Warehouse.Partials;

namespace Huoshui.Cli.Packs;

/// <summary>What <c>pack check</c> found.</summary>
internal sealed record PackReport(int Packs, int Rules, int Cases, IReadOnlyList<Diagnostic> Diagnostics)
{
    private const string Shown = "policies/";
    private const string Templates = Shown + "templates/";

    public int Errors => Diagnostics.Count(d => d.Severity == DiagnosticSeverity.Error);

    public int Warnings => Diagnostics.Count(d => d.Severity == DiagnosticSeverity.Warning);

    public int Notes => Diagnostics.Count(d => d.Severity == DiagnosticSeverity.Information);

    public bool HasError => Errors > 0;

    /// <summary>Loads, checks and runs the cases.</summary>
    public static PackReport Run(PackSelection selection, CancellationToken cancellationToken)
    {
        var library = PolicyLibrary.Load(selection.Folder);
        var found = library.Diagnostics.Where(d => Concerns(selection, d)).ToList();
        var packs = library.Packs.Where(p => selection.Has(p.Id)).ToArray();
        foreach (var pack in packs)
            found.AddRange(PackCheck.Run(library, pack));
        var (rules, cases) = Returns(library, packs, found, cancellationToken);
        if (packs.Length == 0 && !found.Exists(d => d.Severity == DiagnosticSeverity.Error))
            found.Add(NoPack(selection));
        cases += Figures(library, packs, selection, found) + packs.Sum(DecisionCheck.Count);
        return new PackReport(packs.Length, rules, cases, InOrder(found.Distinct()));
    }

    // A folder without pack.yaml is no pack: often the file has another name.
    private static Diagnostic NoPack(PackSelection selection)
    {
        var folder = Path.Combine(selection.Folder, selection.Prefix);
        var near = Directory.EnumerateFiles(folder, "*", SearchOption.TopDirectoryOnly).Select(Path.GetFileName)
            .FirstOrDefault(f => f!.StartsWith("pack.", StringComparison.OrdinalIgnoreCase));
        var (zh, en) = near is null ? (string.Empty, string.Empty)
            : ($"；有 {near}，请改名为 pack.yaml", $"; there is {near}: rename it pack.yaml");
        return Diagnostic.Error(
            PackCodes.FileMissing, $"{folder} 里没有政策包：缺少 pack.yaml{zh}",
            $"there is no pack in {folder}: pack.yaml is missing{en}");
    }

    // Pack by pack, file by file as they are written, from top to bottom; that the pack was refused comes last.
    private static IReadOnlyList<Diagnostic> InOrder(IEnumerable<Diagnostic> found) =>
        [.. found.OrderBy(PackOf, StringComparer.Ordinal).ThenBy(d => d.Code == PackCodes.Refused)
            .ThenBy(FileRank).ThenBy(d => d.Source?.Name, StringComparer.Ordinal).ThenBy(d => d.Position?.Line ?? 0)];

    private static string PackOf(Diagnostic diagnostic) =>
        string.Join('/', (diagnostic.Source?.Name ?? string.Empty).Split('/').Take(3));

    private static int FileRank(Diagnostic diagnostic) => Path.GetFileName(diagnostic.Source?.Name) switch
    {
        "pack.yaml" => 0,
        "parameters.yaml" => 1,
        "cases.yaml" => 4,
        var name => Path.GetExtension(name) == ".csv" ? 2 : 3,
    };

    private static (int Rules, int Cases) Returns(
        PolicyLibrary library, PolicyPack[] packs, List<Diagnostic> found, CancellationToken cancellationToken)
    {
        var rules = 0;
        var cases = 0;
        var runner = new RuleCaseRunner(library);
        foreach (var definition in library.Returns.Where(r => packs.Contains(r.Pack)))
        {
            var written = library.Cases(definition.Id).Cases;
            rules += written.Select(c => c.Rule).Distinct(StringComparer.Ordinal).Count();
            cases += written.Count;
            found.AddRange(runner.Run(definition.Id, cancellationToken));
        }

        return (rules, cases);
    }

    private static int Figures(
        PolicyLibrary library, PolicyPack[] packs, PackSelection selection, List<Diagnostic> found)
    {
        var figures = FigureLibrary.Load(library.Folder);

        // Of a file that cannot be read the library has told why.
        var told = found.Where(d => d.Severity == DiagnosticSeverity.Error).Select(d => d.Source?.Name).ToHashSet();
        found.AddRange(figures.Diagnostics.Where(
            d => Concerns(selection, d) && (d.Source is null || !told.Contains(d.Source.Name))));
        var compiler = new FigureCompiler(library, figures, RegisterSource.Static(library.Vocabulary));
        var runner = new FigureCases(compiler, library.Folder);
        var cases = 0;
        foreach (var id in runner.PackIds.Where(id => packs.Any(p => p.Id == id)))
        {
            var outcomes = runner.Run(id);
            cases += outcomes.Count;
            found.AddRange(outcomes.Where(o => o.Problem is not null).Select(o => Failed(library, o)));
        }

        return cases;
    }

    private static Diagnostic Failed(PolicyLibrary library, FigureCaseOutcome outcome)
    {
        var text = File.ReadAllText(Path.Combine(library.Folder, outcome.PackId, "cases.yaml"));
        var at = text.IndexOf(outcome.Name, StringComparison.Ordinal);
        return Diagnostic.Error(
            PackCodes.CaseFailed,
            $"例子“{outcome.Name}”：{outcome.Problem}",
            $"case \"{outcome.Name}\": {outcome.Problem}",
            new SourceText($"{Shown}{outcome.PackId}/cases.yaml", text),
            at < 0 ? null : new SourceSpan(at, outcome.Name.Length));
    }

    /// <summary>What is said of the chosen packs. A diagnostic without a file is about no pack, and is
    /// told in any case; so is an error in a template, which may be why a pack of its users was refused.</summary>
    public static bool Concerns(PackSelection selection, Diagnostic diagnostic) =>
        diagnostic.Source is not { } source
        || !source.Name.StartsWith(Shown, StringComparison.Ordinal)
        || selection.Has(source.Name[Shown.Length..])
        || (diagnostic.Severity == DiagnosticSeverity.Error
            && source.Name.StartsWith(Templates, StringComparison.Ordinal));
}

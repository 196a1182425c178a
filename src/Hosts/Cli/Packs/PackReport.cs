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
        cases += Figures(library, packs, found) + packs.Sum(DecisionCheck.Count);
        return new PackReport(packs.Length, rules, cases, [.. found.Distinct()]);
    }

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

    private static int Figures(PolicyLibrary library, PolicyPack[] packs, List<Diagnostic> found)
    {
        var figures = FigureLibrary.Load(library.Folder);
        found.AddRange(figures.Diagnostics);
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

    /// <summary>What is said of the chosen packs. A diagnostic without a file is about a pack as a whole (refused), and
    /// is told in any case; so is an error in a template, which may be why a pack of its users was refused.</summary>
    public static bool Concerns(PackSelection selection, Diagnostic diagnostic) =>
        diagnostic.Source is not { } source
        || !source.Name.StartsWith(Shown, StringComparison.Ordinal)
        || selection.Has(source.Name[Shown.Length..])
        || (diagnostic.Severity == DiagnosticSeverity.Error
            && source.Name.StartsWith(Templates, StringComparison.Ordinal));
}

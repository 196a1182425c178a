using Huoshui.Diagnostics;
using Huoshui.Dmn;
using Huoshui.Policies.Decisions;
using Huoshui.Policies.Loading;

namespace Huoshui.Policies.Mutation;

/// <summary>What a mutation run found.</summary>
/// <param name="Packs">Packs with a decision.</param>
/// <param name="Mutants">Changes that were tried, those of templates among them.</param>
/// <param name="Survivors">Changes that no case noticed, each with its place; or, when a pack's cases do not hold
/// unchanged, those cases, and nothing was tried.</param>
public sealed record MutationReport(int Packs, int Mutants, IReadOnlyList<Diagnostic> Survivors)
{
    /// <summary>Changes of models of templates among those that were tried.</summary>
    public int TemplateMutants { get; init; }

    /// <summary>Templates whose models were not tried, by name: other packs use them too, and the cases of all of
    /// them together guard a template.</summary>
    public IReadOnlyList<TemplateLeftOut> LeftOut { get; init; } = [];

    /// <summary>Share that a case noticed, in percent; 100 without mutants, 0 when nothing could be tried.</summary>
    public decimal KilledPercent => Mutants == 0 && Survivors.Count > 0 ? 0 : Mutants == 0 ? 100
        : (Mutants - Survivors.Count) * 100m / Mutants;
}

/// <summary>A template whose model a run left out.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Mutants">The changes that there are of its model.</param>
/// <param name="Packs">Ids of the packs that use it, sorted.</param>
public sealed record TemplateLeftOut(string Name, int Mutants, IReadOnlyList<string> Packs);

/// <summary>
/// Tries the cases of decision packs (变异检查): changes one rule, condition, number or day at a time, in memory, and
/// looks whether a case fails. What survives is a rule or number that no case guards.
/// </summary>
public static class PackMutation
{
    /// <summary>Runs the mutants of the packs that are chosen. The model of a template is tried when every pack that
    /// uses it is chosen, or the template itself (<c>templates/loan</c>), against all of them; otherwise it is left
    /// out and named.</summary>
    /// <param name="library">The packs; their cases hold.</param>
    /// <param name="isChosen">By id of the pack.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    public static MutationReport Run(PolicyLibrary library, Func<string, bool> isChosen,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(library);
        var chosen = library.Packs.Where(p => p.Decision is not null && isChosen(p.Id)).ToList();
        var users = library.Packs.Where(p => p.Decision?.Template is not null)
            .GroupBy(p => p.Decision!.Template!, StringComparer.Ordinal)
            .Where(g => isChosen("templates/" + g.Key) || g.Any(chosen.Contains)).ToList();
        var whole = users.Where(g => isChosen("templates/" + g.Key) || g.All(chosen.Contains)).ToList();
        var trials = chosen.Union(whole.SelectMany(g => g)).ToDictionary(p => p, p => new Trial(library.Folder, p));
        var survivors = trials.Values.SelectMany(t => t.Failures()).ToList();
        if (survivors.Count > 0)
            return new MutationReport(trials.Count, 0, survivors);
        var own = chosen.Select(p => trials[p]).SelectMany(t => t.Own());
        var ofTemplates = whole.SelectMany(g => OfModel([.. g.Select(p => trials[p])]));
        var tried = Try(own, survivors, cancellationToken);
        var triedOfTemplates = Try(ofTemplates, survivors, cancellationToken);
        return new MutationReport(trials.Count, tried + triedOfTemplates, survivors)
        {
            TemplateMutants = triedOfTemplates,
            LeftOut = [.. users.Except(whole).Select(g => new TemplateLeftOut(
                g.Key, ModelMutants.Of(g.First().Decision!.Model).Count(), [.. g.Select(p => p.Id)]))],
        };
    }

    private static int Try(IEnumerable<(Mutant Mutant, Trial[] Judges)> mutants, List<Diagnostic> survivors,
        CancellationToken cancellationToken)
    {
        var count = 0;
        foreach (var (mutant, judges) in mutants)
        {
            cancellationToken.ThrowIfCancellationRequested();
            count++;
            if (judges.All(t => t.Survives(mutant)))
                survivors.Add(mutant.Survived());
        }

        return count;
    }

    private static IEnumerable<(Mutant Mutant, Trial[] Judges)> OfModel(Trial[] judges) =>
        ModelMutants.Of(judges[0].Model).Select(m => (m, judges));

    // A pack and its cases, ready to be tried with one file changed.
    private sealed class Trial
    {
        private readonly string _id;
        private readonly IReadOnlyList<DecisionCase> _cases;
        private readonly PackDecision _decision;
        private readonly bool _usesTemplate;

        public Trial(string root, PolicyPack pack)
        {
            _id = pack.Id;
            Files = PackFiles.Read(root, pack.Folder, []);
            _decision = pack.Decision!;
            Model = _decision.Model;
            _usesTemplate = _decision.Template is not null;
            _cases = DecisionCheck.Cases(pack).Cases;
        }

        public PackFiles Files { get; }

        public SourceText Model { get; }

        /// <summary>The mutants of the pack's own files: its data, and its model unless that is a template's.</summary>
        public IEnumerable<(Mutant Mutant, Trial[] Judges)> Own() =>
            DataMutants.Of(Files).Concat(_usesTemplate ? [] : ModelMutants.Of(Model))
                .Select(m => (m, new[] { this }));

        /// <summary>Cases that fail without any change: every mutant would seem to be noticed.</summary>
        public IEnumerable<Diagnostic> Failures() => _cases.Select(c => c.Failure(_decision)).OfType<Diagnostic>();

        public bool Survives(Mutant mutant)
        {
            var sink = new List<Diagnostic>();
            var isOfTemplate = _usesTemplate && mutant.Source.Name == Model.Name;
            var files = isOfTemplate ? Files : Files.With(mutant.File, mutant.Content);
            var template = isOfTemplate ? new SourceText(Model.Name, mutant.Content) : Model;
            if (HeaderLoader.Load(files.Text("pack.yaml")!, _id, sink) is not { } header)
                return false;
            var parameters = files.Text("parameters.yaml") is { } text ? ParameterLoader.Load(text, sink)
                : ParameterSet.Empty;
            var decision = DecisionLoader.Load(
                files, header, parameters, new ModelSource(_ => template, Compiled, ModelLoading.AtOnce), sink);
            return decision is not null && sink.TrueForAll(d => d.Severity != DiagnosticSeverity.Error)
                && _cases.All(c => c.Problem(decision) is null);
        }

        // Most mutants leave the model as it is.
        private DmnModel Compiled(SourceText source) =>
            source.Content == Model.Content ? _decision.Compiled : DmnModel.Load(source);
    }
}

using Huoshui.Diagnostics;
using Huoshui.Dmn;
using Huoshui.Policies.Decisions;
using Huoshui.Policies.Loading;

namespace Huoshui.Policies.Mutation;

/// <summary>What a mutation run found.</summary>
/// <param name="Packs">Packs with a decision.</param>
/// <param name="Mutants">Changes that were tried.</param>
/// <param name="Survivors">Changes that no case noticed, each with its place; or, when a pack's cases do not hold
/// unchanged, those cases, and nothing was tried.</param>
public sealed record MutationReport(int Packs, int Mutants, IReadOnlyList<Diagnostic> Survivors)
{
    /// <summary>Share that a case noticed, in percent; 100 without mutants, 0 when nothing could be tried.</summary>
    public decimal KilledPercent => Mutants == 0 && Survivors.Count > 0 ? 0 : Mutants == 0 ? 100
        : (Mutants - Survivors.Count) * 100m / Mutants;
}

/// <summary>
/// Tries the cases of decision packs (变异检查): changes one rule, condition, number or day at a time, in memory, and
/// looks whether a case fails. What survives is a rule or number that no case guards.
/// </summary>
public static class PackMutation
{
    /// <summary>Runs the mutants of the packs that are chosen; those of a template against all chosen packs that use
    /// it.</summary>
    /// <param name="library">The packs; their cases hold.</param>
    /// <param name="isChosen">By id of the pack.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    public static MutationReport Run(PolicyLibrary library, Func<string, bool> isChosen,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(library);
        var trials = library.Packs.Where(p => p.Decision is not null && isChosen(p.Id))
            .Select(p => new Trial(library.Folder, p)).ToArray();
        var survivors = trials.SelectMany(t => t.Failures()).ToList();
        if (survivors.Count > 0)
            return new MutationReport(trials.Length, 0, survivors);
        var mutants = 0;
        foreach (var (mutant, judges) in trials.SelectMany(OfData)
            .Concat(trials.GroupBy(t => t.Model.Name, StringComparer.Ordinal).SelectMany(OfModel)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            mutants++;
            if (judges.All(t => t.Survives(mutant)))
                survivors.Add(mutant.Survived());
        }

        return new MutationReport(trials.Length, mutants, survivors);
    }

    private static IEnumerable<(Mutant Mutant, Trial[] Judges)> OfData(Trial trial) =>
        DataMutants.Of(trial.Files).Select(m => (m, new[] { trial }));

    private static IEnumerable<(Mutant Mutant, Trial[] Judges)> OfModel(IGrouping<string, Trial> users)
    {
        Trial[] judges = [.. users];
        return ModelMutants.Of(judges[0].Model).Select(m => (m, judges));
    }

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

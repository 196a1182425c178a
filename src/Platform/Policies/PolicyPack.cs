using Huoshui.Diagnostics;
using Huoshui.Policies.Decisions;
using Huoshui.Policies.Lists;
using Huoshui.Policies.Notices;
using Huoshui.Policies.Processes;
using Huoshui.Policies.Scenarios;

namespace Huoshui.Policies;

/// <summary>A policy pack (政策包): one folder under policies/ that holds rules, parameters, cases and a README.
/// Immutable.</summary>
public sealed class PolicyPack
{
    private readonly Dictionary<string, SourceText> _scripts;

    internal PolicyPack(PackHeader header, string folder, ParameterSet parameters, PackContents contents)
    {
        Id = header.Id;
        Title = header.Title;
        Owner = header.Owner;
        LegalBasis = header.LegalBasis;
        EffectiveFrom = header.EffectiveFrom;
        EffectiveTo = header.EffectiveTo;
        LeavesOut = header.LeavesOut;
        Folder = folder;
        Parameters = parameters;
        Hash = contents.Hash;
        ReadmeMarkdown = contents.ReadmeMarkdown;
        _scripts = contents.Scripts.ToDictionary(s => s.Key, s => s.Value, StringComparer.Ordinal);
    }

    /// <summary>The folder's path under policies/, with slashes: <c>returns/onetable</c>, <c>tech/loans</c>.</summary>
    public string Id { get; }

    /// <summary>Its name.</summary>
    public LocalizedText Title { get; }

    /// <summary>Absolute path of its folder.</summary>
    public string Folder { get; }

    /// <summary>Who answers for its content.</summary>
    public LocalizedText Owner { get; }

    /// <summary>Documents it rests on, each with number and date where known.</summary>
    public IReadOnlyList<LocalizedText> LegalBasis { get; }

    /// <summary>First day of its validity.</summary>
    public DateOnly EffectiveFrom { get; }

    /// <summary>Last day of its validity; null while it is in force.</summary>
    public DateOnly? EffectiveTo { get; }

    /// <summary>What it does not cover, so that nobody believes it does.</summary>
    public LocalizedText LeavesOut { get; }

    /// <summary>Its numbers, each with unit, dates and source.</summary>
    public ParameterSet Parameters { get; }

    /// <summary>SHA-256 of the content of every file of the pack, lower-case hex; changes whenever a file
    /// does.</summary>
    public string Hash { get; }

    /// <summary>Its README.md; empty if it has none (which is a diagnostic).</summary>
    public string ReadmeMarkdown { get; }

    /// <summary>Code lists of its own, from its codes.csv; they hide lists of the vocabulary with the same
    /// id.</summary>
    public IReadOnlyList<CodeList> Codes { get; internal init; } = [];

    /// <summary>Its decision; null if it decides nothing.</summary>
    public PackDecision? Decision { get; internal init; }

    /// <summary>Its process, from process.yaml; null if it has none.</summary>
    public ProcessDefinition? Process { get; internal init; }

    /// <summary>The list that its decision makes, from list.yaml; null if it makes none. With it there is a <see
    /// cref="Decision"/>.</summary>
    public ListDefinition? List { get; internal init; }

    /// <summary>Kinds of notices to people that it declares, from notices.yaml; none if it has no such file.</summary>
    public IReadOnlyList<NoticeKind> Notices { get; internal init; } = [];

    /// <summary>What crosses the border under it, from scenario.yaml; null if nothing does.</summary>
    public ScenarioDefinition? Scenario { get; internal init; }

    /// <summary>How its answer is read as that of a financial product; null if it is none. With it there is a <see
    /// cref="Decision"/>.</summary>
    public ProductTerms? Product { get; internal init; }

    /// <summary>Names of its scripts relative to its folder, sorted: <c>checks/F27.vtl</c>,
    /// <c>indicators.vtl</c>.</summary>
    public IReadOnlyList<string> ScriptNames => [.. _scripts.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The scripts of a file name or folder.</summary>
    /// <param name="fileName"><c>indicators.vtl</c> for one file, <c>checks</c> for every script of that
    /// folder.</param>
    /// <returns>In the order of their names; empty if there is none.</returns>
    public IReadOnlyList<SourceText> Scripts(string fileName) =>
        [.. _scripts.Where(s => s.Key == fileName || s.Key.StartsWith(fileName + "/", StringComparison.Ordinal))
            .OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => s.Value)];
}

/// <summary>What pack.yaml says.</summary>
internal sealed record PackHeader(
    string Id,
    LocalizedText Title,
    LocalizedText Owner,
    IReadOnlyList<LocalizedText> LegalBasis,
    DateOnly EffectiveFrom,
    DateOnly? EffectiveTo,
    LocalizedText LeavesOut);

/// <summary>The files of a pack beside pack.yaml and parameters.yaml.</summary>
internal sealed record PackContents(
    string Hash, string ReadmeMarkdown, IReadOnlyList<KeyValuePair<string, SourceText>> Scripts);

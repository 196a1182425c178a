using Huoshui.Diagnostics;

namespace Huoshui.Policies.Loading;

/// <summary>A severity from a day on.</summary>
internal sealed record DatedSeverity(DateOnly From, RuleSeverity Severity);

/// <summary>What rules.yaml says of a written rule.</summary>
internal sealed record WrittenRule(
    string Id, string Table, int Kind, IReadOnlyList<DatedSeverity> Severities, string? Source, SourceText File, SourceSpan Span)
{
    /// <summary>The severity on a day; before the first day, the first.</summary>
    public RuleSeverity SeverityAt(DateOnly asOf) =>
        (Severities.LastOrDefault(s => s.From <= asOf) ?? Severities[0]).Severity;
}

/// <summary>A return with what its rules need and only the compiler sees.</summary>
internal sealed record ReturnParts(
    ReturnDefinition Definition,
    IReadOnlyDictionary<string, IReadOnlyList<string>> NotAfterDate,
    IReadOnlyList<WrittenRule> Written,
    DerivedSeverities Derived);

/// <summary>Severities of the derived rules: by suffix (CODE, REQ …), and of single rules.</summary>
internal sealed record DerivedSeverities(
    IReadOnlyDictionary<string, IReadOnlyList<DatedSeverity>> BySuffix,
    IReadOnlyDictionary<string, IReadOnlyList<DatedSeverity>> ById)
{
    public static DerivedSeverities Default { get; } = new(
        new Dictionary<string, IReadOnlyList<DatedSeverity>>(StringComparer.Ordinal),
        new Dictionary<string, IReadOnlyList<DatedSeverity>>(StringComparer.Ordinal));

    public RuleSeverity Of(string id, string suffix, DateOnly asOf)
    {
        var dated = ById.GetValueOrDefault(id) ?? BySuffix.GetValueOrDefault(suffix);
        return dated is null ? RuleSeverity.Fatal : (dated.LastOrDefault(s => s.From <= asOf) ?? dated[0]).Severity;
    }
}

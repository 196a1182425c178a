using System.Globalization;
using Huoshui.Diagnostics;

namespace Huoshui.Policies;

/// <summary>What a case expects of its rule.</summary>
public enum CaseExpectation
{
    /// <summary>No row is a finding.</summary>
    Holds,

    /// <summary>At least one row is a finding.</summary>
    Fails,

    /// <summary>At least one row cannot be evaluated, and none fails.</summary>
    CannotEvaluate,
}

/// <summary>A case of a rule (given rows → expect), from cases.yaml.</summary>
/// <param name="Rule">Id of the rule.</param>
/// <param name="Name">A sentence.</param>
/// <param name="AsOf">The 数据日期.</param>
/// <param name="Given">Rows by dataset (<c>F27</c>, <c>F27_prev</c>): cells by field, as text; fields left out are
/// null.</param>
/// <param name="Expect">What must come out.</param>
/// <param name="Source">The file.</param>
/// <param name="Span">Where the case stands.</param>
public sealed record RuleCase(
    string Rule,
    string Name,
    DateOnly AsOf,
    IReadOnlyDictionary<string, IReadOnlyList<IReadOnlyDictionary<string, string?>>> Given,
    CaseExpectation Expect,
    SourceText Source,
    SourceSpan Span)
{
    /// <summary>What the finding must show; null where the case does not say.</summary>
    public FindingShown? Shows { get; init; }

    /// <summary>The diagnostic of a case that turned out otherwise.</summary>
    /// <param name="zh">What came out.</param>
    /// <param name="en">The same in English.</param>
    public Diagnostic Failed(string zh, string en) => Diagnostic.Error(
        PackCodes.CaseFailed,
        $"例子“{Name}”（规则 {Rule}）应为 {Word}，实为 {zh}",
        $"case \"{Name}\" of rule {Rule} should be {Word}, but {en}",
        Source,
        Span);

    /// <summary>The diagnostic of a case whose finding shows something else.</summary>
    /// <param name="shown">What it shows.</param>
    public Diagnostic Showed(string shown) => Diagnostic.Error(
        PackCodes.CaseFailed,
        $"例子“{Name}”（规则 {Rule}）应显示 {Shows}，实为 {shown}",
        $"case \"{Name}\" of rule {Rule} should show {Shows}, but it shows {shown}",
        Source,
        Span);

    private string Word => Expect switch
    {
        CaseExpectation.Fails => "fails",
        CaseExpectation.Holds => "holds",
        _ => "cannot",
    };
}

/// <summary>What a finding shows beside its row (<c>shows</c> of a case).</summary>
/// <param name="Value">The value that the rule compares; null if empty.</param>
/// <param name="Expected">What it compares it with; null if there is no single such value.</param>
/// <param name="Difference">Value − expected; null where they are not numbers.</param>
public sealed record FindingShown(string? Value, string? Expected, string? Difference)
{
    /// <summary>Whether two show the same: numbers by value, not by their zeros.</summary>
    public bool IsLike(FindingShown other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return IsSame(Value, other.Value) && IsSame(Expected, other.Expected) && IsSame(Difference, other.Difference);
    }

    /// <inheritdoc />
    public override string ToString() => $"{{{Value ?? "—"}, {Expected ?? "—"}, {Difference ?? "—"}}}";

    private static bool IsSame(string? one, string? other) =>
        string.Equals(one, other, StringComparison.Ordinal)
        || (Number(one) is { } a && Number(other) is { } b && a == b);

    private static decimal? Number(string? text) => decimal.TryParse(
        text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
}

/// <summary>The cases of a return.</summary>
/// <param name="Cases">In the order of the file.</param>
/// <param name="Diagnostics">What was wrong with the file.</param>
public sealed record RuleCases(IReadOnlyList<RuleCase> Cases, IReadOnlyList<Diagnostic> Diagnostics);

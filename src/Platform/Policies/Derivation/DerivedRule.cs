using Huoshui.Diagnostics;

namespace Huoshui.Policies.Derivation;

/// <summary>A rule that follows from the standard.</summary>
/// <param name="Id">For example <c>F270001_LEN</c>.</param>
/// <param name="Suffix">LEN, CODE …: what severities and the reader group by.</param>
/// <param name="Kind">1 to 8.</param>
/// <param name="Field">What its findings are about.</param>
/// <param name="When">Condition under which it looks at the row; null for always.</param>
/// <param name="Then">What must hold; null for a rule of staging (an unreadable cell), which needs no script.</param>
/// <param name="Message">With {placeholders}.</param>
internal sealed record DerivedRule(
    string Id, string Suffix, int Kind, string Field, string? When, string? Then, LocalizedText Message)
{
    /// <summary>Fields that the rule reads.</summary>
    public IReadOnlyList<string> Reads { get; init; } = [Field];
}

using Huoshui.Diagnostics;

namespace Huoshui.Vtl;

/// <summary>A compiled script: results and checks as SQL, or the reasons why there are none. Immutable.</summary>
public sealed class VtlModule
{
    internal VtlModule(
        IReadOnlyList<Diagnostic> diagnostics, IReadOnlyList<VtlResult> results, IReadOnlyList<CheckPlan> checks)
    {
        Diagnostics = diagnostics;
        Results = results;
        Checks = checks;
    }

    /// <summary>True when there is no error; warnings do not count.</summary>
    public bool Succeeded => !Diagnostics.Any(d => d.Severity == DiagnosticSeverity.Error);

    /// <summary>Everything found in the scripts, in order of source and position.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; }

    /// <summary>One for each assignment, in the order of the scripts.</summary>
    public IReadOnlyList<VtlResult> Results { get; }

    /// <summary>One for each operand to which datapoint rulesets apply, all its rules in one scan.</summary>
    public IReadOnlyList<CheckPlan> Checks { get; }
}

/// <summary>A result of a script (结果).</summary>
/// <param name="Name">Left of the assignment.</param>
/// <param name="IsPersistent">True for <c>&lt;-</c>.</param>
/// <param name="Structure">Its components, in the order of the SQL's columns.</param>
/// <param name="Inputs">Input data sets read, also through other results; sorted.</param>
/// <param name="Sql">One self-contained SELECT of DuckDB over relations named like the inputs.</param>
public sealed record VtlResult(
    string Name, bool IsPersistent, DataStructure Structure, IReadOnlyList<string> Inputs, string Sql);

/// <summary>All datapoint rules that apply to one operand, compiled into one scan (检核计划).</summary>
/// <param name="Name">Names of the rulesets, joined by "+".</param>
/// <param name="Inputs">Input data sets read, also through other results; sorted.</param>
/// <param name="Identifiers">Identifiers of the operand: the first columns of the findings.</param>
/// <param name="Rules">The rules; findings refer to their index.</param>
/// <param name="FindingsSql">
/// One SELECT. Columns: the identifiers, then <c>rule</c> INTEGER (index into <paramref name="Rules"/>), <c>outcome</c>
/// TINYINT (1 fails, 2 cannot be evaluated), <c>value</c> VARCHAR, <c>expected</c> VARCHAR, <c>difference</c> DOUBLE,
/// <c>args</c> VARCHAR[] (values of the message's placeholders, in the order of <see cref="CheckRule.Fields"/>).
/// </param>
public sealed record CheckPlan(
    string Name,
    IReadOnlyList<string> Inputs,
    IReadOnlyList<string> Identifiers,
    IReadOnlyList<CheckRule> Rules,
    string FindingsSql);

/// <summary>A datapoint rule (检核规则).</summary>
/// <param name="Id">Its name in the ruleset, or ruleset and number when it has none.</param>
/// <param name="ErrorCode">As written; null if none.</param>
/// <param name="ErrorLevel">As written; null if none or not an integer.</param>
/// <param name="Message">Template with {placeholders}; null if none.</param>
/// <param name="Field">Component that a finding is about; null if the rule names none.</param>
/// <param name="Fields">Components whose values stand in <c>args</c>: the message's placeholders, each once, in
/// order.</param>
public sealed record CheckRule(
    string Id, string? ErrorCode, long? ErrorLevel, LocalizedText? Message, string? Field,
        IReadOnlyList<string> Fields);

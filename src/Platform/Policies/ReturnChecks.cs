using System.Text.RegularExpressions;
using Huoshui.Diagnostics;
using Huoshui.Vtl;

namespace Huoshui.Policies;

/// <summary>The rules of a return for a date and a set of tables, compiled. Immutable, shared by every filing that
/// has the same.</summary>
public sealed class ReturnChecks
{
    internal ReturnChecks(ReturnDefinition definition, DateOnly asOf, CompiledRules compiled)
    {
        Return = definition;
        AsOf = asOf;
        Module = compiled.Module;
        Rules = compiled.Rules;
        LeftOut = compiled.LeftOut;
        Hash = compiled.Hash;
        NameClasses = compiled.NameClasses;
        _byId = Rules.ToDictionary(r => r.Id, StringComparer.Ordinal);
    }

    private readonly Dictionary<string, RuleInfo> _byId;

    /// <summary>The return.</summary>
    public ReturnDefinition Return { get; }

    /// <summary>The date for which parameters and severities were taken.</summary>
    public DateOnly AsOf { get; }

    /// <summary>The compiled rules.</summary>
    public VtlModule Module { get; }

    /// <summary>The rules that can be evaluated on these tables, derived ones first.</summary>
    public IReadOnlyList<RuleInfo> Rules { get; }

    /// <summary>The written rules that cannot be evaluated, because a table is missing.</summary>
    public IReadOnlyList<LeftOutRule> LeftOut { get; }

    /// <summary>SHA-256 over the texts, the constants and the tables: equal hashes give equal findings.</summary>
    public string Hash { get; }

    /// <summary>
    /// Names that the scripts compute from fields (<c>before_customer</c>) with the strictest class of those fields;
    /// a name
    /// that is made of no field is not in it.
    /// </summary>
    public IReadOnlyDictionary<string, FieldSensitivity> NameClasses { get; }

    /// <summary>The rule of an id, or null.</summary>
    public RuleInfo? Rule(string id) => _byId.GetValueOrDefault(id);
}

/// <summary>A rule that was left out of a compilation.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="MissingTables">Codes of the tables that it reads and the filing has not.</param>
public sealed record LeftOutRule(RuleInfo Rule, IReadOnlyList<string> MissingTables);

/// <summary>What is known of a rule (校验规则).</summary>
/// <param name="Id">For example <c>F270010_CODE</c> or <c>F27_0901</c>; the same in file, finding, test and
/// screen.</param>
/// <param name="Kind">1 to 14, the kinds of regulatory-data §1.</param>
/// <param name="Severity">On the date of the compilation.</param>
/// <param name="Table">The table that its findings are about.</param>
/// <param name="Field">The field that its findings are about; null for a whole row.</param>
/// <param name="Message">With {placeholders} for values.</param>
/// <param name="Source">Document and place; null for our own rule.</param>
/// <param name="IsDerived">Made from the standard's tables rather than written.</param>
public sealed partial record RuleInfo(
    string Id,
    int Kind,
    RuleSeverity Severity,
    string Table,
    string? Field,
    LocalizedText Message,
    string? Source,
    bool IsDerived)
{
    /// <summary>The message without the values of a row, to head a list of findings: … stands for each.</summary>
    public LocalizedText Title => new(Placeholder().Replace(Message.Zh, "…"), Placeholder().Replace(Message.En, "…"));

    [GeneratedRegex(@"\{\w+\}", RegexOptions.NonBacktracking)]
    private static partial Regex Placeholder();
}

/// <summary>How bad a finding is.</summary>
public enum RuleSeverity
{
    /// <summary>强制性校验: the filing cannot be certified.</summary>
    Fatal,

    /// <summary>提示性校验: the filer repairs or explains it.</summary>
    Warning,
}

/// <summary>What a compilation gives.</summary>
internal sealed record CompiledRules(
    VtlModule Module,
    IReadOnlyList<RuleInfo> Rules,
    IReadOnlyList<LeftOutRule> LeftOut,
    IReadOnlyDictionary<string, FieldSensitivity> NameClasses,
    string Hash);

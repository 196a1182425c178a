using Huoshui.Dmn.Feel.Nodes;
using Huoshui.Dmn.Feel.Syntax;
using Huoshui.Dmn.Feel.Values;

namespace Huoshui.Dmn.Tables;

/// <summary>What becomes of several rules that match (DMN 1.5 §8.3.6 and §10.3.2.10).</summary>
internal enum HitPolicy
{
    Unique,
    Any,
    Priority,
    First,
    Collect,
    RuleOrder,
    OutputOrder,
    Sum,
    Count,
    Min,
    Max,
}

internal static class HitPolicies
{
    public static string NameOf(HitPolicy policy) => policy switch
    {
        HitPolicy.RuleOrder => "RULE ORDER",
        HitPolicy.OutputOrder => "OUTPUT ORDER",
        HitPolicy.Sum => "COLLECT SUM",
        HitPolicy.Count => "COLLECT COUNT",
        HitPolicy.Min => "COLLECT MIN",
        HitPolicy.Max => "COLLECT MAX",
        _ => policy.ToString().ToUpperInvariant(),
    };

    public static bool IsSingle(HitPolicy policy) =>
        policy is HitPolicy.Unique or HitPolicy.Any or HitPolicy.Priority or HitPolicy.First;
}

/// <summary>A column of conditions; Values are those that it may have, null if any.</summary>
internal sealed record TableInput(string Label, Node Expression, FeelType Type, UnaryTests? Values);

/// <summary>A column of results; the order of Values is that of priority.</summary>
internal sealed record TableOutput(string Name, FeelType Type, UnaryTests? Values, Node? Default)
{
    /// <summary>What each of its entries is converted to.</summary>
    public FeelType EntryType { get; init; } = FeelType.Any;

    /// <summary>The values are listed in the table, not by the type.</summary>
    public bool IsListed { get; init; }
}

/// <summary>A rule, numbered from 1.</summary>
internal sealed record TableRule(
    int Number, IReadOnlyList<UnaryTests> Tests, IReadOnlyList<Node> Outputs, string Annotation, Place At);

internal sealed record DecisionTable(
    string Owner, HitPolicy Policy, IReadOnlyList<TableInput> Inputs, IReadOnlyList<TableOutput> Outputs,
    IReadOnlyList<TableRule> Rules);

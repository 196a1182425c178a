using System.Text.Json;
using Huoshui.Diagnostics;
using Huoshui.Policies.Decisions;

namespace Huoshui.Systems.Products;

/// <summary>What became of one product, in the order of the screen.</summary>
public enum MatchState
{
    /// <summary>符合.</summary>
    Qualifies,

    /// <summary>事实不足: facts that it needs are not told.</summary>
    FactsMissing,

    /// <summary>不符合.</summary>
    Refused,

    /// <summary>不在有效期.</summary>
    NotInForce,

    /// <summary>无法判断: the pack could not decide; it says why.</summary>
    Undecided,
}

/// <summary>An amount of an answer.</summary>
/// <param name="Value">In the unit.</param>
/// <param name="Unit">For example <c>yuan</c>.</param>
public sealed record Amount(decimal Value, string Unit);

/// <summary>A fact that a condition looked at.</summary>
/// <param name="Fact">What it is.</param>
/// <param name="Value">What was told; null if nothing was.</param>
public sealed record FactRead(DecisionFact Fact, JsonElement? Value);

/// <summary>A condition that was not met.</summary>
/// <param name="Code">The pack's code.</param>
/// <param name="Text">In words, with the numbers of the day.</param>
/// <param name="Source">Document and article.</param>
/// <param name="Facts">What it looked at, what the condition itself names first.</param>
/// <param name="Thresholds">The parameters of the day that it compares with.</param>
public sealed record MatchReason(
    string Code, LocalizedText Text, LocalizedText Source, IReadOnlyList<FactRead> Facts,
    IReadOnlyList<CitedParameter> Thresholds)
{
    /// <summary>The pack's tables that it looks up.</summary>
    public IReadOnlyList<string> Tables { get; init; } = [];
}

/// <summary>One product for one firm on one day. An estimate: the bank decides.</summary>
/// <param name="Product">The product.</param>
/// <param name="AsOf">Whose rules counted.</param>
/// <param name="State">What became of it.</param>
public sealed record ProductMatch(MarketProduct Product, DateOnly AsOf, MatchState State)
{
    /// <summary>What was asked and answered; null unless it was decided.</summary>
    public (DecisionRequest Request, DecisionAnswer Answer)? Decided { get; init; }

    /// <summary>The code of the outcome; null unless it was decided.</summary>
    public string? Outcome { get; init; }

    /// <summary>Largest amount; null if it does not qualify, or the product gives none.</summary>
    public Amount? Limit { get; init; }

    /// <summary>Rate in percent a year; null as <see cref="Limit"/>.</summary>
    public decimal? RatePercent { get; init; }

    /// <summary>年化综合成本 in percent a year; null as <see cref="Limit"/>.</summary>
    public decimal? CostPercent { get; init; }

    /// <summary>What is against it; empty unless it was refused.</summary>
    public IReadOnlyList<MatchReason> Reasons { get; init; } = [];

    /// <summary>Facts that it needs and nobody told.</summary>
    public IReadOnlyList<DecisionFact> Missing { get; init; } = [];

    /// <summary>Why it could not decide.</summary>
    public IReadOnlyList<Diagnostic> Problems { get; init; } = [];
}

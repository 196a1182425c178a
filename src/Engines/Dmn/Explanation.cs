using Huoshui.Dmn.Feel.Values;

namespace Huoshui.Dmn;

/// <summary>决策说明: what was decided on the way to a result, in the order of evaluation.</summary>
/// <param name="Decisions">Each decision that was evaluated, with its value.</param>
/// <param name="Tables">Each decision table that was evaluated.</param>
public sealed record Explanation(
    IReadOnlyList<DecisionExplanation> Decisions, IReadOnlyList<TableExplanation> Tables);

/// <summary>A decision and its value.</summary>
/// <param name="Name">The decision's name.</param>
/// <param name="Value">Never a CLR null.</param>
public sealed record DecisionExplanation(string Name, FeelValue Value);

/// <summary>One evaluation of a decision table.</summary>
/// <param name="Owner">The decision or knowledge model that holds it.</param>
/// <param name="HitPolicy">As DMN writes it, <c>UNIQUE</c>, <c>COLLECT SUM</c>, …</param>
/// <param name="Inputs">What each column read, by its label.</param>
/// <param name="Rules">Every rule, in order.</param>
public sealed record TableExplanation(
    string Owner, string HitPolicy, IReadOnlyList<KeyValuePair<string, FeelValue>> Inputs,
    IReadOnlyList<RuleExplanation> Rules);

/// <summary>What became of one rule.</summary>
/// <param name="Number">From 1.</param>
/// <param name="IsHit">It matched, and the hit policy looked at it.</param>
/// <param name="FailingCell">The first cell that did not admit its input, "label: cell"; null if all did.</param>
/// <param name="Annotation">The annotations of the rule (the article behind it); may be empty.</param>
public sealed record RuleExplanation(int Number, bool IsHit, string? FailingCell, string Annotation)
{
    /// <summary>Columns that the rule tests, from 0: those whose cell is not <c>-</c>.</summary>
    public IReadOnlyList<int> Tested { get; init; } = [];
}

using Huoshui.Dmn.Feel.Evaluation;
using Huoshui.Dmn.Feel.Values;
using Huoshui.Dmn.Tables;

namespace Huoshui.Dmn.Decisions;

/// <summary>Takes down, in order, the tables and decisions of one evaluation.</summary>
internal sealed class ExplanationRecorder
{
    private readonly List<TableExplanation> _tables = [];
    private readonly List<DecisionExplanation> _decisions = [];

    public Explanation Result => new(_decisions, _tables);

    public void Decision(DecisionElement decision, FeelValue value) =>
        _decisions.Add(new DecisionExplanation(decision.Name, value));

    // The cells are asked again here, so that an evaluation without explanation does not pay for it.
    public void Table(DecisionTable table, List<FeelValue> inputs, List<TableRule> matched, Frame frame)
    {
        var rules = table.Rules.Select(rule => new RuleExplanation(
            rule.Number, matched.Contains(rule), FailingColumn(table, rule, inputs, frame), rule.Annotation)
        {
            Tested = [.. Enumerable.Range(0, rule.Tests.Count).Where(column => !rule.Tests[column].IsAny)],
        });
        _tables.Add(new TableExplanation(
            table.Owner, HitPolicies.NameOf(table.Policy),
            [.. table.Inputs.Zip(inputs, (i, v) => KeyValuePair.Create(i.Label, v))], [.. rules]));
    }

    private static string? FailingColumn(
        DecisionTable table, TableRule rule, List<FeelValue> inputs, Frame frame)
    {
        for (var i = 0; i < inputs.Count; i++)
        {
            if (!DecisionTableNode.Admits(rule, i, inputs[i], frame))
                return $"{table.Inputs[i].Label}: {rule.Tests[i].At.Excerpt.Trim()}";
        }

        return null;
    }
}

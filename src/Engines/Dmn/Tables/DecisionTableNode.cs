using System.Globalization;
using Huoshui.Dmn.Feel.Evaluation;
using Huoshui.Dmn.Feel.Functions;
using Huoshui.Dmn.Feel.Nodes;
using Huoshui.Dmn.Feel.Syntax;
using Huoshui.Dmn.Feel.Values;

namespace Huoshui.Dmn.Tables;

/// <summary>
/// Evaluates a decision table (DMN 1.5 §10.3.2.10) by its index, whatever its size: a cell of a rule that other
/// columns rule out is not asked, and tells no cause, in every form.
/// </summary>
internal sealed class DecisionTableNode : Node
{
    private readonly DecisionTable _table;
    private readonly Lazy<TableIndex>? _index;

    /// <summary>Makes the index when it is first needed.</summary>
    /// <param name="at">The table.</param>
    /// <param name="table">Its columns and rules.</param>
    /// <param name="options">Limits; null to ask rule by rule always, as the reference.</param>
    public DecisionTableNode(Place at, DecisionTable table, DmnOptions? options)
        : base(at)
    {
        _table = table;
        Type = TypeOf(table);
        if (options is not null)
            _index = new Lazy<TableIndex>(() => TableIndex.Build(table, options));
    }

    public DecisionTable Table => _table;

    /// <summary>Made when it is first needed; null for the reference.</summary>
    public TableIndex? Index => _index?.Value;

    public override IEnumerable<Node> Children => _table.Inputs.Select(i => i.Expression);

    public override FeelValue Evaluate(Frame frame)
    {
        var (inputs, isTold) = Inputs(frame);
        if (FirstForeign(inputs, isTold, frame) is { } foreign)
            return foreign;
        var outer = frame.Run.Told.IsOfTable;
        frame.Run.Told.IsOfTable = outer || isTold.Contains(value: true);
        var matched = _index is null || frame.Run.Comparisons is not null
            ? Matched(inputs, frame) : _index.Value.Matched(inputs, frame);
        frame.Run.Recorder?.Table(_table, inputs, matched, frame);
        var isUnmatched = matched.Count == 0 && frame.Run.Told.IsOfTable && !HasDefault;
        frame.Run.Told.IsOfTable = outer;
        return isUnmatched ? FeelValue.Null : Outcome(matched, frame);
    }

    private bool HasDefault => _table.Outputs.Any(o => o.Default is not null);

    /// <summary>What the table gives where these rules match, in their order; the default if there is none.</summary>
    public FeelValue Outcome(List<TableRule> matched, Frame frame) =>
        matched.Count == 0 ? Default(frame) : Result(matched, frame);

    /// <summary>Whether a rule's cell admits an input, for explanations.</summary>
    public static bool Admits(TableRule rule, int column, FeelValue input, Frame frame) =>
        rule.Tests[column].Admits(input, frame);

    private static FeelType TypeOf(DecisionTable table)
    {
        var single = table.Outputs.Count == 1 ? table.Outputs[0].Type : new ContextType(
            table.Outputs.GroupBy(o => o.Name, StringComparer.Ordinal).ToDictionary(
                g => g.Key, g => g.First().Type, StringComparer.Ordinal));
        return HitPolicies.IsSingle(table.Policy) || table.Policy is HitPolicy.Min or HitPolicy.Max ? single
            : table.Policy is HitPolicy.Sum or HitPolicy.Count ? FeelType.Number
            : table.Outputs is [{ EntryType: var entry, Type.Unconstrained: ListType whole }] && entry == FeelType.Any
                ? whole : new ListType(single);
    }

    // With each value, whether a cause was told for it.
    private (List<FeelValue> Values, bool[] IsTold) Inputs(Frame frame)
    {
        var (values, isTold) = (new List<FeelValue>(_table.Inputs.Count), new bool[_table.Inputs.Count]);
        foreach (var input in _table.Inputs)
        {
            var before = frame.Run.Failures;
            values.Add(input.Expression.Evaluate(frame));
            isTold[values.Count - 1] = values[^1].IsNull && (frame.Run.Failures > before
                || frame.Run.Told.IsIn(input.Expression.At.Excerpt));
        }

        return (values, isTold);
    }

    // A value that the column does not list is outside the domain of the table.
    private FeelValue? FirstForeign(List<FeelValue> inputs, bool[] isTold, Frame frame)
    {
        for (var i = 0; i < inputs.Count; i++)
        {
            if (_table.Inputs[i].Values is { } values && !values.Admits(inputs[i], frame))
            {
                return isTold[i] ? FeelValue.Null : frame.Run.Fail(
                    NullCauses.NotInValues(inputs[i], values.At.Excerpt, _table.Inputs[i].Expression.At));
            }
        }

        return null;
    }

    private List<TableRule> Matched(List<FeelValue> inputs, Frame frame)
    {
        var matched = new List<TableRule>();
        foreach (var rule in _table.Rules)
        {
            frame.Run.Step(rule.At);
            if (!IsMatch(rule, inputs, frame))
                continue;
            matched.Add(rule);
            if (_table.Policy == HitPolicy.First)
                break;
        }

        return matched;
    }

    private static bool IsMatch(TableRule rule, List<FeelValue> inputs, Frame frame)
    {
        for (var i = 0; i < inputs.Count; i++)
        {
            if (!rule.Tests[i].Admits(inputs[i], frame))
                return false;
        }

        return true;
    }

    private FeelValue Default(Frame frame)
    {
        if (!HasDefault)
            return frame.Run.Fail(NullCauses.NoRule(At));
        return Combined(_table.Outputs.Select(o => o.Default?.Evaluate(frame) ?? FeelValue.Null));
    }

    private FeelValue Combined(IEnumerable<FeelValue> outputs)
    {
        if (_table.Outputs.Count == 1)
            return outputs.First();
        return new ContextValue(outputs.Select((value, i) => KeyValuePair.Create(_table.Outputs[i].Name, value)));
    }

    private FeelValue OutputOf(TableRule rule, Frame frame) =>
        Combined(rule.Outputs.Select(node => node.Evaluate(frame)));

    private FeelValue Result(List<TableRule> matched, Frame frame)
    {
        switch (_table.Policy)
        {
            case HitPolicy.Unique when matched.Count > 1:
                return Several(matched, frame);
            case HitPolicy.Any:
                return Agreed(matched, frame);
            case HitPolicy.Priority:
                return ByPriority(matched, frame)[0];
            case HitPolicy.Unique or HitPolicy.First:
                return OutputOf(matched[0], frame);
            case HitPolicy.OutputOrder:
                return new ListValue(ByPriority(matched, frame));
            default:
                return Aggregated(new ListValue([.. matched.Select(r => OutputOf(r, frame))]), frame.Run);
        }
    }

    private FeelValue Several(List<TableRule> matched, Frame frame) => frame.Run.Fail(NullCauses.SeveralRules(
        HitPolicies.NameOf(_table.Policy),
        string.Join(", ", matched.Select(r => r.Number.ToString(CultureInfo.InvariantCulture))), At));

    private FeelValue Agreed(List<TableRule> matched, Frame frame)
    {
        var outputs = matched.Select(r => OutputOf(r, frame)).ToList();
        return outputs.TrueForAll(o => ListFunctions.IsSame(o, outputs[0])) ? outputs[0] : Several(matched, frame);
    }

    /// <summary>What a policy for several rules makes of their outputs.</summary>
    public FeelValue Aggregated(ListValue outputs, Run run)
    {
        if (_table.Policy is HitPolicy.Collect or HitPolicy.RuleOrder or HitPolicy.OutputOrder)
            return outputs;
        var name = _table.Policy switch
        {
            HitPolicy.Sum => "sum",
            HitPolicy.Count => "count",
            HitPolicy.Min => "min",
            _ => "max",
        };
        return BuiltinFunctions.Find(name)!.Invoke(run, new Arguments([outputs], null, At));
    }

    // By the first output, then the second …, each in the order of its values; equals in the order of rules.
    private List<FeelValue> ByPriority(List<TableRule> matched, Frame frame)
    {
        var orders = _table.Outputs.Select(o => o.Values?.Tests ?? []).ToList();
        return [.. matched
            .Select(rule => (Rule: rule, Ranks: Ranks(rule, orders, frame)))
            .OrderBy(r => r.Ranks, RankComparer)
            .Select(r => OutputOf(r.Rule, frame))];
    }

    public static readonly Comparer<int[]> RankComparer = Comparer<int[]>.Create((a, b) =>
        a.Zip(b).Select(p => p.First.CompareTo(p.Second)).FirstOrDefault(order => order != 0));

    /// <summary>The places of a rule's outputs in the orders of their values.</summary>
    public static int[] Ranks(TableRule rule, IReadOnlyList<IReadOnlyList<Node>> orders, Frame frame) =>
        [.. rule.Outputs.Select((node, i) => Rank(node.Evaluate(frame), orders[i], frame))];

    private static int Rank(FeelValue value, IReadOnlyList<Node> order, Frame frame)
    {
        for (var i = 0; i < order.Count; i++)
        {
            if (Membership.OfAny(value, [order[i]], frame.With("?", value), order[i].At) == BooleanValue.True)
                return i;
        }

        return int.MaxValue;
    }
}

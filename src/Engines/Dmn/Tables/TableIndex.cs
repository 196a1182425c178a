using System.Numerics;
using Huoshui.Dmn.Feel.Evaluation;
using Huoshui.Dmn.Feel.Values;

namespace Huoshui.Dmn.Tables;

/// <summary>
/// Finds the rules that match by intersecting the bit sets of the segments in which the inputs lie, instead of asking
/// rule after rule. Cells that are not constant, and inputs of another kind than their column, are asked afterwards,
/// only for the rules that are left.
/// </summary>
internal sealed class TableIndex
{
    private readonly DecisionTable _table;
    private readonly ColumnIndex?[] _columns;
    private readonly int _words;

    private TableIndex(DecisionTable table, ColumnIndex?[] columns)
    {
        (_table, _columns) = (table, columns);
        _words = (table.Rules.Count + 63) / 64;
    }

    public IReadOnlyList<ColumnIndex?> Columns => _columns;

    public static TableIndex Build(DecisionTable table, DmnOptions options) => new(
        table, [.. table.Inputs.Select((_, i) => ColumnIndex.Build([.. table.Rules.Select(r => r.Tests[i])], options))]);

    /// <summary>The rules that match, in order; for FIRST, the first of them.</summary>
    public List<TableRule> Matched(List<FeelValue> inputs, Frame frame)
    {
        Span<ulong> alive = _words <= 64 ? stackalloc ulong[_words] : new ulong[_words];
        alive.Fill(ulong.MaxValue);
        if (_table.Rules.Count % 64 is > 0 and var rest)
            alive[^1] = (1UL << rest) - 1;
        for (var column = 0; column < _columns.Length; column++)
        {
            if (_columns[column] is { } index && index.Kind == inputs[column].Kind)
                Intersect(alive, index.RulesOf(index.SegmentOf(inputs[column])));
        }

        return Confirmed(alive, inputs, frame);
    }

    private static void Intersect(Span<ulong> alive, ReadOnlySpan<ulong> rules)
    {
        for (var i = 0; i < alive.Length; i++)
            alive[i] &= rules[i];
    }

    private List<TableRule> Confirmed(Span<ulong> alive, List<FeelValue> inputs, Frame frame)
    {
        var matched = new List<TableRule>();
        for (var word = 0; word < alive.Length; word++)
        {
            for (var bits = alive[word]; bits != 0; bits &= bits - 1)
            {
                var rule = _table.Rules[(word * 64) + BitOperations.TrailingZeroCount(bits)];
                if (!IsConfirmed(rule, inputs, frame))
                    continue;
                matched.Add(rule);
                if (_table.Policy == HitPolicy.First)
                    return matched;
            }
        }

        return matched;
    }

    private bool IsConfirmed(TableRule rule, List<FeelValue> inputs, Frame frame)
    {
        frame.Run.Step(rule.At);
        for (var column = 0; column < _columns.Length; column++)
        {
            var isSettled = _columns[column] is { } index && index.Kind == inputs[column].Kind
                && !index.IsAsked[rule.Number - 1];
            if (!isSettled && !rule.Tests[column].Admits(inputs[column], frame))
                return false;
        }

        return true;
    }
}

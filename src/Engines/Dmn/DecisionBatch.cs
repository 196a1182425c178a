using Huoshui.Dmn.Feel.Values;

namespace Huoshui.Dmn;

/// <summary>批量结果: the outcomes of many rows, in their order.</summary>
public sealed class DecisionBatch
{
    private readonly FeelValue?[] _byRule;
    private readonly FeelValue[]? _values;
    private readonly bool[]? _mayHaveCauses;

    internal DecisionBatch(int[] rules, FeelValue?[] byRule, FeelValue[]? values, bool[]? mayHaveCauses)
    {
        (Rules, _byRule, _values, _mayHaveCauses) = (rules, byRule, values, mayHaveCauses);
    }

    /// <summary>
    /// The rule, from 1, of the decision's table that each row has taken; 0 if none, several, or if it is no table.
    /// </summary>
    public IReadOnlyList<int> Rules { get; }

    /// <summary>How many rows there are.</summary>
    public int Rows => Rules.Count;

    /// <summary>The table was evaluated column by column, not row by row.</summary>
    public bool IsColumnar => _values is null;

    /// <summary>The outcome of a row; never a CLR null.</summary>
    public FeelValue this[int row] => _values?[row] ?? _byRule[Rules[row]] ?? FeelValue.Null;

    /// <summary>A row has the same outcome in both batches, down to the marks of time zones.</summary>
    public bool IsSameAs(DecisionBatch other, int row)
    {
        ArgumentNullException.ThrowIfNull(other);
        return ValueOrder.AreIdentical(this[row], other[row]);
    }

    /// <summary>Whether something may have become null for a cause in a row; <see cref="PreparedDecision.Explain"/>
    /// tells.</summary>
    public bool MayHaveCauses(int row) =>
        _mayHaveCauses is not null ? _mayHaveCauses[row] : _byRule[Rules[row]] is null;
}

/// <summary>Evaluates rows one by one, on several threads.</summary>
internal static class RowBatch
{
    private const int RowsAtOnce = 4096;

    public static DecisionBatch Run(PreparedDecision decision, DecisionColumn[] columns, int rows, int threads)
    {
        var (rules, values, causes) = (new int[rows], new FeelValue[rows], new bool[rows]);
        var options = new ParallelOptions { MaxDegreeOfParallelism = threads };
        Parallel.For(0, (rows + RowsAtOnce - 1) / RowsAtOnce, options, decision.NewFrame, (block, _, frame) =>
        {
            for (var row = block * RowsAtOnce; row < Math.Min(rows, (block + 1) * RowsAtOnce); row++)
            {
                for (var i = 0; i < columns.Length; i++)
                    frame[i] = columns[i][row];
                decision.Evaluate(frame);
                (rules[row], values[row], causes[row]) = (frame.Rule, frame.Value, frame.MayHaveCauses);
            }

            return frame;
        }, _ => { });
        return new DecisionBatch(rules, [], values, causes);
    }
}

using System.Numerics;
using Huoshui.Dmn.Feel.Evaluation;
using Huoshui.Dmn.Feel.Functions;
using Huoshui.Dmn.Feel.Values;
using Huoshui.Dmn.Tables;

namespace Huoshui.Dmn.Compiled;

/// <summary>A column as the compiled table sees it.</summary>
/// <param name="Input">The register of its value.</param>
/// <param name="Expression">What is put there; null if it is there already.</param>
/// <param name="Values">What the column lists; null if anything.</param>
/// <param name="Keys">Its index; null for a column whose cells must all be asked.</param>
/// <param name="Nulls">The rules that admit null, of those that need not be asked.</param>
/// <param name="NullHasCauses">Asking a cell about null tells a cause.</param>
/// <param name="Residuals">By rule, the test of a cell that must be asked; null for the others.</param>
internal sealed record CompiledColumn(
    int Input, Code? Expression, Code? Values, KeyColumn? Keys, ulong[] Nulls, bool NullHasCauses, Code?[] Residuals);

/// <summary>
/// A decision table by its bit sets: the sets of the segments in which the inputs lie are intersected; tests that
/// depend on other variables are asked only for the rules that are left.
/// </summary>
internal sealed class CompiledTable : Code
{
    private const int NoSegment = -1;

    private readonly DecisionTableNode _node;
    private readonly CompiledColumn[] _columns;
    private readonly Code[] _outputs;
    private readonly Code? _default;
    private readonly int[][]? _ranks;
    private readonly bool[] _hasResidual;
    private readonly ulong[] _full;
    private readonly int _enough;
    private readonly bool _asks;

    public CompiledTable(
        DecisionTableNode node, CompiledColumn[] columns, Code[] outputs, Code? @default, int[][]? ranks)
    {
        (_node, _columns, _outputs, _default, _ranks) = (node, columns, outputs, @default, ranks);
        _enough = node.Table.Policy switch { HitPolicy.First => 1, HitPolicy.Unique => 2, _ => int.MaxValue };
        var rules = node.Table.Rules.Count;
        _hasResidual = [.. Enumerable.Range(0, rules).Select(r => columns.Any(c => c.Residuals[r] is not null))];
        _asks = _hasResidual.Contains(value: true);
        _full = new ulong[(rules + 63) / 64];
        for (var rule = 0; rule < rules; rule++)
            _full[rule / 64] |= 1UL << (rule % 64);
    }

    public DecisionTable Table => _node.Table;

    public IReadOnlyList<CompiledColumn> Columns => _columns;

    public IReadOnlyList<Code> Outputs => _outputs;

    public Code? Default => _default;

    public bool HasResiduals => _asks;

    public override void Run(DecisionFrame frame, out Register result)
    {
        Span<int> segments = stackalloc int[_columns.Length];
        if (!Locate(frame, segments))
        {
            result = frame.NullForCause();
            return;
        }

        var enough = Math.Min(_enough, _outputs.Length);
        var hits = frame.TakeHits(enough);
        var count = Match(frame, segments, hits, enough);
        var rule = Outcome(frame, hits[..count], out result);
        frame.Rule = rule; // after a table of a cell or an output has told its own
        frame.GiveBackHits(enough);
    }

    // The rule that was taken, from 1; 0 if none or several.
    private int Outcome(DecisionFrame frame, ReadOnlySpan<int> hits, out Register result)
    {
        if (hits.Length == 0)
        {
            NoRule(frame, out result);
            return 0;
        }

        if (hits.Length == 1 && HitPolicies.IsSingle(_node.Table.Policy))
        {
            _outputs[hits[0]].Run(frame, out result);
            return hits[0] + 1;
        }

        return Several(frame, hits, out result);
    }

    // Evaluates all inputs before any of them is looked at, as the interpreter does.
    private bool Locate(DecisionFrame frame, Span<int> segments)
    {
        foreach (var column in _columns)
            column.Expression?.Run(frame, out frame[column.Input]);
        for (var i = 0; i < _columns.Length; i++)
        {
            var column = _columns[i];
            if (column.Values is { } values && !IsTrue(values, frame))
                return false;
            ref var value = ref frame[column.Input];
            segments[i] = column.Keys is { } keys && keys.IsOfKind(value) ? keys.SegmentOf(value) : NoSegment;
            if (value.IsNull && column.NullHasCauses)
                frame.Cause();
        }

        return true;
    }

    private int Match(DecisionFrame frame, ReadOnlySpan<int> segments, Span<int> hits, int enough)
    {
        var count = 0;
        for (var group = 0; group < _full.Length; group += 64)
        {
            var summary = SummaryOf(segments, group / 64);
            for (; summary != 0; summary &= summary - 1)
            {
                var word = group + BitOperations.TrailingZeroCount(summary);
                if (word >= _full.Length)
                    break;
                for (var bits = WordOf(frame, segments, word); bits != 0; bits &= bits - 1)
                {
                    var rule = (word * 64) + BitOperations.TrailingZeroCount(bits);
                    if (!IsConfirmed(frame, segments, rule))
                        continue;
                    hits[count++] = rule;
                    if (count == enough)
                        return count;
                }
            }
        }

        return count;
    }

    private ulong SummaryOf(ReadOnlySpan<int> segments, int group)
    {
        var summary = ulong.MaxValue;
        if (_full.Length == 1)
            return summary;
        for (var i = 0; i < segments.Length; i++)
        {
            if (segments[i] >= 0)
                summary &= _columns[i].Keys!.SummaryOf(segments[i], group);
        }

        return summary;
    }

    private ulong WordOf(DecisionFrame frame, ReadOnlySpan<int> segments, int word)
    {
        var bits = _full[word];
        for (var i = 0; i < segments.Length; i++)
        {
            if (segments[i] >= 0)
                bits &= _columns[i].Keys!.WordOf(segments[i], word);
            else if (!_asks && frame[_columns[i].Input].IsNull)
                bits &= _columns[i].Nulls[word];
        }

        return bits;
    }

    private bool IsConfirmed(DecisionFrame frame, ReadOnlySpan<int> segments, int rule)
    {
        if (!_hasResidual[rule] && !segments.Contains(NoSegment))
            return true;
        for (var i = 0; i < segments.Length; i++)
        {
            if (_columns[i].Residuals[rule] is { } test)
            {
                if (!IsTrue(test, frame))
                    return false;
            }
            else if (segments[i] == NoSegment && !IsForeignAdmitted(frame, i, rule))
            {
                return false;
            }
        }

        return true;
    }

    // A value of another kind than the constant cells of its column. Whether null is admitted is known beforehand; where
    // cells before it must be asked, it waits for its turn, as they may tell causes.
    private bool IsForeignAdmitted(DecisionFrame frame, int column, int rule)
    {
        var cell = _node.Table.Rules[rule].Tests[column];
        ref var value = ref frame[_columns[column].Input];
        if (value.IsNull)
            return (_columns[column].Nulls[rule / 64] >> (rule % 64) & 1) == 1;
        return cell.IsAny || cell.Admits(value.ToValue(), Frame.Global(frame.Run));
    }

    private static bool IsTrue(Code test, DecisionFrame frame)
    {
        test.Run(frame, out var holds);
        return holds.Kind == RegisterKind.Boolean && holds.Boolean;
    }

    private void NoRule(DecisionFrame frame, out Register result)
    {
        if (_default is null)
            result = frame.NullForCause();
        else
            _default.Run(frame, out result);
    }

    private int Several(DecisionFrame frame, ReadOnlySpan<int> hits, out Register result)
    {
        switch (_node.Table.Policy)
        {
            case HitPolicy.Unique:
                result = frame.NullForCause();
                return 0;
            case HitPolicy.Priority:
                var best = Best(hits);
                _outputs[best].Run(frame, out result);
                return best + 1;
            case HitPolicy.Any:
                return Agreed(frame, hits, out result);
            default:
                result = Register.Of(Listed(frame, hits));
                return hits.Length == 1 ? hits[0] + 1 : 0;
        }
    }

    private int Best(ReadOnlySpan<int> hits)
    {
        var best = hits[0];
        foreach (var hit in hits)
        {
            if (DecisionTableNode.RankComparer.Compare(_ranks![hit], _ranks[best]) < 0)
                best = hit;
        }

        return best;
    }

    private int Agreed(DecisionFrame frame, ReadOnlySpan<int> hits, out Register result)
    {
        _outputs[hits[0]].Run(frame, out result);
        var first = result.ToValue();
        var areSame = true;
        foreach (var hit in hits[1..])
        {
            _outputs[hit].Run(frame, out var other);
            areSame &= ListFunctions.IsSame(other.ToValue(), first);
        }

        if (areSame)
            return hits[0] + 1;
        result = frame.NullForCause();
        return 0;
    }

    private FeelValue Listed(DecisionFrame frame, ReadOnlySpan<int> hits)
    {
        int[] order = [.. hits];
        if (_node.Table.Policy == HitPolicy.OutputOrder)
            order = [.. order.OrderBy(r => _ranks![r], DecisionTableNode.RankComparer)];
        var values = new FeelValue[order.Length];
        for (var i = 0; i < order.Length; i++)
        {
            _outputs[order[i]].Run(frame, out var value);
            values[i] = value.ToValue();
        }

        return _node.Aggregated(new ListValue(values), frame.Run);
    }
}

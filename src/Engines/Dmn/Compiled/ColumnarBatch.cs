using System.Numerics;
using Huoshui.Dmn.Feel.Values;
using Huoshui.Dmn.Tables;

namespace Huoshui.Dmn.Compiled;

/// <summary>
/// A table of constant cells and outputs over whole columns: block by block, the bit sets of each column are
/// intersected and the first rule that is left is written. What does not fit (nulls, other kinds, types with
/// constraints, tests of variables) is evaluated row by row instead.
/// </summary>
internal sealed class ColumnarBatch
{
    private const int Block = 2048;

    private readonly CompiledTable _table;
    private readonly ColumnLookup[] _lookups;
    private readonly int _words;
    private readonly int _rules;

    private ColumnarBatch(CompiledTable table, ColumnLookup[] lookups)
    {
        (_table, _lookups) = (table, lookups);
        _rules = table.Table.Rules.Count;
        _words = (_rules + 63) / 64;
    }

    /// <summary>Null if the decision or the columns do not fit.</summary>
    public static DecisionBatch? Run(DecisionProgram program, DecisionColumn[] columns, int rows, int threads)
    {
        if (program.ConstantTable is not { HasResiduals: false } table
            || table.Table.Policy is not (HitPolicy.First or HitPolicy.Unique) || table.Default is not null
            || LookupsOf(program, table, columns) is not { } lookups)
        {
            return null;
        }

        var rules = new int[rows];
        var batch = new ColumnarBatch(table, lookups);
        var blocks = (rows + Block - 1) / Block;
        // A thread takes a stretch of neighbouring blocks, so that each reads on from where it was.
        Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, part =>
        {
            var (from, to) = ((long)blocks * part / threads, (long)blocks * (part + 1) / threads);
            var alive = new ulong[Block];
            var segments = new int[lookups.Length * Block];
            for (var block = (int)from; block < to; block++)
            {
                var of = rules.AsSpan(block * Block, Math.Min(Block, rows - (block * Block)));
                batch.Evaluate(block * Block, of, alive, segments);
            }
        });
        FeelValue?[] byRule = [null, .. table.Outputs.Select(o => ((ConstantCode)o).Value)];
        return new DecisionBatch(rules, byRule, null, null);
    }

    private static ColumnLookup[]? LookupsOf(DecisionProgram program, CompiledTable table, DecisionColumn[] columns)
    {
        var lookups = new List<ColumnLookup>();
        foreach (var column in table.Columns)
        {
            if (column.Values is not null || OrdinalOf(column) is not { } ordinal || ordinal >= columns.Length
                || columns[ordinal].HasNulls || (column.Keys is { } k && !program.Passes(ordinal, k.Kind)))
            {
                return null;
            }

            if (column.Keys is null)
                continue;
            if (ColumnLookup.Of(column.Keys, columns[ordinal]) is not { } lookup)
                return null;
            lookups.Add(lookup);
        }

        // A column that the table does not ask about still has to be of its declared type.
        return program.Inputs.Select((_, i) => i).All(i => program.IsFree(i) || table.Columns.Any(
            c => c.Keys is not null && OrdinalOf(c) == i)) ? [.. lookups] : null;
    }

    // Also of a column with a type, which values of the kind of its cells have already.
    private static int? OrdinalOf(CompiledColumn column) => column.Expression switch
    {
        null => column.Input,
        TypeCode { Content: RegisterCode known } typed when column.Keys is { } keys && typed.PassesAllOf(keys.Kind) =>
            known.Register,
        _ => null,
    };

    private void Evaluate(int from, Span<int> rules, ulong[] alive, int[] segments)
    {
        if (_words == 1)
        {
            var sets = alive.AsSpan(0, rules.Length);
            sets.Fill(_rules == 64 ? ulong.MaxValue : (1UL << _rules) - 1);
            foreach (var lookup in _lookups)
                lookup.Intersect(from, sets);
            for (var i = 0; i < rules.Length; i++)
                rules[i] = RuleOf(sets[i]);
            return;
        }

        for (var i = 0; i < _lookups.Length; i++)
            _lookups[i].Locate(from, segments.AsSpan(i * Block, rules.Length));
        for (var row = 0; row < rules.Length; row++)
            rules[row] = LongRuleOf(segments, row);
    }

    // 64 − zeros of nothing is 0.
    private int RuleOf(ulong set)
    {
        var isSeveral = (set & unchecked(set - 1)) != 0;
        return set == 0 || (isSeveral && _table.Table.Policy == HitPolicy.Unique)
            ? 0 : BitOperations.TrailingZeroCount(set) + 1;
    }

    private int LongRuleOf(int[] segments, int row)
    {
        var found = 0;
        for (var group = 0; group * 64 < _words; group++)
        {
            var summary = ulong.MaxValue;
            for (var i = 0; i < _lookups.Length; i++)
                summary &= _lookups[i].Keys.SummaryOf(segments[(i * Block) + row], group);
            for (; summary != 0; summary &= summary - 1)
            {
                var word = (group * 64) + BitOperations.TrailingZeroCount(summary);
                if (word >= _words)
                    break;
                var set = word == _words - 1 && _rules % 64 != 0 ? (1UL << (_rules % 64)) - 1 : ulong.MaxValue;
                for (var i = 0; i < _lookups.Length; i++)
                    set &= _lookups[i].Keys.WordOf(segments[(i * Block) + row], word);
                if (set == 0)
                    continue;
                if (_table.Table.Policy == HitPolicy.First)
                    return (word * 64) + RuleOf(set);
                if (found != 0 || RuleOf(set) == 0)
                    return 0;
                found = (word * 64) + RuleOf(set);
            }
        }

        return found;
    }
}

using Huoshui.Dmn.Feel.Values;

namespace Huoshui.Dmn.Compiled;

/// <summary>Finds the segments of a column of a batch.</summary>
internal abstract class ColumnLookup(KeyColumn keys)
{
    public KeyColumn Keys => keys;

    /// <summary>Null if the values are of another kind than the keys, or in units that do not fit.</summary>
    public static ColumnLookup? Of(KeyColumn keys, DecisionColumn column) => (keys, column) switch
    {
        (IntegerColumn integers, LongColumn longs) when longs.Kind == keys.Kind => LongLookup.Build(integers, longs),
        (_, CodeColumn codes) when codes.Dictionary.All(r => keys.IsOfKind(r)) => new CodeLookup(keys, codes),
        _ => null,
    };

    /// <summary>Leaves in each set the rules that the value of its row admits; tables of up to 64 rules.</summary>
    public abstract void Intersect(int from, Span<ulong> sets);

    /// <summary>The segment of each row.</summary>
    public abstract void Locate(int from, Span<int> segments);
}

/// <summary>Strings and booleans: the segment of each entry of the dictionary is known beforehand.</summary>
internal sealed class CodeLookup : ColumnLookup
{
    private readonly CodeColumn _column;
    private readonly int[] _segments;
    private readonly ulong[] _sets;

    public CodeLookup(KeyColumn keys, CodeColumn column)
        : base(keys)
    {
        _column = column;
        _segments = [.. column.Dictionary.Select(r => keys.SegmentOf(r))];
        _sets = [.. _segments.Select(s => keys.WordOf(s, 0))];
    }

    public override void Intersect(int from, Span<ulong> sets)
    {
        var codes = _column.Raw.Slice(from, sets.Length);
        for (var i = 0; i < sets.Length; i++)
            sets[i] &= _sets[codes[i]];
    }

    public override void Locate(int from, Span<int> segments)
    {
        var codes = _column.Raw.Slice(from, segments.Length);
        for (var i = 0; i < segments.Length; i++)
            segments[i] = _segments[codes[i]];
    }
}

/// <summary>
/// Numbers and dates, in the unit of the column: the starts of the segments are brought to that unit once. The range
/// between the first and the last start is cut into equal buckets; a bucket names its first segment, and the few
/// starts inside it are looked at one by one.
/// </summary>
internal sealed class LongLookup : ColumnLookup
{
    private const int MostBuckets = 4096;

    private readonly LongColumn _column;
    private readonly long[] _starts;
    private readonly ushort[] _buckets;
    private readonly ulong[] _sets;
    private readonly int _shift;

    private LongLookup(KeyColumn keys, LongColumn column, long[] starts)
        : base(keys)
    {
        _column = column;
        // The last start is never reached, so that looking on ends by itself.
        _starts = [.. starts, long.MaxValue];
        _sets = [.. Enumerable.Range(0, keys.Segments).Select(s => keys.WordOf(s, 0))];
        var width = starts.Length == 0 ? 0 : (UInt128)((Int128)starts[^1] - starts[0]);
        while (width >> _shift >= MostBuckets - 1)
            _shift++;
        _buckets = new ushort[(int)(width >> _shift) + 1];
        for (var bucket = 0; bucket < _buckets.Length && starts.Length > 0; bucket++)
        {
            var least = starts[0] + (Int128)((UInt128)bucket << _shift);
            _buckets[bucket] = (ushort)starts.Count(s => s <= least);
        }
    }

    /// <summary>Null if the starts do not fit 62 bits in the unit of the column, or there are too many.</summary>
    public static LongLookup? Build(IntegerColumn keys, LongColumn column)
    {
        var starts = new long[keys.Starts.Length];
        if (starts.Length >= ushort.MaxValue)
            return null;
        for (var i = 0; i < starts.Length; i++)
        {
            if (StartOf(keys.Starts[i], column.Scale - keys.Scale) is not { } start)
                return null;
            starts[i] = start;
        }

        return new LongLookup(keys, column, starts);
    }

    public override void Intersect(int from, Span<ulong> sets)
    {
        var values = _column.Raw.Slice(from, sets.Length);
        if (_starts.Length == 1)
        {
            foreach (ref var set in sets)
                set &= _sets[0];
            return;
        }

        for (var i = 0; i < sets.Length; i++)
            sets[i] &= _sets[SegmentOf(values[i])];
    }

    public override void Locate(int from, Span<int> segments)
    {
        var values = _column.Raw.Slice(from, segments.Length);
        for (var i = 0; i < segments.Length; i++)
            segments[i] = _starts.Length == 1 ? 0 : SegmentOf(values[i]);
    }

    private int SegmentOf(long value)
    {
        var starts = _starts;
        if (value < starts[0])
            return 0;
        if (value >= starts[^2])
            return starts.Length - 1;
        int segment = _buckets[(int)(unchecked((ulong)(value - starts[0])) >> _shift)];
        while (starts[segment] <= value)
            segment++;
        return segment;
    }

    // A key 2p begins at p, a key 2p + 1 after p: at the least whole number of units from there on.
    private static long? StartOf(long key, int shift)
    {
        var isAfter = (key & 1) != 0;
        var point = (Int128)(key >> 1);
        Int128 start;
        if (shift >= 0)
        {
            start = (point * (Int128)FeelNumber.PowerOfTen(shift)) + (isAfter ? 1 : 0);
        }
        else
        {
            var unit = (Int128)FeelNumber.PowerOfTen(-shift);
            var floor = (point / unit) - (point % unit < 0 ? 1 : 0);
            start = floor + (isAfter || point % unit != 0 ? 1 : 0);
        }

        return Int128.Abs(start) < (Int128.One << 62) ? (long)start : null;
    }
}

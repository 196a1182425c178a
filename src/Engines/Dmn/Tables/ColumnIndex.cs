using Huoshui.Dmn.Feel.Values;

namespace Huoshui.Dmn.Tables;

/// <summary>
/// A column of conditions as segments: the points at which its cells begin or end, and the stretches between them. For
/// each segment a bit set says which rules admit its values. Segment 2i + 1 is point i, segment 2i the stretch before.
/// </summary>
internal sealed class ColumnIndex
{
    private readonly FeelValue[] _points;
    private readonly ulong[][] _rules;

    private ColumnIndex(string kind, FeelValue[] points, ulong[][] rules, bool[] isAsked)
    {
        (Kind, _points, _rules, IsAsked) = (kind, points, rules, isAsked);
    }

    /// <summary>The kind of the values that the segments are of.</summary>
    public string Kind { get; }

    /// <summary>Rules whose cell is not constant: they are in every segment and must be asked.</summary>
    public bool[] IsAsked { get; }

    public IReadOnlyList<FeelValue> Points => _points;

    public int Segments => _rules.Length;

    /// <summary>Null for a column without constant cells.</summary>
    public static ColumnIndex? Build(IReadOnlyList<Feel.Syntax.UnaryTests> cells, DmnOptions options)
    {
        var ranges = cells.ToList().ConvertAll(c => c.IsAny ? [] : CellTests.Constant(c, options));
        if (ranges.Find(r => r is { Count: > 0 }) is not [var sample, ..])
            return null;
        var kind = CellTests.KindOf(sample);
        var isAsked = ranges.ConvertAll(r => r is null || (r.Count > 0 && CellTests.KindOf(r[0]) != kind)).ToArray();
        var points = PointsOf(ranges.Where((_, i) => !isAsked[i]).SelectMany(r => r!));
        var index = new ColumnIndex(kind, points, new ulong[(2 * points.Length) + 1][], isAsked);
        index.Fill(cells, ranges);
        return index;
    }

    /// <summary>The rules whose cells admit a segment.</summary>
    public ReadOnlySpan<ulong> RulesOf(int segment) => _rules[segment];

    /// <summary>The value is of the kind of the column.</summary>
    public int SegmentOf(FeelValue value)
    {
        var (low, high) = (0, _points.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var order = CellTests.Compare(value, _points[middle]);
            if (order == 0)
                return (2 * middle) + 1;
            if (order < 0)
                high = middle - 1;
            else
                low = middle + 1;
        }

        return 2 * low;
    }

    private static FeelValue[] PointsOf(IEnumerable<RangeValue> ranges)
    {
        var points = ranges.SelectMany(r => new[] { r.Start, r.End }).Where(p => !p.IsNull).ToList();
        points.Sort(CellTests.Compare);
        var distinct = new List<FeelValue>();
        foreach (var point in points)
        {
            if (distinct.Count == 0 || CellTests.Compare(distinct[^1], point) != 0)
                distinct.Add(point);
        }

        return [.. distinct];
    }

    // Each set is that of the segment before with what changes there, so that wide cells cost no more than narrow ones.
    private void Fill(IReadOnlyList<Feel.Syntax.UnaryTests> cells, List<IReadOnlyList<RangeValue>?> ranges)
    {
        var changes = new List<int>?[Segments + 1];
        for (var rule = 0; rule < cells.Count; rule++)
        {
            foreach (var at in ChangesOf(cells[rule], cells[rule].IsAny || IsAsked[rule] ? null : ranges[rule]))
                (changes[at] ??= []).Add(rule);
        }

        var current = new ulong[(cells.Count + 63) / 64];
        for (var segment = 0; segment < Segments; segment++)
        {
            foreach (var rule in changes[segment] ?? [])
                current[rule / 64] ^= 1UL << (rule % 64);
            _rules[segment] = [.. current];
        }
    }

    /// <summary>The segments at which a cell begins or ends to admit; null ranges admit everything.</summary>
    private List<int> ChangesOf(Feel.Syntax.UnaryTests cell, IReadOnlyList<RangeValue>? ranges)
    {
        if (ranges is null)
            return [0];
        var changes = new List<int>();
        var end = 0;
        foreach (var (first, last) in ranges.SelectMany(StretchesOf).Where(s => s.First <= s.Last).Order())
        {
            if (changes.Count > 0 && first <= end)
                end = Math.Max(end, last + 1);
            else
                (changes, end) = ([.. changes, .. changes.Count > 0 ? [end] : Array.Empty<int>(), first], last + 1);
        }

        if (changes.Count > 0)
            changes.Add(end);
        return cell.IsNegated ? [0, .. changes] : changes;
    }

    // "!= x" admits all but one point.
    private IEnumerable<(int First, int Last)> StretchesOf(RangeValue range)
    {
        if (range.IsExcluding)
        {
            var at = SegmentOf(range.Start);
            return [(0, at - 1), (at + 1, Segments - 1)];
        }

        var first = range.Start.IsNull ? 0 : SegmentOf(range.Start) + (range.StartIncluded ? 0 : 1);
        var last = range.End.IsNull ? Segments - 1 : SegmentOf(range.End) - (range.EndIncluded ? 0 : 1);
        return [(first, last)];
    }
}

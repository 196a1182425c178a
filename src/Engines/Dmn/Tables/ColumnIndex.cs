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
    public static ColumnIndex? Build(IReadOnlyList<TableRule> rules, int column, DmnOptions options)
    {
        var cells = rules.Select(r => r.Tests[column]).ToList();
        var ranges = cells.ConvertAll(c => c.IsAny ? [] : CellTests.Constant(c, options));
        if (ranges.Find(r => r is { Count: > 0 }) is not [var sample, ..])
            return null;
        var kind = CellTests.KindOf(sample);
        var isAsked = ranges.ConvertAll(r => r is null || (r.Count > 0 && CellTests.KindOf(r[0]) != kind)).ToArray();
        var points = PointsOf(ranges.Where((_, i) => !isAsked[i]).SelectMany(r => r!));
        var sets = new ulong[(2 * points.Length) + 1][];
        for (var segment = 0; segment < sets.Length; segment++)
            sets[segment] = new ulong[(rules.Count + 63) / 64];
        var index = new ColumnIndex(kind, points, sets, isAsked);
        for (var rule = 0; rule < cells.Count; rule++)
            index.Fill(rule, cells[rule], ranges[rule] ?? []);
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

    private void Fill(int rule, Feel.Syntax.UnaryTests cell, IReadOnlyList<RangeValue> ranges)
    {
        if (cell.IsAny || IsAsked[rule])
        {
            Set(rule, 0, Segments - 1, isSet: true);
            return;
        }

        if (cell.IsNegated)
            Set(rule, 0, Segments - 1, isSet: true);
        foreach (var range in ranges.Where(r => r.IsExcluding))
            Exclude(rule, range, cell.IsNegated);
        foreach (var range in ranges.Where(r => !r.IsExcluding))
        {
            var first = range.Start.IsNull ? 0 : SegmentOf(range.Start) + (range.StartIncluded ? 0 : 1);
            var last = range.End.IsNull ? Segments - 1 : SegmentOf(range.End) - (range.EndIncluded ? 0 : 1);
            Set(rule, first, last, !cell.IsNegated);
        }
    }

    // "!= x" admits all but one point; inside not(…) it leaves that point at most.
    private void Exclude(int rule, RangeValue range, bool isNegated)
    {
        var at = SegmentOf(range.Start);
        Set(rule, 0, at - 1, !isNegated);
        Set(rule, at + 1, Segments - 1, !isNegated);
    }

    private void Set(int rule, int first, int last, bool isSet)
    {
        var (word, bit) = (rule / 64, 1UL << (rule % 64));
        for (var segment = first; segment <= last; segment++)
        {
            if (isSet)
                _rules[segment][word] |= bit;
            else
                _rules[segment][word] &= ~bit;
        }
    }
}

using Huoshui.Dmn.Feel.Values;
using Huoshui.Dmn.Tables;

namespace Huoshui.Dmn.Differences;

/// <summary>
/// An input as the places at which two versions may answer differently: few values, or the joint break points of both
/// and the stretches between them; each place has a value that stands for it.
/// </summary>
internal sealed class Axis
{
    private readonly FeelValue[] _points;
    private readonly List<(int Segment, FeelValue Witness)> _places;
    private readonly bool _isListed;

    private Axis(string name, FeelValue[] points, List<(int Segment, FeelValue Witness)> places, bool isListed)
    {
        (Name, _points, _places, _isListed) = (name, points, places, isListed);
    }

    public string Name { get; }

    public int Width => _places.Count;

    /// <summary>The places are values and not stretches.</summary>
    public bool IsListed => _isListed;

    public FeelValue Witness(int place) => _places[place].Witness;

    /// <summary>An input with few values.</summary>
    public static Axis Of(string name, IEnumerable<FeelValue> values) =>
        new(name, [], [.. values.Select((v, i) => (i, v))], isListed: true);

    /// <summary>An input with break points, all of one kind that has an order.</summary>
    /// <param name="name">Of the input.</param>
    /// <param name="breakPoints">In any order.</param>
    /// <param name="isNullable">Null is a place too.</param>
    /// <param name="range">Ends that no value goes beyond, of the same kind.</param>
    public static Axis Between(
        string name, IEnumerable<FeelValue> breakPoints, bool isNullable,
        (FeelValue? Least, FeelValue? Greatest) range = default)
    {
        List<FeelValue> points = [.. breakPoints];
        if (points.Count > 0)
            points = [.. points.Concat(Ends(range, points[0].Kind)).Where(p => IsWithin(p, range))];
        points.Sort(CellTests.Compare);
        FeelValue[] distinct = [.. points.Where((p, i) => i == 0 || CellTests.Compare(points[i - 1], p) != 0)];
        var places = new List<(int, FeelValue)>();
        for (var segment = 0; segment <= 2 * distinct.Length; segment++)
        {
            if (WitnessOf(distinct, segment) is { } witness && IsWithin(witness, range))
                places.Add((segment, witness));
        }

        // Without break points the input does not matter, and any value will do.
        if (isNullable || places.Count == 0)
            places.Add((-1, FeelValue.Null));
        return new Axis(name, distinct, places, isListed: false);
    }

    private static IEnumerable<FeelValue> Ends((FeelValue? Least, FeelValue? Greatest) range, string kind) =>
        ((FeelValue?[])[range.Least, range.Greatest]).OfType<FeelValue>().Where(e => e.Kind == kind);

    private static bool IsWithin(FeelValue value, (FeelValue? Least, FeelValue? Greatest) range) =>
        (range.Least is not { } least || least.Kind != value.Kind || CellTests.Compare(value, least) >= 0)
        && (range.Greatest is not { } most || most.Kind != value.Kind || CellTests.Compare(value, most) <= 0);

    /// <summary>The place of a value; the first for one that has none.</summary>
    public int PlaceOf(FeelValue value)
    {
        if (_isListed || value.IsNull || _points.Length == 0 || _points[0].Kind != value.Kind)
            return Math.Max(0, _places.FindIndex(p => ValueOrder.AreEqual(p.Witness, value) == true));
        var at = Array.FindIndex(_points, p => CellTests.Compare(p, value) >= 0);
        var segment = at < 0 ? 2 * _points.Length : CellTests.Compare(_points[at], value) == 0 ? (2 * at) + 1 : 2 * at;
        return Math.Max(0, _places.FindIndex(p => p.Segment == segment));
    }

    /// <summary>The places as FEEL tests: <c>[3..5), &gt; 7</c>; null if they are all.</summary>
    public string? Shown(IReadOnlyCollection<int> places)
    {
        if (places.Count == Width)
            return null;
        var sorted = places.Order().ToList();
        if (_isListed)
            return string.Join(", ", sorted.Select(p => ValueText.Nested(_places[p].Witness)));
        var tests = new List<string>();
        for (var i = 0; i < sorted.Count; i++)
        {
            var first = i;
            while (i + 1 < sorted.Count && sorted[i + 1] == sorted[i] + 1 && _places[sorted[i + 1]].Segment >= 0)
                i++;
            tests.Add(Stretch(_places[sorted[first]].Segment, _places[sorted[i]].Segment));
        }

        return string.Join(", ", tests);
    }

    private static FeelValue? WitnessOf(FeelValue[] points, int segment) => segment % 2 == 1
        ? points[segment / 2]
        : RuleSpace.Between(
            segment == 0 ? null : points[(segment / 2) - 1],
            segment / 2 < points.Length ? points[segment / 2] : null);

    // An even segment is the stretch before the point with half its number.
    private string Stretch(int first, int last)
    {
        if (first < 0)
            return "null";
        if (first == last && first % 2 == 1)
            return Point(first / 2);
        var (hasStart, hasEnd) = (first > 0, last < 2 * _points.Length);
        if (!hasStart && !hasEnd)
            return "!= null";
        if (!hasStart)
            return $"{(last % 2 == 1 ? "<=" : "<")} {Point(last / 2)}";
        var (start, isIncluded) = first % 2 == 1 ? (Point(first / 2), true) : (Point((first / 2) - 1), false);
        if (!hasEnd)
            return $"{(isIncluded ? ">=" : ">")} {start}";
        return $"{(isIncluded ? '[' : '(')}{start}..{Point(last / 2)}{(last % 2 == 1 ? ']' : ')')}";
    }

    private string Point(int index) => ValueText.Nested(_points[index]);
}

using Huoshui.Dmn.Feel.Values;

namespace Huoshui.Dmn.Differences;

/// <summary>A box of the joint grid: for each axis the places that belong to it.</summary>
internal sealed record Box(int[][] Places, IReadOnlyDictionary<string, FeelValue> Witness);

/// <summary>Boxes in which the answer changes in one way, joined where they differ in one axis only.</summary>
internal sealed class RegionList
{
    private readonly IReadOnlyList<Axis> _axes;
    private readonly Dictionary<(string Before, string After), Change> _changes = [];

    private IReadOnlyList<ChangedRegion>? _joined;

    public RegionList(IReadOnlyList<Axis> axes) => _axes = axes;

    /// <summary>Boxes before joining.</summary>
    public int Count { get; private set; }

    public void Add(Box box, FeelValue before, FeelValue after)
    {
        var key = (Told(before, after), Told(after, before));
        if (!_changes.TryGetValue(key, out var change))
            _changes[key] = change = new Change(before, after, []);
        change.Boxes.Add(box);
        Count++;
    }

    // Of two contexts only what differs, so that boxes with the same change are one whatever else they answer.
    private static string Told(FeelValue value, FeelValue other)
    {
        if (value is not ContextValue mine || other is not ContextValue its)
            return ValueText.Nested(value);
        var differing = mine.Entries.Where(
            e => !its.TryGet(e.Key, out var same) || ValueText.Nested(same) != ValueText.Nested(e.Value));
        return string.Join('\n', differing.Select(e => $"{e.Key}: {ValueText.Nested(e.Value)}"));
    }

    /// <summary>Once everything was added.</summary>
    public IReadOnlyList<ChangedRegion> Joined() => _joined ??=
        [.. _changes.Values.SelectMany(c => Joined(c.Boxes).Select(b => Region(c, b)))];

    private ChangedRegion Region(Change change, Box box) => new(
        [.. _axes.Select((axis, i) => KeyValuePair.Create(axis.Name, axis.Shown(box.Places[i])))
            .Where(c => c.Value is not null).Select(c => KeyValuePair.Create(c.Key, c.Value!))],
        box.Witness, change.Before, change.After);

    private List<Box> Joined(List<Box> boxes)
    {
        for (var axis = _axes.Count - 1; axis >= 0; axis--)
            boxes = Joined(boxes, axis);
        return boxes;
    }

    private static List<Box> Joined(List<Box> boxes, int axis)
    {
        var joined = new Dictionary<string, Box>(StringComparer.Ordinal);
        foreach (var box in boxes)
        {
            var rest = string.Join(';', box.Places.Select((p, i) => i == axis ? "" : string.Join(',', p)));
            joined[rest] = joined.TryGetValue(rest, out var known)
                ? known with { Places = [.. known.Places.Select((p, i) => i == axis ? Union(p, box.Places[i]) : p)] }
                : box;
        }

        return [.. joined.Values];
    }

    private static int[] Union(int[] first, int[] second) => [.. first.Union(second).Order()];

    private sealed record Change(FeelValue Before, FeelValue After, List<Box> Boxes);
}

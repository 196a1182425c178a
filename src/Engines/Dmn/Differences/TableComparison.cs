using Huoshui.Dmn.Feel.Syntax;
using Huoshui.Dmn.Feel.Values;

namespace Huoshui.Dmn.Differences;

/// <summary>
/// Compares two tables over the grid of their joint break points, axis by axis: places that leave the same rules on
/// both sides are one, and what is left is looked at once, so that the grid itself is never gone through.
/// </summary>
internal sealed class TableComparison(IReadOnlyList<Axis> axes, TableSide before, TableSide after, int maxSteps)
{
    private readonly Dictionary<ulong[], bool> _known = new(WordComparer.Instance);
    private readonly ulong[]? _same = SameRules(before, after);
    private int _steps;

    /// <summary>The limit on steps was reached, and regions may be missing.</summary>
    public bool IsCut => _steps > maxSteps;

    /// <summary>The boxes in which the two differ, up to a number.</summary>
    public RegionList Run(int maxBoxes)
    {
        before.Lay(axes);
        after.Lay(axes);
        var regions = new RegionList(axes);
        Collect(before.All(), after.All(), new int[axes.Count][], regions, maxBoxes);
        return regions;
    }

    private void Collect(ulong[] first, ulong[] second, int[][] places, RegionList regions, int maxBoxes)
    {
        var axis = Array.FindIndex(places, p => p is null);
        if (regions.Count >= maxBoxes || !Differ(axis < 0 ? axes.Count : axis, first, second))
            return;
        if (axis < 0)
        {
            var witness = axes.Zip(places).ToDictionary(
                p => p.First.Name, p => p.First.Witness(p.Second[0]), StringComparer.Ordinal);
            regions.Add(new Box([.. places], witness), before.Outcome(first), after.Outcome(second));
            return;
        }

        foreach (var (left, right, same) in Groups(axis, first, second))
        {
            places[axis] = same;
            Collect(left, right, places, regions, maxBoxes);
        }

        places[axis] = null!;
    }

    private bool Differ(int axis, ulong[] first, ulong[] second)
    {
        if (AreSame(first, second) || ++_steps > maxSteps)
            return false;
        if (axis == axes.Count)
            return ValueText.Nested(before.Outcome(first)) != ValueText.Nested(after.Outcome(second));
        ulong[] key = [(ulong)axis, .. first, .. second];
        if (_known.TryGetValue(key, out var known))
            return known;
        var differ = false;
        foreach (var (left, right, _) in Groups(axis, first, second))
        {
            differ = Differ(axis + 1, left, right);
            if (differ)
                break;
        }

        return _known[key] = differ;
    }

    // Rules that stand in both tables alike, and are all that is left, give the same.
    private bool AreSame(ulong[] first, ulong[] second)
    {
        if (_same is null || first.Length != second.Length || first[^1] != second[^1])
            return false;
        for (var i = 0; i < first.Length - 1; i++)
        {
            if (first[i] != second[i] || (first[i] & ~_same[i]) != 0)
                return false;
        }

        return true;
    }

    private IEnumerable<(ulong[] First, ulong[] Second, int[] Places)> Groups(int axis, ulong[] first, ulong[] second)
    {
        var groups = new Dictionary<ulong[], (ulong[] First, ulong[] Second, List<int> Places)>(WordComparer.Instance);
        for (var place = 0; place < axes[axis].Width; place++)
        {
            var (left, right) = (before.Narrowed(first, axis, place), after.Narrowed(second, axis, place));
            ulong[] key = [.. left, .. right];
            if (!groups.TryGetValue(key, out var group))
                groups[key] = group = (left, right, []);
            group.Places.Add(place);
        }

        return groups.Values.Select(g => (g.First, g.Second, g.Places.ToArray()));
    }

    // Null where policy, columns, or what inputs and decision are declared to be are not the same.
    private static ulong[]? SameRules(TableSide before, TableSide after)
    {
        var (one, other) = (before.Table, after.Table);
        var isAlike = one.Policy == other.Policy && before.Columns.SequenceEqual(after.Columns, StringComparer.Ordinal)
            && one.Outputs.Count == other.Outputs.Count && AreAlike(before.Declared, after.Declared)
            && before.InputTypes.Zip(after.InputTypes).All(p => AreAlike(p.First, p.Second))
            && one.Inputs.Zip(other.Inputs).All(p => p.First.Values?.At.Excerpt == p.Second.Values?.At.Excerpt)
            && one.Outputs.Zip(other.Outputs).All(p => p.First.Name == p.Second.Name
                && p.First.Type.Equals(p.Second.Type) && p.First.Default?.At.Excerpt == p.Second.Default?.At.Excerpt
                && p.First.Values?.At.Excerpt == p.Second.Values?.At.Excerpt);
        if (!isAlike)
            return null;
        var same = new ulong[Math.Max(before.Words, after.Words)];
        foreach (var (a, b) in one.Rules.Zip(other.Rules))
        {
            if (a.Outputs.Zip(b.Outputs).All(p => p.First.At.Excerpt.Trim() == p.Second.At.Excerpt.Trim())
                && a.Tests.Zip(b.Tests).All(p => AreAlike(p.First, p.Second)))
            {
                same[(a.Number - 1) / 64] |= 1UL << ((a.Number - 1) % 64);
            }
        }

        return same;
    }

    private static bool AreAlike(FeelType one, FeelType other) => (one, other) is (ConstrainedType a, ConstrainedType b)
        ? AreAlike(a.Allowed, b.Allowed) && AreAlike(a.Base, b.Base) : one.Equals(other);

    private static bool AreAlike(UnaryTests one, UnaryTests other) =>
        one.IsAny ? other.IsAny : !other.IsAny && one.At.Excerpt.Trim() == other.At.Excerpt.Trim();
}

using Huoshui.Dmn.Feel.Values;

namespace Huoshui.Dmn.Differences;

/// <summary>
/// Compares two versions by evaluating both at a value of every box of the grid, once for each example; of a grid
/// beyond the limit only the boxes that differ from an example in at most two inputs.
/// </summary>
internal sealed class GridComparison(
    IReadOnlyList<Axis> axes, GridSide before, GridSide after, ComparisonOptions options)
{
    private int _steps;

    /// <summary>Boxes were left out.</summary>
    public bool IsCut { get; private set; }

    public RegionList Run(IReadOnlyList<IReadOnlyDictionary<string, FeelValue>> bases, int maxBoxes)
    {
        var regions = new RegionList(axes);
        IsCut = axes.Aggregate((double)bases.Count, (product, axis) => product * axis.Width) > options.MaxSteps;
        foreach (var start in bases)
        {
            if (regions.Count >= maxBoxes)
                break;
            if (IsCut)
                Star(start, regions);
            else
                Whole(0, new int[axes.Count], start, regions);
        }

        return regions;
    }

    private void Whole(int axis, int[] places, IReadOnlyDictionary<string, FeelValue> start, RegionList regions)
    {
        if (axis == axes.Count)
        {
            Compare(places, start, regions);
            return;
        }

        for (var place = 0; place < axes[axis].Width; place++)
        {
            places[axis] = place;
            Whole(axis + 1, places, start, regions);
        }
    }

    private void Star(IReadOnlyDictionary<string, FeelValue> start, RegionList regions)
    {
        int[] home = [.. axes.Select(a => a.PlaceOf(start.GetValueOrDefault(a.Name) ?? FeelValue.Null))];
        var at = (int[])home.Clone();
        Compare(at, start, regions);
        for (var first = 0; first < axes.Count; first++)
        {
            foreach (var place in Others(first, home))
            {
                at[first] = place;
                Compare(at, start, regions);
                for (var second = first + 1; second < axes.Count; second++)
                {
                    foreach (var other in Others(second, home))
                    {
                        at[second] = other;
                        Compare(at, start, regions);
                    }

                    at[second] = home[second];
                }
            }

            at[first] = home[first];
        }
    }

    private IEnumerable<int> Others(int axis, int[] home) =>
        Enumerable.Range(0, axes[axis].Width).Where(p => p != home[axis]);

    private void Compare(int[] places, IReadOnlyDictionary<string, FeelValue> start, RegionList regions)
    {
        if (++_steps > options.MaxSteps)
            return;
        var inputs = new Dictionary<string, FeelValue>(start, StringComparer.Ordinal);
        for (var i = 0; i < places.Length; i++)
            inputs[axes[i].Name] = axes[i].Witness(places[i]);
        var (first, second) = (before.Answer(inputs), after.Answer(inputs));
        if (ValueText.Nested(Compared(first)) != ValueText.Nested(Compared(second)))
            regions.Add(new Box([.. places.Select(p => new[] { p })], inputs), Compared(first), Compared(second));
    }

    private FeelValue Compared(FeelValue answer)
    {
        if (options.Output is not { } output || answer is not ContextValue context)
            return answer;
        return context.TryGet(output, out var value) ? value : FeelValue.Null;
    }
}

/// <summary>A version that is asked again and again, in one frame.</summary>
internal sealed class GridSide
{
    private readonly PreparedDecision _prepared;
    private readonly DecisionFrame _frame;
    private readonly Dictionary<string, int> _ordinals = new(StringComparer.Ordinal);

    public GridSide(DecisionVersion version, PreparedDecision prepared)
    {
        (_prepared, _frame) = (prepared, prepared.NewFrame());
        for (var i = 0; i < prepared.InputNames.Count; i++)
        {
            if (version.Fixed.TryGetValue(prepared.InputNames[i], out var value))
                _frame.Set(i, value);
            else
                _ordinals[prepared.InputNames[i]] = i;
        }
    }

    public FeelValue Answer(IReadOnlyDictionary<string, FeelValue> inputs)
    {
        foreach (var (name, ordinal) in _ordinals)
            _frame.Set(ordinal, inputs.GetValueOrDefault(name) ?? FeelValue.Null);
        _prepared.Evaluate(_frame);
        return _frame.Value;
    }
}

using Huoshui.Diagnostics;
using Huoshui.Dmn.Differences;
using Huoshui.Dmn.Feel.Values;

namespace Huoshui.Dmn;

/// <summary>
/// 单调性证明: goes along the rising input, for every combination of the other inputs' segments, and looks whether the
/// output ever goes the wrong way. A plain table is gone through by its bitmap index. An output that is null (nothing
/// was granted, so there is no rate) is passed over.
/// </summary>
public static class DecisionMonotonicity
{
    /// <summary>Proves a claim, or finds a pair that breaks it.</summary>
    /// <param name="version">The decision.</param>
    /// <param name="claim">The claim.</param>
    /// <param name="options">Limits and what is known of the inputs; null for the defaults.</param>
    /// <returns>Null if the model has no such decision, it cannot be evaluated, or it does not ask for the input.
    /// </returns>
    public static MonotonicProof? Of(
        DecisionVersion version, MonotonicClaim claim, ComparisonOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(version);
        ArgumentNullException.ThrowIfNull(claim);
        options ??= ComparisonOptions.Default;
        if (version.Model.Decision(version.Decision) is not { } decision
            || version.Model.Prepare(version.Decision) is not { } prepared || prepared.Ordinal(claim.Input) < 0)
        {
            return null;
        }

        var walk = new Walk(claim);
        if (TableSide.Of(version, decision) is { } table
            && JointAxes.OfTables([version], [table], options) is { } axes)
        {
            var ordered = Reordered(axes, claim.Input);
            table.Lay(ordered);
            var isWhole = new TableWalk(ordered, table, walk, options.MaxSteps).Run();
            return new MonotonicProof(
                walk.Found, isWhole || walk.Found is not null ? []
                    : [DifferenceFindings.Unfinished(version.Decision, options.MaxSteps, decision.At)]);
        }

        var joint = JointAxes.OfLogic([(version, decision)], options, claim.Output);
        var diagnostics = new List<Diagnostic>();
        if (joint.Sampled.Count > 0)
        {
            diagnostics.Add(DifferenceFindings.Sampled(
                version.Decision, joint.Sampled, options.Examples.Count, decision.At));
        }

        var grid = new GridWalk(Reordered(WithClaimed(joint, claim.Input, options), claim.Input),
            new GridSide(version, prepared), walk, options.MaxSteps);
        if (!grid.Run(joint.Bases(options)) && walk.Found is null)
            diagnostics.Add(DifferenceFindings.Unfinished(version.Decision, options.MaxSteps, decision.At));
        return new MonotonicProof(walk.Found, diagnostics);
    }

    // An input that is calculated with is tried at its break points and at the values of the examples.
    private static List<Axis> WithClaimed(JointAxes joint, string input, ComparisonOptions options)
    {
        if (joint.Axes.Any(a => a.Name == input))
            return [.. joint.Axes];
        var values = options.Examples.Select(e => e.GetValueOrDefault(input) ?? FeelValue.Null)
            .Concat(joint.PointsOf(input)).Where(v => !v.IsNull).ToList();
        var kinds = values.Select(v => v.Kind).Distinct(StringComparer.Ordinal).ToList();
        return kinds is [var kind] && Tables.CellTests.IsOrdered(kind)
            ? [.. joint.Axes, Axis.Between(input, values, isNullable: false, options.Ranges.GetValueOrDefault(input))]
            : [.. joint.Axes];
    }

    private static List<Axis> Reordered(IReadOnlyList<Axis> axes, string last) =>
        [.. axes.Where(a => a.Name != last), .. axes.Where(a => a.Name == last)];

    /// <summary>Keeps the best output so far on one line.</summary>
    internal sealed class Walk(MonotonicClaim claim)
    {
        private FeelValue? _extreme;
        private Func<IReadOnlyDictionary<string, FeelValue>>? _extremeInputs;

        public MonotonicPair? Found { get; private set; }

        public void BeginLine() => _extreme = null;

        public void Next(FeelValue answer, Func<IReadOnlyDictionary<string, FeelValue>> inputs)
        {
            var output = claim.Output is null ? answer
                : answer is ContextValue context && context.TryGet(claim.Output, out var entry) ? entry
                    : FeelValue.Null;
            if (Found is not null || output.IsNull)
                return;
            var order = _extreme is null ? null : Compare(output, _extreme);
            var isWorse = claim.Direction == MonotonicDirection.NeverRises ? order > 0 : order < 0;
            if (isWorse)
                Found = new MonotonicPair(_extremeInputs!(), _extreme!, inputs(), output);
            else if (order is null or not 0)
                (_extreme, _extremeInputs) = (output, inputs);
        }

        private int? Compare(FeelValue left, FeelValue right)
        {
            if (claim.Order.Count == 0)
                return ValueOrder.Compare(left, right);
            var (a, b) = (Rank(left), Rank(right));
            return a < 0 || b < 0 ? null : a.CompareTo(b);
        }

        private int Rank(FeelValue value) =>
            claim.Order.ToList().FindIndex(v => ValueOrder.AreEqual(v, value) == true);
    }

    /// <summary>Through the bit sets of a table: what leaves the same rules is one.</summary>
    private sealed class TableWalk(IReadOnlyList<Axis> axes, TableSide table, Walk walk, int maxSteps)
    {
        private readonly HashSet<ulong[]> _seen = new(WordComparer.Instance);
        private int _steps;

        public bool Run()
        {
            Visit(0, table.All(), new int[axes.Count]);
            return _steps <= maxSteps;
        }

        private void Visit(int axis, ulong[] rules, int[] places)
        {
            if (walk.Found is not null || !_seen.Add([(ulong)axis, .. rules]) || ++_steps > maxSteps)
                return;
            var isLine = axis == axes.Count - 1;
            if (isLine)
                walk.BeginLine();
            for (var place = 0; place < axes[axis].Width; place++)
            {
                places[axis] = place;
                var left = table.Narrowed(rules, axis, place);
                if (!isLine)
                {
                    Visit(axis + 1, left, places);
                    continue;
                }

                var here = (int[])places.Clone();
                if (!axes[axis].Witness(place).IsNull)
                    walk.Next(table.Outcome(left), () => Inputs(here));
            }
        }

        private Dictionary<string, FeelValue> Inputs(int[] places) => axes.Zip(places).ToDictionary(
            p => p.First.Name, p => p.First.Witness(p.Second), StringComparer.Ordinal);
    }

    private sealed class GridWalk(IReadOnlyList<Axis> axes, GridSide side, Walk walk, int maxSteps)
    {
        private int _steps;

        public bool Run(IReadOnlyList<IReadOnlyDictionary<string, FeelValue>> bases)
        {
            foreach (var start in bases)
                Visit(0, new Dictionary<string, FeelValue>(start, StringComparer.Ordinal));
            return _steps <= maxSteps;
        }

        private void Visit(int axis, Dictionary<string, FeelValue> inputs)
        {
            if (walk.Found is not null || axis == axes.Count || _steps > maxSteps)
                return;
            var isLine = axis == axes.Count - 1;
            if (isLine)
                walk.BeginLine();
            for (var place = 0; place < axes[axis].Width; place++)
            {
                inputs[axes[axis].Name] = axes[axis].Witness(place);
                if (!isLine)
                {
                    Visit(axis + 1, inputs);
                }
                else if (!axes[axis].Witness(place).IsNull && ++_steps <= maxSteps)
                {
                    var here = new Dictionary<string, FeelValue>(inputs, StringComparer.Ordinal);
                    walk.Next(side.Answer(here), () => here);
                }
            }
        }
    }
}

using Huoshui.Dmn.Decisions;
using Huoshui.Dmn.Feel.Values;
using Huoshui.Dmn.Tables;

namespace Huoshui.Dmn.Differences;

/// <summary>The inputs of one or two versions as axes, and those that break points cannot describe.</summary>
internal sealed class JointAxes
{
    private readonly Dictionary<string, List<FeelValue>> _points = new(StringComparer.Ordinal);

    private JointAxes(IReadOnlyList<Axis> axes, IReadOnlyList<string> sampled) => (Axes, Sampled) = (axes, sampled);

    public IReadOnlyList<Axis> Axes { get; }

    /// <summary>Inputs that take the values of examples.</summary>
    public IReadOnlyList<string> Sampled { get; }

    /// <summary>Null where the columns of an input are of several kinds, or of one without an order.</summary>
    public static IReadOnlyList<Axis>? OfTables(
        IReadOnlyList<DecisionVersion> versions, IReadOnlyList<TableSide> tables, ComparisonOptions options)
    {
        var axes = tables.SelectMany(t => t.Points()).GroupBy(p => p.Name, StringComparer.Ordinal)
            .Select(g => AxisOf(versions, g.Key, [.. g.SelectMany(p => p.Points)], options)).ToList();
        return axes.Contains(null) ? null : [.. axes.OfType<Axis>()];
    }

    public static JointAxes OfLogic(
        IReadOnlyList<(DecisionVersion Version, DecisionElement Decision)> sides, ComparisonOptions options,
        string? output = null)
    {
        var uses = sides.Select(s => new InputUses(s.Version, s.Decision, output)).ToList();
        var versions = sides.Select(s => s.Version).ToList();
        var (axes, sampled) = (new List<Axis>(), new List<string>());
        var joint = new JointAxes(axes, sampled);
        foreach (var name in uses.SelectMany(u => u.Uses.Keys).Distinct(StringComparer.Ordinal))
        {
            var used = uses.Select(u => u.Uses.GetValueOrDefault(name)).OfType<InputUse>().ToList();
            List<FeelValue> points = [.. used.SelectMany(u => u.Points)];
            joint._points[name] = points;
            var axis = AxisOf(versions, name, points, options);
            var isWhole = axis is { IsListed: true } || (axis is not null && !used.Exists(u => u.IsCalculated));
            if (!isWhole)
                sampled.Add(name);
            if (axis is not null && (isWhole || options.Examples.Count == 0))
                axes.Add(axis);
        }

        return joint;
    }

    public IEnumerable<FeelValue> PointsOf(string name) => _points.GetValueOrDefault(name) ?? [];

    /// <summary>What the grid is laid around: examples that differ in sampled inputs; none, and all is null.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, FeelValue>> Bases(ComparisonOptions options) =>
        options.Examples.Count == 0 ? [new Dictionary<string, FeelValue>(StringComparer.Ordinal)]
            : [.. options.Examples.DistinctBy(
                e => string.Join('\n', Sampled.Select(s => ValueText.Nested(e.GetValueOrDefault(s) ?? FeelValue.Null))),
                StringComparer.Ordinal)];

    private static Axis? AxisOf(
        IReadOnlyList<DecisionVersion> versions, string name, IReadOnlyList<FeelValue> points,
        ComparisonOptions options)
    {
        var isNullable = options.Nullable.Contains(name);
        IEnumerable<FeelValue> nulls = isNullable ? [FeelValue.Null] : [];
        if (options.Values.TryGetValue(name, out var values))
            return Axis.Of(name, values.Concat(nulls));
        var kinds = points.Select(p => p.Kind).Distinct(StringComparer.Ordinal).ToList();
        var declared = versions.Select(v => v.Model.InputNamed(name)).FirstOrDefault(i => i is not null)
            ?.Type.Unconstrained is SimpleType type ? type.Name : "Any";
        if (declared == "boolean" || kinds is ["boolean"])
            return Axis.Of(name, [FeelValue.From(false), FeelValue.From(true), .. nulls]);
        return kinds.Count <= 1 && kinds.TrueForAll(CellTests.IsOrdered)
            && (declared == "Any" || kinds.TrueForAll(k => k == declared))
            ? Axis.Between(name, points, isNullable, options.Ranges.GetValueOrDefault(name)) : null;
    }
}

using Huoshui.Diagnostics;

namespace Huoshui.Vtl.Plan;

/// <summary>
/// What of a plan stays on the nodes of a cluster whose inputs are sharded by a column each: rows with the same value
/// of it lie on one node. Joins on that column, groups and windows by it and what it takes part in are local; all else
/// needs other nodes. An input without such a column lies anywhere.
/// </summary>
internal sealed class Sharding(IReadOnlyDictionary<string, string> shards)
{
    // Columns by which rows lie together; none says that they lie anywhere; null that they lie on one node.
    private readonly Dictionary<Relation, IReadOnlySet<string>?> _placed = new(ReferenceEqualityComparer.Instance);
    private readonly List<ClusterStep> _steps = [];
    private string _result = string.Empty;

    /// <summary>The steps of a result, those of what it reads first.</summary>
    public static IReadOnlyList<ClusterStep> Of(
        string result, Relation root, IReadOnlyDictionary<string, string> shards)
    {
        var sharding = new Sharding(shards) { _result = result };
        sharding.Place(root);
        return sharding._steps;
    }

    private IReadOnlySet<string>? Place(Relation relation)
    {
        if (!_placed.TryGetValue(relation, out var place))
            _placed[relation] = place = Placed(relation);
        return place;
    }

    private IReadOnlySet<string>? Placed(Relation relation) => relation switch
    {
        InputScan input => Only(
            shards.TryGetValue(input.Name, out var key) && input.Find(key) is not null ? [key] : []),
        ResultScan scan => Named(scan),
        Select select => OfSelect(select),
        UnionAll union => OfUnion(union),
        Unpivot unpivot => Kept(Place(unpivot.Source), unpivot),
        RuleRows rules => Place(rules.Source),
        TimeSeries series => OfSeries(series),
        HierarchyRows hierarchy => OfHierarchy(hierarchy),
        RoutineRows routine => OfRoutine(routine),
        _ => null,
    };

    private IReadOnlySet<string>? Named(ResultScan scan)
    {
        var outer = _result;
        _result = scan.Name;
        var place = Place(scan.Definition);
        _result = outer;
        return place;
    }

    private IReadOnlySet<string>? OfSelect(Select select)
    {
        var rows = new ShardedRows(select.From.Count == 0 ? null : Place(select.From[0].Relation));
        foreach (var (item, index) in select.From.Select((f, i) => (f, i)).Skip(1))
            Join(rows, item, index);
        foreach (var exists in Parts(select).OfType<ExistsRow>().Distinct())
            Exists(rows, exists);
        foreach (var window in Parts(select).OfType<Analytic>().Select(w => w.Partition).DistinctBy(Names))
            Together(rows, window, ("开窗", "window"), ClusterWork.Gathered);
        if (select.GroupBy is { } keys)
            Together(rows, keys, ("分组汇总", "aggregate"), ClusterWork.TwoSteps);
        return rows.AreOnOneNode ? null
            : Only(select.Outputs.Where(o => rows.IsKey(o.Value)).Select(o => o.Component.Name));
    }

    private void Join(ShardedRows rows, FromItem item, int index)
    {
        var right = Place(item.Relation);
        List<Operation> pairs = item.On is null ? []
            : [.. PlanWalk.All(item.On).OfType<Operation>().Where(o => o.Code == Op.Equal)];
        var name = NameOf(item.Relation);
        var what = new LocalizedText($"与 {name} 连接", $"join with {name}");
        if (rows.AreOnOneNode && right is null)
        {
            return;
        }

        var isLocal = !rows.AreOnOneNode && right is not null && pairs.Exists(p => IsPair(rows, p, right, index));
        var isWhole = item.Join == JoinType.Full || rows.AreOnOneNode;
        _steps.Add(new ClusterStep(
            _result, what, isLocal ? ClusterWork.Local : isWhole ? ClusterWork.Gathered : ClusterWork.Global));
        if (isLocal)
            rows.Add(index, right!);
        else if (isWhole)
            rows.Gather();
    }

    private static bool IsPair(ShardedRows rows, Operation pair, IReadOnlySet<string> right, int index)
    {
        bool IsRight(Expr e) => e is Column column && column.Source == index && right.Contains(column.Name);
        return (rows.IsKey(pair.Arguments[0]) && IsRight(pair.Arguments[1]))
            || (rows.IsKey(pair.Arguments[1]) && IsRight(pair.Arguments[0]));
    }

    private void Exists(ShardedRows rows, ExistsRow exists)
    {
        var other = Place(exists.Other);
        if (rows.AreOnOneNode && other is null)
            return;
        var isLocal = other is not null && exists.Keys.Any(k => rows.IsKey(k.Own) && other.Contains(k.Other));
        var name = NameOf(exists.Other);
        var what = new LocalizedText($"在 {name} 中查找", $"look up in {name}");
        _steps.Add(new ClusterStep(_result, what, isLocal ? ClusterWork.Local : ClusterWork.Global));
    }

    // Rows that are looked at together: local where they lie together.
    private void Together(
        ShardedRows rows, IReadOnlyList<Expr> keys, (string Zh, string En) step, ClusterWork otherwise)
    {
        if (rows.AreOnOneNode)
            return;
        var isLocal = keys.Any(rows.IsKey);
        var names = Names(keys);
        var what = names.Length == 0 ? new LocalizedText($"{step.Zh}（全部）", $"{step.En} of all")
            : new LocalizedText($"按 {names} {step.Zh}", $"{step.En} by {names}");
        _steps.Add(new ClusterStep(_result, what, isLocal ? ClusterWork.Local : otherwise));
        if (!isLocal)
            rows.Gather();
    }

    private IReadOnlySet<string>? OfUnion(UnionAll union)
    {
        var places = union.Parts.Select(Place).ToList();
        if (places.TrueForAll(p => p is null))
            return null;
        return Only(places.Exists(p => p is null) ? []
            : places.Skip(1).Aggregate(
                places[0]!.AsEnumerable(), (all, p) => all.Intersect(p!, StringComparer.Ordinal)));
    }

    private IReadOnlySet<string>? OfSeries(TimeSeries series)
    {
        var rows = new ShardedRows(Place(series.Source));
        var others = series.Source.Identifiers.Where(c => c.Name != series.Time.Name);
        if (series.Operator != TimeOperator.Shift)
            Together(rows, [.. others.Select(ColumnOf)], ("时间序列", "time series"), ClusterWork.Gathered);
        return rows.AreOnOneNode ? null : Kept(Place(series.Source), series);
    }

    private IReadOnlySet<string>? OfHierarchy(HierarchyRows hierarchy)
    {
        var source = hierarchy.Rows.Relation;
        var rows = new ShardedRows(Place(source));
        var others = source.Identifiers.Where(c => c.Name != hierarchy.RuleComponent.Name);
        Together(rows, [.. others.Select(ColumnOf)], ("层级", "hierarchy"), ClusterWork.TwoSteps);
        return rows.AreOnOneNode ? null : Kept(Place(source), hierarchy);
    }

    private IReadOnlySet<string>? OfRoutine(RoutineRows routine)
    {
        foreach (var operand in routine.Operands)
            Place(operand.Rows);
        _steps.Add(new ClusterStep(_result, new LocalizedText("外部例程", "routine"), ClusterWork.Gathered));
        return null;
    }

    private static IEnumerable<Expr> Parts(Select select) => select.Outputs.Select(o => o.Value)
        .Append(select.Where).Append(select.Having).Append(select.Qualify).OfType<Expr>().SelectMany(PlanWalk.All);

    private static Expr ColumnOf(Component component) => new Column(0, component.Name, ScalarType.Of(component));

    private static string Names(IReadOnlyList<Expr> keys) => string.Join(", ", keys.SelectMany(PlanWalk.All)
        .OfType<Column>().Select(c => c.Name).Distinct(StringComparer.Ordinal));

    private static string NameOf(Relation relation) => relation switch
    {
        InputScan input => input.Name,
        ResultScan scan => scan.Name,
        _ => PlanWalk.All(relation).OfType<InputScan>().FirstOrDefault()?.Name ?? "…",
    };

    private static IReadOnlySet<string>? Kept(IReadOnlySet<string>? place, Relation relation) =>
        place is null ? null : Only(place.Where(n => relation.Find(n) is not null));

    private static IReadOnlySet<string> Only(IEnumerable<string> names) => names.ToHashSet(StringComparer.Ordinal);
}

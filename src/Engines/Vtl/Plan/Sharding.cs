using System.Globalization;
using Huoshui.Diagnostics;

namespace Huoshui.Vtl.Plan;

/// <summary>A relation as the nodes of a cluster work it out.</summary>
/// <param name="Rows">The relation, with what is to be brought together (<see cref="Gathered"/>) in it.</param>
/// <param name="Keys">Columns by which the rows lie together on the nodes, none where they lie anywhere; null where
/// every node can have all of them.</param>
internal sealed record Sharded(Relation Rows, IReadOnlySet<string>? Keys)
{
    /// <summary>The rows of which each node has its own; no keys where every node has all.</summary>
    public IReadOnlySet<string> OwnKeys => Keys ?? new HashSet<string>(StringComparer.Ordinal);
}

/// <summary>
/// What of a plan stays on the nodes of a cluster, and the plan that does it. Rows of an input with the same value of
/// its shard column lie on one node; so joins on that column, groups and windows by it and what it takes part in are
/// local. Of all else, rows or parts of aggregates are brought together first. An input without such a column lies
/// anywhere; one that every node holds whole is needed from nowhere.
/// </summary>
internal sealed partial class Sharding
{
    private readonly ClusterLayout _layout;
    private readonly Dictionary<Relation, Sharded> _done = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Relation, Gathered> _gathered = new(ReferenceEqualityComparer.Instance);
    private readonly List<ClusterStep> _steps = [];
    private readonly Nesting _nesting = new();
    private string _result = string.Empty;

    private Sharding(ClusterLayout layout) => _layout = layout;

    /// <summary>What was decided, the steps of what a result reads first.</summary>
    public IReadOnlyList<ClusterStep> Steps => _steps;

    /// <summary>A result, whole on one node or, where it is kept, as it comes about on the nodes.</summary>
    public static (Sharding Sharding, Sharded Root) Of(
        string result, Relation root, ClusterLayout layout, bool isKept)
    {
        var sharding = new Sharding(layout) { _result = result };
        return (sharding, isKept ? sharding.Placed(root) : new Sharded(sharding.Whole(root), null));
    }

    /// <summary>The operand of checks, whose rules look at one row each: on each node its own rows where they lie
    /// apart.</summary>
    public static (Sharding Sharding, RuleScan Scan, bool IsOnEachNode) Of(RuleScan scan, ClusterLayout layout)
    {
        var sharding = new Sharding(layout) { _result = scan.Name };
        var operand = sharding.Placed(scan.Operand);
        var rules = sharding.Queries();
        var own = scan with
        {
            Operand = operand.Rows,
            Rules = [.. scan.Rules.Select(r => r with
            {
                When = rules.OfOptional(r.When),
                Then = rules.Of(r.Then),
                Value = rules.OfOptional(r.Value),
                Expected = rules.OfOptional(r.Expected),
                Arguments = rules.All(r.Arguments),
            })],
        };
        if (operand.Keys is null || !sharding._nesting.IsTooDeep(FindingsOf(own)))
            return (sharding, own, operand.Keys is not null);
        return (sharding, own with { Operand = sharding.Whole(operand) }, false);
    }

    // What the findings are made of, for the sake of its parts.
    private static UnionAll FindingsOf(RuleScan scan) => new([scan.Operand,
        .. scan.Rules.SelectMany(r => r.Arguments.Append(r.When).Append(r.Then).Append(r.Value).Append(r.Expected))
            .OfType<Expr>().SelectMany(PlanWalk.InExpression)]);

    private Sharded Placed(Relation relation)
    {
        if (!_done.TryGetValue(relation, out var done))
            _done[relation] = done = Place(relation);
        return done;
    }

    private Sharded Place(Relation relation) => relation switch
    {
        InputScan input => new Sharded(input, KeysOf(input)),
        ResultScan scan => Named(scan),
        Select select => OfSelect(select),
        UnionAll union => OfUnion(union),
        Unpivot unpivot => OfUnpivot(unpivot),
        RuleRows rules => OfRules(rules),
        TimeSeries series => OfSeries(series),
        HierarchyRows hierarchy => OfHierarchy(hierarchy),
        RoutineRows routine => OfRoutine(routine),
        _ => throw new InvalidOperationException($"No place for {relation.GetType().Name}."),
    };

    private IReadOnlySet<string>? KeysOf(InputScan input) => _layout.IsReplicated(input.Name) ? null
        : Only(_layout.KeyOf(input.Name) is { } key && input.Find(key) is not null ? [key] : []);

    private Sharded Named(ResultScan scan)
    {
        var outer = _result;
        _result = scan.Name;
        var place = Placed(scan.Definition);
        _result = outer;
        return ReferenceEquals(place.Rows, scan.Definition) ? place with { Rows = scan }
            : place with { Rows = new ResultScan(scan.Name, place.Rows) };
    }

    private Relation Whole(Relation relation) => Whole(Placed(relation));

    private Relation Whole(Sharded place)
    {
        if (place.Keys is null)
            return place.Rows;
        var rows = place.Rows is ResultScan scan ? scan.Definition : place.Rows;
        if (!_gathered.TryGetValue(rows, out var gathered))
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"vtl part {_gathered.Count + 1}");
            _gathered[rows] = gathered = new Gathered(name, place.Rows);
        }

        return gathered;
    }

    // A value that is asked of another relation is asked of the whole of it.
    private Rewriting Queries() => new(e => e switch
    {
        ScalarQuery query => query with { Relation = Whole(query.Relation) },
        ExistsRow exists => exists with { Other = Whole(exists.Other) },
        _ => null,
    });

    private Sharded OfUnion(UnionAll union)
    {
        var parts = union.Parts.Select(Placed).ToList();
        UnionAll Of(IEnumerable<Relation> rows) => union with { Parts = [.. rows] };
        if (parts.Exists(p => p.Keys is null))
            return new Sharded(Of(parts.Select(Whole)), null);
        var keys = parts.Skip(1).Aggregate(
            parts[0].OwnKeys.AsEnumerable(), (all, p) => all.Intersect(p.OwnKeys, StringComparer.Ordinal));
        return new Sharded(Of(parts.Select(p => p.Rows)), Only(keys.Where(k => IsOneType(k, union.Parts))));
    }

    // Rows with the same value in two types may lie on two nodes.
    private static bool IsOneType(string key, IReadOnlyList<Relation> parts) =>
        parts.Select(p => p.Find(key) is { } c ? ScalarType.Of(c) : ScalarType.Null).Distinct().Count() == 1;

    private Sharded OfUnpivot(Unpivot unpivot)
    {
        var source = Placed(unpivot.Source);
        // The new columns may have the name of a folded one.
        var keys = source.Keys?.Where(k => k != unpivot.Identifier && k != unpivot.Measure);
        return new Sharded(unpivot with { Source = source.Rows }, Kept(keys is null ? null : Only(keys), unpivot));
    }

    // Their conditions are written over what the source is made of.
    private Sharded OfRules(RuleRows rules)
    {
        var (source, rows) = Near(rules.Source);
        if (!rows.AreWhole && !rules.Source.IsPlain)
            (source, rows) = (OnOneNode(rules.Source), new ShardedRows(null));
        var queries = Queries();
        List<RuleRow> results = [.. rules.Rules.Select(r => r with { Result = queries.Of(r.Result) })];
        var own = rules with { Source = source, Rules = results };
        if (rows.AreWhole || !_nesting.IsTooDeep(own))
            return new Sharded(own, Kept(KeysOf(source, rows), rules));
        return new Sharded(own with { Source = OnOneNode(rules.Source) }, null);
    }

    private Sharded OfSeries(TimeSeries series)
    {
        var source = Placed(series.Source);
        // How far a date is moved depends on the steps of its series; a period says it itself.
        if (series is { Operator: TimeOperator.Shift, Time.Kind: ScalarKind.TimePeriod })
        {
            var left = source.Keys is null ? null : Only(source.Keys.Where(k => k != series.Time.Name));
            return new Sharded(series with { Source = source.Rows }, left);
        }

        // "all" fills up to the first and the last day of all; a single date has the steps of all series.
        var isOfAll = series.Operator == TimeOperator.FillAll || (series.Time.Kind == ScalarKind.Date
            && series.Operator is TimeOperator.Shift or TimeOperator.FillSingle);
        var others = isOfAll ? []
            : series.Source.Identifiers.Where(c => c.Name != series.Time.Name);
        return Together(source, others, ("时间序列", "time series"), rows => series with { Source = rows });
    }

    private Sharded OfHierarchy(HierarchyRows hierarchy)
    {
        var source = Placed(hierarchy.Rows.Relation);
        var others = hierarchy.Rows.Relation.Identifiers.Where(c => c.Name != hierarchy.RuleComponent.Name);
        return Together(source, others, ("层级", "hierarchy"), rows => ReferenceEquals(rows, hierarchy.Rows.Relation)
            ? hierarchy : hierarchy with { Rows = RowView.Nested(rows) });
    }

    // Rows with the same other identifiers are looked at together.
    private Sharded Together(
        Sharded source, IEnumerable<Component> others, (string Zh, string En) step, Func<Relation, Relation> over)
    {
        if (source.Keys is null)
            return new Sharded(over(source.Rows), null);
        List<string> names = [.. others.Select(c => c.Name)];
        var isLocal = names.Exists(source.Keys.Contains);
        Told(step, string.Join(", ", names), isLocal ? ClusterWork.Local : ClusterWork.Gathered);
        var rows = over(isLocal ? source.Rows : Whole(source));
        return new Sharded(rows, isLocal ? Only(source.Keys.Intersect(names, StringComparer.Ordinal)) : null);
    }

    private Sharded OfRoutine(RoutineRows routine)
    {
        var operands = routine.Operands.Select(o => o with { Rows = Whole(o.Rows) }).ToList();
        _steps.Add(new ClusterStep(_result, new LocalizedText("外部例程", "routine"), ClusterWork.Gathered));
        return new Sharded(routine with { Operands = operands }, null);
    }

    private void Told((string Zh, string En) step, string names, ClusterWork work) => _steps.Add(new ClusterStep(
        _result,
        names.Length == 0 ? new LocalizedText($"{step.Zh}（全部）", $"{step.En} of all")
            : new LocalizedText($"按 {names} {step.Zh}", $"{step.En} by {names}"),
        work));

    private static string NameOf(Relation relation) => relation switch
    {
        InputScan input => input.Name,
        ResultScan scan => scan.Name,
        _ => PlanWalk.All(relation).OfType<InputScan>().FirstOrDefault()?.Name ?? "…",
    };

    private static IReadOnlySet<string>? Kept(IReadOnlySet<string>? keys, Relation relation) =>
        keys is null ? null : Only(keys.Where(n => relation.Find(n) is not null));

    private static IReadOnlySet<string> Only(IEnumerable<string> names) => names.ToHashSet(StringComparer.Ordinal);
}

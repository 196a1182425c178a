using Huoshui.Diagnostics;

namespace Huoshui.Vtl.Plan;

/// <summary>Joins, look-ups, windows and groups.</summary>
internal sealed partial class Sharding
{
    private Sharded OfSelect(Select select)
    {
        var (own, rows) = Near(select);
        if (rows.AreWhole)
            return new Sharded(own, null);
        var areTogether = true;
        foreach (var window in Parts(own).OfType<Analytic>().Select(w => w.Partition))
            areTogether &= Together(rows, window, ("开窗", "window"), ClusterWork.Gathered);
        var twoSteps = own.GroupBy is null ? null : TwoSteps.Of(own);
        if (own.GroupBy is { } keys && areTogether)
        {
            var otherwise = twoSteps is null ? ClusterWork.Gathered : ClusterWork.TwoSteps;
            areTogether = Together(rows, keys, ("分组汇总", "aggregate"), otherwise);
        }

        if (areTogether && !IsNumbered(own))
            return new Sharded(own, KeysOf(own, rows));
        if (twoSteps is null)
            return new Sharded(RowParts.Of(own, part => Whole(new Sharded(part, NoKeys))), null);
        return new Sharded(twoSteps.Merged(Whole(new Sharded(twoSteps.Nodes, NoKeys))), null);
    }

    private static readonly IReadOnlySet<string> NoKeys = new HashSet<string>(StringComparer.Ordinal);

    // Numbers of all rows.
    private static bool IsNumbered(Select select) => Parts(select).Any(e => e is Operation { Code: Op.RowNumber });

    private static IReadOnlySet<string>? KeysOf(Select select, ShardedRows rows) => rows.AreWhole ? null
        : Only(select.Outputs.Where(o => rows.IsKey(o.Value)).Select(o => o.Component.Name));

    // As Joined, but for what would lie too deep: its sources are brought together, and it is done on one node.
    private (Select Own, ShardedRows Rows) Near(Select select)
    {
        var told = _steps.Count;
        var joined = Joined(select);
        if (joined.Rows.AreWhole || !_nesting.IsTooDeep(joined.Own))
            return joined;
        _steps.RemoveRange(told, _steps.Count - told);
        _steps.AddRange(select.From.Skip(1).Select(f => JoinStep(f.Relation, ClusterWork.Gathered)));
        return (OnOneNode(select), new ShardedRows(null));
    }

    private ClusterStep JoinStep(Relation right, ClusterWork work) => new(
        _result, new LocalizedText($"与 {NameOf(right)} 连接", $"join with {NameOf(right)}"), work);

    private Select OnOneNode(Select select)
    {
        var queries = Queries();
        return Changed(select, [.. select.From.Select(f => f with { Relation = Whole(f.Relation) })], queries);
    }

    private static Select Changed(Select select, IReadOnlyList<FromItem> from, Rewriting queries) => select with
    {
        From = [.. from.Select(f => f with { On = queries.OfOptional(f.On) })],
        Outputs = [.. select.Outputs.Select(queries.Of)],
        Where = queries.OfOptional(select.Where),
        GroupBy = select.GroupBy is null ? null : queries.All(select.GroupBy),
        Having = queries.OfOptional(select.Having),
        Qualify = queries.OfOptional(select.Qualify),
    };

    // The sources joined, of the same shape: where one cannot stay where it is, its whole stands in its place.
    private (Select Own, ShardedRows Rows) Joined(Select select)
    {
        var rows = new ShardedRows(select.From.Count == 0 ? null : Placed(select.From[0].Relation).Keys);
        var from = new List<FromItem>();
        foreach (var (index, item) in select.From.Index())
        {
            from.Add(item with
            {
                Relation = index == 0 ? Placed(item.Relation).Rows : Join(rows, item, index, from),
            });
            if (item.Join == JoinType.Full && rows.AreWhole)
                from = [.. from.Select((f, i) => f with { Relation = Whole(select.From[i].Relation) })];
        }

        var local = new Dictionary<ExistsRow, ExistsRow>(ReferenceEqualityComparer.Instance);
        foreach (var exists in Parts(select).OfType<ExistsRow>().Distinct(ReferenceEqualityComparer.Instance))
            LookUp(rows, (ExistsRow)exists!, local);
        var queries = new Rewriting(e => e switch
        {
            ScalarQuery query => query with { Relation = Whole(query.Relation) },
            ExistsRow exists => local.GetValueOrDefault(exists) ?? exists with { Other = Whole(exists.Other) },
            _ => null,
        });
        return (Changed(select, from, queries), rows);
    }

    private Relation Join(ShardedRows rows, FromItem item, int index, List<FromItem> before)
    {
        var right = Placed(item.Relation);
        if (rows.AreWhole && right.Keys is null)
            return right.Rows;
        void Tell(ClusterWork work) => _steps.Add(JoinStep(item.Relation, work));
        if (rows.AreWhole && item.Join is JoinType.Inner or JoinType.Cross)
        {
            var isHere = !before.Exists(f => PlanWalk.All(f.Relation).Any(r => r is Gathered));
            Tell(isHere ? ClusterWork.Local : ClusterWork.Global);
            rows.Spread(index, right.OwnKeys);
            return right.Rows;
        }

        if (!rows.AreWhole && right.Keys is not null && PairOf(rows, item, right.Keys, index) is { } key)
        {
            Tell(ClusterWork.Local);
            rows.Joined(index, item.Join, right.Keys, key);
            return right.Rows;
        }

        var isWhole = item.Join == JoinType.Full || rows.AreWhole;
        Tell(isWhole ? ClusterWork.Gathered : IsAtHand(right) ? ClusterWork.Local : ClusterWork.Global);
        if (isWhole)
            rows.Gather();
        return Whole(right);
    }

    // Every node holds it, and nothing has to be sent.
    private static bool IsAtHand(Sharded place) =>
        place.Keys is null && !PlanWalk.All(place.Rows).Any(r => r is Gathered);

    // The condition under which rows of one key meet; null where they may lie on two nodes.
    private static Expr? PairOf(ShardedRows rows, FromItem item, IReadOnlySet<string> right, int index)
    {
        bool IsRight(Expr e) => e is Column column && column.Source == index && right.Contains(column.Name);
        foreach (var pair in Conditions(item.On).OfType<Operation>().Where(o => o.Code == Op.Equal))
        {
            var (a, b) = (pair.Arguments[0], pair.Arguments[1]);
            if (a.Type == b.Type && rows.IsKey(a) && IsRight(b))
                return a;
            if (a.Type == b.Type && rows.IsKey(b) && IsRight(a))
                return b;
        }

        return null;
    }

    private static IEnumerable<Expr> Conditions(Expr? condition) => condition switch
    {
        null => [],
        Operation { Code: Op.And } both => both.Arguments.SelectMany(Conditions),
        _ => [condition],
    };

    private void LookUp(ShardedRows rows, ExistsRow exists, Dictionary<ExistsRow, ExistsRow> local)
    {
        var other = Placed(exists.Other);
        if (rows.AreWhole && other.Keys is null)
            return;
        var isLocal = !rows.AreWhole && other.Keys is not null && exists.Keys.Any(
            k => rows.IsKey(k.Own) && other.Keys.Contains(k.Other)
                && exists.Other.Find(k.Other) is { } found && ScalarType.Of(found) == k.Own.Type);
        var name = NameOf(exists.Other);
        var work = isLocal || IsAtHand(other) ? ClusterWork.Local
            : rows.AreWhole ? ClusterWork.Gathered : ClusterWork.Global;
        _steps.Add(new ClusterStep(_result, new LocalizedText($"在 {name} 中查找", $"look up in {name}"), work));
        if (isLocal)
            local[exists] = exists with { Other = other.Rows };
    }

    // Rows that are looked at together: local where they lie together.
    private bool Together(
        ShardedRows rows, IReadOnlyList<Expr> keys, (string Zh, string En) step, ClusterWork otherwise)
    {
        var isLocal = keys.Any(rows.IsKey);
        Told(step, Names(keys), isLocal ? ClusterWork.Local : otherwise);
        return isLocal;
    }

    private static IEnumerable<Expr> Parts(Select select) => select.Outputs.Select(o => o.Value)
        .Append(select.Where).Append(select.Having).Append(select.Qualify).OfType<Expr>().SelectMany(PlanWalk.All);

    private static string Names(IReadOnlyList<Expr> keys) => string.Join(", ", keys.SelectMany(PlanWalk.All)
        .OfType<Column>().Select(c => c.Name).Distinct(StringComparer.Ordinal));
}

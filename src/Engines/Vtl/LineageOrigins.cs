namespace Huoshui.Vtl;

/// <summary>The origins of all columns of some results, each found once: those of a result from those of what it
/// reads.</summary>
internal sealed class LineageOrigins
{
    private static readonly HashSet<ColumnName> Nothing = [];

    private readonly Dictionary<ColumnName, HashSet<ColumnName>> _values = [];
    private readonly Dictionary<string, HashSet<ColumnName>> _rows = new(StringComparer.Ordinal);

    public LineageOrigins(IReadOnlyList<ResultLineage> results, IReadOnlyDictionary<string, ResultLineage> byName)
    {
        foreach (var result in Ordered(results, byName))
        {
            foreach (var column in result.Columns)
                _values[new ColumnName(result.Result, column.Component.Name)] = Union(column.Sources.Select(Values));
            _rows[result.Result] = Union(
                result.Conditions.Select(Values)
                    .Concat(result.Datasets.Select(d => _rows.GetValueOrDefault(d, Nothing))));
        }
    }

    /// <summary>The origin of a column.</summary>
    public ColumnOrigin Of(ColumnName column)
    {
        var values = Values(column);
        var rows = _rows.GetValueOrDefault(column.Dataset, Nothing);
        return new ColumnOrigin(
            [.. values.Order(ColumnOrder.Instance)], [.. rows.Except(values).Order(ColumnOrder.Instance)]);
    }

    private HashSet<ColumnName> Values(ColumnName column) => _values.GetValueOrDefault(column) ?? [column];

    private static HashSet<ColumnName> Union(IEnumerable<HashSet<ColumnName>> sets)
    {
        HashSet<ColumnName> union = [];
        foreach (var set in sets)
            union.UnionWith(set);
        return union;
    }

    // Each after all that it reads; scripts may have thousands of statements, so without recursion.
    private static List<ResultLineage> Ordered(
        IEnumerable<ResultLineage> results, IReadOnlyDictionary<string, ResultLineage> byName)
    {
        var order = new List<ResultLineage>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var waiting = new Stack<(ResultLineage Result, bool IsReady)>();
        foreach (var root in results)
        {
            waiting.Push((root, false));
            while (waiting.TryPop(out var next))
            {
                if (next.IsReady)
                {
                    order.Add(next.Result);
                    continue;
                }

                if (!seen.Add(next.Result.Result))
                    continue;
                waiting.Push((next.Result, true));
                foreach (var dataset in next.Result.Datasets)
                {
                    if (byName.TryGetValue(dataset, out var other))
                        waiting.Push((other, false));
                }
            }
        }

        return order;
    }
}

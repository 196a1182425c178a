using Huoshui.Vtl.Plan;

namespace Huoshui.Vtl.Tests.Oracle;

/// <summary>
/// The oracle: gives every relation of the plan its rows, row by row and not for speed, from the text of the manual. It
/// shares the plan with the SQL and nothing else.
/// </summary>
internal sealed class Relations
{
    private readonly IReadOnlyDictionary<string, IReadOnlyList<Dictionary<string, object?>>> _inputs;
    private readonly Dictionary<Relation, List<Dictionary<string, object?>>> _known = new(ReferenceEqualityComparer.Instance);
    private readonly Expressions _expressions;

    public Relations(IReadOnlyDictionary<string, IReadOnlyList<Dictionary<string, object?>>> inputs)
    {
        _inputs = inputs;
        _expressions = new Expressions(this);
    }

    /// <exception cref="OracleError">The result stops.</exception>
    public List<Dictionary<string, object?>> Rows(Relation relation)
    {
        if (!_known.TryGetValue(relation, out var rows))
            _known[relation] = rows = Computed(relation);
        return rows;
    }

    private List<Dictionary<string, object?>> Computed(Relation relation) => relation switch
    {
        InputScan input => [.. _inputs[input.Name]],
        ResultScan scan => Rows(scan.Definition),
        UnionAll union => [.. union.Parts.SelectMany(Rows).Select(r => union.Components.ToDictionary(
            c => c.Name, c => Scalars.Fitting(ScalarType.Of(c), r[c.Name]), StringComparer.Ordinal))],
        Unpivot unpivot => [.. Rows(unpivot.Source).SelectMany(r => Unpivoted(unpivot, r))],
        Select select => Selected(select),
        RuleRows rules => [.. Selected(rules.Source, rules)],
        TimeSeries series => SeriesRows.Of(series, Rows(series.Source)),
        HierarchyRows hierarchy => new Hierarchies(hierarchy, _expressions).Of(Rows(hierarchy.Rows.Relation)),
        _ => throw new NotSupportedException(relation.GetType().Name),
    };

    private static IEnumerable<Dictionary<string, object?>> Unpivoted(Unpivot unpivot, Dictionary<string, object?> row)
    {
        foreach (var measure in unpivot.Folded.Where(m => row[m] is not null))
        {
            yield return unpivot.Components.ToDictionary(
                c => c.Name,
                c => c.Name == unpivot.Identifier ? measure : c.Name == unpivot.Measure ? row[measure] : row[c.Name],
                StringComparer.Ordinal);
        }
    }

    private List<Dictionary<string, object?>> Selected(Select select, RuleRows? rules = null)
    {
        var rows = Joined(select).Where(r => Holds(select.Where, new RowScope(r, null, []))).ToList();
        var scopes = select.GroupBy is { } keys ? Groups(rows, keys) : rows.Select(r => new RowScope(r, null, rows));
        return [.. scopes.Where(s => Holds(select.Having, s)).Where(s => Holds(select.Qualify, s))
            .SelectMany(s => rules is null ? [Output(select, s)] : Ruled(select, rules, s))];
    }

    private Dictionary<string, object?> Output(Select select, RowScope scope) => select.Outputs.ToDictionary(
        o => o.Component.Name, o => _expressions.Value(o.Value, scope), StringComparer.Ordinal);

    private IEnumerable<Dictionary<string, object?>> Ruled(Select select, RuleRows rules, RowScope scope)
    {
        foreach (var rule in rules.Rules)
        {
            var result = _expressions.Value(rule.Result, scope);
            if (rules.Output == RuleOutput.Invalid && result is not false)
                continue;
            var row = Output(select, scope);
            row["ruleid"] = rule.Id;
            row["bool_var"] = result;
            row["errorcode"] = result is false ? rule.ErrorCode?.Value : null;
            row["errorlevel"] = result is false ? rule.ErrorLevel?.Value : null;
            yield return row;
        }
    }

    private bool Holds(Expr? condition, RowScope scope) =>
        condition is null || _expressions.Value(condition, scope) is true;

    private IEnumerable<RowScope> Groups(List<JoinedRow> rows, IReadOnlyList<Expr> keys)
    {
        // No key is one group, also of no rows.
        if (keys.Count == 0)
            return [new RowScope(rows.FirstOrDefault() ?? new JoinedRow([null]), rows, [])];
        return rows.GroupBy(r => Cells.Key(keys.Select(k => _expressions.Value(k, new RowScope(r, null, [])))))
            .Select(g => new RowScope(g.First(), [.. g], []));
    }

    private List<JoinedRow> Joined(Select select)
    {
        if (select.From.Count == 0)
            return [new JoinedRow([])];
        var joined = Rows(select.From[0].Relation).Select(r => new JoinedRow([r])).ToList();
        for (var i = 1; i < select.From.Count; i++)
            joined = Step(joined, select.From[i], i);
        return joined;
    }

    private List<JoinedRow> Step(List<JoinedRow> before, FromItem item, int index)
    {
        var right = Rows(item.Relation);
        var matched = new HashSet<Dictionary<string, object?>>(ReferenceEqualityComparer.Instance);
        var rows = new List<JoinedRow>();
        foreach (var left in before)
        {
            var found = right.Where(r => Holds(item.On, new RowScope(With(left, r), null, []))).ToList();
            matched.UnionWith(found);
            rows.AddRange(found.Select(r => With(left, r)));
            if (found.Count == 0 && item.Join is JoinType.Left or JoinType.Full)
                rows.Add(With(left, null));
        }

        if (item.Join == JoinType.Full)
        {
            rows.AddRange(right.Where(r => !matched.Contains(r)).Select(
                r => new JoinedRow([.. Enumerable.Repeat<IReadOnlyDictionary<string, object?>?>(null, index), r])));
        }

        return rows;
    }

    private static JoinedRow With(JoinedRow row, Dictionary<string, object?>? next) => new([.. row.Sources, next]);
}

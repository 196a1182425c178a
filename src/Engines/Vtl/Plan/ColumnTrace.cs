using System.Runtime.CompilerServices;

namespace Huoshui.Vtl.Plan;

/// <summary>
/// Follows columns of a plan to the data sets that its statement reads: inputs, and results of other assignments. Where
/// a step looks at more than can be told column by column (time series, hierarchies, routines), all that it looks at
/// counts.
/// </summary>
internal sealed class ColumnTrace
{
    private readonly Dictionary<Relation, Dictionary<string, HashSet<ColumnName>>> _columns =
        new(ReferenceEqualityComparer.Instance);

    private readonly Dictionary<Relation, HashSet<ColumnName>> _rows = new(ReferenceEqualityComparer.Instance);

    private readonly HashSet<string> _datasets = new(StringComparer.Ordinal);

    /// <summary>The lineage of a result.</summary>
    public static ResultLineage Of(string name, string place, Relation plan)
    {
        var trace = new ColumnTrace();
        List<ColumnLineage> columns =
            [.. plan.Components.Select(c => new ColumnLineage(c, Sorted(trace.Column(plan, c.Name))))];
        var conditions = Sorted(trace.Rows(plan));
        return new ResultLineage(
            name, place, columns, conditions, [.. trace._datasets.Order(StringComparer.Ordinal)]);
    }

    private static List<ColumnName> Sorted(IEnumerable<ColumnName> columns) =>
        [.. columns.Order(ColumnOrder.Instance)];

    // What the values of a column are made of.
    private HashSet<ColumnName> Column(Relation relation, string name)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (!_columns.TryGetValue(relation, out var known))
            _columns[relation] = known = new Dictionary<string, HashSet<ColumnName>>(StringComparer.Ordinal);
        if (!known.TryGetValue(name, out var sources))
            known[name] = sources = [.. Sources(relation, name)];
        return sources;
    }

    private IEnumerable<ColumnName> Sources(Relation relation, string name) => relation switch
    {
        InputScan input => Leaf(input.Name, name),
        ResultScan scan => Leaf(scan.Name, name),
        Select select => select.Outputs.Where(o => o.Component.Name == name).SelectMany(o => Read(o.Value, select)),
        UnionAll union => union.Parts.SelectMany(p => Column(p, name)),
        Unpivot unpivot => name == unpivot.Measure ? unpivot.Folded.SelectMany(f => Column(unpivot.Source, f))
            : name == unpivot.Identifier ? [] : Column(unpivot.Source, name),
        RuleRows rules => rules.Source.Find(name) is not null ? Column(rules.Source, name)
            : rules.Rules.SelectMany(r => Read(r.Result, rules.Source)),
        TimeSeries series => Identifiers(series.Source).Concat(Column(series.Source, name)),
        HierarchyRows hierarchy => IsIdentifier(hierarchy, name)
            ? Column(hierarchy.Rows.Relation, name) : Everything(hierarchy.Rows.Relation),
        RoutineRows routine => routine.Operands.SelectMany(o => Everything(o.Rows)),
        _ => throw new InvalidOperationException($"No lineage of {relation.GetType().Name}."),
    };

    // What decides which rows there are.
    private HashSet<ColumnName> Rows(Relation relation)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (!_rows.TryGetValue(relation, out var sources))
            _rows[relation] = sources = [.. Conditions(relation)];
        return sources;
    }

    private IEnumerable<ColumnName> Conditions(Relation relation) => relation switch
    {
        InputScan input => None(input.Name),
        ResultScan scan => None(scan.Name),
        Select select => OfSelect(select),
        UnionAll union => union.Parts.SelectMany(Rows),
        Unpivot unpivot => Rows(unpivot.Source).Concat(unpivot.Folded.SelectMany(f => Column(unpivot.Source, f))),
        RuleRows rules => rules.Output == RuleOutput.Invalid
            ? Rows(rules.Source).Concat(rules.Rules.SelectMany(r => Read(r.Result, rules.Source))) : Rows(rules.Source),
        TimeSeries series => Rows(series.Source).Concat(Identifiers(series.Source)),
        HierarchyRows hierarchy => Everything(hierarchy.Rows.Relation),
        RoutineRows routine => routine.Operands.SelectMany(o => Everything(o.Rows)),
        _ => throw new InvalidOperationException($"No lineage of {relation.GetType().Name}."),
    };

    private IEnumerable<ColumnName> OfSelect(Select select)
    {
        var deciding = select.From.Select(f => f.On).Concat(select.GroupBy ?? [])
            .Append(select.Where).Append(select.Having).Append(select.Qualify).OfType<Expr>();
        return select.From.SelectMany(f => Rows(f.Relation)).Concat(deciding.SelectMany(e => Read(e, select)));
    }

    // The columns that an expression over the rows of a select reads.
    private IEnumerable<ColumnName> Read(Expr expression, Select select) =>
        PlanWalk.All(expression).SelectMany(part => part switch
        {
            Column column => Column(select.From[column.Source].Relation, column.Name),
            ScalarQuery query => Everything(query.Relation),
            ExistsRow exists => Rows(exists.Other).Concat(exists.Keys.SelectMany(k => Column(exists.Other, k.Other))),
            _ => [],
        });

    private IEnumerable<ColumnName> Everything(Relation relation) =>
        Rows(relation).Concat(relation.Components.SelectMany(c => Column(relation, c.Name)));

    private IEnumerable<ColumnName> Identifiers(Relation relation) =>
        relation.Identifiers.SelectMany(c => Column(relation, c.Name));

    private static bool IsIdentifier(HierarchyRows hierarchy, string name) => name != hierarchy.RuleComponent.Name
        && hierarchy.Rows.Relation.Find(name) is { Role: ComponentRole.Identifier };

    private IEnumerable<ColumnName> Leaf(string dataset, string column)
    {
        _datasets.Add(dataset);
        return [new ColumnName(dataset, column)];
    }

    private IEnumerable<ColumnName> None(string dataset)
    {
        _datasets.Add(dataset);
        return [];
    }
}

namespace Huoshui.Vtl.Plan;

/// <summary>Goes through a plan: its relations, and the expressions in them.</summary>
internal static class PlanWalk
{
    /// <summary>The relation and everything below it, results of other assignments included, each once.</summary>
    public static IEnumerable<Relation> All(Relation relation) =>
        All(relation, new HashSet<Relation>(ReferenceEqualityComparer.Instance));

    public static IEnumerable<Relation> Children(Relation relation) => relation switch
    {
        ResultScan scan => [scan.Definition],
        Gathered gathered => [gathered.Source],
        Select select => select.From.Select(f => f.Relation).Concat(ExpressionsOf(select).SelectMany(InExpression)),
        UnionAll union => union.Parts,
        Unpivot unpivot => [unpivot.Source],
        RoutineRows routine => routine.Operands.Select(o => o.Rows),
        TimeSeries series => [series.Source],
        HierarchyRows hierarchy => [hierarchy.Rows.Relation],
        RuleRows rules => Children(rules.Source).Concat(rules.Rules.SelectMany(r => InExpression(r.Result))),
        _ => [],
    };

    public static IEnumerable<Expr> ExpressionsOf(Select select)
    {
        foreach (var output in select.Outputs)
            yield return output.Value;
        foreach (var key in select.GroupBy ?? [])
            yield return key;
        foreach (var from in select.From)
        {
            if (from.On is not null)
                yield return from.On;
        }

        foreach (var condition in new[] { select.Where, select.Having, select.Qualify })
        {
            if (condition is not null)
                yield return condition;
        }
    }

    public static IEnumerable<Expr> Parts(Expr expression) => expression switch
    {
        Operation operation => operation.Arguments,
        Choice choice => choice.Branches.SelectMany(b => new[] { b.When, b.Then }).Append(choice.Otherwise),
        Aggregate { Operand: { } operand } => [operand],
        Analytic window => window.Arguments.Concat(window.Partition).Concat(window.Order.Select(o => o.Key)),
        ExistsRow exists => exists.Keys.Select(k => k.Own),
        _ => [],
    };

    public static IEnumerable<Expr> All(Expr expression) => Parts(expression).SelectMany(All).Prepend(expression);

    // Results that are used twice at each step of a chain are 2^n ways through the plan, but one node each.
    private static IEnumerable<Relation> All(Relation relation, HashSet<Relation> seen)
    {
        if (!seen.Add(relation))
            yield break;
        yield return relation;
        foreach (var child in Children(relation).SelectMany(c => All(c, seen)))
            yield return child;
    }

    /// <summary>The relations that an expression asks for a value.</summary>
    public static IEnumerable<Relation> InExpression(Expr expression)
    {
        foreach (var part in All(expression))
        {
            if (part is ScalarQuery query)
                yield return query.Relation;
            if (part is ExistsRow exists)
                yield return exists.Other;
        }
    }
}

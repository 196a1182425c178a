namespace Huoshui.Vtl.Plan;

/// <summary>
/// Results whose only value is a sum over groups of one input, as a count of distinct borrowers is: a group's part
/// depends on the rows of its key alone. So the values over disjoint sets of keys add up, and when some rows of the
/// input change, the value changes by what the keys of these rows give.
/// </summary>
internal static class GroupSums
{
    /// <summary>The input and the keys of its groups; null where the relation is no such sum, or not exact.</summary>
    public static SumOverGroups? Of(Relation root)
    {
        if (root is not Select
            {
                GroupBy.Count: 0, Where: null, Having: null, Qualify: null,
                From: [{ Relation: var groups }], Outputs: [{ Value: Aggregate total }],
            } || !IsExactTotal(total))
        {
            return null;
        }

        return (groups is ResultScan scan ? scan.Definition : groups) is Select inner ? OfGroups(inner) : null;
    }

    private static SumOverGroups? OfGroups(Select groups)
    {
        if (groups is not
            {
                Having: null, Qualify: null, GroupBy: { Count: > 0 } keys,
                From: [{ Relation: InputScan input }]
            }
            || !keys.All(k => k is Column) || groups.Outputs.Any(o => o.Value.HasWindow)
            || PlanWalk.Children(groups).Any(c => !ReferenceEquals(c, input)))
        {
            return null;
        }

        return new SumOverGroups(input.Name, [.. keys.Select(k => ((Column)k).Name)]);
    }

    // A sum of binary fractions depends on the order of its parts.
    private static bool IsExactTotal(Aggregate total) =>
        total is { Function: "count", Operand: null }
        || (total is { Function: "sum", Operand: Column }
            && total.Type is { Kind: ScalarKind.Integer } or { Scale: not null });
}

using Huoshui.Vtl.Semantics;

namespace Huoshui.Vtl.Plan;

/// <summary>All rules of one operand: what the dialect writes as one scan.</summary>
internal sealed record RuleScan(string Name, Relation Operand, IReadOnlyList<BoundRule> Rules)
{
    /// <summary>Columns that findings show, besides the identifiers.</summary>
    public IEnumerable<string> ShownColumns() => Rules
        .SelectMany(r => r.Arguments.Append(r.Value).Append(r.Expected))
        .OfType<Expr>()
        .SelectMany(PlanWalk.All)
        .OfType<Column>()
        .Select(c => c.Name)
        .Distinct(StringComparer.Ordinal);
}

/// <summary>Puts the checks of the same operand together, in the order of their first use.</summary>
internal static class CheckPlanner
{
    /// <summary>One scan for each operand.</summary>
    /// <param name="checks">As bound.</param>
    /// <param name="key">Equal for operands that are the same rows.</param>
    public static IReadOnlyList<RuleScan> Plan(IReadOnlyList<BoundCheck> checks, Func<Relation, string> key)
    {
        var scans = new List<RuleScan>();
        foreach (var group in checks.GroupBy(c => key(c.Operand), StringComparer.Ordinal))
        {
            var parts = group.DistinctBy(c => c.Ruleset, StringComparer.Ordinal).ToList();
            scans.Add(
                new RuleScan(
                string.Join('+', parts.Select(p => p.Ruleset)), parts[0].Operand, [.. parts.SelectMany(p => p.Rules)]));
        }

        return scans;
    }
}

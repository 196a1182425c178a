using System.Globalization;
using Huoshui.Vtl.Plan;

namespace Huoshui.Vtl.Tests.Oracle;

/// <summary>hierarchy and check_hierarchy, group by group and rule by rule (VTL 2.2 RM, define hierarchical ruleset,
/// hierarchy, check_hierarchy). A group has the data points that differ in the rule component alone.</summary>
internal sealed class Hierarchies(HierarchyRows call, Expressions expressions)
{
    private List<string> Others =>
        [.. call.Rows.Relation.Identifiers.Where(c => c.Name != call.RuleComponent.Name).Select(c => c.Name)];

    public List<Dictionary<string, object?>> Of(List<Dictionary<string, object?>> rows)
    {
        // Without another identifier all data points are one group, also none.
        var groups = Others.Count == 0 ? [rows] : rows.GroupBy(r => Cells.Key(Others.Select(o => r[o]))).Select(g => g.ToList());
        var results = groups.SelectMany(g => Results(new HierarchyGroup(call, g, expressions))).ToList();
        if (call.IsCheck || call.Output != "all")
            return results;
        var computed = results.Select(Identity).ToHashSet(StringComparer.Ordinal);
        return [.. results, .. rows.Where(r => !computed.Contains(Identity(r)))];
    }

    private string Identity(Dictionary<string, object?> row) =>
        Cells.Key(Others.Append(call.RuleComponent.Name).Select(n => row[n]));

    private IEnumerable<Dictionary<string, object?>> Results(HierarchyGroup group)
    {
        var computed = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < call.Rules.Count; i++)
        {
            var rule = call.Rules[i];
            if (call.IsCheck)
            {
                if (!HierarchyGroup.IsSame(rule) && Checked(group, rule, i) is { } row)
                    yield return row;
            }
            else if (rule.Relation == Op.Equal && group.Computed(i) is { Exists: true } point && computed.Add(rule.Left.Code))
            {
                yield return With(Started(group, rule), call.Measure.Name, point.Value);
            }
        }
    }

    private Dictionary<string, object?>? Checked(HierarchyGroup group, HierarchyRule rule, int index)
    {
        var terms = group.Terms(rule);
        if (!group.Applies(rule) || terms.Count == 0)
            return null;
        var left = group.Input(rule.Left.Code, index);
        if (!IsChecked([left, .. terms.Select(t => group.Input(t.Code, index))]))
            return null;
        var (own, right) = (group.Filled(left), group.Sum(terms, index));
        var holds = own is null || right is null ? null : (bool?)Holds(rule.Relation, Cells.Compare(own, right));
        if (call.Output == "invalid" && holds is not false)
            return null;
        var row = With(Started(group, rule), call.Measure.Name, own);
        row["ruleid"] = rule.Id;
        row["bool_var"] = holds;
        row["imbalance"] = own is null || right is null ? null : Cells.Sum(own, right, -1);
        row["errorcode"] = holds is false ? rule.ErrorCode?.Value : null;
        row["errorlevel"] = holds is false ? rule.ErrorLevel?.Value : null;
        return row;
    }

    private bool IsChecked(List<HierarchyPoint> points) => call.Mode switch
    {
        HierarchyMode.NonNull => points.TrueForAll(p => p.Value is not null),
        HierarchyMode.NonZero => points.Exists(p => p.Value is not null && Cells.Number(p.Value) != 0),
        HierarchyMode.PartialNull or HierarchyMode.PartialZero => points.Exists(p => p.Exists),
        _ => true,
    };

    private static bool Holds(Op relation, int order) => relation switch
    {
        Op.Equal => order == 0,
        Op.Less => order < 0,
        Op.LessOrEqual => order <= 0,
        Op.Greater => order > 0,
        Op.GreaterOrEqual => order >= 0,
        _ => throw new NotSupportedException($"{relation}"),
    };

    private Dictionary<string, object?> Started(HierarchyGroup group, HierarchyRule rule)
    {
        var row = Others.ToDictionary(o => o, o => group.Rows[0][o], StringComparer.Ordinal);
        row[call.RuleComponent.Name] = call.RuleComponent.Kind == ScalarKind.Integer
            ? long.Parse(rule.Left.Code, CultureInfo.InvariantCulture) : rule.Left.Code;
        foreach (var viral in rule.Virals)
            row[viral.Component.Name] = group.Value(viral.Value);
        return row;
    }

    private static Dictionary<string, object?> With(Dictionary<string, object?> row, string name, object? value)
    {
        row[name] = value;
        return row;
    }
}

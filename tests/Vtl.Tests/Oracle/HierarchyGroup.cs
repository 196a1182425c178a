using Huoshui.Vtl.Plan;

namespace Huoshui.Vtl.Tests.Oracle;

/// <summary>A data point of a code item: whether it exists, and its value.</summary>
internal readonly record struct HierarchyPoint(bool Exists, object? Value);

/// <summary>The data points that differ in the rule component alone, and what rules compute of them.</summary>
internal sealed class HierarchyGroup(
    HierarchyRows call, IReadOnlyList<Dictionary<string, object?>> rows, Expressions expressions)
{
    private readonly Dictionary<int, HierarchyPoint> _computed = [];

    public IReadOnlyList<Dictionary<string, object?>> Rows => rows;

    private bool IsZero => call.Mode is HierarchyMode.NonZero or HierarchyMode.PartialZero or HierarchyMode.AlwaysZero;

    private object? Zero => Scalars.Fitting(ScalarType.Of(call.Measure), 0L);

    /// <summary>B = B: brings data points into the result, and checks nothing.</summary>
    public static bool IsSame(HierarchyRule rule) =>
        rule.Relation == Op.Equal && rule.Right is [(false, var only)] && only.Code == rule.Left.Code;

    public object? Value(Expr expression) => expressions.Value(expression, new RowScope(
        new JoinedRow([rows.Count == 0 ? null : rows[0]]), [.. rows.Select(r => new JoinedRow([r]))], []));

    public bool Applies(HierarchyRule rule) => rule.When is null || Value(rule.When) is true;

    /// <summary>The items that take part: those whose condition is true.</summary>
    public List<(int Sign, string Code)> Terms(HierarchyRule rule) =>
        [.. rule.Right.Where(t => t.Item.Condition is null || Value(t.Item.Condition) is true)
            .Select(t => (t.IsNegative ? -1 : 1, t.Item.Code))];

    /// <summary>The data point that a rule computes.</summary>
    public HierarchyPoint Computed(int index)
    {
        if (!_computed.TryGetValue(index, out var point))
            _computed[index] = point = New(index);
        return point;
    }

    private HierarchyPoint New(int index)
    {
        var rule = call.Rules[index];
        var terms = Terms(rule);
        if (!Applies(rule) || terms.Count == 0)
            return default;
        var value = Sum(terms, index);
        var isGiven = call.Mode switch
        {
            HierarchyMode.NonNull => value is not null,
            HierarchyMode.NonZero => value is null || Cells.Number(value) != 0,
            HierarchyMode.PartialNull or HierarchyMode.PartialZero => terms.Exists(t => Input(t.Code, index).Exists),
            _ => true,
        };
        return isGiven ? new HierarchyPoint(true, value) : default;
    }

    /// <summary>The data point that a rule takes for an item.</summary>
    public HierarchyPoint Input(string code, int asking)
    {
        var own = rows.Where(r => $"{r[call.RuleComponent.Name]}" == code)
            .Select(r => new HierarchyPoint(true, r[call.Measure.Name])).SingleOrDefault();
        var sources = Enumerable.Range(0, call.Rules.Count).Where(i => i != asking
            && call.Rules[i].Relation == Op.Equal && call.Rules[i].Left.Code == code).ToList();
        if (call.Input == HierarchyInput.Dataset || sources.Count == 0 || IsSame(call.Rules[asking]))
            return own;
        var computed = sources.Select(Computed).FirstOrDefault(p => p.Exists);
        return call.Input switch
        {
            HierarchyInput.Rule => computed,
            HierarchyInput.RulePriority => computed.Value is not null || !own.Exists ? computed : own,
            _ => own.Value is not null || !computed.Exists ? own : computed,
        };
    }

    public object? Filled(HierarchyPoint point) => point.Exists || !IsZero ? point.Value : Zero;

    public object? Sum(List<(int Sign, string Code)> terms, int asking)
    {
        var sum = Zero;
        foreach (var (sign, code) in terms)
        {
            var value = Filled(Input(code, asking));
            sum = sum is null || value is null ? null : Cells.Sum(sum, value, sign);
        }

        return sum;
    }
}

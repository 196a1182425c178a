using System.Globalization;
using Huoshui.Vtl.Syntax;

namespace Huoshui.Vtl;

/// <summary>Replaces our extensions by standard VTL 2.2 of the same meaning.</summary>
internal sealed class StandardForm(
    IReadOnlyDictionary<string, DataStructure> structures, IReadOnlyDictionary<string, VtlConstant> constants)
{
    public Expression Expand(Expression expression) => expression switch
    {
        Binary { Tolerance: { } tolerance } b => WithoutTolerance(b, tolerance),
        Check { Tolerance: { } tolerance, Imbalance: { } imbalance } c => WithoutTolerance(c, tolerance, imbalance),
        Lookup lookup => lookup.Items.Aggregate(lookup.Operand, (operand, item) => JoinOf(operand, item, lookup.Place)),
        Name name when constants.TryGetValue(name.Text, out var constant) && !IsComponent(name.Text) =>
            LiteralOf(constant, name.Place),
        _ => expression,
    };

    private bool IsComponent(string name) =>
        structures.ContainsKey(name) || structures.Values.Any(s => s.Components.Any(c => c.Name == name));

    // a = b within t  →  abs(a - b) <= t;  a <= b within t  →  a <= b + t
    private static Binary WithoutTolerance(Binary b, Expression tolerance)
    {
        switch (b.Operator)
        {
            case "=" or "<>":
                var distance = new Call(b.Place, new Name(b.Place, "abs"), [new Binary(b.Place, "-", b.Left, b.Right)]);
                return new Binary(b.Place, b.Operator == "=" ? "<=" : ">", distance, tolerance);
            case "<" or "<=":
                return b with { Right = new Binary(b.Place, "+", b.Right, tolerance), Tolerance = null };
            default:
                return b with { Right = new Binary(b.Place, "-", b.Right, tolerance), Tolerance = null };
        }
    }

    private static Check WithoutTolerance(Check c, Expression tolerance, Expression imbalance)
    {
        var distance = new Call(c.Place, new Name(c.Place, "abs"), [imbalance]);
        var near = new Binary(c.Place, "<=", distance, tolerance);
        return c with { Operand = new Binary(c.Place, "or", c.Operand, near), Tolerance = null };
    }

    /// <summary>A left join whose right side has one row for each key: the first by its other identifiers.</summary>
    private Join JoinOf(Expression operand, LookupItem item, Place at)
    {
        var other = structures.GetValueOrDefault(item.Dataset.Text)?.Components ?? [];
        Name Named(string text) => new(at, text);
        var keys = item.Keys.Select(k => k.Other.Text).ToHashSet(StringComparer.Ordinal);
        var order = other.Where(
            c => c.Role == ComponentRole.Identifier && !keys.Contains(c.Name)).Select(c =>
            new OrderItem(Named(c.Name), false)).ToList();
        var (rank, found) = (Named(item.Dataset.Text + "_rank"), Named(item.Dataset.Text + "_found"));
        Expression right = item.Dataset;
        var renamed = item.Keys.Where(
            k => k.Own.Text != k.Other.Text ||
            !other.Any(c => c.Name == k.Other.Text && c.Role == ComponentRole.Identifier)).ToList();
        if (renamed.Count > 0)
        {
            right = new ClauseOf(
                at, right, new CalcClause(
                at, [.. renamed.Select(k => new CalcItem(at, ComponentRole.Identifier, k.Own, k.Other))]));
        }

        if (order.Count > 0)
        {
            var window = new Window(at, PartitionKind.By, [.. item.Keys.Select(k => k.Own)], order, null);
            right = new ClauseOf(
                at, right, new CalcClause(
                at, [new CalcItem(at, null, rank, new Invocation(at, "rank", null, [], null, null, window))]));
            right = new ClauseOf(
                at, right, new FilterClause(at, new Binary(at, "=", rank, new Literal(at, LiteralKind.Integer, "1"))));
        }

        var measures = other.Where(c => c.Role == ComponentRole.Measure).Select(c =>
            new CalcItem(at, null, Named(c.Name), new Invocation(at, "max", Named(c.Name), [], null, null, null)));
        var count = new Invocation(at, "count", null, [], null, null, null);
        var grouping = new Grouping(at, GroupingKind.By, [.. item.Keys.Select(k => k.Own)], null);
        right = new ClauseOf(
            at, right, new AggrClause(at, [.. measures, new CalcItem(at, null, found, count)], grouping, null));
        var isFound = new Unary(at, "not", new Call(at, Named("isnull"), [found]));
        return new Join(
            at, JoinKind.Left,
                [new JoinItem(operand, operand is Name ? null : Named("own")), new JoinItem(right, item.Dataset)],
            [.. item.Keys.Select(k => k.Own)], [], [new CalcClause(at, [new CalcItem(at, null, found, isFound)])]);
    }

    private static Expression LiteralOf(VtlConstant constant, Place at)
    {
        var culture = CultureInfo.InvariantCulture;
        return constant.Value switch
        {
            null => new Literal(at, LiteralKind.Null, "null"),
            bool flag => new Literal(at, LiteralKind.Boolean, flag ? "true" : "false"),
            string text => new Literal(at, LiteralKind.String, text),
            DateOnly date =>
                new CastTo(
                at, new Literal(at, LiteralKind.String, date.ToString("yyyy-MM-dd", culture)), "date", "YYYY-MM-DD"),
            long or int => new Literal(at, LiteralKind.Integer, Convert.ToString(constant.Value, culture)!),
            IFormattable number => NumberOf(number.ToString(null, culture), at),
            _ => new Literal(at, LiteralKind.String, constant.Value.ToString() ?? string.Empty),
        };
    }

    private static Literal NumberOf(string text, Place at) =>
        new(at, LiteralKind.Number, text.Contains('.', StringComparison.Ordinal) ? text : text + ".0");
}

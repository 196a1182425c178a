using Huoshui.Diagnostics;
using Huoshui.Vtl.Plan;
using Huoshui.Vtl.Syntax;

namespace Huoshui.Vtl.Semantics;

/// <summary>
/// Rules for viral attributes (VTL 2.2 RM, define viral propagation). A rule looks at the set of values: their order,
/// and how often they occur, does not matter.
/// </summary>
internal static class ViralPropagation
{
    /// <summary>Looks at a rule alone.</summary>
    /// <returns>What is wrong with a rule by itself; null for nothing.</returns>
    public static Diagnostic? Defect(DefineViralPropagation rule)
    {
        if (rule.Aggregate is not null && (rule.Cases.Count > 0 || rule.Else is not null))
        {
            return SemanticErrors.BadPropagation(
                "aggregate 不能与 when、else 并用", "aggregate cannot stand beside when and else", rule.Place);
        }

        if (rule.IsRepeated)
        {
            return SemanticErrors.BadPropagation(
                "else 与 aggregate 最多各写一次", "else and aggregate stand once at most", rule.Place);
        }

        if (rule.Aggregate is null && rule.Cases.Count == 0 && rule.Else is null)
            return SemanticErrors.BadPropagation("没有内容", "it says nothing", rule.Place);
        for (var i = 0; i < rule.Cases.Count; i++)
        {
            var earlier = rule.Cases.Take(i).SelectMany(c => c.AnyOf).Select(Texts).ToList();
            if (rule.Cases[i].AnyOf.Any(all => earlier.Exists(e => e.IsSubsetOf(Texts(all)))))
            {
                return SemanticErrors.BadPropagation(
                    "前面的 when 已包含这一组值", "an earlier when covers these values", rule.Cases[i].Place);
            }
        }

        return null;
    }

    /// <summary>The result for the values of one attribute that meet in one row.</summary>
    public static Expr OfRow(DefineViralPropagation rule, IReadOnlyList<Expr> values) => rule.Aggregate switch
    {
        null => Cases(rule, values[0].Type, literal => values.Select(v => Is(v, literal)).Aggregate(Or)),
        "min" => values.Aggregate((a, b) => Closer(a, b, Op.Less)),
        "max" => values.Aggregate((a, b) => Closer(a, b, Op.Greater)),
        "sum" => SumOf(values),
        _ => AverageOf(values),
    };

    /// <summary>The result for the values of one attribute in the rows of a group.</summary>
    /// <param name="rule">How values are propagated.</param>
    /// <param name="value">The attribute.</param>
    /// <param name="counts">Which rows of the group count, true or false; null for all.</param>
    public static Expr OfGroup(DefineViralPropagation rule, Expr value, Expr? counts = null)
    {
        if (rule.Aggregate is null)
        {
            return Cases(rule, value.Type, literal => InGroup(
                counts is null ? Is(value, literal) : RowView.And(counts, Is(value, literal))));
        }

        var cell = counts is null ? value : new Choice(value.Type, [(counts, value)], new Constant(null, value.Type));
        return rule.Aggregate switch
        {
            "min" or "max" => new Aggregate(rule.Aggregate, cell, value.Type),
            "sum" => new Aggregate("sum distinct", cell, value.Type),
            _ => new Aggregate("avg distinct", cell, ScalarType.Double),
        };
    }

    private static HashSet<string> Texts(IEnumerable<Literal> all) =>
        all.Select(l => $"{l.Kind} {l.Text}").ToHashSet(StringComparer.Ordinal);

    private static Choice Cases(DefineViralPropagation rule, ScalarType type, Func<Literal, Expr> isPresent)
    {
        var branches = rule.Cases.Select(c => (
            c.AnyOf.Select(all => all.Select(isPresent).Aggregate(RowView.And)).Aggregate(Or),
            (Expr)Binder.ConstantOf(c.Result))).ToList();
        var none = new Constant(null, type);
        var otherwise = rule.Else is null ? none : Binder.ConstantOf(rule.Else);
        return branches.Count > 0
            ? new Choice(type, branches, otherwise)
            : new Choice(type, [(new Constant(true, ScalarType.Boolean), otherwise)], none);
    }

    private static Operation Or(Expr a, Expr b) => new(Op.Or, ScalarType.Boolean, a, b);

    // True or false, never null.
    private static Operation Is(Expr value, Literal literal) => literal.Kind == LiteralKind.Null
        ? new Operation(Op.IsNull, ScalarType.Boolean, value)
        : new Operation(
            Op.Coalesce, ScalarType.Boolean,
            new Operation(Op.Equal, ScalarType.Boolean, value, Binder.ConstantOf(literal)),
            new Constant(false, ScalarType.Boolean));

    private static Operation InGroup(Expr condition)
    {
        var one = new Constant(1L, ScalarType.Integer);
        var mark = new Choice(ScalarType.Integer, [(condition, one)], new Constant(0L, ScalarType.Integer));
        return new Operation(
            Op.Equal, ScalarType.Boolean, new Aggregate("max", mark, ScalarType.Integer), one);
    }

    // Of two values the smaller (or larger); the other where one is null.
    private static Choice Closer(Expr a, Expr b, Op order) => new(
        a.Type,
        [
            (new Operation(Op.IsNull, ScalarType.Boolean, a), b),
            (new Operation(order, ScalarType.Boolean, b, a), b),
        ],
        a);

    private static Choice SumOf(IReadOnlyList<Expr> values)
    {
        var zero = new Constant(0L, ScalarType.Integer);
        var type = values[0].Type;
        var sum = values.Select((v, i) => (Expr)new Choice(type, [(IsCounted(values, i), v)], zero))
            .Aggregate((a, b) => new Operation(Op.Add, type, a, b));
        return new Choice(type, [(AllNull(values), new Constant(null, type))], sum);
    }

    private static Choice AverageOf(IReadOnlyList<Expr> values)
    {
        var (zero, one) = (new Constant(0L, ScalarType.Integer), new Constant(1L, ScalarType.Integer));
        var count = values.Select((_, i) => (Expr)new Choice(ScalarType.Integer, [(IsCounted(values, i), one)], zero))
            .Aggregate((a, b) => new Operation(Op.Add, ScalarType.Integer, a, b));
        var average = new Operation(Op.Divide, ScalarType.Double, SumOf(values), count);
        return new Choice(
            ScalarType.Double, [(AllNull(values), new Constant(null, ScalarType.Double))], average);
    }

    private static Expr AllNull(IReadOnlyList<Expr> values) => values
        .Select(v => (Expr)new Operation(Op.IsNull, ScalarType.Boolean, v)).Aggregate(RowView.And);

    // A value that stands at an earlier place too is one value of the set.
    private static Expr IsCounted(IReadOnlyList<Expr> values, int index) => values.Take(index).Aggregate(
        (Expr)new Operation(
            Op.Not, ScalarType.Boolean, new Operation(Op.IsNull, ScalarType.Boolean, values[index])),
        (condition, earlier) => RowView.And(condition, new Operation(
            Op.Not, ScalarType.Boolean, new Operation(
                Op.Coalesce, ScalarType.Boolean,
                new Operation(Op.Equal, ScalarType.Boolean, values[index], earlier),
                new Constant(false, ScalarType.Boolean)))));
}

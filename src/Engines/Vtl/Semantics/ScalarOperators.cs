using Huoshui.Diagnostics;
using Huoshui.Vtl.Plan;
using Huoshui.Vtl.Syntax;

namespace Huoshui.Vtl.Semantics;

/// <summary>Types the scalar operators (VTL 2.2 RM, "Semantics for scalar operations" of each operator).</summary>
internal sealed partial class ScalarOperators(DiagnosticBag diagnostics)
{
    /// <summary>An operator applied to scalar operands; a null argument was omitted.</summary>
    public Expr Apply(string name, Place place, IReadOnlyList<Expr?> arguments) =>
        At(place, Applied(name, place, arguments));

    private static Expr At(Place place, Expr expression) =>
        expression is Operation { At: null } operation ? operation with { At = place } : expression;

    private Expr Applied(string name, Place place, IReadOnlyList<Expr?> arguments) => name switch
    {
        "+" or "-" when arguments.Count == 1 => Sign(name, place, arguments[0]!),
        "+" or "-" or "*" or "/" => Arithmetic(name, place, arguments[0]!, arguments[1]!),
        "=" or "<>" or "<" or "<=" or ">" or ">=" => Comparison(name, place, arguments),
        "and" or "or" or "xor" or "not" => Logic(name, place, arguments),
        "||" => Text(name, Op.Concat, ScalarType.String, place, arguments, 2, 2),
        "nvl" => Nvl(place, arguments),
        "isnull" => IsNull(place, arguments),
        "between" => Between(place, arguments),
        "match_characters" => Text(name, Op.Matches, ScalarType.Boolean, place, arguments, 2, 2),
        _ => Numeric(name, place, arguments) ?? TextFunction(name, place, arguments)
            ?? TimeFunction(name, place, arguments)
            ?? throw Fail(SemanticErrors.UnknownFunction(name, place)),
    };

    /// <summary>if and case: a condition that is not true passes to the next.</summary>
    public Expr Choose(Place place, IReadOnlyList<(Expr When, Expr Then)> branches, Expr otherwise)
    {
        var type = otherwise.Type;
        foreach (var (when, then) in branches)
        {
            Require("if", when, ScalarKind.Boolean, place);
            type = ScalarType.Common(type, then.Type)
                ?? throw Fail(
                    SemanticErrors.Incompatible(
                    "then … else", SemanticErrors.Text(then.Type), SemanticErrors.Text(type), place));
        }

        return new Choice(
            type, [.. branches.Select(b => (b.When, TimeCasts.To(type, b.Then)))], TimeCasts.To(type, otherwise));
    }

    public BindAbort Fail(Diagnostic diagnostic) => BindAbort.With(diagnostics, diagnostic);

    private void Require(string operation, Expr operand, ScalarKind kind, Place place)
    {
        if (!operand.Type.Fits(kind))
        {
            throw Fail(SemanticErrors.WrongType(
                operation, SemanticErrors.Text(new ScalarType(kind)), SemanticErrors.Text(operand.Type), place));
        }
    }

    /// <summary>
    /// The operand where a kind is asked for, after the implicit casts (VTL 2.2 RM, cast): a number is cut to its
    /// integer part, a boolean is its word.
    /// </summary>
    private Expr Fitted(string operation, Expr operand, ScalarKind kind, Place place)
    {
        if (IsImplicit(operand.Type, kind))
            return Cast(place, operand, kind, null);
        Require(operation, operand, kind, place);
        return operand;
    }

    /// <summary>True for the implicit casts that change a value (VTL 2.2 RM, cast).</summary>
    public static bool IsImplicit(ScalarType type, ScalarKind kind) => (type.Kind, kind) is
        (ScalarKind.Number, ScalarKind.Integer) or (ScalarKind.Boolean, ScalarKind.String);

    private void Count(string operation, Place place, IReadOnlyList<Expr?> arguments, int least, int most)
    {
        if (arguments.Count < least || arguments.Count > most || arguments.Take(least).Any(a => a is null))
        {
            var expected = least == most ? $"{least}" : $"{least}–{most}";
            throw Fail(SemanticErrors.ArgumentCount(operation, expected, arguments.Count(a => a is not null), place));
        }
    }

    private Operation Logic(string name, Place place, IReadOnlyList<Expr?> arguments)
    {
        foreach (var argument in arguments)
            Require(name, argument!, ScalarKind.Boolean, place);
        var code = name switch { "and" => Op.And, "or" => Op.Or, "xor" => Op.Xor, _ => Op.Not };
        return new Operation(code, ScalarType.Boolean, [.. arguments!]);
    }

    private Operation Comparison(string name, Place place, IReadOnlyList<Expr?> arguments)
    {
        var (left, right) = Comparable(place, arguments[0]!, arguments[1]!);
        if (ScalarType.Common(left.Type, right.Type) is null)
        {
            throw Fail(
                SemanticErrors.Incompatible(
                name, SemanticErrors.Text(left.Type), SemanticErrors.Text(right.Type), place));
        }

        if (arguments.Count > 2)
            return Within(name, place, left, right, arguments[2]!);
        var code = name switch
        {
            "=" => Op.Equal,
            "<>" => Op.NotEqual,
            "<" => Op.Less,
            "<=" => Op.LessOrEqual,
            ">" => Op.Greater,
            _ => Op.GreaterOrEqual,
        };
        return new Operation(code, ScalarType.Boolean, left, right);
    }

    private (Expr Left, Expr Right) Comparable(Place place, Expr left, Expr right)
    {
        var (a, b) = (AsDuration(left, right), AsDuration(right, left));
        return (a.Type.Kind, b.Type.Kind) switch
        {
            (ScalarKind.Boolean, ScalarKind.String) => (Cast(place, a, ScalarKind.String, null), b),
            (ScalarKind.String, ScalarKind.Boolean) => (a, Cast(place, b, ScalarKind.String, null)),
            _ => (TimeCasts.Beside(b, a), TimeCasts.Beside(a, b)),
        };
    }

    // VTL has no literal for durations: period_indicator(x) = "M" means the duration M.
    private static Expr AsDuration(Expr operand, Expr other) =>
        operand is Constant { Value: string } text && operand.Type.Kind == ScalarKind.String &&
        other.Type.Kind == ScalarKind.Duration
            ? text with { Type = ScalarType.Duration } : operand;

    // The extension within: = within t is |a - b| <= t; <= within t is a <= b + t; < and <> allow no tolerance.
    private Operation Within(string name, Place place, Expr left, Expr right, Expr tolerance)
    {
        Require("within", left, ScalarKind.Number, place);
        Require("within", right, ScalarKind.Number, place);
        Require("within", tolerance, ScalarKind.Number, place);
        switch (name)
        {
            case "=":
                return new Operation(Op.EqualWithin, ScalarType.Boolean, left, right, tolerance);
            case "<>":
                return new Operation(Op.Not, ScalarType.Boolean, Within("=", place, left, right, tolerance));
            case "<=" or "<":
                var higher = Arithmetic("+", place, right, tolerance);
                return Comparison(name, place, [left, higher]);
            default:
                var lower = Arithmetic("-", place, right, tolerance);
                return Comparison(name, place, [left, lower]);
        }
    }

    private Operation Between(Place place, IReadOnlyList<Expr?> arguments)
    {
        Count("between", place, arguments, 3, 3);
        arguments = [.. arguments.Select(a => AsDuration(a!, arguments[0]!))];
        foreach (var bound in arguments.Skip(1))
        {
            if (ScalarType.Common(arguments[0]!.Type, bound!.Type) is null)
            {
                throw Fail(SemanticErrors.Incompatible(
                    "between", SemanticErrors.Text(arguments[0]!.Type), SemanticErrors.Text(bound.Type), place));
            }
        }

        return new Operation(Op.Between, ScalarType.Boolean, TimeCasts.Of([.. arguments!]));
    }

    private Operation IsNull(Place place, IReadOnlyList<Expr?> arguments)
    {
        Count("isnull", place, arguments, 1, 1);
        return new Operation(Op.IsNull, ScalarType.Boolean, [.. arguments!]);
    }

    private Operation Nvl(Place place, IReadOnlyList<Expr?> arguments)
    {
        Count("nvl", place, arguments, 2, 2);
        arguments = [arguments[0], AsDuration(arguments[1]!, arguments[0]!)];
        var type = ScalarType.Common(arguments[0]!.Type, arguments[1]!.Type)
            ?? throw Fail(SemanticErrors.Incompatible(
                "nvl", SemanticErrors.Text(arguments[0]!.Type), SemanticErrors.Text(arguments[1]!.Type), place));
        return new Operation(Op.Coalesce, type, TimeCasts.Of([.. arguments!]));
    }

    /// <summary><c>x in { … }</c>: every item must have the operand's type.</summary>
    public Operation Member(Place place, Expr operand, bool negated, IReadOnlyList<Expr> items)
    {
        items = [.. items.Select(i => AsDuration(i, operand))];
        foreach (var item in items)
        {
            if (ScalarType.Common(operand.Type, item.Type) is null)
            {
                throw Fail(SemanticErrors.Incompatible(
                    negated ? "not_in"
                        : "in", SemanticErrors.Text(operand.Type), SemanticErrors.Text(item.Type), place));
            }
        }

        return new Operation(
            negated ? Op.NotIn : Op.In, ScalarType.Boolean, TimeCasts.Of([operand, .. items]));
    }
}

using Huoshui.Vtl.Plan;
using Huoshui.Vtl.Syntax;

namespace Huoshui.Vtl.Semantics;

internal sealed partial class ScalarOperators
{
    // More digits after the point than this would leave too few before it: the product is a DOUBLE.
    private const int LargestScale = 18;

    private Expr Sign(string name, Place place, Expr operand)
    {
        Require(name, operand, ScalarKind.Number, place);
        if (name == "+")
            return operand;
        return operand is Constant { Value: long or decimal } constant
            ? constant with { Value = constant.Value is long n ? (object)-n : -(decimal)constant.Value }
            : new Operation(Op.Negate, operand.Type, operand);
    }

    private Operation Arithmetic(string name, Place place, Expr left, Expr right)
    {
        Require(name, left, ScalarKind.Number, place);
        Require(name, right, ScalarKind.Number, place);
        return name switch
        {
            "+" => new Operation(Op.Add, Sum(left.Type, right.Type), left, right),
            "-" => new Operation(Op.Subtract, Sum(left.Type, right.Type), left, right),
            "*" => new Operation(Op.Multiply, Product(left.Type, right.Type), left, right),
            _ => new Operation(Op.Divide, ScalarType.Double, left, right),
        };
    }

    private static ScalarType Sum(ScalarType a, ScalarType b) => Known(ScalarType.Common(a, b)!.Value);

    private static ScalarType Product(ScalarType a, ScalarType b)
    {
        if (a.Kind is null || b.Kind is null)
            return Sum(a, b);
        if (a.Kind == ScalarKind.Integer && b.Kind == ScalarKind.Integer)
            return ScalarType.Integer;
        if (ScaleOf(a) is not { } s || ScaleOf(b) is not { } t || s + t > LargestScale)
            return ScalarType.Double;
        return new ScalarType(ScalarKind.Number, s + t);
    }

    private static int? ScaleOf(ScalarType type) => type.Kind == ScalarKind.Integer ? 0 : type.Scale;

    private Operation? Numeric(string name, Place place, IReadOnlyList<Expr?> arguments)
    {
        switch (name)
        {
            case "abs":
                return One(Op.Absolute, name, place, arguments, null);
            case "ceil":
                return One(Op.Ceiling, name, place, arguments, ScalarType.Integer);
            case "floor":
                return One(Op.Floor, name, place, arguments, ScalarType.Integer);
            case "exp":
                return One(Op.Exponential, name, place, arguments, ScalarType.Double);
            case "ln":
                return One(Op.NaturalLog, name, place, arguments, ScalarType.Double);
            case "sqrt":
                return One(Op.SquareRoot, name, place, arguments, ScalarType.Double);
            case "round" or "trunc":
                return Rounding(name, place, arguments);
            case "mod":
                return Two(Op.Modulo, name, place, arguments, Sum);
            case "power":
                return Two(Op.Power, name, place, arguments, (_, _) => ScalarType.Double);
            case "log":
                return Two(Op.Logarithm, name, place, arguments, (_, _) => ScalarType.Double);
            case "random":
                return Two(Op.Random, name, place, arguments, (_, _) => ScalarType.Double);
            default:
                return null;
        }
    }

    private Operation One(Op code, string name, Place place, IReadOnlyList<Expr?> arguments, ScalarType? result)
    {
        Count(name, place, arguments, 1, 1);
        Require(name, arguments[0]!, ScalarKind.Number, place);
        return new Operation(code, result ?? Known(arguments[0]!.Type), arguments[0]!);
    }

    // What comes of a bare null is a number.
    private static ScalarType Known(ScalarType type) => type.Kind is null ? ScalarType.Double : type;

    private Operation Two(
        Op code, string name, Place place, IReadOnlyList<Expr?> arguments, Func<ScalarType, ScalarType,
            ScalarType> result)
    {
        Count(name, place, arguments, 2, 2);
        Require(name, arguments[0]!, ScalarKind.Number, place);
        Require(name, arguments[1]!, ScalarKind.Number, place);
        return new Operation(code, result(arguments[0]!.Type, arguments[1]!.Type), arguments[0]!, arguments[1]!);
    }

    /// <summary>round and trunc: without digits, or with none, the result is an integer only when digits are
    /// omitted.</summary>
    private Operation Rounding(string name, Place place, IReadOnlyList<Expr?> arguments)
    {
        Count(name, place, arguments, 1, 2);
        var value = arguments[0]!;
        Require(name, value, ScalarKind.Number, place);
        var digits = arguments.Count > 1 ? arguments[1] : null;
        if (digits is not null)
            digits = Fitted(name, digits, ScalarKind.Integer, place);
        var type = Known(value.Type);
        if (digits is null)
        {
            type = ScalarType.Integer;
        }
        else if (type.Scale is { } scale)
        {
            type = digits is Constant { Value: long n } ? type with { Scale = (int)Math.Clamp(n, 0, scale) }
                : ScalarType.Double;
        }

        var code = name == "round" ? Op.Round : Op.Truncate;
        return new Operation(code, type, value, digits ?? new Constant(0L, ScalarType.Integer));
    }
}

using Huoshui.Dmn.Feel.Evaluation;
using Huoshui.Dmn.Feel.Syntax;
using Huoshui.Dmn.Feel.Values;

namespace Huoshui.Dmn.Feel.Nodes;

internal enum ArithmeticKind
{
    Add,
    Subtract,
    Multiply,
    Divide,
    Power,
}

internal enum ComparisonKind
{
    Equal,
    NotEqual,
    Less,
    AtMost,
    Greater,
    AtLeast,
}

internal sealed class ArithmeticNode : Node
{
    private readonly Node _left;
    private readonly ArithmeticKind _kind;
    private readonly Node _right;

    public ArithmeticNode(Place at, Node left, ArithmeticKind kind, Node right)
        : base(at)
    {
        (_left, _kind, _right) = (left, kind, right);
        var isOfNumbers = left.Type == FeelType.Number && right.Type == FeelType.Number;
        Type = isOfNumbers || kind == ArithmeticKind.Power ? FeelType.Number : FeelType.Any;
    }

    public Node Left => _left;

    public ArithmeticKind Kind => _kind;

    public Node Right => _right;

    public override IEnumerable<Node> Children => [_left, _right];

    public override FeelValue Evaluate(Frame frame)
    {
        var left = _left.Evaluate(frame);
        return Apply(left, _right.Evaluate(frame), frame.Run);
    }

    /// <summary>The result for two values; null, with its cause, where there is none.</summary>
    public FeelValue Apply(FeelValue a, FeelValue b, Run run)
    {
        if (_kind == ArithmeticKind.Add && a is StringValue first && b is StringValue second)
            return run.Text(first.Text + second.Text, At);
        var result = Apply(a, b, out var isUndefined);
        if (result is not null)
            return result;
        if (isUndefined)
            return run.Fail(NullCauses.Operands(Sign, a, b, At), a, b);
        return run.Fail(_kind == ArithmeticKind.Divide && Arithmetic.IsZero(b)
            ? NullCauses.DivisionByZero(At) : NullCauses.OutOfRange(Sign, At));
    }

    private string Sign => _kind switch
    {
        ArithmeticKind.Add => "+",
        ArithmeticKind.Subtract => "-",
        ArithmeticKind.Multiply => "*",
        ArithmeticKind.Divide => "/",
        _ => "**",
    };

    private FeelValue? Apply(FeelValue a, FeelValue b, out bool isUndefined)
    {
        switch (_kind)
        {
            case ArithmeticKind.Add:
                return Arithmetic.Add(a, b, out isUndefined);
            case ArithmeticKind.Subtract:
                return Arithmetic.Subtract(a, b, out isUndefined);
            case ArithmeticKind.Multiply:
                return Arithmetic.Multiply(a, b, out isUndefined);
            case ArithmeticKind.Divide:
                return Arithmetic.Divide(a, b, out isUndefined);
            default:
                isUndefined = a is not NumberValue || b is not NumberValue;
                return a is NumberValue x && b is NumberValue y && x.Number.Power(y.Number) is { } power
                    ? new NumberValue(power) : null;
        }
    }
}

internal sealed class NegationNode : Node
{
    private readonly Node _operand;

    public NegationNode(Place at, Node operand)
        : base(at)
    {
        _operand = operand;
        Type = operand.Type;
    }

    public Node Operand => _operand;

    public override IEnumerable<Node> Children => [_operand];

    public override FeelValue Evaluate(Frame frame) => Apply(_operand.Evaluate(frame), frame.Run);

    /// <summary>The value with the other sign; null, with its cause, for a kind without one.</summary>
    public FeelValue Apply(FeelValue value, Run run)
    {
        return value switch
        {
            NumberValue number => new NumberValue(number.Number.Negated()),
            MonthsValue months => new MonthsValue(-months.Months),
            DurationValue duration => new DurationValue(-duration.Nanos),
            _ => run.Fail(NullCauses.Operands("-", FeelValue.From(0), value, At), value),
        };
    }
}

/// <summary>Three-valued and, or (DMN 1.5 §10.3.2.15, table 50): everything but true and false counts as unknown.
/// </summary>
internal sealed class LogicNode(Place at, Node left, Node right, bool isAnd) : Node(at)
{
    public Node Left => left;

    public Node Right => right;

    public bool IsAnd => isAnd;

    public override IEnumerable<Node> Children => [left, right];

    public override FeelValue Evaluate(Frame frame)
    {
        var first = left.Evaluate(frame);
        var a = first as BooleanValue;
        if (a is not null && a.Value != isAnd)
            return a;
        var second = right.Evaluate(frame);
        var b = second as BooleanValue;
        if (b is not null && b.Value != isAnd)
            return b;
        return a is not null && b is not null
            ? a : frame.Run.Fail(NullCauses.Undecided(isAnd ? "and" : "or", At), first, second);
    }
}

internal sealed class ComparisonNode(Place at, Node left, ComparisonKind kind, Node right) : Node(at)
{
    public Node Left => left;

    public ComparisonKind Kind => kind;

    public Node Right => right;

    public override IEnumerable<Node> Children => [left, right];

    public override FeelValue Evaluate(Frame frame) =>
        Comparison.Evaluate(left.Evaluate(frame), kind, right.Evaluate(frame), frame.Run, At);
}

internal static class Comparison
{
    /// <summary>Null, with its cause, for values that cannot be compared.</summary>
    public static FeelValue Evaluate(FeelValue left, ComparisonKind kind, FeelValue right, Run run, Place at)
    {
        run.Comparisons?.Add((at, left, right));
        bool? holds = kind switch
        {
            ComparisonKind.Equal => ValueOrder.AreEqual(left, right),
            ComparisonKind.NotEqual => !ValueOrder.AreEqual(left, right),
            _ => ValueOrder.Compare(left, right) is { } order ? Holds(kind, order) : null,
        };
        return holds is { } decided
            ? BooleanValue.Of(decided) : run.Fail(NullCauses.Operands(SignOf(kind), left, right, at), left, right);
    }

    public static string SignOf(ComparisonKind kind) => kind switch
    {
        ComparisonKind.Equal => "=",
        ComparisonKind.NotEqual => "!=",
        ComparisonKind.Less => "<",
        ComparisonKind.AtMost => "<=",
        ComparisonKind.Greater => ">",
        _ => ">=",
    };

    public static bool Holds(ComparisonKind kind, int order) => kind switch
    {
        ComparisonKind.Less => order < 0,
        ComparisonKind.AtMost => order <= 0,
        ComparisonKind.Greater => order > 0,
        _ => order >= 0,
    };
}

/// <summary><c>e1 &gt;= e2 and e1 &lt;= e3</c>, with the logic of <c>and</c>.</summary>
internal sealed class BetweenNode(Place at, Node operand, Node low, Node high) : Node(at)
{
    public Node Operand => operand;

    public Node Low => low;

    public Node High => high;

    public override IEnumerable<Node> Children => [operand, low, high];

    public override FeelValue Evaluate(Frame frame)
    {
        var value = operand.Evaluate(frame);
        var above = Comparison.Evaluate(value, ComparisonKind.AtLeast, low.Evaluate(frame), frame.Run, At);
        var below = Comparison.Evaluate(value, ComparisonKind.AtMost, high.Evaluate(frame), frame.Run, At);
        if (above == BooleanValue.False || below == BooleanValue.False)
            return BooleanValue.False;
        return above.IsNull ? above : below;
    }
}

internal sealed class InstanceOfNode(Place at, Node operand, FeelType? type) : Node(at)
{
    public Node Operand => operand;

    /// <summary>Null if what follows is no complete type.</summary>
    public FeelType? Tested => type;

    public override IEnumerable<Node> Children => [operand];

    public override FeelValue Evaluate(Frame frame)
    {
        var value = operand.Evaluate(frame);
        return type is null
            ? frame.Run.Fail(Diagnostics.Diagnostic.Warning(
                "DMN3024", "“instance of”之后不是完整的类型，结果为 null。",
                "What follows 'instance of' is no complete type; the result is null.", At.Text.Source, At.InSource))
            : BooleanValue.Of(Conversions.IsInstance(value, type));
    }
}

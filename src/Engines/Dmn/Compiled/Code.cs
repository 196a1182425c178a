using Huoshui.Dmn.Feel.Evaluation;
using Huoshui.Dmn.Feel.Nodes;
using Huoshui.Dmn.Feel.Values;

namespace Huoshui.Dmn.Compiled;

/// <summary>
/// A compiled expression: names are registers, and what is known before is done before. It gives the value that the
/// node gives; where the node would tell a cause, it only notes that there is one.
/// </summary>
internal abstract class Code
{
    public abstract void Run(DecisionFrame frame, out Register result);
}

internal sealed class ConstantCode(FeelValue value) : Code
{
    private readonly Register _value = Register.Of(value);

    public FeelValue Value => value;

    public override void Run(DecisionFrame frame, out Register result) => result = _value;
}

/// <summary>What could not be read: null for a cause.</summary>
internal sealed class BrokenCode : Code
{
    public override void Run(DecisionFrame frame, out Register result) => result = frame.NullForCause();
}

internal sealed class RegisterCode(int register) : Code
{
    public int Register => register;

    public override void Run(DecisionFrame frame, out Register result) => result = frame[register];
}

internal sealed class ArithmeticCode(ArithmeticNode node, Code left, Code right) : Code
{
    private readonly ArithmeticKind _kind = node.Kind;

    public override void Run(DecisionFrame frame, out Register result)
    {
        left.Run(frame, out var a);
        right.Run(frame, out var b);
        if (a.Kind != RegisterKind.Number || b.Kind != RegisterKind.Number)
        {
            result = a.IsNull || b.IsNull ? frame.NullForCause()
                : Register.Of(node.Apply(a.ToValue(), b.ToValue(), frame.Run));
            return;
        }

        result = Apply(a, b) is { } number ? Register.Of(number) : frame.NullForCause();
    }

    private FeelNumber? Apply(in Register a, in Register b) => _kind switch
    {
        ArithmeticKind.Add => FeelNumber.Add(a.Number, b.Number),
        ArithmeticKind.Subtract => FeelNumber.Subtract(a.Number, b.Number),
        ArithmeticKind.Multiply => FeelNumber.Multiply(a.Number, b.Number),
        ArithmeticKind.Divide => FeelNumber.Divide(a.Number, b.Number),
        _ => a.Number.Power(b.Number),
    };
}

internal sealed class NegationCode(NegationNode node, Code operand) : Code
{
    public override void Run(DecisionFrame frame, out Register result)
    {
        operand.Run(frame, out var value);
        result = value.Kind == RegisterKind.Number ? Register.Of(value.Number.Negated())
            : value.IsNull ? frame.NullForCause() : Register.Of(node.Apply(value.ToValue(), frame.Run));
    }
}

internal sealed class ComparisonCode(ComparisonKind kind, Code left, Code right) : Code
{
    public override void Run(DecisionFrame frame, out Register result)
    {
        left.Run(frame, out var a);
        right.Run(frame, out var b);
        result = Decide(a, kind, b) is { } holds ? Register.Of(holds) : frame.NullForCause();
    }

    /// <summary>Null for values that cannot be compared.</summary>
    public static bool? Decide(in Register a, ComparisonKind kind, in Register b) => kind switch
    {
        ComparisonKind.Equal => RegisterOrder.AreEqual(a, b),
        ComparisonKind.NotEqual => !RegisterOrder.AreEqual(a, b),
        _ => RegisterOrder.TryCompare(a, b, out var order) ? Comparison.Holds(kind, order) : null,
    };
}

internal sealed class BetweenCode(Code operand, Code low, Code high) : Code
{
    public override void Run(DecisionFrame frame, out Register result)
    {
        operand.Run(frame, out var value);
        low.Run(frame, out var least);
        high.Run(frame, out var most);
        var above = ComparisonCode.Decide(value, ComparisonKind.AtLeast, least);
        var below = ComparisonCode.Decide(value, ComparisonKind.AtMost, most);
        if (above is null || below is null)
            frame.Cause();
        result = above == false || below == false ? Register.Of(value: false)
            : above is null || below is null ? Register.Null : Register.Of(value: true);
    }
}

internal sealed class LogicCode(Code left, Code right, bool isAnd) : Code
{
    public override void Run(DecisionFrame frame, out Register result)
    {
        left.Run(frame, out var a);
        var isDecided = a.Kind == RegisterKind.Boolean;
        if (isDecided && a.Boolean != isAnd)
        {
            result = a;
            return;
        }

        right.Run(frame, out var b);
        result = b.Kind == RegisterKind.Boolean && (isDecided || b.Boolean != isAnd) ? b : frame.NullForCause();
    }
}

internal sealed class IfCode(Code condition, Code then, Code otherwise, bool isBoxed) : Code
{
    public override void Run(DecisionFrame frame, out Register result)
    {
        condition.Run(frame, out var decided);
        var isBoolean = decided.Kind == RegisterKind.Boolean;
        if (!isBoolean)
            frame.Cause();
        if (isBoxed && !isBoolean && !decided.IsNull)
            result = Register.Null;
        else if (isBoolean && decided.Boolean)
            then.Run(frame, out result);
        else
            otherwise.Run(frame, out result);
    }
}

internal sealed class InstanceCode(Code operand, FeelType type) : Code
{
    public override void Run(DecisionFrame frame, out Register result)
    {
        operand.Run(frame, out var value);
        result = Register.Of(Conversions.IsInstance(value.ToValue(), type));
    }
}

internal sealed class PathCode(PathNode node, Code owner) : Code
{
    public override void Run(DecisionFrame frame, out Register result)
    {
        owner.Run(frame, out var value);
        if (value.IsNull)
            result = frame.NullForCause();
        else if (MemberOf(value) is { } member)
            result = Register.Of(member);
        else
            result = Register.Of(node.Select(value.ToValue(), frame.Run));
    }

    private FeelValue? MemberOf(in Register owner) =>
        owner.Kind == RegisterKind.Other && owner.Object is ContextValue context
        && context.TryGet(node.Name, out var member) ? member : null;
}

internal sealed class ListCode(Code[] items) : Code
{
    public override void Run(DecisionFrame frame, out Register result)
    {
        var values = new FeelValue[items.Length];
        for (var i = 0; i < values.Length; i++)
        {
            items[i].Run(frame, out var item);
            values[i] = item.ToValue();
        }

        result = Register.Of(new ListValue(values));
    }
}

/// <summary>Evaluates into registers one after another, then gives the value of the last expression.</summary>
internal sealed class BlockCode((int Register, Code Value)[] steps, Code result) : Code
{
    public override void Run(DecisionFrame frame, out Register outcome)
    {
        foreach (var (register, value) in steps)
            value.Run(frame, out frame[register]);
        result.Run(frame, out outcome);
    }
}

/// <summary>A context of values that stand in registers.</summary>
internal sealed class ContextCode((string Name, int Register)[] members) : Code
{
    public override void Run(DecisionFrame frame, out Register result)
    {
        var entries = new KeyValuePair<string, FeelValue>[members.Length];
        for (var i = 0; i < entries.Length; i++)
            entries[i] = KeyValuePair.Create(members[i].Name, frame[members[i].Register].ToValue());
        result = Register.Of(new ContextValue(entries));
    }
}

internal sealed class RangeCode(RangeNode node, Code start, Code end) : Code
{
    public override void Run(DecisionFrame frame, out Register result)
    {
        start.Run(frame, out var from);
        end.Run(frame, out var to);
        result = RegisterOrder.TryCompare(from, to, out var order) && order <= 0
            ? Register.Of(new RangeValue(from.ToValue(), node.StartIncluded, to.ToValue(), node.EndIncluded))
            : frame.NullForCause();
    }
}

/// <summary>A call of a built-in function.</summary>
internal sealed class BuiltinCode(FunctionValue function, CallNode node, Code[] arguments) : Code
{
    public override void Run(DecisionFrame frame, out Register result)
    {
        var values = new FeelValue[arguments.Length];
        for (var i = 0; i < values.Length; i++)
        {
            arguments[i].Run(frame, out var argument);
            values[i] = argument.ToValue();
        }

        result = Register.Of(function.Invoke(frame.Run, new Arguments(values, node.Names, node.At)));
    }
}

using Huoshui.Dmn.Feel.Nodes;

namespace Huoshui.Dmn.Compiled;

/// <summary>One test of a value: a comparison with what the code gives, a condition on <c>?</c>, or a value, range or
/// list that may contain it.</summary>
internal sealed record TestCode(Code Operand, ComparisonKind? Comparison, bool UsesInput)
{
    public bool? Passes(in Register value, DecisionFrame frame)
    {
        Operand.Run(frame, out var operand);
        if (Comparison is { } kind)
            return ComparisonCode.Decide(value, kind, operand);
        if (UsesInput && operand.Kind == RegisterKind.Boolean)
            return operand.Boolean;
        if (UsesInput && operand.IsNull)
            return null;
        if (operand.Kind == RegisterKind.Other)
            return Membership.Contains(operand.ToValue(), value.ToValue());
        return operand.IsNull ? value.IsNull ? true : null : RegisterOrder.AreEqual(operand, value);
    }
}

/// <summary>Whether the value of a register passes one of several tests.</summary>
internal sealed class MembershipCode(int register, TestCode[] tests) : Code
{
    public override void Run(DecisionFrame frame, out Register result)
    {
        var isUndecided = false;
        foreach (var test in tests)
        {
            var passes = test.Passes(frame[register], frame);
            if (passes == true)
            {
                result = Register.Of(value: true);
                return;
            }

            // Undecided before another decides has told its cause too.
            if (passes is null)
            {
                isUndecided = true;
                frame.Cause();
            }
        }

        result = isUndecided ? Register.Null : Register.Of(value: false);
    }
}

/// <summary>A cell: no test passes everything, and a negated one passes what none of its tests does.</summary>
internal sealed class CellCode(MembershipCode tests, bool isNegated) : Code
{
    public override void Run(DecisionFrame frame, out Register result)
    {
        tests.Run(frame, out var passes);
        result = Register.Of(passes.Kind == RegisterKind.Boolean && passes.Boolean != isNegated);
    }
}

/// <summary>A knowledge model with its arguments bound; null if one of them does not fit its parameter.</summary>
internal sealed class InvocationCode((int Register, Code Value, Code Converted)[] arguments, Code body) : Code
{
    public override void Run(DecisionFrame frame, out Register result)
    {
        foreach (var (register, value, _) in arguments)
            value.Run(frame, out frame[register]);
        foreach (var (register, _, converted) in arguments)
        {
            converted.Run(frame, out var fitting);
            if (fitting.IsNull && !frame[register].IsNull)
            {
                result = frame.NullForCause();
                return;
            }

            frame[register] = fitting;
        }

        body.Run(frame, out result);
    }
}

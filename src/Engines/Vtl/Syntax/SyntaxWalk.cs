namespace Huoshui.Vtl.Syntax;

/// <summary>The parts of an expression, in the order of the text.</summary>
internal static class SyntaxWalk
{
    public static IEnumerable<Expression> All(Expression expression) =>
        Parts(expression).SelectMany(All).Prepend(expression);

    public static IEnumerable<Expression> Parts(Expression expression) => expression switch
    {
        Member member => [member.Operand],
        Unary unary => [unary.Operand],
        Binary { Tolerance: { } tolerance } binary => [binary.Left, binary.Right, tolerance],
        Binary binary => [binary.Left, binary.Right],
        InSet set => set.Items is null ? [set.Operand] : [set.Operand, .. set.Items],
        IfThenElse choice => [choice.Condition, choice.Then, choice.Else],
        CaseWhen choice => [.. choice.Branches.SelectMany(b => new[] { b.Condition, b.Value }), choice.Else],
        Call call => call.Arguments,
        CastTo cast => [cast.Operand],
        Invocation { Operand: { } operand } => [operand],
        ClauseOf clause => [clause.Operand],
        _ => [],
    };
}

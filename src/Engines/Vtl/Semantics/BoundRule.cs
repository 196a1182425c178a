using Huoshui.Vtl.Plan;

namespace Huoshui.Vtl.Semantics;

/// <summary>A datapoint rule with its types: <c>When</c> null means always; a row for which it is not true
/// holds.</summary>
internal sealed record BoundRule(
    CheckRule Rule, Constant? ErrorCode, Constant? ErrorLevel, Expr? When, Expr Then, Expr? Value, Expr? Expected,
        IReadOnlyList<Expr> Arguments)
{
    /// <summary>True, false or null for a row (VTL 2.2 RM, define datapoint ruleset).</summary>
    public Expr Result => When is null
        ? Then
        : new Choice(ScalarType.Boolean, [(When, Then)], new Constant(true, ScalarType.Boolean));
}

/// <summary>A check_datapoint in the scripts: its operand and its rules, bound to the operand's columns.</summary>
internal sealed record BoundCheck(string Ruleset, Relation Operand, IReadOnlyList<BoundRule> Rules);

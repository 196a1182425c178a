using Huoshui.Diagnostics;
using Huoshui.Vtl.Plan;

namespace Huoshui.Vtl.Semantics;

/// <summary>What an expression of a script stands for.</summary>
internal abstract record Value;

/// <summary>A data set.</summary>
/// <param name="Relation">Its rows.</param>
/// <param name="IsPicked">True for what <c>#</c> makes, and for operations on such alone: one component was named, and
/// goes with one of another name (VTL 2.2 UM, "The operations on the Measure Components").</param>
internal sealed record DatasetValue(Relation Relation, bool IsPicked = false) : Value;

internal sealed record ScalarValue(Expr Expression) : Value;

/// <summary>An argument left out with <c>_</c>.</summary>
internal sealed record OmittedValue : Value
{
    public static readonly OmittedValue Instance = new();
}

/// <summary>A keyword given as an argument.</summary>
internal sealed record KeywordValue(string Word) : Value;

/// <summary>Leaves a statement after its error was recorded; never leaves the compiler.</summary>
internal sealed class BindAbort : Exception
{
    public static BindAbort With(DiagnosticBag diagnostics, Diagnostic diagnostic)
    {
        diagnostics.Add(diagnostic);
        return new BindAbort();
    }
}

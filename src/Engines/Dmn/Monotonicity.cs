using Huoshui.Diagnostics;
using Huoshui.Dmn.Feel.Values;

namespace Huoshui.Dmn;

/// <summary>单调性: what an answer never does while an input rises.</summary>
public enum MonotonicDirection
{
    /// <summary>It stays or falls.</summary>
    NeverRises,

    /// <summary>It stays or rises.</summary>
    NeverFalls,
}

/// <summary>A claim about a decision: "a higher score never gets a higher rate".</summary>
/// <param name="Input">The input that rises.</param>
/// <param name="Output">Entry of the answer's context; null if the answer itself is meant.</param>
/// <param name="Direction">What the output never does.</param>
/// <param name="Order">The values of an output that is a code, lowest first; empty for numbers, dates and durations.
/// </param>
public sealed record MonotonicClaim(
    string Input, string? Output, MonotonicDirection Direction, IReadOnlyList<FeelValue> Order);

/// <summary>The result of a proof.</summary>
/// <param name="CounterExample">Two sets of inputs that break the claim; null if none was found.</param>
/// <param name="Diagnostics">What could not be looked at (DMN5011, DMN5013).</param>
public sealed record MonotonicProof(MonotonicPair? CounterExample, IReadOnlyList<Diagnostic> Diagnostics)
{
    /// <summary>The claim holds for all inputs that are not null; false where it was broken, or only tried at
    /// examples.</summary>
    public bool IsProven => CounterExample is null && Diagnostics.Count == 0;
}

/// <summary>Two sets of inputs that differ in one input only.</summary>
/// <param name="Lower">With the lower value.</param>
/// <param name="LowerOutput">The output for it.</param>
/// <param name="Higher">With the higher value.</param>
/// <param name="HigherOutput">The output for it, on the wrong side.</param>
public sealed record MonotonicPair(
    IReadOnlyDictionary<string, FeelValue> Lower, FeelValue LowerOutput,
    IReadOnlyDictionary<string, FeelValue> Higher, FeelValue HigherOutput);

namespace Huoshui.Dmn;

/// <summary>Every limit of the engine, and its clock. A limit that is reached ends the evaluation with a DMN4xxx error.
/// </summary>
public sealed record DmnOptions
{
    /// <summary>The defaults.</summary>
    public static DmnOptions Default { get; } = new();

    /// <summary>Largest file of a model, in characters.</summary>
    public int MaxModelCharacters { get; init; } = 20_000_000;

    /// <summary>Deepest nesting of an expression or of XML elements.</summary>
    public int MaxSyntaxDepth { get; init; } = 200;

    /// <summary>Most operators, paths, filters and calls in one expression; they nest to the left.</summary>
    public int MaxOperators { get; init; } = 3_000;

    /// <summary>Deepest nesting of calls and of decisions that require one another.</summary>
    public int MaxCallDepth { get; init; } = 1_000;

    /// <summary>Longest list or range that is gone through.</summary>
    public int MaxListLength { get; init; } = 1_000_000;

    /// <summary>Longest string that an expression may make, in UTF-16 units.</summary>
    public int MaxStringLength { get; init; } = 10_000_000;

    /// <summary>Most passes through loops, filters and calls in one evaluation.</summary>
    public long MaxSteps { get; init; } = 20_000_000;

    /// <summary>Longest time of one evaluation.</summary>
    public TimeSpan MaxTime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Longest time of one regular expression.</summary>
    public TimeSpan MaxRegexTime { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Most diagnostics of one load or evaluation; further ones are dropped.</summary>
    public int MaxDiagnostics { get; init; } = 500;

    /// <summary>Tells <c>now()</c> and <c>today()</c>, in its local zone, so that a decision can be replayed.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}

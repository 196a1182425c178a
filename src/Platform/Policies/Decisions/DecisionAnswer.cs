using Huoshui.Diagnostics;
using Huoshui.Dmn;
using Huoshui.Dmn.Feel.Values;

namespace Huoshui.Policies.Decisions;

/// <summary>An answer (决定) with what it rests on, so that it can be explained and replayed.</summary>
/// <param name="PackId">The pack that decided.</param>
/// <param name="PackHash">Its version: hash of every file, and of its template.</param>
/// <param name="AsOf">The business date.</param>
/// <param name="Value">A context with the outputs; null if it could not be decided.</param>
/// <param name="Diagnostics">Why it could not be decided, or why parts of it are null.</param>
/// <param name="Parameters">The parameters that the model read, with the value of the day.</param>
/// <param name="Explanation">Tables and rules on the way; null unless asked for.</param>
public sealed record DecisionAnswer(
    string PackId,
    string PackHash,
    DateOnly AsOf,
    FeelValue Value,
    IReadOnlyList<Diagnostic> Diagnostics,
    IReadOnlyList<CitedParameter> Parameters,
    Explanation? Explanation)
{
    /// <summary>Whether there is an answer. Without one nothing was decided, neither yes nor no.</summary>
    public bool IsDecided => Value is ContextValue && Diagnostics.All(d => d.Severity != DiagnosticSeverity.Error);

    /// <summary>Facts that were not given and are needed, by name.</summary>
    public IReadOnlyList<string> MissingFacts { get; init; } = [];

    /// <summary>An output; null (of FEEL) if there is none.</summary>
    public FeelValue Output(string name) =>
        Value is ContextValue context && context.TryGet(name, out var value) ? value : FeelValue.Null;
}

/// <summary>A parameter as an answer cites it.</summary>
/// <param name="Parameter">Title and unit.</param>
/// <param name="Value">Value, first day and source.</param>
/// <param name="Until">Last day; null while no later value is known.</param>
public sealed record CitedParameter(Parameter Parameter, ParameterValue Value, DateOnly? Until);

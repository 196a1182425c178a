using Huoshui.Diagnostics;

namespace Huoshui.Systems.Returns;

/// <summary>What an operation gives: a value, or why not.</summary>
/// <typeparam name="T">What was asked for.</typeparam>
/// <param name="Value">Null when it was refused.</param>
/// <param name="Refusals">Why it was refused, or what is worth knowing besides; each says what to do.</param>
public sealed record Answer<T>(T? Value, IReadOnlyList<Diagnostic> Refusals)
    where T : class
{
    /// <summary>Was it done?</summary>
    public bool Succeeded => Value is not null && Refusals.All(r => r.Severity != DiagnosticSeverity.Error);

    internal static Answer<T> No(params Diagnostic[] refusals) => new(null, refusals);

    internal static Answer<T> Yes(T value, params Diagnostic[] notes) => new(value, notes);
}

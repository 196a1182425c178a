using System.Text.Json;
using System.Text.Json.Serialization;

namespace Huoshui.Cli.VtlRuns;

/// <summary>A line of a conformance file: a script, its inputs, and what must come out.</summary>
internal sealed record ConformanceCase(
    string Id, string Script, IReadOnlyList<VtlTable>? Inputs, ConformanceExpectation Expect)
{
    /// <summary>Scalar inputs: a list like <see cref="Inputs"/>, or values under their names.</summary>
    public JsonElement Scalars { get; init; }

    /// <summary>True where only structures are compared and no data are read.</summary>
    [JsonPropertyName("only_semantic")]
    public bool OnlySemantic { get; init; }
}

/// <summary><c>Outcome</c> is "value" or "error"; <c>Phase</c> of an error is "load", "semantic" or "runtime", or null
/// for any of them.</summary>
internal sealed record ConformanceExpectation(string Outcome, string? Phase, IReadOnlyList<VtlTable>? Outputs);

/// <summary>What came out of a case; the message is empty when it passed.</summary>
internal sealed record ConformanceResult(string Id, bool Passed, string Message);

/// <summary>A case that ended in an error of the script or of its data, in the words of the standard's phases.</summary>
internal sealed class CaseError(string phase, string message) : Exception(message)
{
    public string Phase { get; } = phase;

    public static CaseError Load(string message) => new("load", message);

    public static CaseError Semantic(string message) => new("semantic", message);

    public static CaseError Runtime(string message) => new("runtime", message);
}

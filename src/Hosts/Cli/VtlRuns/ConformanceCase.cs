using System.Text.Json;

namespace Huoshui.Cli.VtlRuns;

/// <summary>A line of a conformance file: a script, its inputs, and what must come out.</summary>
internal sealed record ConformanceCase
{
    public required string Id { get; init; }

    public required string Script { get; init; }

    /// <summary>Data sets, and scalars (with type and value, without components); null is none.</summary>
    public IReadOnlyList<VtlTable> Inputs
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>Named scalars: a list of name, type and value, or an object of names; absent for none.</summary>
    public JsonElement Scalars { get; init; }

    /// <summary>True where the inputs have no rows and only the structures of the results count.</summary>
    [System.Text.Json.Serialization.JsonPropertyName("only_semantic")]
    public bool? OnlySemantic { get; init; }

    public required ConformanceExpectation Expect { get; init; }
}

/// <summary><c>Outcome</c> is "value" or "error"; <c>Phase</c> of an error is load, semantic or runtime.</summary>
internal sealed record ConformanceExpectation(string Outcome, string? Phase, IReadOnlyList<VtlTable>? Outputs)
{
    public bool IsError => Outcome == "error";
}

/// <summary>What became of a case; the message says why it failed.</summary>
internal sealed record ConformanceResult(string Id, bool Passed, string Message);

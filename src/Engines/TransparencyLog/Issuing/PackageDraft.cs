using System.Text.Json.Nodes;
using Huoshui.TransparencyLogVerifier.Contents;
using Huoshui.TransparencyLogVerifier.Notes;
using Huoshui.TransparencyLogVerifier.Packages;

namespace Huoshui.TransparencyLog.Issuing;

/// <summary>拟发行的数据包 What an issuer wants to state about a document.</summary>
public sealed record PackageDraft
{
    /// <summary>Id of the scenario.</summary>
    public required string Scenario { get; init; }

    /// <summary>Its code in the log, 1 to 65,535.</summary>
    public required int ScenarioCode { get; init; }

    /// <summary><c>southbound</c> or <c>northbound</c>.</summary>
    public required string Direction { get; init; }

    /// <summary>When, to the second.</summary>
    public required DateTimeOffset IssuedAt { get; init; }

    /// <summary>Until when.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Purposes that were consented to.</summary>
    public required IReadOnlyList<string> Purposes { get; init; }

    /// <summary>In which form the document is committed to.</summary>
    public required DocumentForm Form { get; init; }

    /// <summary>Its media type.</summary>
    public required string MediaType { get; init; }

    /// <summary>The document.</summary>
    public required ReadOnlyMemory<byte> Document { get; init; }

    /// <summary>The record of consent, canonical JSON.</summary>
    public required byte[] Consent { get; init; }

    /// <summary>The holder's public key; null: whoever carries the package may show it.</summary>
    public VerifierKey? Holder { get; init; }

    /// <summary>Whether only the holder's presentation is accepted.</summary>
    public bool IsHolderRequired { get; init; }

    /// <summary>How the fields are committed to.</summary>
    public FieldsKind FieldsKind { get; init; }

    /// <summary>Names and values of the fields; texts only for a tree.</summary>
    public IReadOnlyList<(string Name, JsonNode? Value)> Fields { get; init; } = [];

    /// <summary>Number of the status list.</summary>
    public int StatusList { get; init; }

    /// <summary>Place in it, never used before.</summary>
    public required int StatusIndex { get; init; }
}

using System.Text.Json.Nodes;
using Huoshui.TransparencyLogVerifier.Notes;

namespace Huoshui.Systems.CrossBorderData;

/// <summary>发行申请 What a subject asks a provider for.</summary>
/// <param name="Scenario">Id of the pack.</param>
/// <param name="Document">The document.</param>
/// <param name="MediaType">Its media type; null: the first of the scenario.</param>
/// <param name="Fields">
/// Values that the provider extracted, by the ids of the scenario; null for JSON, from which they are read.
/// </param>
/// <param name="Purposes">Codes of purposes.</param>
/// <param name="Language">Language of the consent: <c>zh-CN</c>, <c>zh-Hant</c> or <c>en</c>.</param>
/// <param name="IsAgreed">Whether the subject agreed to the text of consent.</param>
/// <param name="Holder">The holder's public key; null where the scenario does not demand it.</param>
public sealed record IssueRequest(
    string Scenario, ReadOnlyMemory<byte> Document, string? MediaType, JsonObject? Fields,
    IReadOnlyList<string> Purposes, string Language, bool IsAgreed, VerifierKey? Holder);

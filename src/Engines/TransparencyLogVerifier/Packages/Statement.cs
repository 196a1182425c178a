using System.Text.Json.Nodes;
using Huoshui.TransparencyLogVerifier.Contents;
using Huoshui.TransparencyLogVerifier.Notes;

namespace Huoshui.TransparencyLogVerifier.Packages;

/// <summary>How the fields of a document are committed to.</summary>
public enum FieldsKind
{
    /// <summary>No fields.</summary>
    None,

    /// <summary>An SD-JWT (RFC 9901).</summary>
    SdJwt,

    /// <summary>A Merkle tree of fields.</summary>
    Tree,
}

/// <summary>字段承诺 What a statement says of the fields.</summary>
/// <param name="Kind">How.</param>
/// <param name="Commitment">
/// Of a tree its roots; of an SD-JWT the commitment, under the salt of the fields, to its signed part.
/// </param>
/// <param name="Size">Leaves of a tree, a power of two; 0 of an SD-JWT.</param>
public sealed record FieldsStatement(FieldsKind Kind, Commitment Commitment, int Size);

/// <summary>
/// 发行声明 What an issuer signs about a document: commitments, times, purposes, the holder's key; no name, no identifier.
/// </summary>
public sealed record Statement
{
    /// <summary>Its header line.</summary>
    public const string Header = "huoshui/statement@v1";

    private const int MostScenarios = ushort.MaxValue;
    private const int MostLeaves = 256;

    /// <summary>Name of the issuer, as its keys have it.</summary>
    public required string Issuer { get; init; }

    /// <summary>Id of the scenario: <c>crossborder/bankstatement</c>.</summary>
    public required string Scenario { get; init; }

    /// <summary>Its code in entries of logs, 1 to 65,535.</summary>
    public required int ScenarioCode { get; init; }

    /// <summary><c>southbound</c> or <c>northbound</c>.</summary>
    public required string Direction { get; init; }

    /// <summary>When it was issued, to the second.</summary>
    public required DateTimeOffset IssuedAt { get; init; }

    /// <summary>The first second at which it no longer holds.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Purposes that the subject consented to, at least one.</summary>
    public required IReadOnlyList<string> Purposes { get; init; }

    /// <summary>In which form the document is committed to.</summary>
    public required DocumentForm Form { get; init; }

    /// <summary>Its media type.</summary>
    public required string MediaType { get; init; }

    /// <summary>Commitment to the document.</summary>
    public required Commitment Document { get; init; }

    /// <summary>Commitment to the record of consent.</summary>
    public required Commitment Consent { get; init; }

    /// <summary>The fields; null if there are none.</summary>
    public FieldsStatement? Fields { get; init; }

    /// <summary>The holder's key; null for a package that whoever carries it may show.</summary>
    public VerifierKey? Holder { get; init; }

    /// <summary>Whether it is accepted only with a presentation that the holder signed.</summary>
    public required bool IsHolderRequired { get; init; }

    /// <summary>Number of the issuer's status list.</summary>
    public required int StatusList { get; init; }

    /// <summary>Place in it.</summary>
    public required int StatusIndex { get; init; }

    /// <summary>The text to sign.</summary>
    public byte[] ToText()
    {
        var body = new JsonObject
        {
            ["consent"] = SignedText.Json(Consent),
            ["direction"] = Direction,
            ["document"] = SignedText.Json(Document),
            ["expires_at"] = StrictObject.Of(ExpiresAt),
            ["form"] = DocumentForms.Word(Form),
            ["holder_required"] = IsHolderRequired,
            ["issued_at"] = StrictObject.Of(IssuedAt),
            ["issuer"] = Issuer,
            ["media_type"] = MediaType,
            ["purposes"] = new JsonArray([.. Purposes.Select(p => JsonValue.Create(p))]),
            ["scenario"] = Scenario,
            ["scenario_code"] = ScenarioCode,
            ["status"] = new JsonObject { ["index"] = StatusIndex, ["list"] = StatusList },
        };
        if (Fields is { Kind: FieldsKind.SdJwt } jwt)
            body["sd_jwt"] = SignedText.Json(jwt.Commitment);
        else if (Fields is { Kind: FieldsKind.Tree } tree)
            body["field_tree"] = new JsonObject { ["roots"] = SignedText.Json(tree.Commitment), ["size"] = tree.Size };
        if (Holder is { } holder)
            body["holder"] = holder.ToString();
        return SignedText.Of(Header, body);
    }

    /// <summary>Reads the text of a note; null if it is no statement in its one form.</summary>
    public static Statement? TryRead(ReadOnlySpan<byte> text) => SignedText.Read(text, Header, Read);

    /// <summary>The entry that a log holds of it.</summary>
    /// <param name="note">The signed statement, every byte of it.</param>
    /// <param name="salt">The salt of the entry.</param>
    /// <param name="keyId">ID of the issuer's Ed25519 key.</param>
    public LogEntry Entry(ReadOnlySpan<byte> note, ReadOnlySpan<byte> salt, uint keyId) => new(
        EntryKind.Statement, ScenarioCode, Commitment.Of(CommitmentTags.Statement, salt, note), keyId,
        LogEntry.HourOf(IssuedAt), LogEntry.HourBehind(ExpiresAt), (uint)StatusIndex);

    private static Statement? Read(StrictObject map)
    {
        var status = map.Object("status");
        if (status is null || DocumentForms.Of(map.Text("form")) is not { } form)
            return null;
        return new Statement
        {
            Consent = map.Commitment("consent"),
            Direction = map.Text("direction"),
            Document = map.Commitment("document"),
            ExpiresAt = map.Time("expires_at"),
            Form = form,
            IsHolderRequired = map.Flag("holder_required"),
            IssuedAt = map.Time("issued_at"),
            Issuer = map.Text("issuer"),
            MediaType = map.Text("media_type"),
            Purposes = map.Texts("purposes"),
            Scenario = map.Text("scenario"),
            ScenarioCode = map.Number("scenario_code", MostScenarios),
            StatusIndex = status.Number("index"),
            StatusList = status.Number("list"),
            Fields = ReadFields(map),
            Holder = map.Has("holder") ? map.Key("holder") : null,
        };
    }

    private static FieldsStatement? ReadFields(StrictObject map)
    {
        if (map.Has("sd_jwt"))
            return new FieldsStatement(FieldsKind.SdJwt, map.Commitment("sd_jwt"), 0);
        return map.Has("field_tree") && map.Object("field_tree") is { } tree
            ? new FieldsStatement(FieldsKind.Tree, tree.Commitment("roots"), tree.Number("size", MostLeaves)) : null;
    }
}

using System.Text.Json.Nodes;
using Huoshui.TransparencyLogVerifier.Notes;

namespace Huoshui.TransparencyLogVerifier.Packages;

/// <summary>发行密钥 A key with which an issuer signs.</summary>
/// <param name="Key">The key, Ed25519 or SM2; its name is the issuer's.</param>
/// <param name="From">From when on it may be used.</param>
/// <param name="Until">The first second at which it may no longer be used.</param>
/// <param name="CompromisedAt">
/// From when on somebody else may have it; null if nobody has. What witnesses saw in a log before that stays good.
/// </param>
public sealed record IssuerKey(
    VerifierKey Key, DateTimeOffset From, DateTimeOffset Until, DateTimeOffset? CompromisedAt);

/// <summary>
/// 密钥清单 The signing keys of an issuer, signed with its root keys, which verifiers pin; logged. A later edition replaces
/// an earlier one.
/// </summary>
/// <param name="Issuer">Whose.</param>
/// <param name="Sequence">Number of the edition, from 1.</param>
/// <param name="IssuedAt">When.</param>
/// <param name="ValidUntil">The first second at which a newer one must be asked for.</param>
/// <param name="Keys">The keys, past ones too.</param>
public sealed record KeyManifest(
    string Issuer, int Sequence, DateTimeOffset IssuedAt, DateTimeOffset ValidUntil, IReadOnlyList<IssuerKey> Keys)
{
    /// <summary>Its header line.</summary>
    public const string Header = "huoshui/key-manifest@v1";

    /// <summary>The text to sign.</summary>
    public byte[] ToText() => SignedText.Of(Header, new JsonObject
    {
        ["issued_at"] = StrictObject.Of(IssuedAt),
        ["issuer"] = Issuer,
        ["keys"] = new JsonArray([.. Keys.Select(Json)]),
        ["sequence"] = Sequence,
        ["valid_until"] = StrictObject.Of(ValidUntil),
    });

    /// <summary>Reads the text of a note; null if it is no manifest in its one form.</summary>
    public static KeyManifest? TryRead(ReadOnlySpan<byte> text) => SignedText.Read(text, Header, Read);

    /// <summary>The entry that a log holds of it.</summary>
    /// <param name="note">The signed manifest.</param>
    /// <param name="rootKeyId">ID of the issuer's Ed25519 root key.</param>
    public LogEntry Entry(ReadOnlySpan<byte> note, uint rootKeyId) => PublicEntry.Of(
        EntryKind.KeyManifest, CommitmentTags.KeyManifest, note, rootKeyId, IssuedAt, ValidUntil);

    private static JsonObject Json(IssuerKey key)
    {
        var json = new JsonObject
        {
            ["from"] = StrictObject.Of(key.From),
            ["key"] = key.Key.ToString(),
            ["until"] = StrictObject.Of(key.Until),
        };
        if (key.CompromisedAt is { } time)
            json["compromised_at"] = StrictObject.Of(time);
        return json;
    }

    private static KeyManifest? Read(StrictObject map)
    {
        var issuer = map.Text("issuer");
        var keys = new List<IssuerKey>();
        foreach (var item in map.Objects("keys"))
        {
            var compromised = item.Has("compromised_at") ? item.Time("compromised_at") : (DateTimeOffset?)null;
            var (from, until) = (item.Time("from"), item.Time("until"));
            if (item.Key("key") is not { Kind: SignatureKind.Ed25519 or SignatureKind.Sm2 } key || key.Name != issuer)
                return null;
            keys.Add(new IssuerKey(key, from, until, compromised));
        }

        return new KeyManifest(
            issuer, map.Number("sequence"), map.Time("issued_at"), map.Time("valid_until"), keys);
    }
}

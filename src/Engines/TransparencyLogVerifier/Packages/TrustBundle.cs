using System.Text.Json.Nodes;
using Huoshui.TransparencyLogVerifier.Contents;
using Huoshui.TransparencyLogVerifier.Notes;
using Huoshui.TransparencyLogVerifier.Proofs;

namespace Huoshui.TransparencyLogVerifier.Packages;

/// <summary>An issuer whom a verifier trusts.</summary>
/// <param name="Name">As its keys have it.</param>
/// <param name="TitleZh">Its name in Chinese.</param>
/// <param name="TitleEn">Its name in English.</param>
/// <param name="Licence">Number of its licence.</param>
/// <param name="Roots">Its root keys, which sign its manifests; one Ed25519 key, an SM2 key beside it or not.</param>
public sealed record TrustedIssuer(
    string Name, string TitleZh, string TitleEn, string Licence, IReadOnlyList<VerifierKey> Roots);

/// <summary>Whether the key manifest that comes with a package may be used.</summary>
public enum PackageManifestRule
{
    /// <summary>Only manifests that the verifier has fetched himself count.</summary>
    Never,

    /// <summary>It counts beside a fetched one, where it is newer: the default.</summary>
    Newer,

    /// <summary>It counts also where no other is at hand.</summary>
    Alone,
}

/// <summary>
/// 信任锚 What a verifier has pinned beforehand: logs, witnesses and how many of them, issuers, and how fresh a status
/// list must be. Nothing of it is taken from a package.
/// </summary>
public sealed record TrustBundle
{
    /// <summary>Word of its type.</summary>
    public const string Type = "huoshui/trust@v1";

    /// <summary>Most hours that a status list may be old.</summary>
    public const int MostStatusHours = 24 * 366;

    /// <summary>Most hours that a key manifest from a package may be old.</summary>
    public const int MostManifestHours = 24 * 366;

    private static readonly string[] Rules = ["never", "newer", "alone"];

    /// <summary>The keys of each log.</summary>
    public required IReadOnlyList<IReadOnlyList<VerifierKey>> Logs { get; init; }

    /// <summary>Keys of witnesses.</summary>
    public required IReadOnlyList<VerifierKey> Witnesses { get; init; }

    /// <summary>How many of them must have signed, at most their number.</summary>
    public required int Quorum { get; init; }

    /// <summary>The issuers.</summary>
    public required IReadOnlyList<TrustedIssuer> Issuers { get; init; }

    /// <summary>How old a status list may be, in hours, at least 1.</summary>
    public required int StatusHours { get; init; }

    /// <summary>One of Ed25519 and SM2 suffices; otherwise every pinned key must have signed.</summary>
    public bool IsAnySignatureEnough { get; init; }

    /// <summary>Whether the key manifest that comes with a package may be used.</summary>
    public PackageManifestRule PackageManifest { get; init; } = PackageManifestRule.Newer;

    /// <summary>
    /// How old one that is used may be, in hours from its time of issue, which the root keys signed; at least 1.
    /// </summary>
    public int ManifestHours { get; init; } = 168;

    /// <summary>The policy for the log of an origin; null if no such log is trusted.</summary>
    public VerificationPolicy? LogPolicy(string origin) =>
        Logs.FirstOrDefault(keys => keys[0].Name == origin) is not { } found ? null
            : new VerificationPolicy(found, Witnesses, Quorum) { AnyLogKey = IsAnySignatureEnough };

    /// <summary>The file.</summary>
    public byte[] ToArray() => CanonicalJson.Write(new JsonObject
    {
        ["any_signature"] = IsAnySignatureEnough,
        ["issuers"] = new JsonArray([.. Issuers.Select(i => new JsonObject
        {
            ["licence"] = i.Licence, ["name"] = i.Name, ["roots"] = Keys(i.Roots),
            ["title"] = new JsonObject { ["en"] = i.TitleEn, ["zh"] = i.TitleZh },
        })]),
        ["logs"] = new JsonArray([.. Logs.Select(keys => new JsonObject { ["keys"] = Keys(keys) })]),
        ["package_manifest"] = new JsonObject { ["hours"] = ManifestHours, ["use"] = Rules[(int)PackageManifest] },
        ["quorum"] = Quorum,
        ["status_hours"] = StatusHours,
        ["type"] = Type,
        ["witnesses"] = Keys(Witnesses),
    });

    /// <summary>Reads a file.</summary>
    /// <returns>Null if it is malformed, a key is of the wrong kind or the quorum cannot be reached.</returns>
    public static TrustBundle? TryRead(ReadOnlyMemory<byte> file)
    {
        using var document = CanonicalJson.TryParse(file, out _);
        if (document is null)
            return null;
        var map = new StrictObject(document.RootElement);
        var isOne = map.Text("type") == Type;
        var issuers = map.Objects("issuers").Select(ReadIssuer).ToList();
        var logs = map.Objects("logs").Select(log => ReadKeys(log, "keys")).ToList();
        var bundle = new TrustBundle
        {
            IsAnySignatureEnough = map.Flag("any_signature"),
            Issuers = [.. issuers.OfType<TrustedIssuer>()],
            Logs = [.. logs.OfType<List<VerifierKey>>()],
            Quorum = map.Number("quorum"),
            StatusHours = map.Number("status_hours", MostStatusHours),
            Witnesses = ReadKeys(map, "witnesses") ?? map.Break<List<VerifierKey>>([]),
        };
        if (map.Has("package_manifest") && map.Object("package_manifest") is { } manifest)
        {
            var rule = Array.IndexOf(Rules, manifest.Text("use"));
            bundle = bundle with
            {
                PackageManifest = rule < 0 ? map.Break(PackageManifestRule.Never) : (PackageManifestRule)rule,
                ManifestHours = manifest.Number("hours", MostManifestHours),
            };
        }

        var isWhole = isOne && map.IsWhole && !issuers.Contains(null) && !logs.Contains(null);
        return isWhole && bundle.IsSound() ? bundle : null;
    }

    private bool IsSound() => Logs.Count > 0 && Issuers.Count > 0 && StatusHours > 0 && ManifestHours > 0
        && Logs.All(keys => keys.Count > 0 && keys.All(k => k.Name == keys[0].Name
            && k.Kind is SignatureKind.Ed25519 or SignatureKind.Sm2 or SignatureKind.Sm3Twin))
        && Witnesses.All(k => k.Kind == SignatureKind.Cosignature)
        && Quorum <= Witnesses.Select(k => k.Name).Distinct(StringComparer.Ordinal).Count();

    private static TrustedIssuer? ReadIssuer(StrictObject map)
    {
        var title = map.Object("title");
        var roots = ReadKeys(map, "roots");
        var name = map.Text("name");
        return title is null || roots is null || roots.Count(k => k.Kind == SignatureKind.Ed25519) != 1
            || roots.Any(k => k.Name != name || k.Kind is not (SignatureKind.Ed25519 or SignatureKind.Sm2))
            ? null : new TrustedIssuer(name, title.Text("zh"), title.Text("en"), map.Text("licence"), roots);
    }

    private static JsonArray Keys(IReadOnlyList<VerifierKey> keys) =>
        new([.. keys.Select(k => JsonValue.Create(k.ToString()))]);

    private static List<VerifierKey>? ReadKeys(StrictObject map, string name)
    {
        var keys = map.Texts(name).Select(VerifierKey.TryParse).ToList();
        return keys.Contains(null) ? null : keys.ConvertAll(k => k!);
    }
}

using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Huoshui.TransparencyLogVerifier.Contents;
using Huoshui.TransparencyLogVerifier.Notes;

namespace Huoshui.TransparencyLogVerifier.Fields;

/// <summary>What came out about an SD-JWT.</summary>
/// <param name="Claims">The claims that are shown, without the digests; null if it is refused.</param>
/// <param name="Jwt">The signed part, as it stands; null if there is none.</param>
/// <param name="Refusal">Why it is refused; null if it is not.</param>
public sealed record SdJwtVerdict(JsonObject? Claims, string? Jwt, Refusal? Refusal);

/// <summary>
/// 选择性披露 Reads an SD-JWT (RFC 9901 §7.1): the issuer's signature (EdDSA only), and every disclosure must be referenced
/// exactly once. Key binding is not taken from a KB-JWT: the holder's presentation covers the whole package.
/// </summary>
public static class SdJwt
{
    /// <summary>Type of the header.</summary>
    public const string TokenType = "huoshui-fields+sd-jwt";

    /// <summary>The one algorithm that is taken.</summary>
    public const string Algorithm = "EdDSA";

    /// <summary>The one hash of disclosures that is taken.</summary>
    public const string HashName = "sha-256";

    /// <summary>Most disclosures of one file.</summary>
    public const int MostDisclosures = 512;

    internal const string Digests = "_sd";
    internal const string HashClaim = "_sd_alg";
    internal const string Ellipsis = "...";
    private const int JwtParts = 3;

    /// <summary>Judges a file.</summary>
    /// <param name="file">The compact serialization, which ends with a tilde.</param>
    /// <param name="keys">Ed25519 keys of the issuer; one of them must have signed.</param>
    public static SdJwtVerdict Verify(string file, IReadOnlyList<VerifierKey> keys)
    {
        var parts = file.Split('~');
        if (parts.Length < 2 || parts[^1].Length > 0 || parts.Length - 2 > MostDisclosures)
            return No("须以 ~ 结尾，不含密钥绑定", "it ends with ~ and has no key binding of its own");
        if (Payload(parts[0], keys, out var refusal) is not { } payload)
            return new SdJwtVerdict(null, null, refusal);
        var disclosures = new Dictionary<string, JsonArray>(StringComparer.Ordinal);
        foreach (var text in parts[1..^1])
        {
            if (Read(text) is not { } disclosure)
                return No("披露项格式不对", "a disclosure is malformed");
            if (!disclosures.TryAdd(DigestOf(text), disclosure))
                return No("同一披露项出现两次", "a disclosure stands twice");
        }

        return Process(payload, parts[0], new SdJwtClaims(disclosures));
    }

    /// <summary>The digest of a disclosure as it stands in the payload.</summary>
    public static string DigestOf(string disclosure) =>
        Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(disclosure)));

    /// <summary>Names of the top-level claims that a file can show.</summary>
    public static IReadOnlyList<string> Names(string file) =>
    [
        .. file.Split('~')[1..].Where(text => text.Length > 0).Select(Read)
            .Where(d => d is { Count: 3 }).Select(d => Text(d![1])).OfType<string>(),
    ];

    /// <summary>A file with fewer disclosures: those of the claims that are named, and what they rest on.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="names">Names of top-level claims to show.</param>
    public static string Select(string file, IReadOnlySet<string> names)
    {
        var parts = file.Split('~');
        var kept = new List<(string Text, JsonArray Content)>();
        var wanted = new HashSet<string>(StringComparer.Ordinal);
        var all = parts[1..^1].Select(text => (Text: text, Content: Read(text)!)).ToList();
        var top = Digest(JsonNode.Parse(Base64Url.DecodeFromChars(parts[0].Split('.')[1]))!.AsObject());
        foreach (var one in all.Where(d => top.Contains(DigestOf(d.Text)) && names.Contains((string)d.Content[1]!)))
            Keep(one);
        return string.Join('~', [parts[0], .. all.Where(kept.Contains).Select(d => d.Text), string.Empty]);

        void Keep((string Text, JsonArray Content) one)
        {
            kept.Add(one);
            var inner = one.Content[^1] is { } value ? All(value) : [];
            foreach (var next in all.Where(d => inner.Contains(DigestOf(d.Text)) && wanted.Add(d.Text)))
                Keep(next);
        }
    }

    internal static JsonArray? Read(string disclosure)
    {
        try
        {
            var bytes = Base64Url.DecodeFromChars(disclosure);
            if (Base64Url.EncodeToString(bytes) != disclosure)
                return null;
            return CanonicalJson.Canonicalise(bytes).Bytes is { } json ? JsonNode.Parse(json) as JsonArray : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static SdJwtVerdict Process(JsonObject payload, string jwt, SdJwtClaims claims)
    {
        if (Text(payload[HashClaim]) != HashName)
            return No("_sd_alg 不是 sha-256", "_sd_alg is not sha-256");
        payload.Remove(HashClaim);
        var shown = claims.Open(payload);
        return claims.Problem is { } problem ? new SdJwtVerdict(null, jwt, problem)
            : claims.HasUnused ? No("有未被引用的披露项", "a disclosure is not referenced")
            : new SdJwtVerdict(shown.AsObject(), jwt, null);
    }

    private static JsonObject? Payload(string jwt, IReadOnlyList<VerifierKey> keys, out Refusal? refusal)
    {
        refusal = No("不是签名的 JWT", "it is no signed JWT").Refusal;
        var parts = jwt.Split('.');
        if (parts.Length != JwtParts || Part(parts[0]) is not { } header || Part(parts[1]) is not { } payload
            || Bytes(parts[2]) is not { } signature)
        {
            return null;
        }

        refusal = No("算法须为 EdDSA，类型须为 " + TokenType, "the algorithm is EdDSA, the type " + TokenType).Refusal;
        if (header.Count != 2 || Text(header["alg"]) != Algorithm || Text(header["typ"]) != TokenType)
            return null;
        refusal = No("签名不成立", "the signature does not verify").Refusal;
        var message = Encoding.ASCII.GetBytes(parts[0] + "." + parts[1]);
        var isSigned = keys.Any(key => key.Kind == SignatureKind.Ed25519 && key.Verify(message, signature));
        refusal = isSigned ? null : refusal;
        return isSigned ? payload : null;
    }

    private static JsonObject? Part(string text)
    {
        if (Bytes(text) is not { } bytes)
            return null;
        return CanonicalJson.Canonicalise(bytes).Bytes is { } json ? JsonNode.Parse(json) as JsonObject : null;
    }

    private static byte[]? Bytes(string text)
    {
        try
        {
            var bytes = Base64Url.DecodeFromChars(text);
            return Base64Url.EncodeToString(bytes) == text ? bytes : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static string? Text(JsonNode? node) =>
        node?.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : null;

    private static List<string> Digest(JsonObject map) =>
        (map[Digests] as JsonArray)?.Select(d => (string)d!).ToList() ?? [];

    private static List<string> All(JsonNode value) => value switch
    {
        JsonObject map =>
        [
            .. Digest(map),
            .. map.Where(p => p.Value is not null && p.Key != Digests).SelectMany(p => All(p.Value!)),
        ],
        JsonArray list =>
        [
            .. list.OfType<JsonObject>().Where(o => o.ContainsKey(Ellipsis)).Select(o => (string)o[Ellipsis]!),
            .. list.Where(i => i is not null).SelectMany(i => All(i!)),
        ],
        _ => [],
    };

    private static SdJwtVerdict No(string zh, string en) => new(null, null, new Refusal(
        "XBD1050", $"字段文件（SD-JWT）不合要求：{zh}。", $"The file of fields (SD-JWT) is not allowed: {en}."));
}

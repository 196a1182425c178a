using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Huoshui.TransparencyLogVerifier.Contents;
using Huoshui.TransparencyLogVerifier.Packages;

namespace Huoshui.TransparencyLogVerifier.Fields;

/// <summary>
/// Writes an SD-JWT in which every claim can be withheld, and every element of a claim that is a list.
/// </summary>
public static class SdJwtWriter
{
    private const int LeastDigests = 8; // decoys fill up: the number of digests does not tell that of the claims

    /// <summary>The compact serialization.</summary>
    /// <param name="claims">Names and values.</param>
    /// <param name="sign">Ed25519 over the bytes that it is given.</param>
    public static string Write(IReadOnlyList<(string Name, JsonNode? Value)> claims, Func<byte[], byte[]> sign)
    {
        var disclosures = new List<string>();
        var digests = claims
            .Select(claim => Disclose(disclosures, claim.Name, Hidden(claim.Value, disclosures))).ToList();
        while (digests.Count < LeastDigests || !int.IsPow2(digests.Count))
            digests.Add(Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SHA256.HashSizeInBytes)));
        digests.Sort(StringComparer.Ordinal);
        var payload = new JsonObject
        {
            [SdJwt.HashClaim] = SdJwt.HashName,
            [SdJwt.Digests] = new JsonArray([.. digests.Select(d => JsonValue.Create(d))]),
        };
        var header = new JsonObject { ["alg"] = SdJwt.Algorithm, ["typ"] = SdJwt.TokenType };
        var signed = Encode(header) + "." + Encode(payload);
        var signature = Base64Url.EncodeToString(sign(Encoding.ASCII.GetBytes(signed)));
        return string.Join('~', [signed + "." + signature, .. disclosures, string.Empty]);
    }

    private static JsonNode? Hidden(JsonNode? value, List<string> disclosures) => value is not JsonArray list
        ? value?.DeepClone()
        : new JsonArray([.. list.Select(item => new JsonObject
        {
            [SdJwt.Ellipsis] = Disclose(disclosures, null, item?.DeepClone()),
        })]);

    private static string Disclose(List<string> disclosures, string? name, JsonNode? value)
    {
        var salt = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Commitment.SaltBytes));
        var text = Encode(name is null ? new JsonArray(salt, value) : new JsonArray(salt, name, value));
        disclosures.Add(text);
        return SdJwt.DigestOf(text);
    }

    private static string Encode(JsonNode node) => Base64Url.EncodeToString(CanonicalJson.Write(node));
}

using System.Buffers.Text;
using System.Text;
using System.Text.Json.Nodes;
using Huoshui.TransparencyLog.Keys;
using Huoshui.TransparencyLogVerifier.Fields;
using Xunit;

namespace Huoshui.TransparencyLog.Tests.Attacks;

/// <summary>RFC 9901 §7.1: what a verifier must refuse, with tokens made by hand.</summary>
public sealed class SdJwtAttacks
{
    private readonly StatementKeys _keys = StatementKeys.Generate("issuer.example.cn/test");

    [Fact]
    public void A_token_with_decoys_shows_what_is_disclosed_and_nothing_else()
    {
        var file = SdJwtWriter.Write([("a", 1), ("b", new JsonArray("x", "y")), ("c", null)], _keys.SignEd25519);
        Assert.Equal("""{"a":1,"b":["x","y"],"c":null}""", Sorted(Verify(file)));
        Assert.Equal("{}", Sorted(Verify(file.Split('~')[0] + "~")));
        Assert.Equal("""{"b":["x","y"]}""", Sorted(Verify(SdJwt.Select(file, new HashSet<string> { "b" }))));
        var payload = JsonNode.Parse(Base64Url.DecodeFromChars(file.Split('.')[1]))!;
        Assert.Equal(8, payload["_sd"]!.AsArray().Count);
    }

    [Fact]
    public void A_disclosure_that_is_not_referenced_is_refused() =>
        Refused(Token(new JsonObject(), Disclosure("s", "a", 1)));

    [Fact]
    public void A_disclosure_that_stands_twice_is_refused()
    {
        var one = Disclosure("s", "a", 1);
        Refused(Token(Sd(one), one, one));
    }

    [Fact]
    public void A_tampered_disclosure_is_refused()
    {
        var one = Disclosure("s", "balance", 1);
        Refused(Token(Sd(one), Disclosure("s", "balance", 2)));
        Refused(Token(Sd(one), one + "="));
        Refused(Token(Sd(one), " " + one));
        Refused(Token(Sd(one), "!!"));
        Refused(Token(Sd(one), Base64Url.EncodeToString("{}"u8)));
        Refused(Token(Sd(one), string.Empty));
    }

    [Fact]
    public void A_digest_that_stands_twice_is_refused()
    {
        var one = Disclosure("s", "a", 1);
        Refused(Token(Sd(one, one), one));
        var nested = Sd(one);
        nested["inner"] = Sd(one);
        Refused(Token(nested, one));
    }

    [Fact]
    public void A_disclosure_that_overwrites_a_claim_or_names_what_is_reserved_is_refused()
    {
        var one = Disclosure("s", "iss", "me");
        var payload = Sd(one);
        payload["iss"] = "you";
        Refused(Token(payload, one));
        foreach (var name in new[] { "_sd", "...", "_sd_alg" })
            Refused(Token(Sd(Disclosure("s", name, 1)), Disclosure("s", name, 1)));
        var (first, second) = (Disclosure("s", "a", 1), Disclosure("t", "a", 2));
        Refused(Token(Sd(first, second), first, second));
    }

    [Fact]
    public void An_elements_disclosure_in_the_place_of_a_claim_and_the_reverse_are_refused()
    {
        var element = Encode(new JsonArray("s", 1));
        Refused(Token(Sd(element), element));
        var claim = Disclosure("s", "a", 1);
        Refused(Token(new JsonObject { ["list"] = new JsonArray(new JsonObject { ["..."] = SdJwt.DigestOf(claim) }) }, claim));
        Refused(Token(new JsonObject { ["list"] = new JsonArray(new JsonObject { ["..."] = "x", ["y"] = 1 }) }));
        Assert.NotNull(Verify(Token(
            new JsonObject { ["list"] = new JsonArray(new JsonObject { ["..."] = SdJwt.DigestOf(element) }) }, element)).Claims);
    }

    [Fact]
    public void Disclosures_within_disclosures_are_opened_to_any_depth()
    {
        var inner = Disclosure("s", "city", "深圳");
        var outer = Encode(new JsonArray("t", "address", Sd(inner)));
        Assert.Equal("""{"address":{"city":"深圳"}}""", Sorted(Verify(Token(Sd(outer), outer, inner))));
        Assert.Equal("""{"address":{}}""", Sorted(Verify(Token(Sd(outer), outer))));
        Refused(Token(Sd(outer), inner));
    }

    [Fact]
    public void Another_algorithm_type_hash_or_a_key_binding_is_refused()
    {
        var one = Disclosure("s", "a", 1);
        foreach (var alg in new[] { "none", "HS256", "ES256", "eddsa", "Ed25519" })
            Refused(Signed(new JsonObject { ["alg"] = alg, ["typ"] = SdJwt.TokenType }, Sd(one)) + $"~{one}~");
        Refused(Signed(new JsonObject { ["alg"] = "EdDSA", ["typ"] = "JWT" }, Sd(one)) + $"~{one}~");
        Refused(Signed(new JsonObject { ["alg"] = "EdDSA", ["typ"] = SdJwt.TokenType, ["jwk"] = "k" }, Sd(one)) + $"~{one}~");
        Refused(Signed(new JsonObject { ["alg"] = 1, ["typ"] = SdJwt.TokenType }, Sd(one)) + $"~{one}~");
        var other = Sd(one);
        other["_sd_alg"] = "sha-512";
        Refused(Token(other, one));
        Refused(Token(Sd(one), one) + "a.b.c");
        Refused(Token(Sd(one), one).TrimEnd('~'));
        Refused(Token(Sd(one), one).Replace("eyJ", "eyK", StringComparison.Ordinal));
    }

    [Fact]
    public void A_token_of_another_key_and_one_with_a_flipped_bit_is_refused()
    {
        var file = SdJwtWriter.Write([("a", 1)], _keys.SignEd25519);
        Assert.Null(SdJwt.Verify(file, [StatementKeys.Generate("issuer.example.cn/test").Ed25519, _keys.Sm2]).Claims);
        var bytes = Encoding.ASCII.GetBytes(file);
        for (var at = 0; at < bytes.Length; at++)
        {
            bytes[at] ^= 1;
            Assert.Null(Verify(Encoding.ASCII.GetString(bytes)).Claims);
            bytes[at] ^= 1;
        }
    }

    [Fact]
    public void Malformed_json_in_a_token_never_throws()
    {
        var one = Base64Url.EncodeToString("""["s","\ud800",1]"""u8);
        Refused(Token(Sd(one), one));
        var big = Base64Url.EncodeToString("""["s","a",123456789012345678901]"""u8);
        Refused(Token(Sd(big), big));
        var twice = Base64Url.EncodeToString("""["s","a",{"x":1,"x":2}]"""u8);
        Refused(Token(Sd(twice), twice));
        Refused(Token(new JsonObject { ["_sd_alg"] = "sha-256", ["_sd"] = 1 }));
        Refused(Token(new JsonObject { ["_sd_alg"] = "sha-256", ["_sd"] = new JsonArray(1) }));
        Refused(Token(new JsonObject { ["x"] = 1 }));
        foreach (var text in new[] { "", "~", "a~", "..~", "a.b.c~", "~~~", new string('~', 2000) })
            Refused(text);
    }

    private static string Sorted(SdJwtVerdict verdict)
    {
        Assert.Null(verdict.Refusal);
        return Encoding.UTF8.GetString(TransparencyLogVerifier.Contents.CanonicalJson.Write(verdict.Claims!));
    }

    private static string Disclosure(string salt, string name, JsonNode value) => Encode(new JsonArray(salt, name, value));

    private static JsonObject Sd(params string[] disclosures) => new()
    {
        ["_sd"] = new JsonArray([.. disclosures.Select(d => JsonValue.Create(SdJwt.DigestOf(d)))]),
    };

    private static string Encode(JsonNode node) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(node.ToJsonString()));

    private string Token(JsonObject payload, params string[] disclosures)
    {
        if (!payload.ContainsKey("_sd_alg") && !payload.ContainsKey("x"))
            payload["_sd_alg"] = "sha-256";
        var jwt = Signed(new JsonObject { ["alg"] = "EdDSA", ["typ"] = SdJwt.TokenType }, payload);
        return string.Join('~', [jwt, .. disclosures, string.Empty]);
    }

    private string Signed(JsonObject header, JsonObject payload)
    {
        if (!payload.ContainsKey("_sd_alg") && !payload.ContainsKey("x"))
            payload["_sd_alg"] = "sha-256";
        var signed = Encode(header) + "." + Encode(payload);
        return signed + "." + Base64Url.EncodeToString(_keys.SignEd25519(Encoding.ASCII.GetBytes(signed)));
    }

    private SdJwtVerdict Verify(string file) => SdJwt.Verify(file, [_keys.Ed25519]);

    private void Refused(string file) => Assert.Equal("XBD1050", Verify(file).Refusal!.Code);
}

using System.Text.Json;
using System.Text.Json.Nodes;

namespace Huoshui.TransparencyLogVerifier.Fields;

/// <summary>Puts disclosures in the place of their digests (RFC 9901 §7.1, step 3). One use; not thread safe.</summary>
internal sealed class SdJwtClaims(Dictionary<string, JsonArray> disclosures)
{
    private const int OfProperty = 3; // salt, name, value
    private const int OfElement = 2; // salt, value
    private const int MostDepth = 64;

    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);

    /// <summary>The first thing that is wrong; null if nothing is.</summary>
    public Refusal? Problem { get; private set; }

    /// <summary>Whether a disclosure was given that nothing refers to.</summary>
    public bool HasUnused => _used.Count != disclosures.Count;

    /// <summary>A value with its disclosures; look at <see cref="Problem"/> afterwards.</summary>
    public JsonNode Open(JsonNode value, int depth = 0)
    {
        if (depth > MostDepth)
            return Wrong(value, "嵌套过深", "it is nested too deeply");
        return value switch
        {
            JsonObject map => OpenObject(map, depth),
            JsonArray list => OpenArray(list, depth),
            _ => value.DeepClone(),
        };
    }

    private JsonObject OpenObject(JsonObject map, int depth)
    {
        var open = new JsonObject();
        foreach (var (name, value) in map.Where(p => p.Key != SdJwt.Digests))
        {
            if (name is SdJwt.Ellipsis or SdJwt.HashClaim)
                Wrong(map, $"“{name}”不在许可处", $"'{name}' stands where it may not");
            open[name] = value is null ? null : Open(value, depth + 1);
        }

        if (!map.TryGetPropertyValue(SdJwt.Digests, out var digests))
            return open;
        if (digests is not JsonArray list)
            Wrong(map, "_sd 不是数组", "_sd is no array");
        else
            Disclose(open, list, depth);
        return open;
    }

    private void Disclose(JsonObject open, JsonArray digests, int depth)
    {
        foreach (var item in digests)
        {
            if (Text(item) is not { } digest)
            {
                Wrong(open, "_sd 中的摘要不是文本", "a digest is no text");
                continue;
            }

            if (Take(digest) is not { } disclosure)
                continue;
            var name = disclosure.Count == OfProperty ? Text(disclosure[1]) : null;
            if (name is null or SdJwt.Digests or SdJwt.Ellipsis or SdJwt.HashClaim || open.ContainsKey(name))
                Wrong(open, "披露项的名称不许或已有", "the name of a disclosure is not allowed, or is there already");
            else
                open[name] = disclosure[2] is { } value ? Open(value, depth + 1) : null;
        }
    }

    private JsonArray OpenArray(JsonArray list, int depth)
    {
        var open = new JsonArray();
        foreach (var item in list)
        {
            if (item is not JsonObject map || !map.ContainsKey(SdJwt.Ellipsis))
            {
                open.Add(item is null ? null : Open(item, depth + 1));
                continue;
            }

            if (map.Count != 1 || Text(map[SdJwt.Ellipsis]) is not { } digest)
                Wrong(list, "数组的占位不对", "the place of an element is malformed");
            else if (Take(digest) is { } disclosure)
                Add(open, disclosure, depth);
        }

        return open;
    }

    private void Add(JsonArray open, JsonArray disclosure, int depth)
    {
        if (disclosure.Count != OfElement || Text(disclosure[0]) is null)
            Wrong(open, "数组元素的披露项不对", "the disclosure of an element is malformed");
        else
            open.Add(disclosure[1] is { } value ? Open(value, depth + 1) : null);
    }

    // The disclosure of a digest; null for a decoy or what is withheld. A digest may stand once in the whole token.
    private JsonArray? Take(string digest)
    {
        if (!_seen.Add(digest))
            Wrong(new JsonArray(), "同一摘要出现两次", "a digest stands twice");
        return disclosures.TryGetValue(digest, out var disclosure) && _used.Add(digest) ? disclosure : null;
    }

    private static string? Text(JsonNode? node) =>
        node?.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : null;

    private JsonNode Wrong(JsonNode value, string zh, string en)
    {
        Problem ??= new Refusal(
            "XBD1050", $"字段文件（SD-JWT）不合要求：{zh}。", $"The file of fields (SD-JWT) is not allowed: {en}.");
        return value;
    }
}

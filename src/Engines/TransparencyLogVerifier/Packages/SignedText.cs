using System.Text.Json.Nodes;
using Huoshui.TransparencyLogVerifier.Contents;
using Huoshui.TransparencyLogVerifier.Notes;

namespace Huoshui.TransparencyLogVerifier.Packages;

/// <summary>
/// What everybody signs here: a C2SP signed-note whose text is a header line and one line of canonical JSON (RFC 8785).
/// </summary>
internal static class SignedText
{
    /// <summary>The text to sign.</summary>
    public static byte[] Of(string header, JsonObject body) =>
        [.. System.Text.Encoding.ASCII.GetBytes(header), (byte)'\n', .. CanonicalJson.Write(body), (byte)'\n'];

    /// <summary>Reads the body of a note's text; null if it has another header or is not in the one form.</summary>
    /// <param name="text">The text of a note.</param>
    /// <param name="header">The header line.</param>
    /// <param name="read">Makes the value; null where it will not do.</param>
    public static T? Read<T>(ReadOnlySpan<byte> text, string header, Func<StrictObject, T?> read)
        where T : class
    {
        var head = System.Text.Encoding.ASCII.GetBytes(header + "\n");
        return text.StartsWith(head) && text[^1] == '\n' ? ReadBody(text[head.Length..^1].ToArray(), read) : null;
    }

    /// <summary>Reads canonical JSON; null if it is not in the one form.</summary>
    public static T? ReadBody<T>(byte[] body, Func<StrictObject, T?> read)
        where T : class
    {
        using var document = CanonicalJson.TryParseCanonical(body);
        if (document is null)
            return null;
        var map = new StrictObject(document.RootElement);
        var value = read(map);
        return map.IsWhole ? value : null;
    }

    /// <summary>The lines of a note that known keys signed, and whether one of a known key fails.</summary>
    public static (IReadOnlyList<VerifierKey> Signed, VerifierKey? Broken) Signers(
        SignedNote note, IReadOnlyList<VerifierKey> keys)
    {
        var signed = new List<VerifierKey>();
        foreach (var line in note.Signatures)
        {
            if (keys.FirstOrDefault(k => k.Id == line.KeyId && k.Name == line.Name) is not { } key)
                continue;
            if (!key.Verify(note.Text.Span, line.Signature.Span))
                return ([], key);
            signed.Add(key);
        }

        return (signed, null);
    }

    /// <summary>A commitment as it stands in a body.</summary>
    public static JsonObject Json(Commitment commitment) =>
        new() { ["sha256"] = commitment.Sha256.ToBase64(), ["sm3"] = commitment.Sm3.ToBase64() };
}

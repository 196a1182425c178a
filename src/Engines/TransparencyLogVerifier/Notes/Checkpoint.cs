using System.Globalization;
using System.Text;
using Huoshui.TransparencyLogVerifier.Merkle;

namespace Huoshui.TransparencyLogVerifier.Notes;

/// <summary>检查点 What a log signs: its origin, size and root (C2SP tlog-checkpoint).</summary>
/// <param name="Origin">Identity of the log, one line.</param>
/// <param name="Head">Size and root.</param>
/// <param name="Extensions">Further lines, none of them empty; none in our SHA-256 logs.</param>
public sealed record Checkpoint(string Origin, TreeHead Head, IReadOnlyList<string> Extensions)
{
    /// <summary>Longest origin, in bytes of UTF-8: what tlog-cosignature can name.</summary>
    public const int LongestOriginBytes = 255;

    private const int LeastLines = 3;

    /// <summary>Whether a text can be the origin of a log of ours: a key name that is not too long.</summary>
    public static bool IsOrigin(string origin) => VerifierKey.IsName(origin)
        && Encoding.UTF8.GetByteCount(origin) <= LongestOriginBytes
        && origin is not (VerifierKey.TwinIdentifier or VerifierKey.Sm2Identifier or "cosignature/v1");

    /// <summary>Reads the text of a note as a checkpoint; null if it is none.</summary>
    public static Checkpoint? TryParse(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || text[^1] != '\n')
            return null;
        var lines = Encoding.UTF8.GetString(text[..^1]).Split('\n');
        return lines.Length >= LeastLines && !lines.Contains(string.Empty) && Number(lines[1]) is { } size
            && Digest.TryParse(lines[2], out var root)
                ? new Checkpoint(lines[0], new TreeHead(size, root), lines[LeastLines..])
                : null;
    }

    /// <summary>
    /// Reads a number as C2SP writes it: decimal, no leading zero, at most 2^63 - 1; null for anything else.
    /// </summary>
    public static long? Number(string text) =>
        text.Length > 0 && text.All(char.IsAsciiDigit) && (text.Length == 1 || text[0] != '0')
        && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>The text to sign.</summary>
    public byte[] ToText()
    {
        var lines = string.Create(
            CultureInfo.InvariantCulture, $"{Origin}\n{Head.Size}\n{Head.Root.ToBase64()}\n");
        return Encoding.UTF8.GetBytes(lines + string.Concat(Extensions.Select(line => line + "\n")));
    }
}

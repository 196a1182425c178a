using System.Globalization;
using System.Text;
using System.Text.Unicode;
using Huoshui.TransparencyLogVerifier.Merkle;

namespace Huoshui.TransparencyLogVerifier.Proofs;

/// <summary>
/// 包含证明文件 A C2SP tlog-proof: an entry's place in a log, and the checkpoint that covers it. Nothing verified yet.
/// </summary>
/// <param name="Index">Number of the entry, from 0.</param>
/// <param name="Hashes">From the sibling of the leaf to the child of the root, at most 63.</param>
/// <param name="Checkpoint">The signed checkpoint, verbatim.</param>
/// <param name="Extra">
/// Further bytes, not authenticated by themselves; ours hold the entry, which the proof then authenticates. Null
/// if absent.
/// </param>
public sealed record InclusionProof(
    long Index, IReadOnlyList<Digest> Hashes, ReadOnlyMemory<byte> Checkpoint, ReadOnlyMemory<byte>? Extra)
{
    /// <summary>Longest file, in bytes: the longest note, entry and path.</summary>
    public const int LongestBytes = 1_200_000;

    /// <summary>Its first line.</summary>
    public const string Header = "c2sp.org/tlog-proof@v1";

    private const string ExtraStart = "extra ";
    private const string IndexStart = "index ";

    /// <summary>Reads a file.</summary>
    /// <returns>The proof, or why there is none.</returns>
    public static (InclusionProof? Proof, Refusal? Refusal) Read(ReadOnlySpan<byte> file)
    {
        if (file.Length > LongestBytes)
            return Malformed($"长于 {LongestBytes} 字节", $"longer than {LongestBytes} bytes");
        var end = file.IndexOf("\n\n"u8);
        if (end < 0 || !Utf8.IsValid(file))
            return Malformed("没有空行，或不是 UTF-8", "no empty line, or not UTF-8");
        var lines = Encoding.UTF8.GetString(file[..end]).Split('\n');
        if (lines[0] != Header)
            return Malformed($"第一行不是 {Header}", $"its first line is not {Header}");
        return ReadLines(lines.AsSpan(1), file[(end + 2)..]);
    }

    /// <summary>The file.</summary>
    public byte[] ToArray()
    {
        var text = new StringBuilder(Header).Append('\n');
        if (Extra is { } extra)
            text.Append(ExtraStart).Append(Convert.ToBase64String(extra.Span)).Append('\n');
        text.Append(CultureInfo.InvariantCulture, $"{IndexStart}{Index}\n");
        foreach (var hash in Hashes)
            text.Append(hash.ToBase64()).Append('\n');
        return [.. Encoding.UTF8.GetBytes(text.Append('\n').ToString()), .. Checkpoint.Span];
    }

    private static (InclusionProof?, Refusal?) ReadLines(ReadOnlySpan<string> lines, ReadOnlySpan<byte> checkpoint)
    {
        ReadOnlyMemory<byte>? extra = null;
        if (lines.Length > 0 && lines[0].StartsWith(ExtraStart, StringComparison.Ordinal))
        {
            if (StrictBase64.Decode(lines[0].AsSpan(ExtraStart.Length)) is not { } bytes)
                return Malformed("extra 行不是规范的 Base64", "the extra line is not canonical Base64");
            extra = bytes;
            lines = lines[1..];
        }

        if (lines.IsEmpty || !lines[0].StartsWith(IndexStart, StringComparison.Ordinal)
            || Notes.Checkpoint.Number(lines[0][IndexStart.Length..]) is not { } index)
        {
            return Malformed("没有 index 行", "there is no index line");
        }

        if (lines.Length - 1 > MerkleProof.LongestHashes)
            return Malformed("哈希多于 63 个", "it has more than 63 hashes");
        var hashes = new Digest[lines.Length - 1];
        for (var i = 0; i < hashes.Length; i++)
        {
            if (!Digest.TryParse(lines[i + 1], out hashes[i]))
                return Malformed($"第 {i + 1} 个哈希不是 32 字节的 Base64", $"hash {i + 1} is not Base64 of 32 bytes");
        }

        return (new InclusionProof(index, hashes, checkpoint.ToArray(), extra), null);
    }

    private static (InclusionProof?, Refusal?) Malformed(string zh, string en) =>
        (null, Refusals.MalformedProof(zh, en));
}

using System.Text;
using System.Text.Unicode;
using Huoshui.TransparencyLogVerifier.Merkle;
using Huoshui.TransparencyLogVerifier.Notes;

namespace Huoshui.TransparencyLog.Witnesses;

/// <summary>The body of add-checkpoint (C2SP tlog-witness).</summary>
/// <param name="OldSize">The size that the witness is believed to have cosigned last.</param>
/// <param name="Proof">Consistency proof from that size.</param>
/// <param name="Note">The signed checkpoint.</param>
public sealed record WitnessRequest(long OldSize, IReadOnlyList<Digest> Proof, ReadOnlyMemory<byte> Note)
{
    /// <summary>Longest body, in bytes.</summary>
    public const int LongestBytes = SignedNote.LongestBytes + 4096;

    private const string OldStart = "old ";

    /// <summary>Reads a body; null if it is malformed.</summary>
    public static WitnessRequest? TryParse(ReadOnlySpan<byte> body)
    {
        var end = body.IndexOf("\n\n"u8);
        if (end < 0 || body.Length > LongestBytes || !Utf8.IsValid(body))
            return null;
        var lines = Encoding.UTF8.GetString(body[..end]).Split('\n');
        if (!lines[0].StartsWith(OldStart, StringComparison.Ordinal) || lines.Length - 1 > MerkleProof.LongestHashes
            || Checkpoint.Number(lines[0][OldStart.Length..]) is not { } old)
        {
            return null;
        }

        var proof = new Digest[lines.Length - 1];
        for (var i = 0; i < proof.Length; i++)
        {
            if (!Digest.TryParse(lines[i + 1], out proof[i]))
                return null;
        }

        return new WitnessRequest(old, proof, body[(end + 2)..].ToArray());
    }

    /// <summary>The body.</summary>
    public byte[] ToArray()
    {
        var head = $"{OldStart}{OldSize.ToString(System.Globalization.CultureInfo.InvariantCulture)}\n";
        var proof = string.Concat(Proof.Select(hash => hash.ToBase64() + "\n"));
        return [.. Encoding.ASCII.GetBytes(head + proof + "\n"), .. Note.Span];
    }
}

/// <summary>What a witness answers.</summary>
/// <param name="Status">Status of HTTP.</param>
/// <param name="ContentType">Kind of the body.</param>
/// <param name="Body">Signature lines, a size, or a reason.</param>
public sealed record WitnessAnswer(int Status, string ContentType, string Body)
{
    /// <summary>The content type of a size.</summary>
    public const string SizeType = "text/x.tlog.size";

    internal const string TextType = "text/plain; charset=utf-8";
}

using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Huoshui.TransparencyLogVerifier.Merkle;

namespace Huoshui.TransparencyLogVerifier.Notes;

/// <summary>
/// 见证签名 A witness's statement: at this time, this is the largest consistent tree it saw (tlog-cosignature).
/// </summary>
/// <param name="UnixSeconds">When, in POSIX seconds, 0 to 2^63 - 1.</param>
/// <param name="Signature">Ed25519, 64 bytes.</param>
public sealed record Cosignature(long UnixSeconds, ReadOnlyMemory<byte> Signature)
{
    private const int TimeLength = sizeof(ulong);
    private const int SignatureLength = 64;

    /// <summary>Reads time and signature; null if the length is wrong or the time is past 2^63 - 1.</summary>
    public static Cosignature? TryRead(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != TimeLength + SignatureLength)
            return null;
        var time = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        return time > long.MaxValue ? null : new Cosignature((long)time, bytes[TimeLength..].ToArray());
    }

    /// <summary>What is signed: two header lines and the text of the note.</summary>
    public byte[] Message(ReadOnlySpan<byte> text) => MessageAt(UnixSeconds, text);

    /// <summary>What is signed at a time.</summary>
    public static byte[] MessageAt(long unixSeconds, ReadOnlySpan<byte> text)
    {
        var header = string.Create(CultureInfo.InvariantCulture, $"cosignature/v1\ntime {unixSeconds}\n");
        return [.. Encoding.ASCII.GetBytes(header), .. text];
    }

    /// <summary>As it stands in a signature line, without the key ID.</summary>
    public byte[] ToArray()
    {
        var bytes = new byte[TimeLength + SignatureLength];
        BinaryPrimitives.WriteInt64BigEndian(bytes, UnixSeconds);
        Signature.Span.CopyTo(bytes.AsSpan(TimeLength));
        return bytes;
    }
}

/// <summary>
/// 孪生树根 The root of the SM3 tree over the same entries, bound to a checkpoint of the SHA-256 tree by SM2.
/// </summary>
/// <param name="Root">Root of the SM3 tree at the size of the checkpoint.</param>
/// <param name="Signature">SM2 with SM3, DER.</param>
public sealed record TwinRoot(Digest Root, ReadOnlyMemory<byte> Signature)
{
    /// <summary>Reads root and signature; null if there is no signature.</summary>
    public static TwinRoot? TryRead(ReadOnlySpan<byte> bytes) => bytes.Length <= Digest.Size
        ? null
        : new TwinRoot(new Digest(bytes[..Digest.Size]), bytes[Digest.Size..].ToArray());

    /// <summary>What is signed: a header line, the root in Base64 on a line, the text of the checkpoint.</summary>
    public byte[] Message(ReadOnlySpan<byte> text) => MessageOf(Root, text);

    /// <summary>What is signed for a root.</summary>
    public static byte[] MessageOf(Digest root, ReadOnlySpan<byte> text) =>
        [.. Encoding.ASCII.GetBytes($"{VerifierKey.TwinIdentifier}\n{root.ToBase64()}\n"), .. text];

    /// <summary>As it stands in a signature line, without the key ID.</summary>
    public byte[] ToArray() => [.. Root.ToArray(), .. Signature.Span];
}

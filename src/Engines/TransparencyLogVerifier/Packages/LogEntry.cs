using System.Buffers.Binary;
using Huoshui.TransparencyLogVerifier.Merkle;

namespace Huoshui.TransparencyLogVerifier.Packages;

/// <summary>What an entry of a log is about.</summary>
public enum EntryKind
{
    /// <summary>A statement on a document.</summary>
    Statement = 1,

    /// <summary>A status list.</summary>
    StatusList = 2,

    /// <summary>A key manifest.</summary>
    KeyManifest = 3,
}

/// <summary>
/// 出境条目 All that leaves an issuer for the log: 96 bytes of fixed fields, numbers big-endian. There is no room for a
/// name, an identifier or free text.
/// </summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Scenario">Code of the scenario, 1 to 65,535; 0 for lists and manifests.</param>
/// <param name="Commitment">Commitment to the signed bytes.</param>
/// <param name="KeyId">ID of the Ed25519 key that signed.</param>
/// <param name="IssuedHour">Hours since 1970-01-01 UTC, rounded down.</param>
/// <param name="ExpiryHour">Hours since 1970-01-01 UTC, rounded up.</param>
/// <param name="StatusIndex">Place in the status list; 0 for lists and manifests.</param>
public sealed record LogEntry(
    EntryKind Kind, int Scenario, Commitment Commitment, uint KeyId, uint IssuedHour, uint ExpiryHour, uint StatusIndex)
{
    /// <summary>Bytes of an entry.</summary>
    public const int Length = 96;

    private const int HourSeconds = 3600;
    private const byte Version = 1;

    private static ReadOnlySpan<byte> Mark => "HSXB"u8;

    /// <summary>The hour in which a time lies.</summary>
    public static uint HourOf(DateTimeOffset time) => checked((uint)(time.ToUnixTimeSeconds() / HourSeconds));

    /// <summary>The first hour that does not lie before a time.</summary>
    public static uint HourBehind(DateTimeOffset time) =>
        checked((uint)((time.ToUnixTimeSeconds() + HourSeconds - 1) / HourSeconds));

    /// <summary>The 96 bytes.</summary>
    public byte[] ToArray()
    {
        var bytes = new byte[Length];
        Mark.CopyTo(bytes);
        (bytes[4], bytes[5]) = (Version, (byte)Kind);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(6), checked((ushort)Scenario));
        Commitment.Sha256.CopyTo(bytes.AsSpan(8));
        Commitment.Sm3.CopyTo(bytes.AsSpan(40));
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(72), KeyId);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(76), IssuedHour);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(80), ExpiryHour);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(84), StatusIndex);
        return bytes; // 8 bytes of zero end it
    }

    /// <summary>Reads an entry; null if it is not exactly of this form.</summary>
    public static LogEntry? TryRead(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Length || !bytes.StartsWith(Mark) || bytes[4] != Version || bytes[5] is < 1 or > 3)
            return null;
        var entry = new LogEntry(
            (EntryKind)bytes[5],
            BinaryPrimitives.ReadUInt16BigEndian(bytes[6..]),
            new Commitment(new Digest(bytes.Slice(8, Digest.Size)), new Digest(bytes.Slice(40, Digest.Size))),
            BinaryPrimitives.ReadUInt32BigEndian(bytes[72..]),
            BinaryPrimitives.ReadUInt32BigEndian(bytes[76..]),
            BinaryPrimitives.ReadUInt32BigEndian(bytes[80..]),
            BinaryPrimitives.ReadUInt32BigEndian(bytes[84..]));
        return bytes.SequenceEqual(entry.ToArray()) ? entry : null;
    }
}

using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Huoshui.Operations.Leaves;

/// <summary>
/// 承诺: the bytes of an audit entry, what is committed to and what stands in the tree (ADR 0019). Every number is
/// eight bytes, big-endian; a text is its length in bytes of UTF-8 and the bytes, or −1 for none.
/// </summary>
public static class AuditCommitment
{
    /// <summary>Bytes of a salt.</summary>
    public const int SaltBytes = 32;

    /// <summary>Bytes of an entry of the tree: version, kind, commitment.</summary>
    public const int RecordBytes = 2 + SHA256.HashSizeInBytes;

    /// <summary>Version of the entries of the tree.</summary>
    public const byte Version = 1;

    private const int NumberBytes = sizeof(long);
    private const int OnStack = 2048;
    private const int Numbers = 8; // sequence, time and six lengths

    // What is hashed elsewhere never begins so.
    private static ReadOnlySpan<byte> Tag => "huoshui/audit-leaf@v1\n"u8;

    /// <summary>The entry without its own hash; its SHA-256 is <see cref="AuditEntry.Hash"/>.</summary>
    public static byte[] Canonical(AuditEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var bytes = new byte[LengthOf(entry)];
        Write(entry, bytes);
        return bytes;
    }

    /// <summary>SHA-256 (tag ‖ salt ‖ canonical bytes of the entry).</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="salt">32 bytes.</param>
    public static byte[] Of(AuditEntry entry, ReadOnlySpan<byte> salt)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (salt.Length != SaltBytes)
            throw new ArgumentException($"A salt has {SaltBytes} bytes, not {salt.Length}.", nameof(salt));
        var length = Tag.Length + SaltBytes + LengthOf(entry);
        var bytes = length <= OnStack ? stackalloc byte[length] : new byte[length];
        Tag.CopyTo(bytes);
        salt.CopyTo(bytes[Tag.Length..]);
        Write(entry, bytes[(Tag.Length + SaltBytes)..]);
        return SHA256.HashData(bytes);
    }

    /// <summary>SHA-256 (tag ‖ salt ‖ number): there is no row at a number. The bytes of a row are longer.</summary>
    /// <param name="sequence">The number.</param>
    /// <param name="salt">32 bytes.</param>
    public static byte[] OfNone(long sequence, ReadOnlySpan<byte> salt)
    {
        if (salt.Length != SaltBytes)
            throw new ArgumentException($"A salt has {SaltBytes} bytes, not {salt.Length}.", nameof(salt));
        Span<byte> bytes = stackalloc byte[Tag.Length + SaltBytes + NumberBytes];
        Tag.CopyTo(bytes);
        salt.CopyTo(bytes[Tag.Length..]);
        Number(bytes[(Tag.Length + SaltBytes)..], sequence);
        return SHA256.HashData(bytes);
    }

    /// <summary>The entry of the tree.</summary>
    /// <param name="kind">The coarse type.</param>
    /// <param name="commitment">32 bytes.</param>
    public static byte[] Record(AuditLeafKind kind, ReadOnlySpan<byte> commitment)
    {
        var record = new byte[RecordBytes];
        (record[0], record[1]) = (Version, (byte)kind);
        commitment.CopyTo(record.AsSpan(2));
        return record;
    }

    /// <summary>The hash of the chain: SHA-256 of the canonical bytes, lower-case hexadecimal.</summary>
    public static string HashOf(AuditEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var length = LengthOf(entry);
        var bytes = length <= OnStack ? stackalloc byte[length] : new byte[length];
        Write(entry, bytes);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);
        return Convert.ToHexStringLower(hash);
    }

    private static int LengthOf(AuditEntry entry) => (Numbers * NumberBytes) + BytesOf(entry.Actor)
        + BytesOf(entry.Action) + BytesOf(entry.Subject) + BytesOf(entry.Detail) + BytesOf(entry.Purpose)
        + BytesOf(entry.PreviousHash);

    private static int BytesOf(string? text) => text is null ? 0 : Encoding.UTF8.GetByteCount(text);

    private static void Write(AuditEntry entry, Span<byte> to)
    {
        to = Number(to, entry.Sequence);
        to = Number(to, Instants.ToMicroseconds(entry.At));
        to = Text(to, entry.Actor);
        to = Text(to, entry.Action);
        to = Text(to, entry.Subject);
        to = Text(to, entry.Detail);
        to = Text(to, entry.Purpose);
        Text(to, entry.PreviousHash);
    }

    private static Span<byte> Text(Span<byte> to, string? text)
    {
        if (text is null)
            return Number(to, -1);
        var written = Encoding.UTF8.GetBytes(text, to[NumberBytes..]);
        return Number(to, written)[written..];
    }

    private static Span<byte> Number(Span<byte> to, long number)
    {
        BinaryPrimitives.WriteInt64BigEndian(to, number);
        return to[NumberBytes..];
    }
}

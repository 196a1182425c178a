using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;

namespace Huoshui.TransparencyLog.Storage;

/// <summary>One entry as it stands in the write-ahead log.</summary>
/// <param name="Issuer">Who sent it; empty if nobody said.</param>
/// <param name="Key">The issuer's idempotency key; empty if there is none.</param>
/// <param name="Entry">Its bytes.</param>
internal readonly record struct JournalRecord(string Issuer, string Key, ReadOnlyMemory<byte> Entry);

/// <summary>
/// One group commit. In the file: magic (8 bytes), length of the records (4), their count (4), index of the first (8),
/// CRC-32C of all this and the records (4), zero (4), the records; numbers little-endian. A record: length and issuer
/// (1 + n), length and key (1 + n), length and entry (2 + n).
/// </summary>
internal sealed class JournalBatch
{
    /// <summary>Bytes before the records.</summary>
    public const int HeaderBytes = 32;

    private const int LengthAt = 8;
    private const int CountAt = 12;
    private const int FirstAt = 16;
    private const int CrcAt = 24;

    private readonly byte[] _frame;

    private JournalBatch(byte[] frame) => _frame = frame;

    /// <summary>What every batch begins with.</summary>
    public static ReadOnlySpan<byte> Magic => "HSWAL01\n"u8;

    /// <summary>Index of the first entry.</summary>
    public long First => BinaryPrimitives.ReadInt64LittleEndian(_frame.AsSpan(FirstAt));

    /// <summary>How many entries.</summary>
    public int Count => BinaryPrimitives.ReadInt32LittleEndian(_frame.AsSpan(CountAt));

    /// <summary>Bytes in the file.</summary>
    public ReadOnlyMemory<byte> Frame => _frame;

    /// <summary>A batch to be written.</summary>
    public static JournalBatch Of(long first, IReadOnlyList<JournalRecord> records)
    {
        var frame = new byte[HeaderBytes + records.Sum(Length)];
        Magic.CopyTo(frame);
        BinaryPrimitives.WriteInt32LittleEndian(frame.AsSpan(LengthAt), frame.Length - HeaderBytes);
        BinaryPrimitives.WriteInt32LittleEndian(frame.AsSpan(CountAt), records.Count);
        BinaryPrimitives.WriteInt64LittleEndian(frame.AsSpan(FirstAt), first);
        var at = HeaderBytes;
        foreach (var record in records)
        {
            at += WriteText(frame.AsSpan(at), record.Issuer);
            at += WriteText(frame.AsSpan(at), record.Key);
            BinaryPrimitives.WriteUInt16LittleEndian(frame.AsSpan(at), (ushort)record.Entry.Length);
            record.Entry.Span.CopyTo(frame.AsSpan(at + sizeof(ushort)));
            at += sizeof(ushort) + record.Entry.Length;
        }

        BinaryPrimitives.WriteUInt32LittleEndian(frame.AsSpan(CrcAt), Crc(frame));
        return new JournalBatch(frame);
    }

    /// <summary>The batch at the beginning of some bytes; null if there is no whole and undamaged one.</summary>
    public static JournalBatch? TryRead(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeaderBytes || !bytes.StartsWith(Magic))
            return null;
        var length = BinaryPrimitives.ReadInt32LittleEndian(bytes[LengthAt..]);
        if (length < 0 || length > bytes.Length - HeaderBytes)
            return null;
        var batch = new JournalBatch(bytes[..(HeaderBytes + length)].ToArray());
        return Crc(batch._frame) == BinaryPrimitives.ReadUInt32LittleEndian(bytes[CrcAt..]) && batch.HasItsRecords()
            ? batch : null;
    }

    /// <summary>The entries, in order.</summary>
    public IEnumerable<JournalRecord> Records()
    {
        var at = HeaderBytes;
        for (var i = 0; i < Count; i++)
        {
            var issuer = ReadText(ref at);
            var key = ReadText(ref at);
            var length = BinaryPrimitives.ReadUInt16LittleEndian(_frame.AsSpan(at));
            at += sizeof(ushort);
            yield return new JournalRecord(issuer, key, _frame.AsMemory(at, length));
            at += length;
        }
    }

    private static int Length(JournalRecord record) => 1 + Encoding.UTF8.GetByteCount(record.Issuer)
        + 1 + Encoding.UTF8.GetByteCount(record.Key) + sizeof(ushort) + record.Entry.Length;

    private static int WriteText(Span<byte> target, string text)
    {
        var length = Encoding.UTF8.GetBytes(text, target[1..]);
        target[0] = checked((byte)length);
        return 1 + length;
    }

    private string ReadText(ref int at)
    {
        var length = _frame[at];
        var text = length == 0 ? string.Empty : Encoding.UTF8.GetString(_frame, at + 1, length);
        at += 1 + length;
        return text;
    }

    // The CRC holds by now; this guards against a writer that was wrong.
    private bool HasItsRecords()
    {
        var at = HeaderBytes;
        for (var i = 0; i < Count; i++)
        {
            for (var text = 0; text < 2; text++)
            {
                if (at >= _frame.Length)
                    return false;
                at += 1 + _frame[at];
            }

            if (at + sizeof(ushort) > _frame.Length)
                return false;
            at += sizeof(ushort) + BinaryPrimitives.ReadUInt16LittleEndian(_frame.AsSpan(at));
        }

        return at == _frame.Length && First >= 0;
    }

    private static uint Crc(ReadOnlySpan<byte> frame)
    {
        var crc = uint.MaxValue;
        crc = Add(crc, frame[..CrcAt]);
        return ~Add(crc, frame[(CrcAt + sizeof(uint))..]);
    }

    private static uint Add(uint crc, ReadOnlySpan<byte> bytes)
    {
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (var word in words)
            crc = BitOperations.Crc32C(crc, word);
        foreach (var rest in bytes[(words.Length * sizeof(ulong))..])
            crc = BitOperations.Crc32C(crc, rest);
        return crc;
    }
}

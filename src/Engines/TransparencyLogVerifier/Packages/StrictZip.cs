using System.Buffers.Binary;
using System.Text;

namespace Huoshui.TransparencyLogVerifier.Packages;

/// <summary>
/// 数据包的 zip The one form of a package's zip: files stored without compression, in a given order, no dates, no extra
/// fields, no comments. Every unzip reads it; what differs from the form in one byte is refused, so that no second
/// content can hide between two readings of a zip.
/// </summary>
public static class StrictZip
{
    /// <summary>Largest package, in bytes.</summary>
    public const int LongestBytes = 32 * 1024 * 1024;

    /// <summary>Most files of a package.</summary>
    public const int MostFiles = 16;

    private const uint LocalMark = 0x04034b50;
    private const uint CentralMark = 0x02014b50;
    private const uint EndMark = 0x06054b50;
    private const int LocalBytes = 30;
    private const int CentralBytes = 46;
    private const int EndBytes = 22;
    private const int HeadBytes = 24;
    private const int LongestName = 64;
    private const ushort Version = 20;
    private const ushort Date = 0x0021; // 1980-01-01, the first that a zip can say
    private const uint Polynomial = 0xEDB88320; // CRC-32 of ISO 3309

    private const int TableSize = 256;

    private static readonly uint[] CrcOfByte = CrcTables();

    /// <summary>Writes a package.</summary>
    public static byte[] Write(IReadOnlyList<(string Name, byte[] Content)> files)
    {
        var zip = new byte[files.Sum(f => LocalBytes + CentralBytes + (2 * f.Name.Length) + f.Content.Length)
            + EndBytes];
        var at = 0;
        var places = new List<Place>(files.Count);
        foreach (var (name, content) in files)
        {
            places.Add(new Place(name, at, Head(name, content)));
            at = Put(zip, at, Local(places[^1]));
            at = Put(zip, at, content);
        }

        Put(zip, at, End(places, at));
        return zip;
    }

    /// <summary>Reads a package; null if it is not in the one form.</summary>
    public static IReadOnlyList<(string Name, byte[] Content)>? Read(ReadOnlySpan<byte> zip)
    {
        if (zip.Length > LongestBytes)
            return null;
        var files = new List<(string Name, byte[] Content)>();
        var places = new List<Place>();
        var at = 0;
        for (var rest = zip;
            rest.Length >= LocalBytes && BinaryPrimitives.ReadUInt32LittleEndian(rest) == LocalMark; rest = zip[at..])
        {
            var (size, length) = (BinaryPrimitives.ReadUInt32LittleEndian(rest[22..]),
                BinaryPrimitives.ReadUInt16LittleEndian(rest[26..]));
            if (files.Count == MostFiles || length > LongestName || size > rest.Length - LocalBytes - length)
                return null;
            var name = Encoding.ASCII.GetString(rest.Slice(LocalBytes, length));
            var content = rest.Slice(LocalBytes + length, (int)size).ToArray();
            places.Add(new Place(name, at, Head(name, content)));
            if (!rest.StartsWith(Local(places[^1])))
                return null;
            files.Add((name, content));
            at += LocalBytes + length + (int)size;
        }

        return zip[at..].SequenceEqual(End(places, at)) ? files : null;
    }

    // What stands before a file.
    private static byte[] Local(Place place)
    {
        var local = new byte[LocalBytes + place.Name.Length];
        var at = Put(local, 0, LocalMark);
        at = Put(local, at, Version);
        at = Put(local, at, place.Head);
        Encoding.ASCII.GetBytes(place.Name, local.AsSpan(at));
        return local;
    }

    // What stands behind the files.
    private static byte[] End(List<Place> places, int start)
    {
        var end = new byte[places.Sum(p => CentralBytes + p.Name.Length) + EndBytes];
        var at = 0;
        foreach (var place in places)
        {
            at = Put(end, at, CentralMark);
            at = Put(end, at, Version);
            at = Put(end, at, Version);
            at = Put(end, at, place.Head) + 6 + sizeof(uint); // no comment, first disk, no attributes
            at = Put(end, at, (uint)place.Offset);
            at += Encoding.ASCII.GetBytes(place.Name, end.AsSpan(at));
        }

        var length = at;
        at = Put(end, at, EndMark) + sizeof(uint); // the only disk
        at = Put(end, at, (ushort)places.Count);
        at = Put(end, at, (ushort)places.Count);
        at = Put(end, at, (uint)length);
        Put(end, at, (uint)start);
        return end;
    }

    // Flags, method, time, date, CRC-32, both sizes, length of the name, no extra field.
    private static byte[] Head(string name, byte[] content)
    {
        var head = new byte[HeadBytes];
        var at = Put(head, 6, Date);
        at = Put(head, at, Crc(content));
        at = Put(head, at, (uint)content.Length);
        at = Put(head, at, (uint)content.Length);
        Put(head, at, (ushort)name.Length);
        return head;
    }

    // Eight bytes a step, each looked up in the table of its distance from the end of the step.
    private static uint Crc(ReadOnlySpan<byte> content)
    {
        var crc = uint.MaxValue;
        ReadOnlySpan<uint> tables = CrcOfByte.AsSpan(0, TableSize * sizeof(ulong));
        for (; content.Length >= sizeof(ulong); content = content[sizeof(ulong)..])
        {
            var low = BinaryPrimitives.ReadUInt32LittleEndian(content) ^ crc;
            var high = BinaryPrimitives.ReadUInt32LittleEndian(content[sizeof(uint)..]);
            crc = tables[(7 * TableSize) + (int)(low & byte.MaxValue)]
                ^ tables[(6 * TableSize) + (int)((low >> 8) & byte.MaxValue)]
                ^ tables[(5 * TableSize) + (int)((low >> 16) & byte.MaxValue)]
                ^ tables[(4 * TableSize) + (int)(low >> 24)]
                ^ tables[(3 * TableSize) + (int)(high & byte.MaxValue)]
                ^ tables[(2 * TableSize) + (int)((high >> 8) & byte.MaxValue)]
                ^ tables[TableSize + (int)((high >> 16) & byte.MaxValue)]
                ^ tables[(int)(high >> 24)];
        }

        foreach (var b in content)
            crc = (crc >> 8) ^ CrcOfByte[(int)((crc ^ b) & byte.MaxValue)];
        return ~crc;
    }

    private static uint[] CrcTables()
    {
        var tables = new uint[TableSize * sizeof(ulong)];
        for (var i = 0; i < TableSize; i++)
        {
            var crc = (uint)i;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ ((crc & 1) * Polynomial);
            tables[i] = crc;
        }

        for (var i = TableSize; i < tables.Length; i++)
            tables[i] = (tables[i - TableSize] >> 8) ^ tables[(int)(tables[i - TableSize] & byte.MaxValue)];
        return tables;
    }

    private static int Put(byte[] zip, int at, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(zip.AsSpan(at));
        return at + bytes.Length;
    }

    private static int Put(byte[] zip, int at, ushort value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(zip.AsSpan(at), value);
        return at + sizeof(ushort);
    }

    private static int Put(byte[] zip, int at, uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(zip.AsSpan(at), value);
        return at + sizeof(uint);
    }

    // A file's place; the head stands before the file and in the list at the end.
    private sealed record Place(string Name, int Offset, byte[] Head);
}

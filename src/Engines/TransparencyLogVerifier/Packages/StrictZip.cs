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
    private const int LongestName = 64;
    private const ushort Version = 20;
    private const ushort Date = 0x0021; // 1980-01-01, the first that a zip can say
    private const uint Polynomial = 0xEDB88320; // CRC-32 of ISO 3309

    private static readonly uint[] CrcOfByte = CrcTable();

    /// <summary>Writes a package.</summary>
    public static byte[] Write(IReadOnlyList<(string Name, byte[] Content)> files)
    {
        using var zip = new MemoryStream();
        using var central = new MemoryStream();
        foreach (var (name, content) in files)
        {
            var offset = (uint)zip.Position;
            byte[] common = [.. Common(content), .. U16((ushort)name.Length), .. U16(0)];
            zip.Write([.. U32(LocalMark), .. U16(Version), .. common, .. Encoding.ASCII.GetBytes(name)]);
            zip.Write(content);
            central.Write(
            [
                .. U32(CentralMark), .. U16(Version), .. U16(Version), .. common, .. U16(0), .. U16(0), .. U16(0),
                .. U32(0), .. U32(offset), .. Encoding.ASCII.GetBytes(name),
            ]);
        }

        var (start, count) = ((uint)zip.Position, (ushort)files.Count);
        zip.Write(central.ToArray());
        byte[] counts =
            [.. U32(0), .. U16(count), .. U16(count), .. U32((uint)central.Length), .. U32(start), .. U16(0)];
        zip.Write([.. U32(EndMark), .. counts]);
        return zip.ToArray();
    }

    /// <summary>Reads a package; null if it is not in the one form.</summary>
    public static IReadOnlyList<(string Name, byte[] Content)>? Read(ReadOnlySpan<byte> zip)
    {
        if (zip.Length > LongestBytes)
            return null;
        var files = new List<(string Name, byte[] Content)>();
        var rest = zip;
        while (rest.Length >= LocalBytes && BinaryPrimitives.ReadUInt32LittleEndian(rest) == LocalMark)
        {
            var (size, name) = (BinaryPrimitives.ReadUInt32LittleEndian(rest[22..]),
                BinaryPrimitives.ReadUInt16LittleEndian(rest[26..]));
            if (files.Count == MostFiles || name > LongestName || size > rest.Length - LocalBytes - name)
                return null;
            files.Add((
                Encoding.ASCII.GetString(rest.Slice(LocalBytes, name)),
                rest.Slice(LocalBytes + name, (int)size).ToArray()));
            rest = rest[(LocalBytes + name + (int)size)..];
        }

        return zip.SequenceEqual(Write(files)) ? files : null;
    }

    // Flags, method, time, date, CRC-32, both sizes.
    private static byte[] Common(byte[] content) =>
    [
        .. U16(0), .. U16(0), .. U16(0), .. U16(Date), .. U32(Crc(content)),
        .. U32((uint)content.Length), .. U32((uint)content.Length),
    ];

    private static uint Crc(ReadOnlySpan<byte> content)
    {
        var crc = uint.MaxValue;
        foreach (var b in content)
            crc = (crc >> 8) ^ CrcOfByte[(crc ^ b) & byte.MaxValue];
        return ~crc;
    }

    private static uint[] CrcTable()
    {
        var table = new uint[256];
        for (var i = 0u; i < table.Length; i++)
        {
            var crc = i;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ ((crc & 1) * Polynomial);
            table[i] = crc;
        }

        return table;
    }

    private static byte[] U16(ushort value)
    {
        var bytes = new byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, value);
        return bytes;
    }

    private static byte[] U32(uint value)
    {
        var bytes = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return bytes;
    }
}

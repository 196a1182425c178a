using System.Buffers;
using System.Buffers.Binary;

namespace Huoshui.TransparencyLog.Storage;

/// <summary>
/// 条目包 Writes entry bundles (C2SP tlog-tiles): entries with a big-endian 16-bit length before each. Its one owner is
/// <see cref="LogWriter"/>; not thread safe.
/// </summary>
internal sealed class BundleWriter
{
    private readonly string _folder;
    private readonly ArrayBufferWriter<byte> _bundle = new();
    private long _size;

    private BundleWriter(string folder, long size)
    {
        _folder = folder;
        _size = size;
    }

    /// <summary>Goes on behind the entries of a size, as the bundle on disk says.</summary>
    public static BundleWriter Load(string folder, TileReader reader, long size)
    {
        var writer = new BundleWriter(folder, size);
        var width = TilePath.PartialWidth(size, 0);
        if (width == 0)
            return writer;
        var path = TilePath.OfBundle(size / TilePath.Width, TilePath.Width);
        var bytes = reader.Bytes(path, width) ?? throw LogErrors.BrokenTile(path, "不存在", "is missing");
        var end = EntryBundle.LengthOf(bytes, width)
            ?? throw LogErrors.BrokenTile(path, "长度不对", "has the wrong length");
        writer._bundle.Write(bytes.AsSpan(0, end));
        return writer;
    }

    /// <summary>Adds an entry of at most 65,535 bytes.</summary>
    public void Append(ReadOnlySpan<byte> entry)
    {
        Span<byte> length = stackalloc byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)entry.Length);
        _bundle.Write(length);
        _bundle.Write(entry);
        _size++;
        if (_size % TilePath.Width != 0)
            return;
        var path = Path.Combine(_folder, TilePath.OfBundle((_size / TilePath.Width) - 1, TilePath.Width));
        DurableFile.Publish(path, Bytes);
        Partials.Delete(path);
        _bundle.ResetWrittenCount();
    }

    /// <summary>Writes the unfinished bundle as it is now.</summary>
    public void WritePartial()
    {
        var width = TilePath.PartialWidth(_size, 0);
        if (width > 0)
            DurableFile.Publish(Path.Combine(_folder, TilePath.OfBundle(_size / TilePath.Width, width)), Bytes);
    }

    private ReadOnlySpan<byte> Bytes => _bundle.WrittenSpan;
}

/// <summary>The bytes of an entry bundle.</summary>
internal static class EntryBundle
{
    /// <summary>The entries; fewer than asked for if the bundle ends early.</summary>
    /// <param name="bundle">The bytes.</param>
    /// <param name="width">How many entries at most.</param>
    public static IEnumerable<(int Offset, ReadOnlyMemory<byte> Entry)> Read(ReadOnlyMemory<byte> bundle, int width)
    {
        var at = 0;
        for (var i = 0; i < width; i++)
        {
            if (at + sizeof(ushort) > bundle.Length)
                yield break;
            var length = BinaryPrimitives.ReadUInt16BigEndian(bundle.Span[at..]);
            if (at + sizeof(ushort) + length > bundle.Length)
                yield break;
            yield return (at, bundle.Slice(at + sizeof(ushort), length));
            at += sizeof(ushort) + length;
        }
    }

    /// <summary>Bytes that the first entries take; null if the bundle ends early.</summary>
    public static int? LengthOf(ReadOnlyMemory<byte> bundle, int width)
    {
        var (count, end) = (0, 0);
        foreach (var (offset, entry) in Read(bundle, width))
        {
            count++;
            end = offset + sizeof(ushort) + entry.Length;
        }

        return count == width ? end : null;
    }
}

using System.Globalization;
using Huoshui.TransparencyLogVerifier.Merkle;

namespace Huoshui.TransparencyLog.Storage;

/// <summary>
/// Computes nodes, roots and proofs of a tree from its tiles on disk. Keeps what it read; not thread safe.
/// </summary>
internal sealed class TileReader(string folder, TreeHash hash, long size)
{
    private const int MostKept = 4096;

    private readonly Dictionary<(int Level, long Number), Digest[]> _tiles = [];

    /// <summary>The inclusion proof of an entry (RFC 9162 §2.1.3.1).</summary>
    public List<Digest> Inclusion(long index)
    {
        var path = new List<Digest>();
        var (begin, end) = (0L, size);
        var others = new Stack<(long, long)>();
        while (end - begin > 1)
        {
            var middle = begin + Split(end - begin);
            var isLeft = index < middle;
            others.Push(isLeft ? (middle, end) : (begin, middle));
            (begin, end) = isLeft ? (begin, middle) : (middle, end);
        }

        foreach (var (from, to) in others)
            path.Add(Root(from, to));
        return path;
    }

    /// <summary>
    /// The consistency proof from an older size (RFC 9162 §2.1.4.1); empty from 0 and from the size itself.
    /// </summary>
    public List<Digest> Consistency(long oldSize)
    {
        var path = new List<Digest>();
        if (oldSize <= 0 || oldSize >= size)
            return path;
        var (begin, end) = (0L, size);
        while (oldSize != end)
        {
            var middle = begin + Split(end - begin);
            var isLeft = oldSize <= middle;
            path.Insert(0, isLeft ? Root(middle, end) : Root(begin, middle));
            (begin, end) = isLeft ? (begin, middle) : (middle, end);
        }

        if (begin != 0)
            path.Insert(0, Root(begin, end));
        return path;
    }

    /// <summary>
    /// The root over the leaves [begin, end), where begin is a multiple of the power of two that covers them.
    /// </summary>
    public Digest Root(long begin, long end)
    {
        var count = end - begin;
        if (count == 0)
            return hash.Empty;
        if (!long.IsPow2(count))
        {
            var middle = begin + Split(count);
            return hash.Node(Root(begin, middle), Root(middle, end));
        }

        return Subtree((int)long.Log2(count), begin / count);
    }

    /// <summary>Takes a tile that is known already, instead of reading it.</summary>
    public void Keep(int level, long number, Digest[] tile) => _tiles[(level, number)] = tile;

    /// <summary>The hashes of the unfinished tile of a level; empty if the level ends with a full one.</summary>
    public List<Digest> Edge(int level)
    {
        var width = TilePath.PartialWidth(size, level);
        return width == 0
            ? [] : [.. Tile(level, (size >> (level * TilePath.Height)) / TilePath.Width).AsSpan(0, width)];
    }

    /// <summary>The root over neighbours whose number is a power of two.</summary>
    public static Digest Fold(TreeHash hash, ReadOnlySpan<Digest> neighbours)
    {
        Span<Digest> nodes = stackalloc Digest[TilePath.Width];
        neighbours.CopyTo(nodes);
        for (var count = neighbours.Length; count > 1; count /= 2)
        {
            for (var i = 0; i < count / 2; i++)
                nodes[i] = hash.Node(nodes[2 * i], nodes[(2 * i) + 1]);
        }

        return nodes[0];
    }

    /// <inheritdoc cref="Fold(TreeHash, ReadOnlySpan{Digest})" />
    public static Digest Fold(TreeHash hash, List<Digest> neighbours) =>
        Fold(hash, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(neighbours));

    /// <summary>
    /// The bytes of a tile or bundle of which at least a width is there: its own partial form, the full, or a
    /// wider.
    /// </summary>
    /// <param name="path">Path of the full form below the folder.</param>
    /// <param name="width">Hashes or entries that are needed.</param>
    /// <returns>Null if there is none.</returns>
    public byte[]? Bytes(string path, int width) => Find(path, width) is { } found ? File.ReadAllBytes(found) : null;

    /// <summary>The file that <see cref="Bytes"/> reads; null if there is none.</summary>
    public string? Find(string path, int width)
    {
        var full = Path.Combine(folder, path);
        var partial = full + ".p";
        string[] candidates = width == TilePath.Width
            ? [full]
            : [Path.Combine(partial, width.ToString(CultureInfo.InvariantCulture)), full, .. Wider(partial, width)];
        return Array.Find(candidates, File.Exists);
    }

    private static IEnumerable<string> Wider(string folder, int width) => !Directory.Exists(folder) ? [] :
        Directory.EnumerateFiles(folder).Where(file =>
            int.TryParse(Path.GetFileName(file), NumberStyles.None, CultureInfo.InvariantCulture, out var other)
            && other > width).Order(StringComparer.Ordinal);

    private static long Split(long count) => 1L << (int)long.Log2(count - 1);

    private Digest Subtree(int height, long number)
    {
        var level = height / TilePath.Height;
        var count = 1 << (height % TilePath.Height);
        var first = number * count;
        var tile = Tile(level, first / TilePath.Width);
        return Fold(hash, tile.AsSpan((int)(first % TilePath.Width), count));
    }

    private Digest[] Tile(int level, long number)
    {
        if (_tiles.TryGetValue((level, number), out var known))
            return known;
        var hashes = size >> (level * TilePath.Height);
        var width = (int)Math.Min(TilePath.Width, hashes - (number * TilePath.Width));
        var path = TilePath.OfTile(level, number, TilePath.Width);
        var bytes = Bytes(path, width) ?? throw LogErrors.BrokenTile(path, "不存在", "is missing");
        if (bytes.Length < width * Digest.Size || bytes.Length % Digest.Size != 0)
            throw LogErrors.BrokenTile(path, "长度不对", "has the wrong length");
        var tile = new Digest[width];
        for (var i = 0; i < width; i++)
            tile[i] = new Digest(bytes.AsSpan(i * Digest.Size, Digest.Size));
        if (_tiles.Count >= MostKept)
            _tiles.Clear();
        return _tiles[(level, number)] = tile;
    }
}

using Huoshui.TransparencyLogVerifier.Merkle;

namespace Huoshui.TransparencyLog.Storage;

/// <summary>
/// 分片树 The growing edge of a tree and its tiles on disk. A full tile is written when it fills, partial ones when asked.
/// Its one owner is <see cref="LogWriter"/>; not thread safe.
/// </summary>
internal sealed class TileTree
{
    private readonly string _folder;
    private readonly TreeHash _hash;
    private readonly CompactRange _range;
    private readonly List<List<Digest>> _edge; // of each level the hashes of its unfinished tile

    private TileTree(string folder, TreeHash hash, CompactRange range, List<List<Digest>> edge)
    {
        _folder = folder;
        _hash = hash;
        _range = range;
        _edge = edge;
    }

    /// <summary>Leaves.</summary>
    public long Size => _range.Size;

    /// <summary>Size and root.</summary>
    public TreeHead Head => new(_range.Size, _range.Root());

    /// <summary>A tree as its tiles on disk say.</summary>
    public static TileTree Load(string folder, TreeHash hash, long size)
    {
        var reader = new TileReader(folder, hash, size);
        var edge = new List<List<Digest>>();
        for (var level = 0; level < TilePath.Levels && size >> (level * TilePath.Height) > 0; level++)
            edge.Add(reader.Edge(level));
        var roots = edge.AsEnumerable().Reverse().SelectMany(hashes => Complete(hash, hashes)).ToList();
        return new TileTree(folder, hash, new CompactRange(hash, size, roots), edge);
    }

    /// <summary>Adds an entry.</summary>
    public void Append(ReadOnlySpan<byte> entry) => _range.Append(_hash.Leaf(entry), Take);

    /// <summary>Writes the partial tiles of the tree as it is now.</summary>
    public void WritePartial()
    {
        for (var level = 0; level < _edge.Count; level++)
        {
            if (_edge[level].Count > 0)
                Write(level, (Size >> (level * TilePath.Height)) / TilePath.Width, _edge[level]);
        }
    }

    private void Take(int height, long number, Digest root)
    {
        if (height % TilePath.Height != 0)
            return;
        var level = height / TilePath.Height;
        if (level == _edge.Count)
            _edge.Add([]);
        var tile = _edge[level];
        tile.Add(root);
        if (tile.Count < TilePath.Width)
            return;
        Write(level, number / TilePath.Width, tile);
        Partials.Delete(Path.Combine(_folder, TilePath.OfTile(level, number / TilePath.Width, TilePath.Width)));
        tile.Clear();
    }

    private void Write(int level, long number, List<Digest> hashes)
    {
        var bytes = new byte[hashes.Count * Digest.Size];
        for (var i = 0; i < hashes.Count; i++)
            hashes[i].CopyTo(bytes.AsSpan(i * Digest.Size));
        DurableFile.Publish(Path.Combine(_folder, TilePath.OfTile(level, number, hashes.Count)), bytes);
    }

    /// <summary>The complete subtrees of some neighbours, largest first: one a set bit of their number.</summary>
    public static IEnumerable<Digest> Complete(TreeHash hash, List<Digest> hashes)
    {
        var begin = 0;
        for (var bit = TilePath.Width / 2; bit > 0; bit /= 2)
        {
            if ((hashes.Count & bit) == 0)
                continue;
            yield return TileReader.Fold(hash, hashes.GetRange(begin, bit));
            begin += bit;
        }
    }
}

/// <summary>Partial tiles and bundles that are no longer needed.</summary>
internal static class Partials
{
    /// <summary>Deletes the partial forms of a full tile or bundle, as C2SP tlog-tiles allows.</summary>
    public static void Delete(string fullPath)
    {
        var folder = fullPath + ".p";
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }
}

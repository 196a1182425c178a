using Huoshui.TransparencyLog.Storage;
using Huoshui.TransparencyLogVerifier.Merkle;

namespace Huoshui.TransparencyLog.Checking;

/// <summary>
/// Checks the tiles and the entries of one tree against a signed root. What leads to the root is the truth: first the
/// entries; if they do not, the tiles, level by level from above.
/// </summary>
internal sealed class TreeCheck
{
    private readonly string _prefix;
    private readonly TreeHash _hash;
    private readonly TreeHead _head;
    private readonly FindingList _findings;
    private readonly TileReader _tiles;
    // From level 1: roots of full bundles and what follows; null: unreadable.
    private readonly List<List<Digest?>> _computed = [];
    private readonly Dictionary<long, Leaves> _differing = []; // bundles whose leaves are not those of their tile
    private readonly HashSet<long> _named = []; // broken bundles whose first fault was named
    private List<Digest?> _edge = [];

    public TreeCheck(string folder, string prefix, TreeHash hash, TreeHead head, FindingList findings)
    {
        _prefix = prefix;
        _hash = hash;
        _head = head;
        _findings = findings;
        _tiles = new TileReader(folder, hash, head.Size);
    }

    /// <summary>Takes the next bundle's leaves and compares them with their tile.</summary>
    /// <param name="number">Number of the bundle.</param>
    /// <param name="width">Entries that it should have.</param>
    /// <param name="entries">The entries that it has.</param>
    /// <param name="path">The bundle's path, for messages.</param>
    /// <param name="isWhole">
    /// The bundle has its entries and nothing behind; otherwise only its first fault is named.
    /// </param>
    public void Take(
        long number, int width, IReadOnlyList<(int Offset, ReadOnlyMemory<byte> Entry)> entries, string path,
        bool isWhole)
    {
        var hashes = new Digest?[width];
        for (var i = 0; i < Math.Min(width, entries.Count); i++)
            hashes[i] = _hash.Leaf(entries[i].Entry.Span);
        var tile = Tile(0, number, width);
        if (tile is null || !tile.AsSpan().SequenceEqual(hashes))
            _differing[number] = new Leaves(path, Offsets(entries), hashes, isWhole);
        if (width == TilePath.Width)
            Add(1, Fold(hashes));
        else
            _edge = [.. hashes];
    }

    /// <summary>Says what is wrong, once all bundles were taken.</summary>
    public void Finish()
    {
        var entries = Root(Computed);
        var tiles = entries == _head.Root ? entries : Root(FromTiles);
        if (entries != _head.Root && tiles != _head.Root)
            _findings.Add(Findings.OtherRoot(_hash.Name, _head, entries, tiles));
        Func<int, long, Digest?> truth = entries == _head.Root ? Computed : tiles == _head.Root
            ? FromTiles : (_, _) => null;
        for (var level = Levels() - 1; level >= 0; level--)
            CheckEdge(level, truth);
    }

    private void CheckEdge(int level, Func<int, long, Digest?> truth)
    {
        var width = TilePath.PartialWidth(_head.Size, level);
        var first = (_head.Size >> (level * TilePath.Height)) - width;
        if (width == 0)
            return;
        var tile = Tile(level, first / TilePath.Width, width);
        for (var i = 0; i < width; i++)
            CheckHash(level, first + i, truth(level, first + i), tile?[i]);
    }

    // One hash of a tile: against what is known to be true, then what lies beneath it.
    private void CheckHash(int level, long index, Digest? truth, Digest? inTile)
    {
        var computed = Computed(level, index);
        var (path, number) = Place(level, index);
        if (truth is null)
        {
            if (inTile is { } tile && computed is { } entries && tile != entries)
                _findings.Add(Findings.Undecided(path, number, tile, entries));
        }
        else
        {
            if (inTile is { } tile && tile != truth)
                _findings.Add(Findings.OtherHash(path, number, truth.Value, tile));
            if (level == 0 && computed != truth)
                SayOtherEntry(index, truth.Value, computed);
        }

        if (level > 0)
            CheckBeneath(level - 1, index, truth, computed);
    }

    // The tile whose root the hash is.
    private void CheckBeneath(int level, long number, Digest? truth, Digest? computed)
    {
        var isSound = truth is not null && computed == truth;
        if (level == 0 && isSound && !_differing.ContainsKey(number))
            return;
        var tile = Tile(level, number, TilePath.Width);
        var leads = tile is not null && truth is not null
            && TileReader.Fold(_hash, tile.Select(t => t!.Value).ToList()) == truth;
        for (var i = 0; i < TilePath.Width; i++)
        {
            var index = (number * TilePath.Width) + i;
            var child = isSound ? Computed(level, index) : leads ? tile![i] : null;
            CheckHash(level, index, child, tile?[i]);
        }
    }

    private Digest? Computed(int level, long index)
    {
        if (level > 0)
        {
            return level <= _computed.Count
                && index < _computed[level - 1].Count ? _computed[level - 1][(int)index] : null;
        }

        var number = index / TilePath.Width;
        var place = (int)(index % TilePath.Width);
        if (_differing.TryGetValue(number, out var leaves))
            return leaves.Hashes[place];
        return number == _head.Size / TilePath.Width ? _edge[place] : FromTiles(0, index);
    }

    private Digest? FromTiles(int level, long index)
    {
        var number = index / TilePath.Width;
        var width = (int)Math.Min(TilePath.Width,
            (_head.Size >> (level * TilePath.Height)) - (number * TilePath.Width));
        return Tile(level, number, width)?[(int)(index % TilePath.Width)];
    }

    // The root that the unfinished tiles of all levels lead to; null if a hash is not known.
    private Digest? Root(Func<int, long, Digest?> source)
    {
        var roots = new List<Digest>();
        for (var level = Levels() - 1; level >= 0; level--)
        {
            var width = TilePath.PartialWidth(_head.Size, level);
            var first = (_head.Size >> (level * TilePath.Height)) - width;
            var hashes = Enumerable.Range(0, width).Select(i => source(level, first + i)).ToList();
            if (hashes.Contains(null))
                return null;
            roots.AddRange(TileTree.Complete(_hash, hashes.ConvertAll(h => h!.Value)));
        }

        return new CompactRange(_hash, _head.Size, roots).Root();
    }

    private void Add(int level, Digest? root)
    {
        if (_computed.Count < level)
            _computed.Add([]);
        var hashes = _computed[level - 1];
        hashes.Add(root);
        if (hashes.Count % TilePath.Width == 0)
            Add(level + 1, Fold(hashes.GetRange(hashes.Count - TilePath.Width, TilePath.Width)));
    }

    private Digest? Fold(IReadOnlyList<Digest?> hashes) =>
        hashes.Contains(null) ? null : TileReader.Fold(_hash, hashes.Select(h => h!.Value).ToList());

    private void SayOtherEntry(long index, Digest expected, Digest? actual)
    {
        var place = (int)(index % TilePath.Width);
        if (!_differing.TryGetValue(index / TilePath.Width, out var leaves) || place >= leaves.Offsets.Length
            || (!leaves.IsWhole && !_named.Add(index / TilePath.Width)))
        {
            return;
        }

        _findings.Add(Findings.OtherEntry(
            _hash.Name, index, leaves.Path, leaves.Offsets[place], expected, actual));
    }

    // Where each entry begins, and where the first begins that could not be read.
    private static int[] Offsets(IReadOnlyList<(int Offset, ReadOnlyMemory<byte> Entry)> entries) => entries.Count == 0
        ? [0] : [.. entries.Select(e => e.Offset), entries[^1].Offset + sizeof(ushort) + entries[^1].Entry.Length];

    // Null if it is missing or has the wrong length: that is said by the inventory of files.
    private Digest?[]? Tile(int level, long number, int width)
    {
        var bytes = _tiles.Bytes(TilePath.OfTile(level, number, TilePath.Width), width);
        if (bytes is null || bytes.Length < width * Digest.Size)
            return null;
        return [.. Enumerable.Range(0, width).Select(i =>
            (Digest?)new Digest(bytes.AsSpan(i * Digest.Size, Digest.Size)))];
    }

    private (string Path, int Number) Place(int level, long index)
    {
        var number = index / TilePath.Width;
        var width = (int)Math.Min(TilePath.Width,
            (_head.Size >> (level * TilePath.Height)) - (number * TilePath.Width));
        return (_prefix + TilePath.OfTile(level, number, width), (int)(index % TilePath.Width));
    }

    private int Levels()
    {
        var levels = 0;
        while (levels < TilePath.Levels && _head.Size >> (levels * TilePath.Height) > 0)
            levels++;
        return levels;
    }

    private sealed record Leaves(string Path, int[] Offsets, Digest?[] Hashes, bool IsWhole);
}

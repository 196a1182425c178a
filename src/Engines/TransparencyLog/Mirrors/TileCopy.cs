using System.Collections.Concurrent;
using Huoshui.TransparencyLog.Storage;
using Huoshui.TransparencyLogVerifier.Merkle;

namespace Huoshui.TransparencyLog.Mirrors;

/// <summary>
/// The tiles of one tree, copied from above: the unfinished tiles of all levels lead to the signed root, and every full
/// tile has its hash in one above it. Nothing is written before it was verified; what lies there already is verified
/// too, and not fetched again. Thread safe once <see cref="LoadAsync"/> returned.
/// </summary>
/// <param name="source">Where from, and where to.</param>
/// <param name="hash">Hash of the tree.</param>
/// <param name="old">The tree as it was copied last; size 0 if never.</param>
/// <param name="now">The tree as it is signed now, not smaller than the old.</param>
internal sealed class TileCopy(MirrorSource source, TreeHash hash, TreeHead old, TreeHead now)
{
    private const int MostKept = 4096;

    private readonly Dictionary<(int Level, long Number), Digest[]> _verified = []; // edges, old and new
    private readonly ConcurrentDictionary<(int Level, long Number), Digest[]> _above = new(); // read many times

    /// <summary>Fetches what connects the two trees.</summary>
    /// <exception cref="LogRefusedException">LOG2028: it does not lead to the signed root.</exception>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        for (var level = 0; now.Size >> (level * TilePath.Height) > 0; level++)
        {
            if (TilePath.PartialWidth(now.Size, level) is > 0 and var width)
                _verified[(level, Full(level))] = await FetchAsync(level, Full(level), width, null, cancellationToken);
        }

        if (Reader().Root(0, now.Size) != now.Root)
            throw LogErrors.MirrorBroken(source.Name("tile"), "得不出签名的根", "do not lead to the signed root");
        for (var level = TilePath.Levels - 1; level >= 0; level--)
        {
            var number = Old(level);
            if (old.Size > 0 && number < Full(level))
                _verified[(level, number)] = await TileAsync(level, number, cancellationToken);
        }
    }

    /// <summary>Whether the new tree begins with the old one; asked for after loading.</summary>
    public bool IsConsistent => old.Size == 0 || Reader().Root(0, old.Size) == old.Root;

    /// <summary>Reads roots and proofs of what was loaded.</summary>
    public TileReader Reader()
    {
        var reader = new TileReader(source.Folder, hash, now.Size);
        foreach (var ((level, number), tile) in _verified)
            reader.Keep(level, number, tile);
        return reader;
    }

    /// <summary>Copies the full tiles that are new, from above, and the unfinished ones.</summary>
    public async Task CopyAsync(CancellationToken cancellationToken)
    {
        for (var level = TilePath.Levels - 1; level >= 0; level--)
        {
            var at = level;
            await Parallel.ForEachAsync(
                MirrorSource.Range(Old(level), Full(level)), MirrorSource.Parallelism(cancellationToken),
                async (number, token) =>
                    source.Write(
                        TilePath.OfTile(at, number, TilePath.Width), Bytes(await TileAsync(at, number, token))));
            if (TilePath.PartialWidth(now.Size, level) is > 0 and var width)
                source.Write(TilePath.OfTile(level, Full(level), width), Bytes(_verified[(level, Full(level))]));
        }
    }

    /// <summary>A tile that leads to the signed root.</summary>
    /// <exception cref="LogRefusedException">LOG2028.</exception>
    public async Task<Digest[]> TileAsync(int level, long number, CancellationToken cancellationToken)
    {
        if (_verified.TryGetValue((level, number), out var known))
            return known;
        if (_above.TryGetValue((level, number), out known))
            return known;
        var above = await TileAsync(level + 1, number / TilePath.Width, cancellationToken);
        var tile = await FetchAsync(
            level, number, TilePath.Width, above[(int)(number % TilePath.Width)], cancellationToken);
        if (level == 0)
            return tile;
        if (_above.Count >= MostKept)
            _above.Clear();
        return _above[(level, number)] = tile;
    }

    private static byte[] Bytes(Digest[] tile)
    {
        var bytes = new byte[tile.Length * Digest.Size];
        for (var i = 0; i < tile.Length; i++)
            tile[i].CopyTo(bytes.AsSpan(i * Digest.Size));
        return bytes;
    }

    // Full tiles of a level before and now: the number of the unfinished one.
    private long Old(int level) => (old.Size >> (level * TilePath.Height)) / TilePath.Width;

    private long Full(int level) => (now.Size >> (level * TilePath.Height)) / TilePath.Width;

    // Without an expected hash anything of the right length will do: the caller judges.
    private async Task<Digest[]> FetchAsync(
        int level, long number, int width, Digest? expected, CancellationToken cancellationToken)
    {
        Digest[]? tile = null;
        await source.ReadAsync(
            TilePath.OfTile(level, number, width), TilePath.OfTile(level, number, TilePath.Width),
            TilePath.Width * Digest.Size, expected is not null,
            bytes => (tile = Parse(bytes, width)) is not null
                && (expected is null || TileReader.Fold(hash, tile) == expected),
            cancellationToken);
        return tile!;
    }

    private static Digest[]? Parse(byte[] bytes, int width)
    {
        if (bytes.Length < width * Digest.Size || bytes.Length % Digest.Size != 0)
            return null;
        var tile = new Digest[width];
        for (var i = 0; i < width; i++)
            tile[i] = new Digest(bytes.AsSpan(i * Digest.Size, Digest.Size));
        return tile;
    }
}

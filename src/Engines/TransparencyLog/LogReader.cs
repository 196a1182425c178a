using Huoshui.TransparencyLog.Storage;
using Huoshui.TransparencyLogVerifier.Merkle;
using Huoshui.TransparencyLogVerifier.Notes;
using Huoshui.TransparencyLogVerifier.Proofs;

namespace Huoshui.TransparencyLog;

/// <summary>
/// 日志读者 Reads a log's published files (checkpoint, tiles, bundles): a copy or a mirror will do. Sees the log as its
/// checkpoint was when it opened. Not thread safe.
/// </summary>
public sealed class LogReader
{
    private readonly TileReader _tiles;
    private readonly LogFolder _folder;

    /// <summary>Opens the published state of a folder.</summary>
    /// <exception cref="LogRefusedException">LOG2003, LOG2015.</exception>
    public LogReader(string folder)
    {
        _folder = new LogFolder(Path.GetFullPath(folder));
        if (!File.Exists(_folder.Checkpoint))
            throw LogErrors.NoLog(_folder.Root);
        CheckpointNote = File.ReadAllBytes(_folder.Checkpoint);
        Head = SignedState.HeadOf(CheckpointNote) ?? throw LogErrors.BrokenTile("checkpoint", "格式不对", "is malformed");
        _tiles = new TileReader(_folder.Root, TreeHash.Sha256, Head.Size);
    }

    /// <summary>The signed checkpoint, as published.</summary>
    public byte[] CheckpointNote { get; }

    /// <summary>Size and root of the checkpoint.</summary>
    public TreeHead Head { get; }

    /// <summary>An entry.</summary>
    /// <exception cref="LogRefusedException">LOG2014, LOG2015.</exception>
    public ReadOnlyMemory<byte> Entry(long index)
    {
        Require(index);
        var number = index / TilePath.Width;
        var width = (int)Math.Min(TilePath.Width, Head.Size - (number * TilePath.Width));
        var path = TilePath.OfBundle(number, TilePath.Width);
        var bytes = _tiles.Bytes(path, width) ?? throw LogErrors.BrokenTile(path, "不存在", "is missing");
        var place = (int)(index % TilePath.Width);
        var entries = EntryBundle.Read(bytes, place + 1).ToList();
        return entries.Count > place
            ? entries[place].Entry : throw LogErrors.BrokenTile(path, "长度不对", "has the wrong length");
    }

    /// <summary>Entries in order; each bundle is read once.</summary>
    /// <param name="from">The first, from 0.</param>
    /// <param name="to">Behind the last, at most the size of the checkpoint.</param>
    /// <exception cref="LogRefusedException">LOG2014, LOG2015; thrown while they are read.</exception>
    public IEnumerable<ReadOnlyMemory<byte>> Entries(long from, long to)
    {
        for (var number = from / TilePath.Width; from < to; number++)
        {
            Require(to - 1);
            var first = number * TilePath.Width;
            var width = (int)Math.Min(TilePath.Width, Head.Size - first);
            var path = TilePath.OfBundle(number, TilePath.Width);
            var bytes = _tiles.Bytes(path, width) ?? throw LogErrors.BrokenTile(path, "不存在", "is missing");
            var (skip, end) = ((int)(from - first), Math.Min(to, first + width));
            foreach (var (_, entry) in EntryBundle.Read(bytes, (int)(end - first)).Skip(skip))
            {
                yield return entry;
                from++;
            }

            if (from < end)
                throw LogErrors.BrokenTile(path, "长度不对", "has the wrong length");
        }
    }

    /// <summary>A proof file for an entry (C2SP tlog-proof), with the entry as its extra data.</summary>
    /// <param name="index">Number of the entry, from 0.</param>
    /// <param name="holdsEntry">Whether the file holds the entry; without it the verifier must have it.</param>
    /// <param name="isLean">
    /// Only Ed25519 and witness signatures: the smallest file that every C2SP verifier reads.
    /// </param>
    /// <exception cref="LogRefusedException">LOG2014, LOG2015.</exception>
    public InclusionProof Prove(long index, bool holdsEntry = true, bool isLean = false)
    {
        Require(index);
        var entry = Entry(index);
        var hashes = _tiles.Inclusion(index);
        var root = MerkleProof.InclusionRoot(
            TreeHash.Sha256, index, Head.Size, TreeHash.Sha256.Leaf(entry.Span), [.. hashes]);
        if (root != Head.Root)
        {
            throw LogErrors.BrokenTile(TilePath.OfBundle(index / TilePath.Width, TilePath.Width), "与根不符",
                "does not lead to the root");
        }

        var note = isLean ? Lean() : CheckpointNote;
        return new InclusionProof(index, hashes, note, holdsEntry ? entry : (ReadOnlyMemory<byte>?)null);
    }

    /// <summary>
    /// The consistency proof from an older size to the checkpoint; empty from 0 and from the same size.
    /// </summary>
    /// <exception cref="LogRefusedException">LOG2014, LOG2015.</exception>
    public IReadOnlyList<Digest> Consistency(long oldSize) => oldSize >= 0 && oldSize <= Head.Size
        ? _tiles.Consistency(oldSize) : throw LogErrors.NotCovered(oldSize, Head.Size);

    /// <summary>
    /// A proof that this log's tree is not the continuation of an older or equal checkpoint of the same log; null
    /// if it is.
    /// </summary>
    /// <param name="other">A signed checkpoint, not larger than this log's.</param>
    public ForkProof? Fork(byte[] other)
    {
        if (SignedState.HeadOf(other) is not { } old || old.Size > Head.Size || old.Size == 0)
            return null;
        var here = _tiles.Root(0, old.Size);
        if (here == old.Root)
            return null;
        var hashes = _tiles.Consistency(old.Size);
        if (old.Size < Head.Size && long.IsPow2(old.Size))
            hashes.Insert(0, here); // RFC 9162 leaves it out: the verifier would know it
        return new ForkProof(hashes, other, CheckpointNote);
    }

    private byte[] Lean()
    {
        var note = SignedNote.TryParse(CheckpointNote)!;
        var published = File.Exists(_folder.VerifierKey)
            ? VerifierKey.TryParse(File.ReadAllText(_folder.VerifierKey).Trim()) : null;
        var name = note.Signatures[0].Name;
        var lines = note.Signatures.Where(s => s.Name != name || published is null || s.KeyId == published.Id).ToList();
        return SignedNote.Of(note.Text.Span, lines).ToArray();
    }

    private void Require(long index)
    {
        if (index < 0 || index >= Head.Size)
            throw LogErrors.NotCovered(index, Head.Size);
    }
}

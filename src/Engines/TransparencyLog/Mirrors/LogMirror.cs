using System.Globalization;
using System.Text;
using Huoshui.TransparencyLog.Keys;
using Huoshui.TransparencyLog.Storage;
using Huoshui.TransparencyLogVerifier.Merkle;
using Huoshui.TransparencyLogVerifier.Notes;
using Huoshui.TransparencyLogVerifier.Proofs;

namespace Huoshui.TransparencyLog.Mirrors;

/// <summary>What one round of copying did.</summary>
/// <param name="OldSize">Entries that the mirror had.</param>
/// <param name="NewSize">Entries that it has.</param>
public sealed record MirrorRound(long OldSize, long NewSize);

/// <summary>
/// 镜像 A copy of what another log serves: checkpoints, tiles and entries of both trees, each verified before it is
/// written, and shown only when all of it is there. A log that shows another history is refused, and the proof of its
/// fork kept. One process has a folder; not thread safe.
/// </summary>
public sealed class LogMirror : IDisposable
{
    private const int MostTries = 4; // the two checkpoints are two files: one may be newer than the other
    private const int LongestBundleBytes = TilePath.Width * (sizeof(ushort) + LogLimits.LongestEntryBytes);

    private readonly LogFolder _folder;
    private readonly VerificationPolicy _policy;
    private readonly FetchServed _fetch;
    private readonly IDisposable _held;

    /// <summary>Takes a folder: an empty one, or a mirror of the same log.</summary>
    /// <param name="folder">Where the copy lies.</param>
    /// <param name="policy">
    /// Keys of the log; with its key of <see cref="SignatureKind.Sm3Twin"/> the twin tree is copied too.
    /// </param>
    /// <param name="fetch">Fetches what is served.</param>
    /// <exception cref="LogRefusedException">
    /// LOG2004: another process has it; LOG2031: it holds a log, or the mirror of another one.
    /// </exception>
    public LogMirror(string folder, VerificationPolicy policy, FetchServed fetch)
    {
        _folder = new LogFolder(Path.GetFullPath(folder));
        (_policy, _fetch) = (policy, fetch);
        if (_folder.IsLog)
            throw LogErrors.NoMirror(_folder.Root);
        _folder.CreateMirror();
        _held = FolderLock.Take(_folder.Lock, TimeSpan.Zero) ?? throw LogErrors.Locked(_folder.Root);
        if (Kept(_folder.Checkpoint) is { } kept && kept.Origin != policy.Origin)
        {
            _held.Dispose();
            throw LogErrors.NoMirror(_folder.Root);
        }
    }

    /// <summary>Where proofs of forks are kept.</summary>
    public string Forks => Path.Combine(_folder.Private, "forks");

    /// <summary>Copies what is new. What a round that was broken off has verified is not fetched again.</summary>
    /// <exception cref="LogRefusedException">
    /// LOG2026 to LOG2030: what is served is not signed, older, damaged, another history, or its twin another tree.
    /// </exception>
    public async Task<MirrorRound> CopyAsync(CancellationToken cancellationToken = default)
    {
        var (note, checkpoint, twin) = await HeadsAsync(cancellationToken);
        var old = Kept(_folder.Checkpoint)?.Head ?? Empty(TreeHash.Sha256);
        if (checkpoint.Head.Size < old.Size || (checkpoint.Head.Size == old.Size && checkpoint.Head != old))
            throw Older(note, checkpoint.Head, old);
        var main = new MirrorSource(_folder.Root, string.Empty, _fetch);
        var trees = new List<TileCopy>();
        if (checkpoint.Head.Size > old.Size
            || (twin is not null && Kept(_folder.TwinCheckpoint)?.Head != twin.Value.Head))
        {
            var tiles = new TileCopy(main, TreeHash.Sha256, old, checkpoint.Head);
            await tiles.LoadAsync(cancellationToken);
            if (!tiles.IsConsistent)
                throw Fork(tiles.Reader(), old, checkpoint.Head, note);
            trees.Add(tiles);
            if (twin is not null)
                trees.Add(await TwinAsync(twin.Value.Head, old.Size, cancellationToken));
            foreach (var tree in trees)
                await tree.CopyAsync(cancellationToken);
            await CopyBundlesAsync(main, trees, old.Size, checkpoint.Head.Size, cancellationToken);
        }

        Show(note, twin?.Note);
        return new MirrorRound(old.Size, checkpoint.Head.Size);
    }

    /// <inheritdoc />
    public void Dispose() => _held.Dispose();

    private static TreeHead Empty(TreeHash hash) => new(0, hash.Empty);

    private static Checkpoint? Kept(string path)
    {
        if (!File.Exists(path))
            return null;
        return SignedNote.TryParse(File.ReadAllBytes(path)) is { } note
            && Checkpoint.TryParse(note.Text.Span) is { } read
            ? read : throw LogErrors.BrokenTile(Path.GetFileName(path), "格式不对", "is malformed");
    }

    // Both checkpoints of one size.
    private async Task<(byte[] Note, Checkpoint Checkpoint, (byte[] Note, TreeHead Head)? Twin)> HeadsAsync(
        CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            var (note, verdict) = await VerifiedAsync("checkpoint", _policy, TreeHash.Sha256, cancellationToken);
            if (_policy.LogKeys.All(k => k.Kind != SignatureKind.Sm3Twin))
                return (note, verdict.Checkpoint!, null);
            var (twinNote, twin) = await VerifiedAsync("sm3/checkpoint", TwinPolicy(), TreeHash.Sm3, cancellationToken);
            var head = verdict.Checkpoint!.Head;
            if (twin.Checkpoint!.Head == new TreeHead(head.Size, verdict.TwinRoot ?? twin.Checkpoint.Head.Root)
                && twin.Checkpoint.Extensions is [var line] && line == $"sha256 {head.Root.ToBase64()}")
            {
                return (note, verdict.Checkpoint, (twinNote, twin.Checkpoint.Head));
            }

            if (tries == MostTries)
                throw LogErrors.MirrorTwin(head.Size, twin.Checkpoint.Head.Size);
        }
    }

    private VerificationPolicy TwinPolicy() => new([.. _policy.LogKeys
        .Where(k => k.Kind is SignatureKind.Ed25519 or SignatureKind.Sm2).Select(k => k.ForTwinTree())])
    { AnyLogKey = _policy.AnyLogKey };

    private async Task<(byte[] Note, CheckpointVerdict Verdict)> VerifiedAsync(
        string path, VerificationPolicy policy, TreeHash hash, CancellationToken cancellationToken)
    {
        var note = await _fetch(path, SignedNote.LongestBytes, cancellationToken)
            ?? throw LogErrors.MirrorBroken(path, "对方没有", "is not served");
        var verdict = CheckpointVerifier.Verify(note, policy, hash);
        return verdict.IsAccepted ? (note, verdict) : throw LogErrors.MirrorRefused(path, verdict.Refusals[0]);
    }

    private async Task<TileCopy> TwinAsync(TreeHead head, long oldSize, CancellationToken cancellationToken)
    {
        var kept = Kept(_folder.TwinCheckpoint)?.Head;
        var old = kept?.Size == oldSize ? kept.Value : Empty(TreeHash.Sm3); // after a crash in between: all of it anew
        var tiles = new TileCopy(new MirrorSource(_folder.Twin, "sm3/", _fetch), TreeHash.Sm3, old, head);
        await tiles.LoadAsync(cancellationToken);
        return tiles.IsConsistent ? tiles : throw LogErrors.MirrorTwin(head.Size, old.Size);
    }

    private static async Task CopyBundlesAsync(
        MirrorSource source, List<TileCopy> trees, long oldSize, long size, CancellationToken cancellationToken)
    {
        var last = (size + TilePath.Width - 1) / TilePath.Width;
        await Parallel.ForEachAsync(
            MirrorSource.Range(oldSize / TilePath.Width, last), MirrorSource.Parallelism(cancellationToken),
            async (number, token) =>
            {
                var width = (int)Math.Min(TilePath.Width, size - (number * TilePath.Width));
                var (sha256, sm3) = (await trees[0].TileAsync(0, number, token),
                    trees.Count > 1 ? await trees[1].TileAsync(0, number, token) : null);
                ReadOnlyMemory<byte> bundle = default;
                await source.ReadAsync(
                    TilePath.OfBundle(number, width), TilePath.OfBundle(number, TilePath.Width),
                    LongestBundleBytes, true,
                    bytes => (bundle = Cut(bytes, width)).Length > 0 && Leads(bundle, TreeHash.Sha256, sha256)
                        && (sm3 is null || Leads(bundle, TreeHash.Sm3, sm3)),
                    token);
                source.Write(TilePath.OfBundle(number, width), bundle.Span);
            });
    }

    private static ReadOnlyMemory<byte> Cut(byte[] bytes, int width) =>
        EntryBundle.LengthOf(bytes, width) is { } length ? bytes.AsMemory(0, length) : default;

    private static bool Leads(ReadOnlyMemory<byte> bundle, TreeHash hash, Digest[] tile) =>
        EntryBundle.Read(bundle, tile.Length).Select(e => hash.Leaf(e.Entry.Span)).SequenceEqual(tile);

    // All that the checkpoints cover is on the disk before they are shown; the twin's first, as the log itself does.
    private void Show(byte[] note, byte[]? twinNote)
    {
        DurableFile.SyncFileSystem(_folder.Root);
        WriteKey(_folder.VerifierKey, SignatureKind.Ed25519);
        WriteKey(_folder.Sm2VerifierKey, SignatureKind.Sm2);
        if (_policy.LogKeys.FirstOrDefault(k => k.Kind == SignatureKind.Sm2)?.Sm2 is { } sm2)
            Replace(_folder.Sm2Pem, Encoding.ASCII.GetBytes(Sm2SigningKey.Pem(sm2.Point.Span)));
        if (twinNote is not null)
            Replace(_folder.TwinCheckpoint, twinNote);
        Replace(_folder.Checkpoint, note);
    }

    private void WriteKey(string path, SignatureKind kind)
    {
        if (_policy.LogKeys.FirstOrDefault(k => k.Kind == kind) is { } key)
            Replace(path, Encoding.UTF8.GetBytes(key + "\n"));
    }

    private static void Replace(string path, byte[] content)
    {
        if (!File.Exists(path) || !File.ReadAllBytes(path).AsSpan().SequenceEqual(content))
            DurableFile.Replace(path, content);
    }

    private LogRefusedException Older(byte[] note, TreeHead shown, TreeHead kept)
    {
        if (new LogReader(_folder.Root).Fork(note) is { } fork)
            return Keep(fork, shown);
        return LogErrors.MirrorOlder(shown.Size, kept.Size);
    }

    private LogRefusedException Fork(TileReader tiles, TreeHead old, TreeHead now, byte[] note)
    {
        var hashes = tiles.Consistency(old.Size);
        if (long.IsPow2(old.Size))
            hashes.Insert(0, tiles.Root(0, old.Size)); // RFC 9162 leaves it out: the verifier would know it
        return Keep(new ForkProof(hashes, File.ReadAllBytes(_folder.Checkpoint), note), now);
    }

    private LogRefusedException Keep(ForkProof fork, TreeHead other)
    {
        Directory.CreateDirectory(Forks);
        var path = Path.Combine(Forks, string.Create(
            CultureInfo.InvariantCulture, $"{other.Size}-{other.Root.ToString()[..16]}.fork-proof"));
        Replace(path, fork.ToArray());
        return LogErrors.MirrorFork(path);
    }
}

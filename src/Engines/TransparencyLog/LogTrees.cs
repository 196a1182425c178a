using System.Globalization;
using System.Text;
using Huoshui.TransparencyLog.Keys;
using Huoshui.TransparencyLog.Storage;
using Huoshui.TransparencyLogVerifier.Merkle;
using Huoshui.TransparencyLogVerifier.Notes;

namespace Huoshui.TransparencyLog;

/// <summary>
/// Both trees, the bundles and the checkpoints of a log: everything that follows from the write-ahead log. Its
/// one owner is
/// <see cref="LogWriter"/>; not thread safe.
/// </summary>
internal sealed class LogTrees
{
    private readonly LogFolder _folder;
    private readonly LogSettings _settings;
    private readonly LogKeys? _keys;
    private readonly LogLimits _limits;
    private readonly SignedState _state;
    private TileTree _tree;
    private TileTree _twin;
    private BundleWriter _bundles;
    private byte[]? _signed; // content of the state
    private long _bytesNotDurable;

    private LogTrees(LogFolder folder, LogOptions options, LogKeys? keys, LogSettings settings)
    {
        _folder = folder;
        _settings = settings;
        _keys = keys;
        _limits = options.Limits;
        _state = new SignedState(options.SignedState ?? settings.SignedState);
        (_tree, _twin, _bundles) = Load(0);
    }

    /// <summary>
    /// Loads the trees where the tiles are known to be whole, takes over the rest of the write-ahead log, and compares
    /// with what was signed last.
    /// </summary>
    public static LogTrees Open(
        LogFolder folder, LogOptions options, LogKeys? keys, long journalSize, IdempotencyKeys idempotency)
    {
        var trees = new LogTrees(folder, options, keys, folder.ReadSettings());
        var signed = trees.CheckState(options.AcceptFolder, journalSize);
        var durable = options.Rebuild ? 0 : trees.DurableSize(journalSize);
        if (durable == 0 || !trees.TryReplay(durable, signed, idempotency))
            trees.ReplayAll(signed, idempotency);
        return trees;
    }

    /// <summary>Adds the entries of a batch.</summary>
    public void Take(JournalBatch batch)
    {
        foreach (var record in batch.Records())
            Take(record);
        _bytesNotDurable += batch.Frame.Length;
    }

    /// <summary>Signs the tree as it is, records that apart, and then shows it.</summary>
    public byte[] Publish()
    {
        var published = File.Exists(_folder.Checkpoint) ? File.ReadAllBytes(_folder.Checkpoint) : null;
        if (published is not null && _signed is not null && SignedState.HeadOf(published)?.Size == _tree.Size
            && SignedState.HeadOf(_signed)?.Size == _tree.Size)
        {
            return published;
        }

        var keys = _keys ?? throw LogErrors.NoKeys();
        _tree.WritePartial();
        _twin.WritePartial();
        _bundles.WritePartial();
        var (head, twin) = (_tree.Head, _twin.Head);
        var note = keys.Sign(new Checkpoint(_settings.Origin, head, []), twin.Root).ToArray();
        var twinNote = keys.SignTwin(new Checkpoint(_settings.TwinOrigin, twin, [$"sha256 {head.Root.ToBase64()}"]));
        _state.Swap(_signed, note);
        _signed = note;
        DurableFile.Replace(_folder.TwinCheckpoint, twinNote.ToArray());
        DurableFile.Replace(_folder.Checkpoint, note);
        if (_bytesNotDurable > _limits.SegmentBytes)
            MakeDurable();
        return note;
    }

    /// <summary>Puts further signatures under the published checkpoint, each once.</summary>
    public byte[] AddSignatures(IReadOnlyList<NoteSignature> signatures)
    {
        var note = SignedNote.TryParse(File.ReadAllBytes(_folder.Checkpoint))
            ?? throw LogErrors.BrokenTile("checkpoint", "格式不对", "is malformed");
        var replaced = SignedNote.Of(
            note.Text.Span,
            [.. note.Signatures.Where(s => !signatures.Any(n => n.Name == s.Name && n.KeyId == s.KeyId))]);
        var bytes = replaced.With(signatures).ToArray();
        DurableFile.Replace(_folder.Checkpoint, bytes);
        return bytes;
    }

    /// <summary>Makes the tiles of the published tree survive a power cut, and notes that they do.</summary>
    public void MakeDurable()
    {
        if (!File.Exists(_folder.Checkpoint)
            || SignedState.HeadOf(File.ReadAllBytes(_folder.Checkpoint)) is not { } head)
        {
            return;
        }

        DurableFile.SyncFileSystem(_folder.Root);
        DurableFile.Replace(
            _folder.DurableSize, Encoding.ASCII.GetBytes(head.Size.ToString(CultureInfo.InvariantCulture)));
        _bytesNotDurable = 0;
    }

    // What was signed must be in the write-ahead log, and must not be older than what was published.
    private TreeHead CheckState(bool acceptFolder, long journalSize)
    {
        var published = File.Exists(_folder.Checkpoint)
            ? SignedState.HeadOf(File.ReadAllBytes(_folder.Checkpoint)) : null;
        var empty = new TreeHead(0, TreeHash.Sha256.Empty);
        _signed = _state.Read();
        if (_signed is null)
            return acceptFolder ? published ?? empty : throw LogErrors.NoState(_state.FilePath);
        var signed = SignedState.HeadOf(_signed)!.Value;
        if (published is { } shown && shown.Size > signed.Size)
            return acceptFolder ? shown : throw LogErrors.RolledBackState(signed.Size, shown.Size, _state.FilePath);
        if (signed.Size > journalSize)
            throw LogErrors.SmallerThanSigned(journalSize, signed.Size, _state.FilePath);
        return signed;
    }

    private long DurableSize(long journalSize)
    {
        if (!File.Exists(_folder.DurableSize)
            || Checkpoint.Number(File.ReadAllText(_folder.DurableSize)) is not { } size)
        {
            return 0;
        }

        return size <= journalSize ? size : throw LogErrors.SmallerThanSigned(journalSize, size, _folder.DurableSize);
    }

    // False: the tiles are damaged; they are made anew from the write-ahead log then.
    private bool TryReplay(long from, TreeHead signed, IdempotencyKeys idempotency)
    {
        try
        {
            (_tree, _twin, _bundles) = Load(from);
            return Replay(from, signed, idempotency);
        }
        catch (LogRefusedException refusal) when (refusal.Reason.Code == "LOG2015")
        {
            return false;
        }
    }

    private void ReplayAll(TreeHead signed, IdempotencyKeys idempotency)
    {
        (_tree, _twin, _bundles) = Load(0);
        if (!Replay(0, signed, idempotency))
            throw LogErrors.OtherThanSigned(signed.Size, _state.FilePath);
    }

    // Keys of entries whose tiles are there already are needed too.
    private bool Replay(long from, TreeHead signed, IdempotencyKeys idempotency)
    {
        var isSigned = signed.Size > from || (signed.Size == from ? _tree.Head == signed : true);
        foreach (var batch in Journal.Read(_folder.Journal, Math.Max(0, from - _limits.RememberedEntries)))
        {
            var index = batch.First;
            foreach (var record in batch.Records())
            {
                if (record.Key.Length > 0)
                    idempotency.Add(record.Issuer, record.Key, index, TreeHash.Sha256.Leaf(record.Entry.Span));
                if (index++ < from)
                    continue;
                Take(record);
                if (_tree.Size == signed.Size && _tree.Head != signed)
                    isSigned = false;
            }
        }

        return isSigned;
    }

    private void Take(JournalRecord record)
    {
        _tree.Append(record.Entry.Span);
        _twin.Append(record.Entry.Span);
        _bundles.Append(record.Entry.Span);
    }

    private (TileTree Tree, TileTree Twin, BundleWriter Bundles) Load(long size) => (
        TileTree.Load(_folder.Root, TreeHash.Sha256, size),
        TileTree.Load(_folder.Twin, TreeHash.Sm3, size),
        BundleWriter.Load(_folder.Root, new TileReader(_folder.Root, TreeHash.Sha256, size), size));
}

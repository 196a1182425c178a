using Huoshui.TransparencyLog.Storage;
using Huoshui.TransparencyLogVerifier.Merkle;
using Huoshui.TransparencyLogVerifier.Notes;

namespace Huoshui.TransparencyLog;

/// <summary>An entry that waits for the next group commit.</summary>
internal sealed class PendingEntry(JournalRecord record)
{
    private AppendedEntry _result;
    private LogRefusedException? _refusal;

    public JournalRecord Record { get; } = record;

    public TaskCompletionSource<AppendedEntry> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>It goes into the log: it is no repetition and is not refused.</summary>
    public bool IsNew => _refusal is null && !_result.IsRepeat;

    public void Place(IdempotencyKeys keys, long next)
    {
        _result = new AppendedEntry(next, false);
        if (Record.Key.Length == 0)
            return;
        var leaf = TreeHash.Sha256.Leaf(Record.Entry.Span);
        if (keys.Find(Record.Issuer, Record.Key) is not { } known)
            keys.Add(Record.Issuer, Record.Key, next, leaf);
        else if (known.Leaf == leaf)
            _result = new AppendedEntry(known.Index, true);
        else
            _refusal = LogErrors.OtherEntryOfKey(Record.Key, known.Index);
    }

    /// <summary>Tells the sender, once everything before is durable.</summary>
    public void Acknowledge()
    {
        if (_refusal is null)
            Done.TrySetResult(_result);
        else
            Done.TrySetException(_refusal);
    }
}

/// <summary>Something that the trees do, in the order of the write-ahead log.</summary>
internal abstract class TreeWork
{
    public abstract void Do(LogTrees trees);

    public virtual void Fail(Exception reason)
    {
    }
}

/// <summary>Takes over a durable batch.</summary>
internal sealed class BatchWork(JournalBatch batch) : TreeWork
{
    public override void Do(LogTrees trees) => trees.Take(batch);
}

/// <summary>Something that gives a checkpoint.</summary>
internal abstract class CheckpointWork : TreeWork
{
    public TaskCompletionSource<byte[]> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override void Do(LogTrees trees)
    {
        try
        {
            Done.TrySetResult(Checkpoint(trees));
        }
        catch (LogRefusedException refusal)
        {
            Done.TrySetException(refusal);
        }
        catch (Exception failure)
        {
            Done.TrySetException(LogErrors.Failed(failure));
            throw;
        }
    }

    public override void Fail(Exception reason) => Done.TrySetException(reason);

    protected abstract byte[] Checkpoint(LogTrees trees);
}

/// <summary>Signs and publishes.</summary>
internal sealed class PublishWork : CheckpointWork
{
    protected override byte[] Checkpoint(LogTrees trees) => trees.Publish();
}

/// <summary>Adds signatures of witnesses.</summary>
internal sealed class SignaturesWork(IReadOnlyList<NoteSignature> signatures) : CheckpointWork
{
    protected override byte[] Checkpoint(LogTrees trees) => trees.AddSignatures(signatures);
}

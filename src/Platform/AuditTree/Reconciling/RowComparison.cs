using Huoshui.Operations;
using Huoshui.Operations.Leaves;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.AuditTree.Reconciling;

/// <summary>
/// Compares audit rows and their leaves with the entries of the tree, a stretch of numbers at a time; names at most
/// <see cref="MostFound"/>. Not thread safe.
/// </summary>
/// <param name="context">The store.</param>
/// <param name="tree">The tree.</param>
internal sealed class RowComparison(OperationsContext context, AuditTreeView tree)
{
    /// <summary>Findings that are named; what follows is only counted.</summary>
    public const int MostFound = 1_000;

    private const int RowsAtOnce = 5_000;
    private const int MostMoved = 200; // every pair of them is tried

    private readonly List<Found> _found = [];
    private readonly List<Mismatch> _mismatches = [];
    private readonly List<long> _withoutSalt = [];

    /// <summary>Rows compared.</summary>
    public long Rows { get; private set; }

    /// <summary>Rows whose salt was deleted lawfully.</summary>
    public long Forgotten { get; private set; }

    /// <summary>Findings in all.</summary>
    public long Count { get; private set; }

    /// <summary>Compares the rows of a stretch of numbers.</summary>
    /// <param name="first">From 1.</param>
    /// <param name="last">At most the last number that was taken.</param>
    /// <param name="record">Told of every entry of the tree, in order; null if nobody asks.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task CompareAsync(
        long first, long last, Action<ReadOnlyMemory<byte>>? record, CancellationToken cancellationToken)
    {
        for (var from = first; from <= last; from += RowsAtOnce)
        {
            var to = Math.Min(last, from + RowsAtOnce - 1);
            var before = Math.Max(1, from - 1);
            var there = context.AuditEntries.AsNoTracking().Where(e => e.Sequence >= before && e.Sequence <= to);
            var entries = await there.Where(AuditTimes.IsTime).OrderBy(e => e.Sequence).ToListAsync(cancellationToken);
            var timeless = entries.Count == to - before + 1 ? [] : (await there.Where(AuditTimes.IsNone)
                .Select(e => e.Sequence).ToListAsync(cancellationToken)).ToHashSet();
            var leaves = await context.AuditLeaves.AsNoTracking().Where(l => l.Sequence >= from && l.Sequence <= to
                    && l.Kind >= (AuditLeafKind)int.MinValue && l.Kind <= (AuditLeafKind)int.MaxValue) // SQLite: any
                .OrderBy(l => l.Sequence).ToListAsync(cancellationToken);
            Compare(new Stretch(from, to, entries, leaves, timeless), record);
        }
    }

    /// <summary>What was found, once everything was compared.</summary>
    public async Task<IReadOnlyList<Found>> FinishAsync(CancellationToken cancellationToken)
    {
        foreach (var mismatch in _mismatches)
            Add(Origin(mismatch) is { } from ? Finds.Moved(mismatch.Row, from) : mismatch.Otherwise);
        if (_withoutSalt.Count == 0)
            return _found;
        var lawful = await AuditRetention.RangesAsync(context, cancellationToken);
        foreach (var row in _withoutSalt)
        {
            if (lawful.Exists(range => range.First <= row && row <= range.Last))
                Forgotten++;
            else
                Add(Finds.SaltGone(row));
        }

        return _found;
    }

    private void Compare(Stretch stretch, Action<ReadOnlyMemory<byte>>? record)
    {
        var records = tree.Records(stretch.From, Math.Min(stretch.To, tree.Head.Size)).GetEnumerator();
        var (e, l) = (0, 0);
        var previous = stretch.Entries is [{ } before, ..] && before.Sequence == stretch.From - 1
            ? stretch.Entries[e++] : null;
        for (var row = stretch.From; row <= stretch.To; row++)
        {
            var entry = e < stretch.Entries.Count && stretch.Entries[e].Sequence == row ? stretch.Entries[e++] : null;
            var leaf = l < stretch.Leaves.Count && stretch.Leaves[l].Sequence == row ? stretch.Leaves[l++] : null;
            ReadOnlyMemory<byte>? inTree = row <= tree.Head.Size && records.MoveNext()
                ? records.Current : (ReadOnlyMemory<byte>?)null;
            if (inTree is { } told)
                record?.Invoke(told);
            if (stretch.Timeless.Contains(row))
                Add(Finds.Edited(row, "时间不是时间", "its time is none"));
            else
                Compare(row, entry, leaf, inTree);
            if (entry is not null && previous is not null && entry.PreviousHash != previous.Hash)
                Add(Finds.Unlinked(row));
            previous = entry;
            Rows++;
        }
    }

    private void Compare(long row, AuditEntry? entry, AuditLeaf? leaf, ReadOnlyMemory<byte>? inTree)
    {
        if (entry is null)
        {
            Add(Finds.Deleted(row));
            return;
        }

        if (entry.Hash != AuditCommitment.HashOf(entry))
            Add(Finds.Edited(row, "内容与其哈希不符", "it does not have its hash"));
        if (leaf is null)
            Add(inTree is null ? Finds.Inserted(row) : Finds.LeafGone(row));
        else if (leaf.Salt is not { Length: AuditCommitment.SaltBytes } salt)
            CompareWithoutSalt(row, leaf, inTree);
        else if (AuditCommitment.Of(entry, salt) is var committed)
            Compare(entry, leaf, committed, inTree);
    }

    private void CompareWithoutSalt(long row, AuditLeaf leaf, ReadOnlyMemory<byte>? inTree)
    {
        _withoutSalt.Add(row);
        if (inTree is { } record && !IsRecord(record.Span, leaf.Kind, leaf.Commitment))
            Add(Finds.Edited(row, "承诺与树中不同", "its commitment is not that of the tree"));
    }

    private void Compare(AuditEntry entry, AuditLeaf leaf, byte[] committed, ReadOnlyMemory<byte>? inTree)
    {
        var row = entry.Sequence;
        if (inTree is not { } record)
        {
            if (!committed.AsSpan().SequenceEqual(leaf.Commitment))
                Add(Finds.Edited(row, "入树之前与承诺不符", "before it was entered it is not what was committed to"));
            return;
        }

        if (IsRecord(record.Span, leaf.Kind, committed))
        {
            if (!committed.AsSpan().SequenceEqual(leaf.Commitment))
                Add(Finds.Edited(row, "叶中的承诺与树中不同", "the commitment of its leaf is not that of the tree"));
            return;
        }

        if (record.Length == AuditCommitment.RecordBytes && record.Span[2..].SequenceEqual(committed))
            Add(Finds.OtherKind(row, leaf.Kind, record.Span[1]));
        else
            _mismatches.Add(new Mismatch(row, entry, leaf.Salt!, record.ToArray(), Told(row, leaf, committed, record)));
    }

    // Without making a record: kind and commitment may be what no record can hold.
    private static bool IsRecord(ReadOnlySpan<byte> record, AuditLeafKind kind, byte[] commitment) =>
        record.Length == AuditCommitment.RecordBytes && record[0] == AuditCommitment.Version && record[1] == (int)kind
        && record[2..].SequenceEqual(commitment);

    private static Found Told(long row, AuditLeaf leaf, byte[] committed, ReadOnlyMemory<byte> record) =>
        committed.AsSpan().SequenceEqual(leaf.Commitment)
            ? Finds.Edited(row, "记录与叶都与树不同", "row and leaf are both not those of the tree")
            : record.Span[2..].SequenceEqual(leaf.Commitment)
                ? Finds.Edited(row, "内容与树中的承诺不符", "it is not what the tree committed to")
                : Finds.Edited(row, "内容、叶与树各不相同", "row, leaf and tree all differ");

    // A row that stands at another number: with the number and the salt of that place it is what the tree holds there.
    private long? Origin(Mismatch here)
    {
        if (_mismatches.Count > MostMoved)
            return null;
        foreach (var there in _mismatches.Where(m => m.Row != here.Row))
        {
            var original = At(here.Entry, there.Row);
            if (Fits(original, there.Salt, there.Record) || Fits(original, here.Salt, there.Record))
                return there.Row;
        }

        return null;
    }

    private static bool Fits(AuditEntry entry, byte[] salt, byte[] record) =>
        record.AsSpan(2).SequenceEqual(AuditCommitment.Of(entry, salt));

    private static AuditEntry At(AuditEntry entry, long row) => new()
    {
        Sequence = row,
        At = entry.At,
        Actor = entry.Actor,
        Action = entry.Action,
        Subject = entry.Subject,
        Detail = entry.Detail,
        Purpose = entry.Purpose,
        PreviousHash = entry.PreviousHash,
    };

    private void Add(Found found)
    {
        Count++;
        if (_found.Count < MostFound)
            _found.Add(found);
    }

    private sealed record Stretch(
        long From, long To, List<AuditEntry> Entries, List<AuditLeaf> Leaves,
        HashSet<long> Timeless);

    private sealed record Mismatch(long Row, AuditEntry Entry, byte[] Salt, byte[] Record, Found Otherwise);
}

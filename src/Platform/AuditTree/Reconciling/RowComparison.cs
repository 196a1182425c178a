using Huoshui.Operations;
using Huoshui.Operations.Leaves;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.AuditTree.Reconciling;

/// <summary>
/// Compares audit rows and their leaves with the entries of the tree, a stretch of numbers at a time. Not thread safe.
/// </summary>
/// <param name="context">The store.</param>
/// <param name="tree">The tree.</param>
internal sealed class RowComparison(OperationsContext context, AuditTreeView tree)
{
    private const int RowsAtOnce = 5_000;

    private readonly RowFindings _found = new();
    private readonly List<long> _withoutSalt = [];
    private MovedRows? _moved;

    /// <summary>Rows compared.</summary>
    public long Rows { get; private set; }

    /// <summary>Rows whose salt was deleted lawfully.</summary>
    public long Forgotten { get; private set; }

    /// <summary>Findings in all.</summary>
    public long Count => _found.Count;

    private MovedRows Moved => _moved ??= new MovedRows(_found);

    /// <summary>Compares the rows of a stretch of numbers.</summary>
    /// <param name="first">From 1.</param>
    /// <param name="last">At most the last number that was taken.</param>
    /// <param name="record">Told of every entry of the tree, in order; null if nobody asks.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task CompareAsync(
        long first, long last, Action<ReadOnlyMemory<byte>>? record, CancellationToken cancellationToken)
    {
        for (var from = first; from <= last;)
        {
            var to = last - from < RowsAtOnce ? last : from + RowsAtOnce - 1;
            var stretch = await ReadAsync(from, to, cancellationToken);
            var end = Math.Max(stretch.End, Math.Min(to, tree.Head.Size));
            if (end < from)
                to = await PassGapAsync(from, last, cancellationToken);
            else
                Compare(stretch with { To = to = end }, record);
            if (to == last)
                return;
            from = to + 1;
        }
    }

    /// <summary>Adds what was found of rows elsewhere.</summary>
    public void Add(Found found) => _found.Add(found);

    /// <summary>What was found, once everything was compared.</summary>
    public async Task<IReadOnlyList<Found>> FinishAsync(CancellationToken cancellationToken)
    {
        Moved.Finish();
        if (_withoutSalt.Count == 0)
            return _found.Told;
        var lawful = await AuditRetention.RangesAsync(context, cancellationToken);
        foreach (var row in _withoutSalt)
        {
            if (lawful.Contains(row))
                Forgotten++;
            else
                _found.Add(Finds.SaltGone(row));
        }

        return _found.Told;
    }

    private async Task<Stretch> ReadAsync(long from, long to, CancellationToken cancellationToken)
    {
        var before = Math.Max(1, from - 1);
        var there = context.AuditEntries.AsNoTracking().Where(e => e.Sequence >= before && e.Sequence <= to);
        var entries = await there.Where(AuditTimes.IsTime).OrderBy(e => e.Sequence).ToListAsync(cancellationToken);
        var timeless = entries.Count == to - before + 1 ? [] : (await there.Where(AuditTimes.IsNone)
            .Select(e => e.Sequence).ToListAsync(cancellationToken)).ToHashSet();
        var leaves = await context.AuditLeaves.AsNoTracking().Where(l => l.Sequence >= from && l.Sequence <= to
                && l.Kind >= (AuditLeafKind)int.MinValue && l.Kind <= (AuditLeafKind)int.MaxValue) // SQLite: any
            .OrderBy(l => l.Sequence).ToListAsync(cancellationToken);
        return new Stretch(from, to, entries, leaves, timeless);
    }

    // A row or the counter may have been moved as far away as a number goes.
    private async Task<long> PassGapAsync(long from, long last, CancellationToken cancellationToken)
    {
        var row = await context.AuditEntries.Where(e => e.Sequence > from)
            .MinAsync(e => (long?)e.Sequence, cancellationToken);
        var leaf = await context.AuditLeaves.Where(l => l.Sequence > from)
            .MinAsync(l => (long?)l.Sequence, cancellationToken);
        var to = Math.Min(last, Math.Min((row - 1) ?? last, (leaf - 1) ?? last));
        _found.Add(from == to ? Finds.Deleted(from) : Finds.Gap(from, to));
        return to;
    }

    private void Compare(Stretch stretch, Action<ReadOnlyMemory<byte>>? record)
    {
        var records = tree.Records(stretch.From, Math.Min(stretch.To, tree.Head.Size)).GetEnumerator();
        var (e, l) = (0, 0);
        var previous = stretch.Entries is [{ } before, ..] && before.Sequence == stretch.From - 1
            ? stretch.Entries[e++] : null;
        for (var row = stretch.From; ; row++)
        {
            var entry = e < stretch.Entries.Count && stretch.Entries[e].Sequence == row ? stretch.Entries[e++] : null;
            var leaf = l < stretch.Leaves.Count && stretch.Leaves[l].Sequence == row ? stretch.Leaves[l++] : null;
            ReadOnlyMemory<byte>? inTree = row <= tree.Head.Size && records.MoveNext()
                ? records.Current : (ReadOnlyMemory<byte>?)null;
            if (inTree is { } told)
                record?.Invoke(told);
            if (stretch.Timeless.Contains(row))
                _found.Add(Finds.Edited(row, "时间不是时间", "its time is none"));
            else
                Compare(row, entry, leaf, inTree);
            if (entry is not null && previous is not null && entry.PreviousHash != previous.Hash)
                _found.Add(Finds.Unlinked(row));
            previous = entry;
            Rows++;
            if (row == stretch.To)
                break; // it may be the greatest number there is
        }
    }

    private void Compare(long row, AuditEntry? entry, AuditLeaf? leaf, ReadOnlyMemory<byte>? inTree)
    {
        if (entry is null)
        {
            CompareWithoutRow(row, leaf, inTree);
            return;
        }

        var isTold = entry.Hash != AuditCommitment.HashOf(entry);
        if (isTold)
            _found.Add(Finds.Edited(row, "内容与其哈希不符", "it does not have its hash"));
        if (leaf?.Kind == AuditLeafKind.NoRow || SaysNoRow(inTree))
            _found.Add(Finds.IntoGap(row));
        else if (leaf is null)
            _found.Add(inTree is null ? Finds.Inserted(row) : Finds.LeafGone(row));
        else if (leaf.Salt is not { Length: AuditCommitment.SaltBytes } salt)
            CompareWithoutSalt(row, leaf, inTree);
        else if (AuditCommitment.Of(entry, salt) is var committed)
            Compare(entry, leaf, committed, inTree, isTold);
    }

    // A gap that a restart noted stays a difference; a leaf that says so of a row that was in the tree is none of ours.
    private void CompareWithoutRow(long row, AuditLeaf? leaf, ReadOnlyMemory<byte>? inTree)
    {
        if (leaf?.Kind != AuditLeafKind.NoRow && !SaysNoRow(inTree))
        {
            _found.Add(Finds.Deleted(row));
            return;
        }

        _found.Add(Finds.NoRow(row));
        if (leaf is null)
            _found.Add(Finds.LeafGone(row));
        else if (leaf.Salt is not { Length: AuditCommitment.SaltBytes } salt)
            CompareWithoutSalt(row, leaf, inTree);
        else if (!IsNoRow(row, leaf, salt, inTree))
            _found.Add(Finds.Edited(row, "缺号的叶与树不同", "the leaf of the gap is not that of the tree"));
    }

    private static bool IsNoRow(long row, AuditLeaf leaf, byte[] salt, ReadOnlyMemory<byte>? inTree) =>
        AuditCommitment.OfNone(row, salt).AsSpan().SequenceEqual(leaf.Commitment)
        && (inTree is not { } record || IsRecord(record.Span, leaf.Kind, leaf.Commitment));

    private void CompareWithoutSalt(long row, AuditLeaf leaf, ReadOnlyMemory<byte>? inTree)
    {
        _withoutSalt.Add(row);
        if (inTree is { } record && !IsRecord(record.Span, leaf.Kind, leaf.Commitment))
            _found.Add(Finds.Edited(row, "承诺与树中不同", "its commitment is not that of the tree"));
    }

    private void Compare(
        AuditEntry entry, AuditLeaf leaf, byte[] committed, ReadOnlyMemory<byte>? inTree, bool isTold)
    {
        var row = entry.Sequence;
        if (inTree is not { } record)
        {
            if (!isTold && !committed.AsSpan().SequenceEqual(leaf.Commitment))
                _found.Add(Finds.Edited(row, "入树之前与承诺不符", "before it was entered it is not what was committed to"));
            return;
        }

        if (IsRecord(record.Span, leaf.Kind, committed))
        {
            if (!committed.AsSpan().SequenceEqual(leaf.Commitment))
                _found.Add(Finds.Edited(row, "叶中的承诺与树中不同", "the commitment of its leaf is not that of the tree"));
            return;
        }

        if (record.Length == AuditCommitment.RecordBytes && record.Span[2..].SequenceEqual(committed))
        {
            _found.Add(Finds.OtherKind(row, leaf.Kind, record.Span[1]));
        }
        else
        {
            var otherwise = isTold ? null : Told(row, leaf, committed, record);
            Moved.Add(new Mismatch(row, entry, leaf.Salt!, record.ToArray(), otherwise));
        }
    }

    private static bool SaysNoRow(ReadOnlyMemory<byte>? inTree) =>
        inTree is { Length: AuditCommitment.RecordBytes } record && record.Span[1] == (int)AuditLeafKind.NoRow;

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

    private sealed record Stretch(
        long From, long To, List<AuditEntry> Entries, List<AuditLeaf> Leaves,
        HashSet<long> Timeless)
    {
        // The last number with a row or a leaf; before the stretch if there is none.
        public long End => Math.Max(
            Math.Max(Entries is [.., var entry] ? entry.Sequence : 0, Leaves is [.., var leaf] ? leaf.Sequence : 0),
            Timeless.Count == 0 ? 0 : Timeless.Max());
    }
}

using Huoshui.Operations.Leaves;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Operations;

/// <summary>What a walk over the audit log found.</summary>
/// <param name="Entries">Entries read.</param>
/// <param name="LastHash">The head of the chain: keep it elsewhere (every backup does) to notice a cut-off
/// tail.</param>
/// <param name="FirstBroken">The first entry that is missing or does not fit; null if the chain holds.</param>
public sealed record AuditVerification(long Entries, string LastHash, long? FirstBroken)
{
    /// <summary>Numbers without an entry that are noted as such (leaf of the kind <see cref="AuditLeafKind.NoRow"/>);
    /// the chain is not broken there, and what stood there nobody can say.</summary>
    public long Missing { get; init; }
}

/// <summary>The hash chain over the audit log. Each field is written with its length, so that no two entries encode
/// alike.</summary>
public static class AuditChain
{
    /// <summary>What stands before the first entry.</summary>
    public static readonly string Genesis = new('0', 64);

    /// <summary>Reads the whole log and checks every hash, and that no entry is missing, at the end neither, but for
    /// numbers that are noted as missing.</summary>
    public static async Task<AuditVerification> VerifyAsync(OperationsContext context, CancellationToken cancellationToken)
    {
        var taken = await context.Sequences.Where(s => s.Name == NumberSequence.Audit)
            .Select(s => s.Value).FirstOrDefaultAsync(cancellationToken); // first: others write meanwhile
        var gaps = await context.AuditLeaves.Where(l => l.Kind == AuditLeafKind.NoRow).Select(l => l.Sequence)
            .ToHashSetAsync(cancellationToken);
        var walk = new AuditWalk(gaps);
        var entries = context.AuditEntries.AsNoTracking().OrderBy(e => e.Sequence).AsAsyncEnumerable();
        await foreach (var entry in entries.WithCancellation(cancellationToken))
        {
            if (!walk.Takes(entry))
                return walk.End(walk.Next);
        }

        walk.PassGap();
        return walk.End(taken >= walk.Next ? walk.Next : null);
    }

    internal static AuditEntry Link(AuditDraft draft, long sequence, string previousHash)
    {
        var unsigned = new AuditEntry
        {
            Sequence = sequence,
            At = draft.At,
            Actor = draft.Actor,
            Action = draft.Action,
            Subject = draft.Subject,
            Detail = draft.Detail,
            Purpose = draft.Purpose,
            PreviousHash = previousHash,
        };
        return new AuditEntry
        {
            Sequence = sequence,
            At = draft.At,
            Actor = draft.Actor,
            Action = draft.Action,
            Subject = draft.Subject,
            Detail = draft.Detail,
            Purpose = draft.Purpose,
            PreviousHash = previousHash,
            Hash = HashOf(unsigned),
        };
    }

    internal static string HashOf(AuditEntry entry) => AuditCommitment.HashOf(entry);
}

/// <summary>Goes along the chain, entry by entry. Not thread safe.</summary>
/// <param name="gaps">Numbers that are noted as missing.</param>
internal sealed class AuditWalk(IReadOnlySet<long> gaps)
{
    private string? _last = AuditChain.Genesis; // null behind a gap: what stood there nobody knows
    private string _head = AuditChain.Genesis;
    private long _missing;

    /// <summary>The number that comes next.</summary>
    public long Next { get; private set; } = 1;

    /// <summary>Whether an entry is the next one.</summary>
    public bool Takes(AuditEntry entry)
    {
        if (entry.Sequence > Next)
            PassGap();
        if (entry.Sequence != Next || gaps.Contains(Next) || entry.Hash != AuditChain.HashOf(entry)
            || (_last is not null && entry.PreviousHash != _last))
        {
            return false;
        }

        (_last, _head) = (entry.Hash, entry.Hash);
        Next++;
        return true;
    }

    /// <summary>Passes numbers that are noted as missing.</summary>
    public void PassGap()
    {
        for (; gaps.Contains(Next); Next++, _missing++)
            _last = null;
    }

    /// <summary>What was found.</summary>
    public AuditVerification End(long? broken) => new(Next - 1 - _missing, _head, broken) { Missing = _missing };
}

internal sealed record AuditDraft(
    DateTimeOffset At, string Actor, string Action, string Subject, string? Detail, string? Purpose);

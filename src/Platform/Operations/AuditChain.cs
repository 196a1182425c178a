using Huoshui.Operations.Leaves;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Operations;

/// <summary>What a walk over the audit log found.</summary>
/// <param name="Entries">Entries read.</param>
/// <param name="LastHash">The head of the chain: keep it elsewhere (every backup does) to notice a cut-off
/// tail.</param>
/// <param name="FirstBroken">The first entry that is missing or does not fit; null if the chain holds.</param>
public sealed record AuditVerification(long Entries, string LastHash, long? FirstBroken);

/// <summary>The hash chain over the audit log. Each field is written with its length, so that no two entries encode
/// alike.</summary>
public static class AuditChain
{
    /// <summary>What stands before the first entry.</summary>
    public static readonly string Genesis = new('0', 64);

    /// <summary>Reads the whole log and checks every hash, and that no entry is missing at the end.</summary>
    public static async Task<AuditVerification> VerifyAsync(OperationsContext context, CancellationToken cancellationToken)
    {
        var expected = 0L;
        var last = Genesis;
        var entries = context.AuditEntries.AsNoTracking().OrderBy(e => e.Sequence).AsAsyncEnumerable();
        await foreach (var entry in entries.WithCancellation(cancellationToken))
        {
            expected++;
            if (entry.Sequence != expected || entry.PreviousHash != last || entry.Hash != HashOf(entry))
                return new AuditVerification(expected - 1, last, expected);
            last = entry.Hash;
        }

        var taken = await context.Sequences.Where(s => s.Name == NumberSequence.Audit)
            .Select(s => s.Value).FirstOrDefaultAsync(cancellationToken);
        return new AuditVerification(expected, last, taken > expected ? expected + 1 : null);
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

internal sealed record AuditDraft(
    DateTimeOffset At, string Actor, string Action, string Subject, string? Detail, string? Purpose);

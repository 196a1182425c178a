using Microsoft.EntityFrameworkCore;

namespace Huoshui.Operations.Leaves;

/// <summary>
/// Gives leaves of the kind <see cref="AuditLeafKind.Migration"/> to the entries that were written before there was a
/// tree. Once an act has a leaf of its own kind no entry gets one afterwards: what lacks it then was not written by the
/// platform.
/// </summary>
internal static class OldEntries
{
    /// <summary>The act that ends the migration.</summary>
    public const string Begin = "audit.tree-begin";

    private const int RowsAtOnce = 20_000;

    /// <summary>Goes on where an earlier run was cut off; the caller is alone.</summary>
    /// <returns>Entries that got a leaf.</returns>
    public static async Task<long> LeafAsync(OperationsContext context, CancellationToken cancellationToken)
    {
        var last = await context.AuditLeaves.AsNoTracking().OrderByDescending(l => l.Sequence)
            .Select(l => new { l.Sequence, l.Kind }).FirstOrDefaultAsync(cancellationToken);
        if (last is not null && last.Kind != AuditLeafKind.Migration)
            return 0;
        var from = last?.Sequence ?? 0;
        var (done, end) = await GiveAsync(context, from, cancellationToken);

        // The last look is under the lock: an older release that still runs cannot write an act between it and the end.
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await AuditLock.TakeAsync(context, cancellationToken);
        (var more, end) = await GiveAsync(context, end, cancellationToken);
        if (end == 0)
            return 0; // an empty log: nothing to keep
        context.Audit("自动", Begin, "audit", new { entries = end });
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return done + more;
    }

    private static async Task<(long Done, long End)> GiveAsync(
        OperationsContext context, long from, CancellationToken cancellationToken)
    {
        var done = 0L;
        while (await NextAsync(context, from, cancellationToken) is { Count: > 0 } entries)
        {
            await BulkTable.Of<AuditLeaf>(context)
                .WriteAsync(AuditLeaf.Of(entries, AuditLeafKind.Migration), cancellationToken);
            from = entries[^1].Sequence;
            done += entries.Count;
        }

        return (done, from);
    }

    private static Task<List<AuditEntry>> NextAsync(
        OperationsContext context, long from, CancellationToken cancellationToken) =>
        context.AuditEntries.AsNoTracking().Where(e => e.Sequence > from).OrderBy(e => e.Sequence).Take(RowsAtOnce)
            .ToListAsync(cancellationToken);
}

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
        var done = 0L;
        var from = last?.Sequence ?? 0;
        while (await NextAsync(context, from, cancellationToken) is { Count: > 0 } entries)
        {
            await BulkTable.Of<AuditLeaf>(context)
                .WriteAsync(AuditLeaf.Of(entries, AuditLeafKind.Migration), cancellationToken);
            from = entries[^1].Sequence;
            done += entries.Count;
        }

        if (from > 0)
        {
            context.Audit("自动", Begin, "audit", new { entries = from });
            await context.SaveChangesAsync(cancellationToken);
        }

        return done;
    }

    private static Task<List<AuditEntry>> NextAsync(
        OperationsContext context, long from, CancellationToken cancellationToken) =>
        context.AuditEntries.AsNoTracking().Where(e => e.Sequence > from).OrderBy(e => e.Sequence).Take(RowsAtOnce)
            .ToListAsync(cancellationToken);
}

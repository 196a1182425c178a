using Microsoft.EntityFrameworkCore;

namespace Huoshui.Operations.Leaves;

/// <summary>
/// 补叶: audit rows without a leaf, which an older release wrote while both ran, somebody inserted, or whose leaf was
/// deleted. A leaf of the kind <see cref="AuditLeafKind.Migration"/> behind one of another kind tells them for ever.
/// </summary>
public static class LateLeaves
{
    private const int RowsAtOnce = 20_000;

    /// <summary>Gives every row without a leaf one of the kind migration.</summary>
    /// <param name="context">In a transaction that holds <see cref="AuditLock"/>.</param>
    /// <param name="cancellationToken">Stops it; roll back.</param>
    /// <returns>Their numbers, in order.</returns>
    public static async Task<IReadOnlyList<long>> GiveAsync(
        OperationsContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        var given = new List<long>();
        while (await NextAsync(context, cancellationToken) is { Count: > 0 } entries)
        {
            await BulkTable.Of<AuditLeaf>(context)
                .WriteAsync(AuditLeaf.Of(entries, AuditLeafKind.Migration), cancellationToken);
            given.AddRange(entries.Select(e => e.Sequence));
        }

        return given;
    }

    /// <summary>The rows that got their leaf late, in order.</summary>
    public static async Task<IReadOnlyList<long>> FindAsync(
        OperationsContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        var own = await context.AuditLeaves.Where(l => l.Kind != AuditLeafKind.Migration)
            .MinAsync(l => (long?)l.Sequence, cancellationToken);
        return own is not { } first ? [] : await context.AuditLeaves
            .Where(l => l.Kind == AuditLeafKind.Migration && l.Sequence > first).OrderBy(l => l.Sequence)
            .Select(l => l.Sequence).ToListAsync(cancellationToken);
    }

    private static Task<List<AuditEntry>> NextAsync(OperationsContext context, CancellationToken cancellationToken) =>
        context.AuditEntries.AsNoTracking()
            .Where(e => e.Sequence > 0 && !context.AuditLeaves.Any(l => l.Sequence == e.Sequence))
            .OrderBy(e => e.Sequence).Take(RowsAtOnce).ToListAsync(cancellationToken);
}

using Microsoft.EntityFrameworkCore;

namespace Huoshui.Operations.Leaves;

/// <summary>
/// 补叶: audit rows without a leaf, which an older release wrote while both ran, somebody inserted, or whose leaf was
/// deleted. A leaf of the kind <see cref="AuditLeafKind.Migration"/> behind one of another kind tells them for ever.
/// Numbers without row and leaf get one of the kind <see cref="AuditLeafKind.NoRow"/>.
/// </summary>
public static class LateLeaves
{
    /// <summary>Numbers without a row that one call gives a leaf at most.</summary>
    public const long MostMissing = 1_000_000;

    private const int RowsAtOnce = 20_000;

    /// <summary>Gives every row without a leaf one of the kind migration, and every number up to the last one that has
    /// neither one that says so.</summary>
    /// <param name="context">In a transaction that holds <see cref="AuditLock"/>.</param>
    /// <param name="cancellationToken">Stops it; roll back.</param>
    /// <returns>The numbers of both.</returns>
    /// <exception cref="TooManyMissingException">More than <see cref="MostMissing"/> numbers have no row; roll
    /// back.</exception>
    public static async Task<LateNumbers> GiveAsync(OperationsContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        var given = new List<long>();
        while (await NextAsync(context, cancellationToken) is { Count: > 0 } entries)
        {
            await BulkTable.Of<AuditLeaf>(context)
                .WriteAsync(AuditLeaf.Of(entries, AuditLeafKind.Migration), cancellationToken);
            given.AddRange(entries.Select(e => e.Sequence));
        }

        var missing = await MissingAsync(context, cancellationToken);
        foreach (var part in missing.SelectMany(m => m.Numbers()).Chunk(RowsAtOnce))
            await BulkTable.Of<AuditLeaf>(context).WriteAsync(AuditLeaf.OfNone(part), cancellationToken);
        return new LateNumbers(given, missing);
    }

    /// <summary>The rows that got their leaf late, in order.</summary>
    public static async Task<IReadOnlyList<long>> FindAsync(
        OperationsContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        var own = await context.AuditLeaves
            .Where(l => l.Kind != AuditLeafKind.Migration && l.Kind != AuditLeafKind.NoRow)
            .MinAsync(l => (long?)l.Sequence, cancellationToken);
        return own is not { } first ? [] : await context.AuditLeaves
            .Where(l => l.Kind == AuditLeafKind.Migration && l.Sequence > first).OrderBy(l => l.Sequence)
            .Select(l => l.Sequence).ToListAsync(cancellationToken);
    }

    // Every row has its leaf now: what lacks in the leaves lacks in both.
    private static async Task<List<NumberRange>> MissingAsync(
        OperationsContext context, CancellationToken cancellationToken)
    {
        var taken = await context.Sequences.Where(s => s.Name == NumberSequence.Audit).Select(s => s.Value)
            .FirstOrDefaultAsync(cancellationToken);
        var leaves = context.AuditLeaves.Where(l => l.Sequence > 0);
        var last = Math.Max(taken, await leaves.MaxAsync(l => (long?)l.Sequence, cancellationToken) ?? 0);
        var missing = last - await leaves.LongCountAsync(cancellationToken);
        if (missing > MostMissing)
            throw new TooManyMissingException(missing, last);
        return missing == 0 ? [] : await context.Database.SqlQuery<NumberRange>(
            $"""
             SELECT n + 1 AS "First", following - 1 AS "Last" FROM
               (SELECT n, LEAD(n) OVER (ORDER BY n) AS following FROM
                 (SELECT "Sequence" AS n FROM "AuditLeaves" WHERE "Sequence" > 0
                  UNION ALL SELECT 0 UNION ALL SELECT {last} + 1) AS every) AS pairs
             WHERE following > n + 1 ORDER BY n
             """).ToListAsync(cancellationToken);
    }

    private static Task<List<AuditEntry>> NextAsync(OperationsContext context, CancellationToken cancellationToken) =>
        context.AuditEntries.AsNoTracking()
            .Where(e => e.Sequence > 0 && !context.AuditLeaves.Any(l => l.Sequence == e.Sequence))
            .OrderBy(e => e.Sequence).Take(RowsAtOnce).ToListAsync(cancellationToken);
}

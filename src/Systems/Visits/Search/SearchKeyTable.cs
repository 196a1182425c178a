using Huoshui.Operations;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.Visits.Search;

/// <summary>The table of 检索键, made anew as a whole. On PostgreSQL the new one is filled without an index, indexed,
/// and takes the place of the old one at the end of the transaction: until then everybody searches the old one.
/// </summary>
internal static class SearchKeyTable
{
    private const string Anew = "VisitSearchKeysAnew";
    private const string SortMemory = "SET LOCAL maintenance_work_mem = '512MB'";

    /// <summary>Waits for those who are writing keys, and lets nobody write any until the transaction ends. Taken
    /// before <see cref="Counts.CountLock"/>, as whoever writes keys does.</summary>
    public static Task LockAsync(OperationsContext context, CancellationToken cancellationToken) =>
        context.Database.IsNpgsql()
            ? context.Database.ExecuteSqlRawAsync(
                "LOCK TABLE \"VisitSearchKeys\" IN SHARE ROW EXCLUSIVE MODE", cancellationToken)
            : Task.CompletedTask;

    /// <summary>Makes it anew, in a transaction, after <see cref="LockAsync"/>.</summary>
    /// <param name="context">The unit of work.</param>
    /// <param name="fill">Writes every key.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task MakeAsync(
        OperationsContext context, Func<BulkTable, Task> fill, CancellationToken cancellationToken)
    {
        if (!context.Database.IsNpgsql())
        {
            await context.Set<SearchKey>().ExecuteDeleteAsync(cancellationToken);
            await fill(BulkTable.Of<SearchKey>(context));
            return;
        }

        await context.Database.ExecuteSqlRawAsync(
            $"CREATE TABLE \"{Anew}\" (LIKE \"VisitSearchKeys\")", cancellationToken);
        await fill(BulkTable.Of<SearchKey>(context, Anew));
        await context.Database.ExecuteSqlRawAsync(
            $"""
             {SortMemory};
             ALTER TABLE "{Anew}" ADD CONSTRAINT "PK_{Anew}" PRIMARY KEY ("Key", "StreetCode", "EntityId");
             DROP TABLE "VisitSearchKeys";
             ALTER TABLE "{Anew}" RENAME TO "VisitSearchKeys";
             ALTER TABLE "VisitSearchKeys" RENAME CONSTRAINT "PK_{Anew}" TO "PK_VisitSearchKeys";
             ANALYZE "VisitSearchKeys"
             """, cancellationToken);
    }
}

using Huoshui.Operations;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.Visits.Counts;

/// <summary>One transaction at a time reads what families come to and writes it: taken after the rows are written, held
/// to the end of the transaction.</summary>
internal static class CountLock
{
    private const long AdvisoryLock = 0x48755669736974; // "HuVisit"

    /// <summary>Waits for it. On SQLite whoever writes is alone.</summary>
    public static Task TakeAsync(OperationsContext context, CancellationToken cancellationToken) =>
        context.Database.IsNpgsql()
            ? context.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({AdvisoryLock})", cancellationToken)
            : Task.CompletedTask;
}

using Microsoft.EntityFrameworkCore;

namespace Huoshui.Operations.Leaves;

/// <summary>The lock of the audit log: whoever writes an act holds it to the commit.</summary>
public static class AuditLock
{
    /// <summary>Inside a transaction: waits for acts that are being written, and keeps others out until the
    /// commit.</summary>
    /// <exception cref="InvalidOperationException">There is no transaction.</exception>
    public static async Task TakeAsync(OperationsContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (context.Database.CurrentTransaction is null)
            throw new InvalidOperationException("The audit log is locked inside a transaction; begin one first.");
        await context.Database.ExecuteSqlAsync(
            $"""
             INSERT INTO "Sequences" ("Name", "Value") VALUES ({NumberSequence.Audit}, 0)
             ON CONFLICT ("Name") DO UPDATE SET "Value" = "Sequences"."Value"
             """, cancellationToken);
    }
}

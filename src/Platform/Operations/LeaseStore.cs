using Microsoft.EntityFrameworkCore;

namespace Huoshui.Operations;

/// <summary>
/// Grants names to one process at a time, over all processes on one database. The clock is the process's own:
/// machines that
/// share a database keep theirs within a small part of the duration. Thread-safe.
/// </summary>
public sealed class LeaseStore(IDbContextFactory<OperationsContext> contexts, OperationsOptions options, TimeProvider time)
{
    /// <summary>Takes a name if nobody holds it or its time is over.</summary>
    /// <param name="name">What to hold.</param>
    /// <param name="owner">Who asks; unique for each process and purpose.</param>
    /// <param name="cancellationToken">Stops asking.</param>
    /// <returns>The grant; null when somebody else holds it.</returns>
    public async Task<LeaseGrant?> TryAcquireAsync(string name, string owner, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(owner);
        var now = time.Now();
        var end = now + options.LeaseDuration;
        long nowMicroseconds = Instants.ToMicroseconds(now), endMicroseconds = Instants.ToMicroseconds(end);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var fences = await context.Database.SqlQuery<long>(
            $"""
             INSERT INTO "Leases" ("Name", "Owner", "Fence", "ExpiresAt") VALUES ({name}, {owner}, 1, {endMicroseconds})
             ON CONFLICT ("Name") DO UPDATE
             SET "Owner" = excluded."Owner", "Fence" = "Leases"."Fence" + 1, "ExpiresAt" = excluded."ExpiresAt"
             WHERE "Leases"."Owner" = '' OR "Leases"."ExpiresAt" <= {nowMicroseconds}
             RETURNING "Fence" AS "Value"
             """).ToListAsync(cancellationToken);
        return fences.Count == 0 ? null : new LeaseGrant(name, owner, fences[0], end);
    }

    /// <summary>Holds it for another duration.</summary>
    /// <returns>The grant with its new end; null when somebody else has it.</returns>
    public async Task<LeaseGrant?> RenewAsync(LeaseGrant grant, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(grant);
        var end = time.Now() + options.LeaseDuration;
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var held = await Held(context, grant)
            .ExecuteUpdateAsync(set => set.SetProperty(l => l.ExpiresAt, end), cancellationToken);
        return held == 1 ? grant with { ExpiresAt = end } : null;
    }

    /// <summary>Gives it back; does nothing when it was lost.</summary>
    public async Task ReleaseAsync(LeaseGrant grant, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(grant);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await Held(context, grant).ExecuteUpdateAsync(set => set.SetProperty(l => l.Owner, string.Empty), cancellationToken);
    }

    /// <summary>
    /// Inside a transaction: makes sure that the lease is still held and stays so until the commit.
    /// </summary>
    /// <exception cref="LeaseLostException">Somebody else holds it: roll back.</exception>
    public static async Task RequireAsync(OperationsContext context, LeaseGrant grant, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(grant);
        if (context.Database.CurrentTransaction is null)
            throw new InvalidOperationException("A lease is checked inside a transaction; begin one first.");
        var held = await Held(context, grant)
            .ExecuteUpdateAsync(set => set.SetProperty(l => l.Fence, grant.Fence), cancellationToken);
        if (held != 1)
            throw new LeaseLostException($"Lease {grant.Name} is no longer held by {grant.Owner} (fence {grant.Fence}).");
    }

    private static IQueryable<Lease> Held(OperationsContext context, LeaseGrant grant) =>
        context.Leases.Where(l => l.Name == grant.Name && l.Owner == grant.Owner && l.Fence == grant.Fence);
}

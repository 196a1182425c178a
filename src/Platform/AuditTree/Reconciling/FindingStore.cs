using Huoshui.Operations;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.AuditTree.Reconciling;

/// <summary>Keeps what comparisons found: once each, until a comparison of everything no longer finds it.</summary>
/// <param name="context">Saved.</param>
/// <param name="now">When it is found.</param>
/// <param name="begun">When the comparison began: what was found since is not settled by it. Null for now.</param>
internal sealed class FindingStore(
    OperationsContext context, DateTimeOffset now, DateTimeOffset? begun = null)
{
    private const int MostTries = 5;

    /// <summary>Saves what is new, and all else that the context holds, and settles what is gone. Another process that
    /// found the same at the same time, the nightly command beside the portal, is no failure.</summary>
    /// <param name="found">What was found.</param>
    /// <param name="isWhole">Everything was compared: what is not among it is settled. Of rows not, where some of them
    /// were counted and not named.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task SaveAsync(IReadOnlyList<Found> found, bool isWhole, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            await KeepAsync(found, isWhole, cancellationToken);
            try
            {
                await context.SaveChangesAsync(cancellationToken);
                return;
            }
            catch (DbUpdateException error) when (tries < MostTries && StoreConflict.Of<AuditFinding>(error))
            {
                foreach (var finding in context.ChangeTracker.Entries<AuditFinding>().ToList())
                    finding.State = EntityState.Detached; // read anew: it is there now
            }
        }
    }

    private async Task KeepAsync(IReadOnlyList<Found> found, bool isWhole, CancellationToken cancellationToken)
    {
        var ids = found.Select(f => f.Id).ToHashSet(StringComparer.Ordinal);
        if (ids.Count == 0 && !isWhole)
            return;
        var standing = await context.Set<AuditFinding>()
            .Where(f => isWhole ? f.SettledAt == null || ids.Contains(f.Id) : ids.Contains(f.Id))
            .ToDictionaryAsync(f => f.Id, StringComparer.Ordinal, cancellationToken);
        var isUnnamed = found.Any(f => f.Reason.Code == Finds.UnnamedCode);
        foreach (var known in standing.Values.Where(k => !ids.Contains(k.Id) && k.FoundAt <= (begun ?? now)))
            known.SettledAt = isUnnamed && Finds.IsOfRow(known.Code) ? known.SettledAt : now;
        foreach (var again in found.Where(f => standing.ContainsKey(f.Id)))
        {
            var known = standing[again.Id];
            (known.SettledAt, known.Zh, known.En) = (null, again.Reason.Message.Zh, again.Reason.Message.En);
        }

        foreach (var added in found.Where(f => !standing.ContainsKey(f.Id)).DistinctBy(f => f.Id))
        {
            context.Add(new AuditFinding
            {
                Id = added.Id,
                Code = added.Reason.Code,
                Sequence = added.Sequence,
                Zh = added.Reason.Message.Zh,
                En = added.Reason.Message.En,
                FoundAt = now,
            });
        }
    }
}

using Huoshui.Operations;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.AuditTree.Reconciling;

/// <summary>Keeps what comparisons found: once each, until a comparison of everything no longer finds it.</summary>
internal sealed class FindingStore(OperationsContext context, DateTimeOffset now)
{
    /// <summary>Adds what is new to the context and settles what is gone; the caller saves.</summary>
    /// <param name="found">What was found.</param>
    /// <param name="isWhole">Everything was compared: what is not among it is settled.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task KeepAsync(IReadOnlyList<Found> found, bool isWhole, CancellationToken cancellationToken)
    {
        var ids = found.Select(f => f.Id).ToHashSet(StringComparer.Ordinal);
        if (ids.Count == 0 && !isWhole)
            return;
        var standing = await context.Set<AuditFinding>()
            .Where(f => isWhole ? f.SettledAt == null || ids.Contains(f.Id) : ids.Contains(f.Id))
            .ToDictionaryAsync(f => f.Id, StringComparer.Ordinal, cancellationToken);
        foreach (var known in standing.Values)
            known.SettledAt = ids.Contains(known.Id) ? null : now;
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

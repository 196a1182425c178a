using Huoshui.Operations;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.AuditTree;

/// <summary>Whether acts are entered and compared in time. Thread safe.</summary>
public sealed class AuditTimeliness(
    IDbContextFactory<OperationsContext> contexts, AuditTreeOptions options, TimeProvider time)
{
    /// <summary>So many intervals without a comparison are late.</summary>
    public const int MissedIntervals = 6;

    /// <summary>Whether the last comparison, or, where there never was one, the oldest act that was not entered, is
    /// older than <see cref="MissedIntervals"/> intervals.</summary>
    public async Task<bool> IsLateAsync(AuditTreeState state, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(state);
        var since = state.ComparedAt ?? await OldestAsync(state.Entered, cancellationToken);
        return since is { } at && time.GetUtcNow() - at > options.CheckpointInterval * MissedIntervals;
    }

    private async Task<DateTimeOffset?> OldestAsync(long entered, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.AuditEntries.AsNoTracking().Where(e => e.Sequence > entered).OrderBy(e => e.Sequence)
            .Select(e => (DateTimeOffset?)e.At).FirstOrDefaultAsync(cancellationToken);
    }
}

using Huoshui.Operations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Huoshui.Systems.Visits.Photos;

/// <summary>到期清理: deletes photos whose time is over or whose consent was revoked, and files that no row names. The
/// row stays and says so. Two sweeps at once are harmless. Thread safe, also between processes.</summary>
public sealed class PhotoSweep(
    IDbContextFactory<OperationsContext> contexts, VisitPolicy policy, PhotoStore store, TimeProvider time)
{
    private const string Actor = "自动";
    private static readonly TimeSpan OrphanAge = TimeSpan.FromDays(1);

    /// <summary>Sweeps once.</summary>
    /// <returns>Photos deleted, orphans not among them.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        if (!policy.IsThere)
            return 0;
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var today = policy.Today();
        var photos = context.Set<VisitPhoto>().Where(p => p.DeletedAt == null);
        var over = await photos.Where(p => p.DeleteOn <= today).OrderBy(p => p.Id).Take(PhotoLimits.SweptAtOnce)
            .ToListAsync(cancellationToken);
        var entities = context.Set<VisitedEntity>();
        var revoked = await photos.Where(p => p.DeleteOn > today && context.Set<CaseConsent>().Any(
                c => c.Kind == ConsentKinds.Photos && c.RevokedAt >= p.AddedAt
                    && context.Set<FinancingCase>().Any(f => f.Id == c.CaseId
                        && entities.Any(e => e.Id == f.EntityId
                            && entities.Any(own => own.Id == p.EntityId && own.RootId == e.RootId)))))
            .OrderBy(p => p.Id).Take(PhotoLimits.SweptAtOnce).ToListAsync(cancellationToken);
        foreach (var photo in over.Concat(revoked))
            Delete(context, photo, isRevoked: photo.DeleteOn > today);
        await context.SaveChangesAsync(cancellationToken);
        await SweepOrphansAsync(context, cancellationToken);
        return over.Count + revoked.Count;
    }

    private void Delete(OperationsContext context, VisitPhoto photo, bool isRevoked)
    {
        store.Delete(photo.Id); // the file first: a row that says deleted tells the truth
        (photo.DeletedAt, photo.IsRevoked) = (time.Now(), isRevoked);
        context.Audit(Actor, "photo.delete", $"visit/{photo.VisitId}", new { photo.Id, isRevoked });
    }

    // Written before a process died, or after its photo was deleted.
    private async Task SweepOrphansAsync(OperationsContext context, CancellationToken cancellationToken)
    {
        foreach (var ids in store.Before(time.GetUtcNow() - OrphanAge).Chunk(PhotoLimits.SweptAtOnce))
        {
            var named = await context.Set<VisitPhoto>().Where(p => ids.Contains(p.Id) && p.DeletedAt == null)
                .Select(p => p.Id).ToListAsync(cancellationToken);
            foreach (var id in ids.Except(named))
                store.Delete(id);
        }
    }
}

/// <summary>Sweeps photos every hour while the portal or a worker runs.</summary>
internal sealed partial class PhotoSweeper(PhotoSweep sweep, TimeProvider time, ILogger<PhotoSweeper> logger)
    : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                await Task.Delay(Pause, time, stoppingToken);
                await SweepAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // the process ends; the next one goes on
        }
    }

    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        try
        {
            var deleted = await sweep.RunAsync(cancellationToken);
            if (deleted > 0)
                Swept(deleted);
        }
        catch (Exception error) when (StoreOutage.Is(error)
            || error is IOException or UnauthorizedAccessException or DbUpdateConcurrencyException)
        {
            NotSwept(error);
        }
    }

    [LoggerMessage(
        Level = LogLevel.Information, Message = "{Count} photos of visits were deleted: their time is over.")]
    private partial void Swept(int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Photos of visits could not be swept; it is tried again later.")]
    private partial void NotSwept(Exception error);
}

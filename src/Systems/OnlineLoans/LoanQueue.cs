using Huoshui.Operations;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.OnlineLoans;

/// <summary>
/// 办理队列: the applications themselves are the queue, so that what is acknowledged is in it. An application whose
/// worker vanished is taken by another when its lease ends. Several processes may share one store. Thread safe.
/// </summary>
public sealed class LoanQueue(
    IDbContextFactory<OperationsContext> contexts, LoanOptions options, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _news = new(0, 1);
    private readonly string _process =
        $"{Environment.MachineName}/{Environment.ProcessId}/{Guid.CreateVersion7(time.GetUtcNow()):N}";

    private long _claims;

    /// <summary>Wakes the worker of this process: something is due.</summary>
    public void Tell()
    {
        if (_news.CurrentCount > 0)
            return;
        try
        {
            _news.Release();
        }
        catch (SemaphoreFullException)
        {
            // another told it at the same moment
        }
    }

    /// <summary>Waits for news of this process, or for the pause between two looks; news that come together are one, so
    /// that the store is not asked for each.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        await _news.WaitAsync(options.Pause, cancellationToken);
        await Task.Delay(options.Gather, cancellationToken);
        await _news.WaitAsync(0, cancellationToken);
    }

    /// <summary>Takes the applications that are due and that nobody holds, the longest waiting first.</summary>
    /// <param name="most">At most so many.</param>
    /// <param name="cancellationToken">Stops asking.</param>
    public async Task<IReadOnlyList<LoanApplication>> ClaimAsync(int most, CancellationToken cancellationToken)
    {
        if (options.LenderId is not { } lender)
            return [];
        var now = time.Now();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var ids = await Due(context, lender, now).OrderBy(a => a.DueAt).ThenBy(a => a.Id).Select(a => a.Id).Take(most)
            .ToListAsync(cancellationToken);
        if (ids.Count == 0)
            return [];
        var owner = $"{_process}/{Interlocked.Increment(ref _claims)}";
        DateTimeOffset? until = now + options.Lease;
        await Due(context, lender, now).Where(a => ids.Contains(a.Id)).ExecuteUpdateAsync(
            set => set.SetProperty(a => a.LeaseOwner, owner).SetProperty(a => a.LeaseUntil, until)
                .SetProperty(a => a.Revision, a => a.Revision + 1),
            cancellationToken);
        return await context.Set<LoanApplication>().AsNoTracking().Include(a => a.Authorisations)
            .Where(a => ids.Contains(a.Id) && a.LeaseOwner == owner).ToListAsync(cancellationToken);
    }

    /// <inheritdoc />
    public void Dispose() => _news.Dispose();

    private static IQueryable<LoanApplication> Due(OperationsContext context, string lender, DateTimeOffset now) =>
        context.Set<LoanApplication>().Where(
            a => a.LenderId == lender && a.DueAt != null && a.DueAt <= now
                && (a.LeaseUntil == null || a.LeaseUntil <= now));
}

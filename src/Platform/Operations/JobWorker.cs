using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Huoshui.Operations;

/// <summary>Runs jobs of the queue until the process ends; a job that was cut off is handed back at once.</summary>
public sealed partial class JobWorker(
    JobQueue queue,
    IEnumerable<IJobHandler> handlers,
    OperationsOptions options,
    TimeProvider time,
    ILogger<JobWorker> logger) : BackgroundService
{
    private readonly Dictionary<string, IJobHandler> _handlers =
        handlers.ToDictionary(h => h.Kind, StringComparer.Ordinal);

    private readonly string _name =
        $"{Environment.MachineName}/{Environment.ProcessId}/{Guid.CreateVersion7(time.GetUtcNow()):N}";

    /// <summary>Runs what is due now, one after the other, and returns; for commands that do their work in
    /// place.</summary>
    /// <returns>Jobs run.</returns>
    public async Task<int> DrainAsync(CancellationToken cancellationToken)
    {
        var done = 0;
        while (await RunNextAsync(_name, cancellationToken))
            done++;
        return done;
    }

    /// <inheritdoc />
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        Enumerable.Range(0, options.WorkerConcurrency).Select(lane => WorkAsync($"{_name}/{lane}", stoppingToken)));

    private async Task WorkAsync(string owner, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                if (!await RunNextAsync(owner, stopping))
                    await Task.Delay(options.PollInterval, time, stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                StoreFailed(exception); // the database is away: wait and try again
                await Task.Delay(options.LeaseDuration / 3, time, CancellationToken.None).WaitAsync(stopping)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task<bool> RunNextAsync(string owner, CancellationToken stopping)
    {
        var limits = _handlers.ToDictionary(h => h.Key, h => h.Value.Limit, StringComparer.Ordinal);
        var job = await queue.ClaimAsync(owner, limits, stopping);
        if (job is null)
            return false;
        using var cut = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        using var heart = new CancellationTokenSource();
        var beating = BeatAsync(job, cut, heart.Token);
        var failure = await TryAsync(job, cut.Token);
        await heart.CancelAsync();
        var hold = await beating;
        await EndAsync(job, hold, failure, stopping);
        return true;
    }

    private async Task<Exception?> TryAsync(Job job, CancellationToken cancellationToken)
    {
        try
        {
            var run = new JobRun(job, (permille, text, token) => queue.ReportAsync(job, permille, text, token));
            await _handlers[job.Kind].RunAsync(run, cancellationToken);
            return null;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            return exception;
        }
    }

    private async Task EndAsync(Job job, JobHold hold, Exception? failure, CancellationToken stopping)
    {
        // Ends are written even while the process stops: what was done stays done.
        if (hold == JobHold.Lost)
        {
            LeaseLost(job.Kind, job.Id);
        }
        else if (failure is null)
        {
            await queue.SucceedAsync(job, CancellationToken.None);
        }
        else if (hold == JobHold.CancelRequested && failure is OperationCanceledException)
        {
            await queue.StopAsync(job, CancellationToken.None);
        }
        else if (stopping.IsCancellationRequested && failure is OperationCanceledException)
        {
            await queue.HandBackAsync(job, CancellationToken.None);
        }
        else
        {
            TryFailed(failure, job.Kind, job.Id, job.Attempts);
            await queue.FailAsync(job, $"{failure.GetType().Name}: {failure.Message}", CancellationToken.None);
        }
    }

    private async Task<JobHold> BeatAsync(Job job, CancellationTokenSource cut, CancellationToken ended)
    {
        while (true)
        {
            try
            {
                await Task.Delay(options.LeaseDuration / 6, time, ended);
                var hold = await queue.RenewAsync(job, ended);
                if (hold == JobHold.Held)
                    continue;
                await cut.CancelAsync();
                return hold;
            }
            catch (OperationCanceledException)
            {
                return JobHold.Held;
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                StoreFailed(exception); // the next beat may reach it; if none does, the lease ends and Claimed() refuses our end
            }
        }
    }

    // An outage is one line; a fault of ours comes with its place.
    private void StoreFailed(Exception exception) =>
        StoreFailed(exception.GetBaseException().Message, StoreOutage.Is(exception) ? null : exception);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "The operations store did not answer; the worker waits and tries again: {Reason}")]
    private partial void StoreFailed(string reason, Exception? exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Job {Kind} {Id} was taken by another worker; its result is dropped.")]
    private partial void LeaseLost(string kind, Guid id);

    [LoggerMessage(Level = LogLevel.Error, Message = "Job {Kind} {Id} failed in try {Attempt}.")]
    private partial void TryFailed(Exception exception, string kind, Guid id, int attempt);
}

using System.Collections.Concurrent;
using Huoshui.Operations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Huoshui.Systems.OnlineLoans;

/// <summary>Works on applications until the process ends, where the process runs jobs and a bank lends.</summary>
public sealed partial class LoanWorker(
    LoanQueue queue, LoanWork work, LoanOptions options, IServiceProvider services, TimeProvider time,
    ILogger<LoanWorker> logger) : BackgroundService
{
    private static readonly TimeSpan AfterOutage = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<Guid, Task> _running = [];

    /// <summary>Works on what is due now and returns when nothing is; for tests and commands.</summary>
    /// <returns>Rounds done.</returns>
    public async Task<int> DrainAsync(CancellationToken cancellationToken)
    {
        var done = 0;
        while (await queue.ClaimAsync(options.Lanes, cancellationToken) is { Count: > 0 } claimed)
        {
            await Task.WhenAll(claimed.Select(a => work.RunAsync(a, cancellationToken)));
            done += claimed.Count;
        }

        return done;
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // A portal with --no-jobs leaves this to others, as it does with jobs.
        if (!options.IsOpen || services.GetService<JobWorker>() is null)
            return;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await LookAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                Failed(exception); // the store is away: wait and look again
                await Task.Delay(AfterOutage, time, CancellationToken.None).WaitAsync(stoppingToken)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        await Task.WhenAll(_running.Values);
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        var free = options.Lanes - _running.Count;
        var claimed = free > 0 ? await queue.ClaimAsync(free, cancellationToken) : [];
        foreach (var application in claimed)
            Start(application, cancellationToken);
        if (claimed.Count == 0 || claimed.Count == free)
            await queue.WaitAsync(cancellationToken);
    }

    // It leaves the list only after it was put there, however fast it ends: else its lane would be lost for good.
    private void Start(LoanApplication application, CancellationToken cancellationToken)
    {
        var running = Task.Run(() => RunAsync(application, cancellationToken), CancellationToken.None);
        var entry = KeyValuePair.Create(application.Id, running);
        _running[application.Id] = running;
        _ = running.ContinueWith(
            _ =>
            {
                _running.TryRemove(entry);
                queue.Tell();
            },
            CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    private async Task RunAsync(LoanApplication application, CancellationToken cancellationToken)
    {
        try
        {
            await work.RunAsync(application, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // the process ends: another takes it when the lease ends
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            RoundFailed(application.Number, exception); // it stays in the queue until the lease ends
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The queue of applications cannot be read; it is tried again.")]
    private partial void Failed(Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "A round of application {Number} failed; it is done again.")]
    private partial void RoundFailed(string number, Exception exception);
}

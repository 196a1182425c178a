using Huoshui.Operations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Huoshui.Systems.CrossBorderData.Watching;

/// <summary>Asks the nodes as long as the portal or a worker runs.</summary>
internal sealed partial class NodeWatcher(
    NodeWatch watch, BorderOptions options, IServiceProvider services, TimeProvider time, ILogger<NodeWatcher> logger)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // A portal with --no-jobs leaves this to others, as it does with jobs.
        if (options.NodesFile is null || services.GetService<JobWorker>() is null)
            return;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await watch.RoundAsync(stoppingToken);
                await Task.Delay(options.PollEvery, time, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                Failed(exception.GetBaseException().Message); // the store is away, or the file is being written
                await Task.Delay(options.PollEvery, time, CancellationToken.None).WaitAsync(stoppingToken)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The nodes of the cross-border logs were not asked: {Reason}")]
    private partial void Failed(string reason);
}

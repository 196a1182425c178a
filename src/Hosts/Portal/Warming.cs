using Huoshui.Systems.Indicators;
using Huoshui.Warehouse.ClickHouse;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Huoshui.Portal;

/// <summary>Computes the live figures when the portal starts and whenever what they rest on has changed, so that no
/// reader waits for it; then counts who stands behind publications of before that was counted.</summary>
internal sealed partial class Warming(
    LiveFigures figures, UncountedPublications publications, ILogger<Warming> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield(); // the portal listens first
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await figures.WarmAsync(stoppingToken);
                await publications.CountAsync(stoppingToken); // last: one that cannot be counted keeps no figure cold
                await Task.Delay(Pause, stoppingToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }
#pragma warning disable CA1031 // a figure that cannot be computed is told to who opens it; the portal goes on
            catch (Exception error)
#pragma warning restore CA1031
            {
                NotWarmed(log, FactsException.In(error)?.Message ?? error.GetType().Name);
                await Task.Delay(Pause, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    // The type only: a message may hold a cell of a filed table. That of the server of facts holds none.
    [LoggerMessage(Level = LogLevel.Warning, Message = "Live figures could not be computed in advance: {Kind}")]
    private static partial void NotWarmed(ILogger log, string kind);
}

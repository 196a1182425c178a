using Huoshui.Systems.CrossBorderData.Providing;
using Microsoft.Extensions.Hosting;

namespace Huoshui.Desk;

/// <summary>Publishes the status list before verifiers find it old, as long as the desk runs.</summary>
internal sealed class PublishingClock(ProviderDesk desk, TimeProvider clock) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var pause = await desk.PublishIfDueAsync(stoppingToken);
                await Task.Delay(pause, clock, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
    }
}

using Huoshui.Systems.Returns.Api;
using Huoshui.Systems.Returns.Uploads;
using Microsoft.Extensions.Hosting;

namespace Huoshui.Systems.Returns;

/// <summary>Tidies while the portal runs: whole uploads that a killed server left, expired uploads, old replies.</summary>
internal sealed class FilingSweeper(UploadDesk uploads, Idempotency replies, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                await uploads.TidyAsync(stoppingToken);
                await replies.TidyAsync(stoppingToken);
                await Task.Delay(Pause, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // the process ends; the next one goes on
        }
    }
}

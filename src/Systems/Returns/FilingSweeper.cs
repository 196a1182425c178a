using Huoshui.Systems.Returns.Api;
using Huoshui.Systems.Returns.Uploads;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Huoshui.Systems.Returns;

/// <summary>
/// Tidies while the portal or a worker runs: whole uploads that a killed server left, expired uploads, old replies;
/// once a day
/// files that no row names.
/// </summary>
internal sealed partial class FilingSweeper(
    UploadDesk uploads, Idempotency replies, OrphanSweep orphans, TimeProvider time, ILogger<FilingSweeper> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var next = time.GetUtcNow() + Pause;
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                await uploads.TidyAsync(stoppingToken);
                await replies.TidyAsync(stoppingToken);
                if (time.GetUtcNow() >= next)
                {
                    await SweepAsync(stoppingToken);
                    next = time.GetUtcNow() + Day;
                }

                await Task.Delay(Pause, time, stoppingToken);
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
            var swept = await orphans.RunAsync(age: null, remove: true, cancellationToken);
            if (swept.Paths.Count > 0)
                Swept(swept.Paths.Count, swept.Bytes);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ForeignStoreException)
        {
            NotSwept(error);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} files that no row names were removed, {Bytes} bytes.")]
    private partial void Swept(int count, long bytes);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Files that no row names could not be swept; it is tried again tomorrow.")]
    private partial void NotSwept(Exception error);
}

using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Huoshui.Operations;

/// <summary>Delivers the outbox in order of publishing, at least once, from one process at a time (lease
/// <c>outbox</c>).</summary>
public sealed partial class OutboxDispatcher(
    IDbContextFactory<OperationsContext> contexts,
    LeaseStore leases,
    IEnumerable<IOutboxListener> listeners,
    OperationsOptions options,
    TimeProvider time,
    ILogger<OutboxDispatcher> logger) : BackgroundService
{
    private const string LeaseName = "outbox";
    private const int BatchSize = 50;
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(5);
    private const int LongestBackoffExponent = 9;

    private readonly ILookup<string, IOutboxListener> _listeners =
        listeners.ToLookup(l => l.Topic, StringComparer.Ordinal);

    private readonly string _name =
        $"{Environment.MachineName}/{Environment.ProcessId}/{Guid.CreateVersion7(time.GetUtcNow()):N}";

    /// <summary>Delivers what is due, unless another process is at it.</summary>
    /// <returns>Messages delivered.</returns>
    public async Task<int> DispatchAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var now = time.Now();
        var due = context.OutboxMessages.Where(m => m.DeliveredAt == null && m.DueAt <= now)
            .OrderBy(m => m.CreatedAt).ThenBy(m => m.Id);
        if (!await due.AnyAsync(cancellationToken))
            return 0;
        if (await leases.TryAcquireAsync(LeaseName, _name, cancellationToken) is not { } grant)
            return 0;
        var delivered = 0;
        foreach (var message in await due.Take(BatchSize).ToListAsync(cancellationToken))
        {
            delivered += await DeliverAsync(message, cancellationToken) ? 1 : 0;
            await context.SaveChangesAsync(cancellationToken);
            if (await leases.RenewAsync(grant, cancellationToken) is null)
                return delivered;
        }

        await leases.ReleaseAsync(grant, cancellationToken);
        return delivered;
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await DispatchAsync(stoppingToken) == 0)
                    await Task.Delay(options.PollInterval, time, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                StoreFailed(exception);
                await Task.Delay(options.LeaseDuration, time, CancellationToken.None).WaitAsync(stoppingToken)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task<bool> DeliverAsync(OutboxMessage message, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var listener in _listeners[message.Topic])
                await listener.HandleAsync(message, cancellationToken);
            message.DeliveredAt = time.Now();
            message.Error = null;
            return true;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException
                                          && !cancellationToken.IsCancellationRequested)
        {
            DeliveryFailed(exception, message.Topic, message.Id);
            message.DueAt = time.Now() + FirstRetry * Math.Pow(2, Math.Min(message.Failures, LongestBackoffExponent));
            message.Failures++;
            message.Error = exception.GetType().Name;
            return false;
        }
    }

    // An outage is one line; a fault of ours comes with its place.
    private void StoreFailed(Exception exception) =>
        StoreFailed(exception.GetBaseException().Message, StoreOutage.Is(exception) ? null : exception);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "The operations store did not answer; the outbox waits: {Reason}")]
    private partial void StoreFailed(string reason, Exception? exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "Message {Topic} {Id} was not delivered; it is tried again later.")]
    private partial void DeliveryFailed(Exception exception, string topic, Guid id);
}

using Huoshui.Operations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Huoshui.Notices;

/// <summary>One round of what notices need: tell the day, make messages that are due, send what waits. Several
/// processes may do it at once. Thread safe.</summary>
public sealed class NoticeRun
{
    private const int RoundsOfSending = 200;
    private const int SweptAtOnce = 5000;
    private static readonly TimeSpan BetweenDays = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan BetweenSweeps = TimeSpan.FromHours(1);

    private readonly IDbContextFactory<OperationsContext> _contexts;
    private readonly IEnumerable<TellTheDay> _days;
    private readonly NoticePolicy _policy;
    private readonly NoticeOptions _options;
    private readonly DigestMaker _maker;
    private readonly DeliveryQueue _queue;
    private readonly NoticeSender _sender;
    private readonly TimeProvider _time;
    private readonly string _name;
    private DateTimeOffset _toldAt = DateTimeOffset.MinValue;
    private DateTimeOffset _sweptAt = DateTimeOffset.MinValue;

    internal NoticeRun(
        IDbContextFactory<OperationsContext> contexts, IEnumerable<TellTheDay> days, NoticePolicy policy,
        NoticeOptions options, DigestMaker maker, DeliveryQueue queue, NoticeSender sender, TimeProvider time)
    {
        (_contexts, _days, _policy, _options) = (contexts, days, policy, options);
        (_maker, _queue, _sender, _time) = (maker, queue, sender, time);
        _name = $"{Environment.MachineName}/{Environment.ProcessId}/{Guid.CreateVersion7(time.GetUtcNow()):N}";
    }

    /// <summary>Does one round.</summary>
    /// <returns>Messages that were tried.</returns>
    public async Task<int> RoundAsync(CancellationToken cancellationToken)
    {
        if (!_policy.IsThere)
            return 0;
        var due = await _maker.DueAsync(cancellationToken);
        await TellTheDayAsync(due.Count > 0, cancellationToken);
        foreach (var channel in due)
            await _maker.DigestAsync(channel, cancellationToken);
        await _maker.UrgentAsync(cancellationToken);
        await SweepAsync(cancellationToken);
        return await SendAsync(cancellationToken);
    }

    private async Task TellTheDayAsync(bool isDue, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        if (!isDue && now - _toldAt < BetweenDays)
            return;
        foreach (var tell in _days)
            await tell(cancellationToken);
        _toldAt = now;
    }

    private async Task<int> SendAsync(CancellationToken cancellationToken)
    {
        var tried = 0;
        for (var round = 0; round < RoundsOfSending; round++)
        {
            var mine = await _queue.ClaimAsync(_name, _options.AtOnce, cancellationToken);
            await Task.WhenAll(mine.Select(one => SendAsync(one, cancellationToken)));
            tried += mine.Count;
            if (mine.Count < _options.AtOnce)
                break;
        }

        return tried;
    }

    // What was sent is marked even while the process stops: unmarked it would come twice.
    private async Task SendAsync(NoticeDelivery one, CancellationToken cancellationToken)
    {
        SendResult result;
        try
        {
            result = await _sender.SendAsync(one, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            result = SendResult.Failed("stopped");
        }
        catch (Exception error) when (error is not OutOfMemoryException && !StoreOutage.Is(error))
        {
            result = SendResult.Failed(error.GetType().Name); // one that cannot be sent keeps no other back
        }

        await _queue.EndAsync(one, result, CancellationToken.None);
    }

    // Notices and messages whose time is over, some at a time.
    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        if (now - _sweptAt < BetweenSweeps)
            return;
        _sweptAt = now;
        var from = _policy.KeptFrom();
        await using var context = await _contexts.CreateDbContextAsync(cancellationToken);
        var old = await context.Set<Notice>().Where(n => n.At < from).OrderBy(n => n.At).Take(SweptAtOnce)
            .Select(n => n.Sequence).ToListAsync(cancellationToken);
        foreach (var some in old.Chunk(500))
        {
            await context.Set<NoticeMark>().Where(m => some.Contains(m.Sequence)).ExecuteDeleteAsync(cancellationToken);
            await context.Set<Notice>().Where(n => some.Contains(n.Sequence)).ExecuteDeleteAsync(cancellationToken);
        }

        await context.Set<NoticeDelivery>()
            .Where(d => d.CreatedAt < from && d.State != DeliveryState.Waiting).ExecuteDeleteAsync(cancellationToken);
    }
}

/// <summary>Does rounds while the portal or a worker runs.</summary>
internal sealed partial class NoticeWorker(
    NoticeRun run, NoticeOptions options, TimeProvider time, ILogger<NoticeWorker> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await run.RoundAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                RoundFailed(error.GetBaseException().Message, StoreOutage.Is(error) ? null : error);
            }

            await Task.Delay(options.PollInterval, time, stoppingToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Notices wait for the next round: {Reason}")]
    private partial void RoundFailed(string reason, Exception? exception);
}

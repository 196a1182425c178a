using Huoshui.Operations;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Notices;

/// <summary>How many messages stand where.</summary>
/// <param name="Counts">By state; a state without any is left out.</param>
/// <param name="OldestWaiting">When the oldest one that waits was made; null for none.</param>
/// <param name="Failing">Waiting ones of which a try failed.</param>
public sealed record DeliveryHealth(
    IReadOnlyDictionary<DeliveryState, int> Counts, DateTimeOffset? OldestWaiting, int Failing);

/// <summary>待发队列: claims messages by row, so that two processes never send one at the same time, and keeps what
/// became of them. Thread safe.</summary>
public sealed class DeliveryQueue(
    IDbContextFactory<OperationsContext> contexts, NoticePolicy policy, TimeProvider time)
{
    /// <summary>How long a claimed message is its sender's: longer than any patience, so that only a process that
    /// vanished loses one.</summary>
    public static TimeSpan Lease { get; } = TimeSpan.FromMinutes(5);

    private const int LongestBackoffExponent = 8;
    private const int LongestError = 60;
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMinutes(1);

    /// <summary>Where messages stand.</summary>
    public async Task<DeliveryHealth> HealthAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var all = context.Set<NoticeDelivery>().AsNoTracking();
        var counts = await all.GroupBy(d => d.State).Select(g => new { g.Key, Count = g.Count() })
            .ToDictionaryAsync(g => g.Key, g => g.Count, cancellationToken);
        var waiting = all.Where(d => d.State == DeliveryState.Waiting);
        return new DeliveryHealth(
            counts, await waiting.MinAsync(d => (DateTimeOffset?)d.CreatedAt, cancellationToken),
            await waiting.CountAsync(d => d.Error != null, cancellationToken));
    }

    /// <summary>Messages of a state, the newest first.</summary>
    public async Task<Page<NoticeDelivery>> PageAsync(
        DeliveryState? state, PageRequest page, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(page);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = context.Set<NoticeDelivery>().AsNoTracking().Where(d => state == null || d.State == state);
        return new Page<NoticeDelivery>(
            await rows.OrderByDescending(d => d.CreatedAt).ThenBy(d => d.Id).Skip(Math.Max(page.Offset, 0))
                .Take(Math.Clamp(page.Limit, 1, PageRequest.LargestLimit)).ToListAsync(cancellationToken),
            await rows.CountAsync(cancellationToken));
    }

    /// <summary>重发: a message that was given up waits again.</summary>
    /// <returns>Whether it was one of those.</returns>
    public async Task<bool> ResendAsync(Guid id, string actor, CancellationToken cancellationToken)
    {
        var now = time.Now();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var again = await context.Set<NoticeDelivery>().Where(d => d.Id == id && d.State == DeliveryState.Dead)
            .ExecuteUpdateAsync(
                set => set.SetProperty(d => d.State, DeliveryState.Waiting).SetProperty(d => d.Attempts, 0)
                    .SetProperty(d => d.DueAt, now).SetProperty(d => d.LeaseUntil, (DateTimeOffset?)null),
                cancellationToken);
        if (again == 1)
            context.Audit(actor, "notice.resend", $"notice-delivery/{id}");
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return again == 1;
    }

    /// <summary>Takes messages that are due, the oldest first, for a sender.</summary>
    internal async Task<IReadOnlyList<NoticeDelivery>> ClaimAsync(
        string owner, int most, CancellationToken cancellationToken)
    {
        var (now, until) = (time.Now(), time.Now() + Lease);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var due = await context.Set<NoticeDelivery>().AsNoTracking()
            .Where(d => d.State == DeliveryState.Waiting && d.DueAt <= now
                && (d.LeaseUntil == null || d.LeaseUntil <= now))
            .OrderBy(d => d.DueAt).ThenBy(d => d.Id).Take(most).ToListAsync(cancellationToken);
        var mine = new List<NoticeDelivery>();
        foreach (var one in due)
        {
            var taken = await context.Set<NoticeDelivery>()
                .Where(d => d.Id == one.Id && d.State == DeliveryState.Waiting && d.Attempts == one.Attempts
                    && (d.LeaseUntil == null || d.LeaseUntil <= now))
                .ExecuteUpdateAsync(
                    set => set.SetProperty(d => d.LeaseOwner, owner).SetProperty(d => d.LeaseUntil, until)
                        .SetProperty(d => d.Attempts, d => d.Attempts + 1),
                    cancellationToken);
            if (taken == 0)
                continue;
            one.Attempts++;
            one.LeaseOwner = owner;
            mine.Add(one);
        }

        return mine;
    }

    /// <summary>Keeps what became of a claimed message, and what follows for its channel.</summary>
    internal async Task EndAsync(NoticeDelivery one, SendResult result, CancellationToken cancellationToken)
    {
        var now = time.Now();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var (state, due) = After(one, result, now);
        DateTimeOffset? sent = result.Outcome == SendOutcome.Taken ? now : null;
        var error = result.Error is { Length: > LongestError } long_ ? long_[..LongestError] : result.Error;
        var ended = await context.Set<NoticeDelivery>()
            .Where(d => d.Id == one.Id && d.LeaseOwner == one.LeaseOwner && d.Attempts == one.Attempts)
            .ExecuteUpdateAsync(
                set => set.SetProperty(d => d.State, state).SetProperty(d => d.DueAt, due)
                    .SetProperty(d => d.SentAt, sent).SetProperty(d => d.Error, error)
                    .SetProperty(d => d.LeaseOwner, (string?)null)
                    .SetProperty(d => d.LeaseUntil, (DateTimeOffset?)null),
                cancellationToken);
        if (ended == 1)
            await MarkChannelAsync(context, one, result, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private (DeliveryState State, DateTimeOffset Due) After(
        NoticeDelivery one, SendResult result, DateTimeOffset now) =>
        result.Outcome switch
        {
            SendOutcome.Taken => (DeliveryState.Sent, one.DueAt),
            SendOutcome.NotWanted => (DeliveryState.Dropped, one.DueAt),
            SendOutcome.Refused => (DeliveryState.Dead, one.DueAt),
            _ when one.Attempts >= policy.Whole("attempts_max") => (DeliveryState.Dead, one.DueAt),
            _ => (DeliveryState.Waiting,
                now + FirstRetry * Math.Pow(2, Math.Min(one.Attempts - 1, LongestBackoffExponent))),
        };

    private async Task MarkChannelAsync(
        OperationsContext context, NoticeDelivery one, SendResult result, CancellationToken cancellationToken)
    {
        var channel = context.Set<NoticeChannel>().Where(c => c.Account == one.Account && c.Kind == one.Channel
            && c.Generation == one.Generation);
        if (result.Outcome == SendOutcome.Taken)
        {
            await channel.ExecuteUpdateAsync(set => set.SetProperty(c => c.Refusals, 0), cancellationToken);
            return;
        }

        if (result.Outcome != SendOutcome.Refused)
            return;
        await channel.ExecuteUpdateAsync(
            set => set.SetProperty(c => c.Refusals, c => c.Refusals + 1), cancellationToken);
        var most = policy.Whole("refusals_max");
        var off = await channel.Where(c => c.Refusals >= most && c.State == ChannelState.On).ExecuteUpdateAsync(
            set => set.SetProperty(c => c.State, ChannelState.Refused)
                .SetProperty(c => c.NextAt, (DateTimeOffset?)null)
                .SetProperty(c => c.Revision, c => c.Revision + 1),
            cancellationToken);
        if (off == 0)
            return;
        context.Audit("自动", "notice.channel-off", $"notice-channel/{one.Channel}/{one.Account}", new { result.Error });
        await context.SaveChangesAsync(cancellationToken);
        await new NoticePost(policy, time).WriteAsync(
            context,
            [new NoticeDraft("notices.address_refused", Audiences.Account(one.Account), one.Id.ToString("N"),
                "/account/notices")],
            cancellationToken);
    }
}

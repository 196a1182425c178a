using System.Globalization;
using Huoshui.Operations;
using Huoshui.Registry;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Notices;

/// <summary>Makes messages of notices: one digest for each channel at its times, urgent ones at once within the hourly
/// limit. A message and the marks that it moves are saved together, by whoever moves the channel first. Thread safe,
/// also between processes.</summary>
internal sealed class DigestMaker(
    IDbContextFactory<OperationsContext> contexts, NoticePolicy policy, StandingNotices standing, TimeProvider time)
{
    private const int ChannelsAtOnce = 500;
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    // Urgent notices that this process has looked at; a new process looks at those of a day again, which tells nothing
    // twice.
    private long _looked;

    /// <summary>Channels whose time has come.</summary>
    public async Task<IReadOnlyList<NoticeChannel>> DueAsync(CancellationToken cancellationToken)
    {
        var now = time.Now();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Set<NoticeChannel>().AsNoTracking()
            .Where(c => c.State == ChannelState.On && c.NextAt <= now)
            .OrderBy(c => c.NextAt).ThenBy(c => c.Account).ThenBy(c => c.Kind).Take(ChannelsAtOnce)
            .ToListAsync(cancellationToken);
    }

    /// <summary>Makes the digest of a channel whose time has come.</summary>
    /// <returns>Whether there was anything new; false also when another process was first.</returns>
    public async Task<bool> DigestAsync(NoticeChannel channel, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var viewer = await NoticeAccounts.ViewerAsync(context, channel.Account, cancellationToken);
        if (viewer is not null)
            await standing.LookAsync(viewer, channel.NextAt!.Value, cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var next = policy.NextDigest(time.Now());
        var taken = await One(context, channel).Where(c => c.NextAt == channel.NextAt)
            .ExecuteUpdateAsync(set => set.SetProperty(c => c.NextAt, next), cancellationToken);
        var isNew = taken == 1 && viewer is not null
            && await MakeAsync(context, channel, viewer, DeliveryPurpose.Digest, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return isNew;
    }

    /// <summary>Makes urgent messages of what is new and urgent, and of what waited for its hour.</summary>
    /// <returns>Messages made.</returns>
    public async Task<int> UrgentAsync(CancellationToken cancellationToken)
    {
        var now = time.Now();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var yesterday = now.AddDays(-1);
        var fresh = await context.Set<Notice>().AsNoTracking()
            .Where(n => n.IsUrgent && n.Sequence > _looked && n.At >= yesterday)
            .GroupBy(n => n.Audience).Select(g => new { g.Key, Last = g.Max(n => n.Sequence) })
            .ToListAsync(cancellationToken);
        var channels = (await NoticeAccounts.ChannelsAsync(
            context, [.. fresh.Select(f => f.Key)], cancellationToken)).ToList();
        channels.AddRange(await context.Set<NoticeChannel>().AsNoTracking()
            .Where(c => c.State == ChannelState.On && c.UrgentAfter <= now).ToListAsync(cancellationToken));
        var made = 0;
        foreach (var channel in channels.DistinctBy(c => (c.Account, c.Kind)))
            made += await UrgentAsync(channel, cancellationToken) ? 1 : 0;
        _looked = Math.Max(_looked, fresh.Count == 0 ? 0 : fresh.Max(f => f.Last));
        return made;
    }

    private async Task<bool> UrgentAsync(NoticeChannel channel, CancellationToken cancellationToken)
    {
        var now = time.Now();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        if (await NoticeAccounts.ViewerAsync(context, channel.Account, cancellationToken) is not { } viewer)
            return false;
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        // Whoever writes the row first is alone with this channel to the end of the transaction.
        var taken = await One(context, channel).Where(c => c.UrgentThrough == channel.UrgentThrough)
            .ExecuteUpdateAsync(set => set.SetProperty(c => c.UrgentAfter, (DateTimeOffset?)null), cancellationToken);
        if (taken == 0)
            return false;
        var hour = now - Hour;
        var sent = await context.Set<NoticeDelivery>()
            .Where(d => d.Account == channel.Account && d.Channel == channel.Kind
                && d.Purpose == DeliveryPurpose.Urgent && d.CreatedAt > hour)
            .OrderBy(d => d.CreatedAt).Select(d => d.CreatedAt).ToListAsync(cancellationToken);
        var isFull = sent.Count >= policy.Whole("urgent_per_hour");
        if (isFull)
        {
            var after = sent[0] + Hour;
            await One(context, channel).ExecuteUpdateAsync(
                set => set.SetProperty(c => c.UrgentAfter, after), cancellationToken);
        }

        var made = !isFull
            && await MakeAsync(context, channel, viewer, DeliveryPurpose.Urgent, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return made;
    }

    // What is in the message counts as told, and what its reader does not want as well.
    private async Task<bool> MakeAsync(
        OperationsContext context, NoticeChannel stale, Viewer viewer, DeliveryPurpose purpose,
        CancellationToken cancellationToken)
    {
        var channel = await One(context, stale).AsNoTracking().SingleAsync(cancellationToken);
        var audiences = Audiences.Of(viewer);
        var last = await NoticeBook.Of(context, audiences).MaxAsync(n => (long?)n.Sequence, cancellationToken) ?? 0;
        var isUrgent = purpose == DeliveryPurpose.Urgent;
        var untold = Untold(context, channel, viewer, audiences).Where(n => n.Sequence <= last);
        if (isUrgent)
            untold = untold.Where(n => n.IsUrgent);
        var digest = await ReadAsync(untold, cancellationToken);
        var through = isUrgent ? channel.Through : Math.Max(channel.Through, last);
        var urgentThrough = isUrgent ? Math.Max(channel.UrgentThrough, last) : channel.UrgentThrough;
        await One(context, channel).ExecuteUpdateAsync(
            set => set.SetProperty(c => c.Through, through).SetProperty(c => c.UrgentThrough, urgentThrough),
            cancellationToken);
        if (digest.Kinds.Count == 0)
            return false;
        var now = time.Now();
        context.Add(new NoticeDelivery
        {
            Id = Guid.CreateVersion7(now),
            Key = string.Create(
                CultureInfo.InvariantCulture,
                $"{channel.Kind}/{purpose}/{channel.Generation}/{last}/{channel.Account}"),
            Account = channel.Account,
            Channel = channel.Kind,
            Purpose = purpose,
            Generation = channel.Generation,
            Body = digest.ToJson(),
            CreatedAt = now,
            DueAt = now,
        });
        await context.SaveChangesAsync(cancellationToken);
        return true;
    }

    // New for the channel: not told by it, not read in the portal, of a kind that is wanted.
    private static IQueryable<Notice> Untold(
        OperationsContext context, NoticeChannel channel, Viewer viewer, IReadOnlyList<string> audiences)
    {
        var (account, kind, through, urgent) =
            (channel.Account, channel.Kind, channel.Through, channel.UrgentThrough);
        return NoticeBook.Unread(context, viewer, audiences).Where(n => n.Sequence > through
            && !(n.IsUrgent && n.Sequence <= urgent)
            && !context.Set<NoticeChoice>().Any(
                c => c.Account == account && c.Channel == kind && c.Kind == n.Kind));
    }

    private async Task<Digest> ReadAsync(IQueryable<Notice> untold, CancellationToken cancellationToken)
    {
        var kinds = await untold.GroupBy(n => n.Kind).Select(g => new { g.Key, Count = g.Sum(n => n.Count) })
            .ToListAsync(cancellationToken);
        var items = await untold.OrderBy(n => !n.IsUrgent).ThenBy(n => n.Due == null).ThenBy(n => n.Due)
            .ThenBy(n => n.Sequence).Take(policy.Whole("digest_items")).ToListAsync(cancellationToken);
        return new Digest(
            [.. kinds.OrderByDescending(k => k.Count).ThenBy(k => k.Key, StringComparer.Ordinal)
                .Select(k => new DigestKind(k.Key, k.Count))],
            [.. items.Select(n => new DigestItem(n.Kind, n.Reference, n.Due, n.Href))]);
    }

    private static IQueryable<NoticeChannel> One(OperationsContext context, NoticeChannel channel)
    {
        var (account, kind) = (channel.Account, channel.Kind);
        return context.Set<NoticeChannel>().Where(
            c => c.Account == account && c.Kind == kind && c.State == ChannelState.On);
    }
}

using Huoshui.Operations;
using Huoshui.Registry;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Notices;

/// <summary>A notice as a reader sees it.</summary>
/// <param name="Notice">The notice.</param>
/// <param name="IsRead">Whether he has read it.</param>
public sealed record ReadNotice(Notice Notice, bool IsRead);

/// <summary>提醒列表 of a viewer, and what he has read. Thread safe.</summary>
public sealed class NoticeBook(IDbContextFactory<OperationsContext> contexts, NoticePolicy policy)
{
    /// <summary>Unread notices that are counted, inclusive; more are told as "more".</summary>
    public const int MostCounted = 99;

    /// <summary>How many notices the viewer has not read; <see cref="MostCounted"/> + 1 for more.</summary>
    public async Task<int> UnreadAsync(Viewer viewer, CancellationToken cancellationToken)
    {
        var audiences = Audiences.Of(viewer);
        if (audiences.Count == 0 || !policy.IsThere)
            return 0;
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await Unread(context, viewer, audiences).Take(MostCounted + 1).CountAsync(cancellationToken);
    }

    /// <summary>A page of the viewer's notices, the newest first.</summary>
    /// <param name="viewer">Who looks.</param>
    /// <param name="isUnreadOnly">Leaves out what he has read.</param>
    /// <param name="page">Offset and limit; sort and search are not asked.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<Page<ReadNotice>> PageAsync(
        Viewer viewer, bool isUnreadOnly, PageRequest page, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(page);
        var audiences = Audiences.Of(viewer);
        if (audiences.Count == 0 || !policy.IsThere)
            return new Page<ReadNotice>([], 0);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var notices = isUnreadOnly ? Unread(context, viewer, audiences) : Of(context, audiences);
        var total = await notices.CountAsync(cancellationToken);
        var rows = await notices.OrderByDescending(n => n.Sequence).Skip(Math.Max(page.Offset, 0))
            .Take(Math.Clamp(page.Limit, 1, PageRequest.LargestLimit)).ToListAsync(cancellationToken);
        var unread = isUnreadOnly ? [.. rows.Select(r => r.Sequence)]
            : await Unread(context, viewer, audiences)
                .Where(n => rows.Select(r => r.Sequence).Contains(n.Sequence)).Select(n => n.Sequence)
                .ToHashSetAsync(cancellationToken);
        return new Page<ReadNotice>([.. rows.Select(r => new ReadNotice(r, !unread.Contains(r.Sequence)))], total);
    }

    /// <summary>Marks one notice of the viewer's read; one that is none of his is left alone.</summary>
    public async Task ReadAsync(Viewer viewer, long sequence, CancellationToken cancellationToken)
    {
        var audiences = Audiences.Of(viewer);
        if (audiences.Count == 0)
            return;
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        if (!await Unread(context, viewer, audiences).AnyAsync(n => n.Sequence == sequence, cancellationToken))
            return;
        await context.Database.ExecuteSqlAsync(
            $"""
             INSERT INTO "NoticeMarks" ("Account", "Sequence") VALUES ({viewer.AccountName}, {sequence})
             ON CONFLICT DO NOTHING
             """, cancellationToken);
    }

    /// <summary>Marks everything read that the viewer could have seen.</summary>
    /// <param name="viewer">Who read.</param>
    /// <param name="through">The newest notice that his page showed: what came afterwards stays unread.</param>
    /// <param name="cancellationToken">Stops it before anything is changed.</param>
    public async Task ReadAllAsync(Viewer viewer, long through, CancellationToken cancellationToken)
    {
        var audiences = Audiences.Of(viewer);
        if (audiences.Count == 0)
            return;
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var newest = await Of(context, audiences).MaxAsync(n => (long?)n.Sequence, cancellationToken) ?? 0;
        var name = viewer.AccountName;
        var upto = Math.Min(through, newest);
        await context.Database.ExecuteSqlAsync(
            $"""
             INSERT INTO "NoticeReaders" ("Account", "ReadThrough") VALUES ({name}, {upto})
             ON CONFLICT ("Account") DO UPDATE SET "ReadThrough" = excluded."ReadThrough"
             WHERE "NoticeReaders"."ReadThrough" < excluded."ReadThrough"
             """, cancellationToken);
        await context.Set<NoticeMark>().Where(m => m.Account == name && m.Sequence <= upto)
            .ExecuteDeleteAsync(cancellationToken);
    }

    internal static IQueryable<Notice> Of(OperationsContext context, IReadOnlyList<string> audiences) =>
        context.Set<Notice>().AsNoTracking().Where(n => audiences.Contains(n.Audience));

    internal static IQueryable<Notice> Unread(
        OperationsContext context, Viewer viewer, IReadOnlyList<string> audiences)
    {
        var name = viewer.AccountName;
        return Of(context, audiences).Where(n =>
            n.Sequence > (context.Set<NoticeReader>().Where(r => r.Account == name)
                .Select(r => (long?)r.ReadThrough).FirstOrDefault() ?? 0)
            && !context.Set<NoticeMark>().Any(m => m.Account == name && m.Sequence == n.Sequence));
    }
}

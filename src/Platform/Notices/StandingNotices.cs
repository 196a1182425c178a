using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Huoshui.Operations;
using Huoshui.Registry;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Notices;

/// <summary>Makes notices of what waits for an account and did not wait the last time: for kinds of which no event is
/// told. Thread safe.</summary>
internal sealed class StandingNotices(
    IDbContextFactory<OperationsContext> contexts, IEnumerable<FindStanding> finders, NoticePost post)
{
    /// <summary>Places of a kind that are compared.</summary>
    internal const int MostCompared = 100;

    private const int HashBytes = 6;

    /// <summary>Looks and tells.</summary>
    /// <param name="viewer">For whom.</param>
    /// <param name="slot">The time of the digest: one look for each is told once.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task LookAsync(Viewer viewer, DateTimeOffset slot, CancellationToken cancellationToken)
    {
        var found = new List<StandingKind>();
        foreach (var find in finders)
            found.AddRange(await find(viewer, MostCompared, cancellationToken));
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var name = viewer.AccountName;
        var known = await context.Set<NoticeStanding>().AsNoTracking().Where(s => s.Account == name)
            .ToDictionaryAsync(s => s.Kind, cancellationToken);
        var key = slot.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var drafts = new List<NoticeDraft>();
        foreach (var standing in found)
        {
            var fresh = Fresh(standing, known.GetValueOrDefault(standing.Kind));
            if (fresh > 0)
            {
                drafts.Add(new NoticeDraft(
                    standing.Kind, Audiences.Account(name), key, standing.AllHref, Count: fresh));
            }
            await KeepAsync(context, name, standing, cancellationToken);
        }

        var kinds = found.Select(f => f.Kind).ToList();
        await context.Set<NoticeStanding>().Where(s => s.Account == name && !kinds.Contains(s.Kind))
            .ExecuteDeleteAsync(cancellationToken);
        await post.WriteAsync(context, drafts, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>How many are new: places not seen before, or more than there were.</summary>
    internal static int Fresh(StandingKind now, NoticeStanding? before)
    {
        if (before is null)
            return now.Total;
        var seen = before.Seen.Split(' ').ToHashSet(StringComparer.Ordinal);
        return Math.Max(Marks(now).Count(m => !seen.Contains(m)), now.Total - before.Total);
    }

    private static IEnumerable<string> Marks(StandingKind one) => one.First.Select(f =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(f)).AsSpan(0, HashBytes)));

    private static Task KeepAsync(
        OperationsContext context, string account, StandingKind one, CancellationToken cancellationToken) =>
        context.Database.ExecuteSqlAsync(
            $"""
             INSERT INTO "NoticeStandings" ("Account", "Kind", "Total", "Seen")
             VALUES ({account}, {one.Kind}, {one.Total}, {string.Join(' ', Marks(one))})
             ON CONFLICT ("Account", "Kind") DO UPDATE SET "Total" = excluded."Total", "Seen" = excluded."Seen"
             """, cancellationToken);
}

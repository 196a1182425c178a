using System.Globalization;
using Huoshui.Notices;
using Huoshui.Operations;
using Huoshui.Registry;
using Huoshui.Systems.Visits.Problems;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.Visits.Notices;

/// <summary>Tells of what the day brings: answers of banks that turn amber or red, problems past their last day.
/// Each is told once, whichever process looks first. Thread safe.</summary>
internal sealed class DayNotices(
    IDbContextFactory<OperationsContext> contexts, VisitPolicy policy, NoticePost post)
{
    /// <summary>Days back that are told when no process ran: what is older was told or stands in the 待办.</summary>
    internal const int DaysBack = 14;

    private const int RowsAtOnce = 1000;

    // This process looked at that day; another one writes the same keys, which count once.
    private DateOnly _told;

    /// <summary>Tells once for each day (<see cref="TellTheDay"/>).</summary>
    public async Task TellAsync(CancellationToken cancellationToken)
    {
        var today = policy.Today();
        if (!policy.IsThere || _told == today)
            return;
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var from = today.AddDays(-DaysBack);
        await AnswersAsync(context, from, today, cancellationToken);
        await ProblemsAsync(context, from, today, cancellationToken);
        _told = today;
    }

    private async Task AnswersAsync(
        OperationsContext context, DateOnly from, DateOnly today, CancellationToken cancellationToken)
    {
        var owed = context.Set<FinancingCase>().AsNoTracking().Where(c => c.AnsweredAt == null && c.DueOn != null
            && ((c.AmberOn >= from && c.AmberOn <= today) || (c.RedOn >= from && c.RedOn <= today)));
        await EachAsync(
            context, after => owed.Where(c => c.Id > after).OrderBy(c => c.Id).Take(RowsAtOnce), c => c.Id,
            c => Drafts(c, today), cancellationToken);
    }

    private async Task ProblemsAsync(
        OperationsContext context, DateOnly from, DateOnly today, CancellationToken cancellationToken)
    {
        var late = context.Set<VisitProblem>().AsNoTracking().Where(p => p.DueOn >= from && p.DueOn < today);
        await EachAsync(
            context, after => late.Where(p => p.Id > after).OrderBy(p => p.Id).Take(RowsAtOnce), p => p.Id,
            p => [new NoticeDraft(
                NoticeCodes.ProblemLate, Audiences.Area(p.DistrictCode, Roles.DistrictTeam),
                string.Create(CultureInfo.InvariantCulture, $"{p.Id:N}/{p.DueOn:yyyyMMdd}"),
                $"/visits/problems/{p.Id}", Due: p.DueOn)],
            cancellationToken);
    }

    private static IEnumerable<NoticeDraft> Drafts(FinancingCase one, DateOnly today)
    {
        var key = string.Create(CultureInfo.InvariantCulture, $"{one.Id:N}/{one.DueOn:yyyyMMdd}");
        var bank = Audiences.Institution(one.BankId!);
        NoticeDraft Of(string kind, string audience) =>
            new(kind, audience, key, $"/visits/cases/{one.Id}", one.Number, one.DueOn);
        if (one.RedOn > today)
        {
            yield return Of(NoticeCodes.Amber, bank);
            yield break;
        }

        yield return Of(NoticeCodes.Red, bank);
        yield return Of(NoticeCodes.BankRed, Audiences.Area(one.DistrictCode, Roles.DistrictTeam));
    }

    private async Task EachAsync<T>(
        OperationsContext context, Func<Guid, IQueryable<T>> after, Func<T, Guid> key,
        Func<T, IEnumerable<NoticeDraft>> drafts, CancellationToken cancellationToken)
    {
        var last = Guid.Empty;
        while (await after(last).ToListAsync(cancellationToken) is { Count: > 0 } rows)
        {
            await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
            await post.WriteAsync(context, [.. rows.SelectMany(drafts)], cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            last = key(rows[^1]);
        }
    }
}

using Huoshui.Diagnostics;
using Huoshui.Operations;
using Huoshui.Registry;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.OnlineLoans;

/// <summary>待办 of the system: requests for human review that wait for a reviewer of the lender, by deadline. Thread
/// safe.</summary>
public sealed class LoanInbox(IDbContextFactory<OperationsContext> contexts, LoanDesk desk, LoanOptions options)
{
    /// <summary>What waits for the viewer (<see cref="FindWaiting"/>).</summary>
    public async Task<IReadOnlyList<WaitingGroup>> OfAsync(
        Viewer viewer, int most, CancellationToken cancellationToken)
    {
        if (!desk.IsReviewer(viewer))
            return [];
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var waiting = context.Set<LoanApplication>().AsNoTracking()
            .Where(a => a.LenderId == options.LenderId && a.State == LoanState.InReview);
        var total = await waiting.CountAsync(cancellationToken);
        if (total == 0)
            return [];
        var first = most == 0 ? [] : await waiting.OrderBy(a => a.ReviewDue).ThenBy(a => a.Id).Take(most)
            .ToListAsync(cancellationToken);
        return
        [
            new WaitingGroup(
                new LocalizedText("待答复的人工复核", "Human reviews to answer"), total,
                [.. first.Select(a => new WaitingTask(
                    new(a.FirmName, a.FirmName), LoanPolicy.DayOf(a.AppliedAt), a.ReviewAskedAt, a.ReviewDue,
                    $"/loans/desk/{a.Id}"))],
                "/loans/desk?state=InReview") { NoticeKind = "loans.review" },
        ];
    }
}

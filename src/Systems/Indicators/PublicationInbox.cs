using Huoshui.Diagnostics;
using Huoshui.Operations;
using Huoshui.Registry;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.Indicators;

/// <summary>待办 of the system: proposed figures that wait for the second pair of eyes, by 数据日期. Thread safe.</summary>
public sealed class PublicationInbox(IDbContextFactory<OperationsContext> contexts)
{
    private const string Href = "/figures/publications";

    /// <summary>What waits for the viewer (<see cref="FindWaiting"/>): for an approver, what others proposed.</summary>
    public async Task<IReadOnlyList<WaitingGroup>> OfAsync(
        Viewer viewer, int most, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        if (!viewer.IsRegulator || !viewer.Is(Roles.Approver))
            return [];
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var waiting = context.Set<FigurePublication>().AsNoTracking()
            .Where(p => p.State == PublicationState.Proposed && p.ProposedBy != viewer.AccountName);
        var total = await waiting.CountAsync(cancellationToken);
        if (total == 0)
            return [];
        var title = new LocalizedText("待审批的指标", "Figures to approve");
        if (most == 0)
            return [new WaitingGroup(title, total, [], Href) { NoticeKind = "figures.waiting" }];
        var dates = await waiting.GroupBy(p => p.AsOf)
            .Select(g => new { AsOf = g.Key, Count = g.Count(), Since = g.Min(p => p.ProposedAt) })
            .OrderBy(g => g.AsOf).Take(most).ToListAsync(cancellationToken);
        return
        [
            new WaitingGroup(
                title, total,
                [.. dates.Select(d => new WaitingTask(
                    new($"{d.Count} 个指标", $"{d.Count} figures"), d.AsOf, d.Since, null, Href))],
                Href) { NoticeKind = "figures.waiting" },
        ];
    }
}

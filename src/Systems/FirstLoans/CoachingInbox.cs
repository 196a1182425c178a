using Huoshui.Registry;

namespace Huoshui.Systems.FirstLoans;

/// <summary>待办 of coaching: contacts that a bank owes, firms of the list that wait for a bank. Thread safe.</summary>
public sealed class CoachingInbox(CoachingBook book, CoachingPolicy policy)
{
    /// <summary>What waits for the viewer (<see cref="FindWaiting"/>).</summary>
    public async Task<IReadOnlyList<WaitingGroup>> OfAsync(
        Viewer viewer, int most, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        if (!policy.IsThere)
            return [];
        if (viewer.IsRegulator && viewer.Roles.Overlaps(policy.Process.Step(CoachingSteps.Assign).By))
        {
            var (firms, _) = await book.WaitingAsync(cancellationToken);
            return firms == 0 ? [] :
            [
                new WaitingGroup(new("名单上待分派辅导银行", "Firms of the list that wait for a bank"), firms,
                    most == 0 ? [] : [new WaitingTask(
                        new($"{firms} 户", $"{firms} firms"), null, null, null, "/firstloans")], "/firstloans")
                {
                    NoticeKind = "coaching.waiting",
                },
            ];
        }

        if (viewer.InstitutionId is null || !viewer.Roles.Overlaps(policy.Process.Step(CoachingSteps.Contact).By))
            return [];
        var (count, first) = await book.OwedAsync(viewer, policy.Soon(), most, cancellationToken);
        return count == 0 ? [] :
        [
            new WaitingGroup(new("待辅导的首贷户", "First-time borrowers to coach"), count,
                [.. first.Select(p => new WaitingTask(
                    new(p.Coaching.Name, p.Coaching.Name), null, null, p.Coaching.DueOn,
                    $"/firstloans/{p.Coaching.Id}"))], "/firstloans") { NoticeKind = "coaching.waiting" },
        ];
    }
}

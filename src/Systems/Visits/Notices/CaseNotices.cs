using System.Globalization;
using Huoshui.Notices;
using Huoshui.Operations;
using Huoshui.Registry;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.Visits.Notices;

/// <summary>Tells of every step of a case whom it concerns, whichever desk takes it, in its transaction. Thread
/// safe.</summary>
internal sealed class CaseNotices(NoticePost post) : IChangeFollower
{
    /// <inheritdoc />
    public Func<CancellationToken, Task>? Follow(OperationsContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var steps = context.ChangeTracker.Entries<CaseStep>().Where(e => e.State == EntityState.Added)
            .Select(e => e.Entity).ToList();
        if (steps.Count == 0)
            return null;
        var cases = context.ChangeTracker.Entries<FinancingCase>().Select(e => e.Entity).ToDictionary(c => c.Id);
        var known = steps.Where(s => cases.ContainsKey(s.CaseId))
            .Select(s => (Step: s, Case: cases[s.CaseId])).ToList();
        return token => WriteAsync(context, known, token);
    }

    private async Task WriteAsync(
        OperationsContext context, List<(CaseStep Step, FinancingCase Case)> steps,
        CancellationToken cancellationToken)
    {
        var moved = steps.Where(s => s.Step.Actor != s.Case.Account).ToList();
        var names = moved.Select(s => s.Case.Account.ToUpperInvariant()).Distinct().ToList();
        // An officer who declared for an entity finds the case in his own list.
        var officers = await context.Users.Where(u => names.Contains(u.NormalizedUserName!) && u.AreaCode != null)
            .Select(u => u.UserName!).ToListAsync(cancellationToken);
        var drafts = steps.Select(s => Draft(s.Step, s.Case)).OfType<NoticeDraft>()
            .Concat(moved.Select(s => Moved(s.Step, s.Case, officers.Contains(s.Case.Account))));
        await post.WriteAsync(context, [.. drafts], cancellationToken);
    }

    private static NoticeDraft? Draft(CaseStep step, FinancingCase one) => step.Step switch
    {
        CaseSteps.Assign or CaseSteps.Reassign or CaseSteps.PassOn when step.BankId is { } bank =>
            Of(NoticeCodes.Assigned, Audiences.Institution(bank), step, one) with { Due = one.DueOn },
        CaseSteps.Declare or CaseSteps.Resubmit => Of(NoticeCodes.Declared, Team(one), step, one),
        CaseSteps.Refuse => Of(NoticeCodes.Refused, Team(one), step, one),
        CaseSteps.Dispute or CaseSteps.Object => Of(NoticeCodes.Disputed, Team(one), step, one),
        _ => null,
    };

    private static NoticeDraft Moved(CaseStep step, FinancingCase one, bool isOfficer)
    {
        var draft = Of(NoticeCodes.Moved, Audiences.Account(one.Account), step, one);
        return isOfficer ? draft : draft with { Href = $"/visits/mine/{one.Id}" };
    }

    private static NoticeDraft Of(string kind, string audience, CaseStep step, FinancingCase one) => new(
        kind, audience, string.Create(CultureInfo.InvariantCulture, $"{one.Id:N}/{step.Sequence}"),
        $"/visits/cases/{one.Id}", one.Number);

    private static string Team(FinancingCase one) => Audiences.Area(one.DistrictCode, Roles.DistrictTeam);
}

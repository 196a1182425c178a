using System.Linq.Expressions;
using Huoshui.Diagnostics;
using Huoshui.Operations;
using Huoshui.Registry;
using Huoshui.Systems.Visits.Counts;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.Visits;

/// <summary>待办 of visits: what waits for a street, a district team, a bank, an entity or the regulator, the nearest
/// deadline first. Thread safe.</summary>
public sealed class VisitInbox(
    IDbContextFactory<OperationsContext> contexts, VisitPolicy policy, CountReader counts)
{
    /// <summary>What waits for the viewer (<see cref="FindWaiting"/>).</summary>
    public async Task<IReadOnlyList<WaitingGroup>> OfAsync(
        Viewer viewer, int most, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        if (!policy.IsThere)
            return [];
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await counts.EnsureAsync(context, cancellationToken);
        var groups = new List<WaitingGroup?>();
        if (viewer.Is(Roles.StreetOfficer) && viewer.AreaCode is not null)
        {
            groups.Add(await EntitiesAsync(context, viewer, VisitSteps.Again, most, cancellationToken));
            groups.Add(await EntitiesAsync(context, viewer, VisitSteps.Declare, most, cancellationToken));
            groups.Add(await LeadsAsync(context, viewer, most, cancellationToken));
        }

        foreach (var kind in Kinds(viewer))
            groups.Add(await CasesAsync(context, viewer, kind, most, cancellationToken));
        if (viewer.Is(Roles.DistrictTeam) && viewer.AreaCode is not null)
            groups.Add(await CorrectionsAsync(context, viewer, most, cancellationToken));
        return [.. groups.OfType<WaitingGroup>()];
    }

    private IEnumerable<Kind> Kinds(Viewer viewer)
    {
        var today = policy.Today();
        if (viewer.AreaCode is not null && viewer.Is(Roles.DistrictTeam))
        {
            yield return InState("declared", new("待核验的申报", "Declarations to check"));
            yield return InState("recommended", new("待分派银行", "Cases to assign to a bank"));
            yield return InState("disputed", new("对不予授信的异议，待答复", "Objections to refusals"));
            yield return InState("refused", new("银行未授信，待改派或培育", "Refused: another bank or cultivation"));
            yield return new Kind(
                new("银行答复红灯", "Answers of banks at red"), c => c.OwedOn < DateOnly.MaxValue && c.RedOn <= today,
                "?light=Red");
        }
        else if (viewer.IsRegulator)
        {
            yield return new Kind(
                new("银行逾期未答复", "Overdue answers of banks"), c => c.OwedOn < today,
                "?light=Overdue");
        }
        else if (viewer.InstitutionId is not null && viewer.Roles.Overlaps(Roles.OfInstitutions))
        {
            yield return InState("assigned", new("待受理的融资需求", "Cases to accept"));
            if (viewer.Roles.Overlaps(policy.Process.Step(CaseSteps.Refuse).By))
                yield return InState("accepted", new("待答复的融资需求", "Cases to answer"));
        }
        else if (VisitScope.Declares(viewer))
        {
            var account = viewer.AccountName;
            yield return new Kind(
                new("退回的申报，待补正", "Returned declarations to mend"),
                c => c.State == "returned" && c.Account == account, "?state=returned");
            yield return new Kind(
                new("银行未授信，可以提出异议", "Refused: you may object"),
                c => c.State == "refused" && c.Account == account, "?state=refused");
        }
    }

    private static Kind InState(string state, LocalizedText title) =>
        new(title, c => c.State == state, "?state=" + state) { State = state };

    private async Task<WaitingGroup?> CasesAsync(
        OperationsContext context, Viewer viewer, Kind kind, int most, CancellationToken cancellationToken)
    {
        var waiting = VisitScope.Cases(context, viewer).AsNoTracking().Where(kind.Is);
        var total = kind.State is { } state
            ? await counts.SumAsync(
                context, viewer, viewer.InstitutionId is null ? CountKinds.State : CountKinds.BankState, state, null,
                cancellationToken)
            : await waiting.CountAsync(cancellationToken);
        if (total == 0)
            return null;
        var first = most == 0 ? [] : await waiting.OrderBy(c => c.OwedOn).ThenBy(c => c.Id)
            .Take(most).Select(c => new { Case = c, Since = c.Steps.Max(s => s.At) }).ToListAsync(cancellationToken);
        return new WaitingGroup(
            kind.Title, total, [.. first.Select(f => TaskOf(viewer, f.Case, f.Since))],
            VisitHrefs.Cases(viewer) + kind.Filter);
    }

    private static WaitingTask TaskOf(Viewer viewer, FinancingCase one, DateTimeOffset since)
    {
        var name = VisitScope.Masked(one.Name, one.IsIndividual, VisitScope.SeesClear(viewer, one));
        return new WaitingTask(
            new(name, name), AsOf: null, since, one.AnsweredAt is null ? one.DueOn : null,
            VisitHrefs.Case(viewer, one.Id));
    }

    private async Task<WaitingGroup?> EntitiesAsync(
        OperationsContext context, Viewer viewer, string next, int most, CancellationToken cancellationToken)
    {
        var total = await counts.SumAsync(context, viewer, CountKinds.Next, next, null, cancellationToken);
        if (total == 0)
            return null;
        var first = most == 0 ? [] : await (
                from standing in StandingList.Of(context, viewer)
                where standing.Next == next
                orderby standing.AddedAt, standing.EntityId
                join entity in context.Set<VisitedEntity>().AsNoTracking() on standing.EntityId equals entity.Id
                select new
                {
                    Entity = entity,
                    Since = context.Set<Visit>().Where(v => v.EntityId == entity.Id).Max(v => v.At),
                })
            .Take(most).ToListAsync(cancellationToken);
        return new WaitingGroup(
            next == VisitSteps.Again ? new("待再次走访", "To visit again") : new("有需求，待引导申报", "Needs to help to declare"),
            total, [.. first.Select(f => TaskOf(viewer, f.Entity, f.Since))], "/visits/entities?next=" + next)
        {
            NoticeKind = next == VisitSteps.Again ? Notices.NoticeCodes.Again : Notices.NoticeCodes.Lead,
        };
    }

    private static async Task<WaitingGroup?> LeadsAsync(
        OperationsContext context, Viewer viewer, int most, CancellationToken cancellationToken)
    {
        var waiting = VisitLeads.Waiting(context, viewer);
        var total = await waiting.CountAsync(cancellationToken);
        if (total == 0)
            return null;
        var first = most == 0 ? [] : await context.Set<VisitedEntity>().AsNoTracking()
            .Where(e => waiting.Contains(e.Id)).OrderBy(e => e.AddedAt).ThenBy(e => e.Id)
            .Select(e => new
            {
                Entity = e,
                Since = context.Set<VisitLead>().Where(l => l.EntityId == e.Id).Max(l => (DateTimeOffset?)l.Since),
            })
            .Take(most).ToListAsync(cancellationToken);
        return new WaitingGroup(
            new("活动线索，待走访", "Met by a campaign, to visit"), total,
            [.. first.Select(f => TaskOf(viewer, f.Entity, f.Since ?? f.Entity.AddedAt))],
            "/visits/entities?next=" + VisitSteps.Lead);
    }

    private async Task<WaitingGroup?> CorrectionsAsync(
        OperationsContext context, Viewer viewer, int most, CancellationToken cancellationToken)
    {
        var waiting =
            from correction in context.Set<EntityCorrection>().AsNoTracking()
            where correction.DistrictCode == viewer.AreaCode && correction.IsConfirmed == null
            join entity in context.Set<VisitedEntity>() on correction.EntityId equals entity.Id
            orderby correction.At, correction.VisitId
            select new { Entity = entity, correction.At };
        var total = await counts.SumAsync(context, viewer, CountKinds.Correction, null, null, cancellationToken);
        if (total == 0)
            return null;
        var first = most == 0 ? [] : await waiting.Take(most).ToListAsync(cancellationToken);
        return new WaitingGroup(
            new("待核实的登记更正", "Corrections of the register"), total,
            [.. first.Select(f => TaskOf(viewer, f.Entity, f.At))], "/visits/entities?next=" + VisitSteps.Correct);
    }

    private static WaitingTask TaskOf(Viewer viewer, VisitedEntity entity, DateTimeOffset since)
    {
        var name = VisitScope.Masked(entity.Name, entity.IsIndividual, EntityList.SeesNames(viewer));
        return new WaitingTask(new(name, name), AsOf: null, since, null, $"/visits/entities/{entity.Id}");
    }

    // State: those that a counter counts; null for those whose number depends on the day.
    private sealed record Kind(LocalizedText Title, Expression<Func<FinancingCase, bool>> Is, string Filter)
    {
        public string? State { get; init; }
    }
}

using System.Runtime.CompilerServices;
using System.Text.Json;
using Huoshui.Casework;
using Huoshui.Operations;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.Visits;

/// <summary>候选来源: those whom the rules of 首贷户培育名单 and 推荐清单 look at, with the facts as of a day. Thread
/// safe.</summary>
internal sealed class VisitCandidates(
    IDbContextFactory<OperationsContext> contexts, IEnumerable<FindFiledCredit> filed)
{
    /// <summary>Id of the list of first-time borrowers.</summary>
    public const string FirstLoans = "firstloan";

    /// <summary>Id of the list of recommendations.</summary>
    public const string Recommendations = "recommendation";

    // The rule keeps those of its month; those of the month before are told why they are not on this list.
    private const int MonthsBack = 1;

    /// <summary>Entities, merged ones once, that told a need on a visit or by a declaration.</summary>
    public async IAsyncEnumerable<ListCandidate> FirstLoansAsync(
        DateOnly asOf, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var end = EndOf(asOf);
        var needs = await NeedsAsync(context, end, cancellationToken);
        var drawn = await RootsAsync(context, c => c.Drawdowns.Any(d => d.DrawnOn <= asOf), cancellationToken);
        var borrowed = await RootsAsync(
            context, c => c.GrantedAt < end && !c.IsFirstLoan, cancellationToken);
        var credit = filed.FirstOrDefault() is { } find ? await find(asOf, cancellationToken) : null;
        var roots = context.Set<VisitedEntity>().AsNoTracking().Where(e => e.Id == e.RootId && e.AddedAt < end)
            .OrderBy(e => e.Id).AsAsyncEnumerable();
        await foreach (var one in roots.WithCancellation(cancellationToken))
        {
            if (!needs.TryGetValue(one.Id, out var need))
                continue;
            yield return new ListCandidate(KeyOf(one), one.Name, one.IsIndividual, JsonSerializer.SerializeToElement(new
            {
                has_need = true,
                need_on = VisitPolicy.DayOf(need.At),
                is_living = one.DeregisteredAt is null || one.DeregisteredAt >= end,
                district = one.DistrictCode,
                has_drawn = drawn.Contains(one.Id),
                bank_says_borrowed = borrowed.Contains(one.Id),
                has_filed_credit = one.Usci is { } usci && credit?.Codes.Contains(usci) == true,
            }))
            {
                Account = need.Account,
            };
        }
    }

    /// <summary>Cases recommended in the month of the day, or the month before.</summary>
    public async IAsyncEnumerable<ListCandidate> RecommendationsAsync(
        DateOnly asOf, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var end = EndOf(asOf);
        var begin = EndOf(new DateOnly(asOf.Year, asOf.Month, 1).AddMonths(-MonthsBack).AddDays(-1));
        var cases = context.Set<FinancingCase>().AsNoTracking().AsSplitQuery()
            .Include(c => c.Steps).Include(c => c.Standards).Include(c => c.Consents)
            .Where(c => c.Steps.Any(s => s.Step == CaseSteps.Recommend && s.At >= begin && s.At < end))
            .OrderBy(c => c.Id).AsAsyncEnumerable();
        await foreach (var one in cases.WithCancellation(cancellationToken))
        {
            var steps = one.Steps.Where(s => s.At < end).OrderBy(s => s.Sequence).ToList();
            var judged = steps.Last(s => s.Step == CaseSteps.Recommend);
            yield return new ListCandidate(
                one.Number, one.Name, one.IsIndividual, JsonSerializer.SerializeToElement(new
                {
                    recommended_on = VisitPolicy.DayOf(judged.At),
                    standards_met = one.Standards.Count(s => s.Sequence == judged.Sequence && s.IsMet),
                    is_withdrawn = steps[^1].To is "withdrawn" or "returned" or "declared",
                    has_bank_consent = one.Consents.Any(c => c.Kind == ConsentKinds.Bank && c.GivenAt < end
                        && (c.RevokedAt is null || c.RevokedAt >= end)),
                }))
            {
                Account = one.Account,
            };
        }
    }

    /// <summary>The key of an entity in lists: the code of a firm; of a person the entity's own id, never the
    /// number.</summary>
    public static string KeyOf(VisitedEntity entity) => entity.Usci ?? $"P{entity.Id:N}";

    private static DateTimeOffset EndOf(DateOnly day) =>
        VisitPolicy.InstantOf(day.AddDays(1).ToDateTime(TimeOnly.MinValue)).ToUniversalTime();

    // When the need was last told, and the account that declared last.
    private static async Task<Dictionary<Guid, (DateTimeOffset At, string? Account)>> NeedsAsync(
        OperationsContext context, DateTimeOffset end, CancellationToken cancellationToken)
    {
        var told = await (
            from visit in context.Set<Visit>()
            where visit.NeedFen != null && visit.At < end
            join entity in context.Set<VisitedEntity>() on visit.EntityId equals entity.Id
            group visit.At by entity.RootId into g
            select new { g.Key, At = g.Max() }).ToListAsync(cancellationToken);
        var needs = told.ToDictionary(t => t.Key, t => (t.At, Account: (string?)null));
        var declared = await (
            from one in context.Set<FinancingCase>()
            join step in context.Set<CaseStep>() on one.Id equals step.CaseId
            where step.Sequence == 1 && step.At < end
            join entity in context.Set<VisitedEntity>() on one.EntityId equals entity.Id
            orderby step.At, one.Id
            select new { entity.RootId, step.At, one.Account }).ToListAsync(cancellationToken);
        foreach (var one in declared)
        {
            var known = needs.TryGetValue(one.RootId, out var before) && before.At > one.At ? before.At : one.At;
            needs[one.RootId] = (known, one.Account);
        }

        return needs;
    }

    private static async Task<HashSet<Guid>> RootsAsync(
        OperationsContext context, System.Linq.Expressions.Expression<Func<FinancingCase, bool>> which,
        CancellationToken cancellationToken) =>
        [.. await context.Set<FinancingCase>().Where(which)
            .Join(context.Set<VisitedEntity>(), c => c.EntityId, e => e.Id, (_, e) => e.RootId).Distinct()
            .ToListAsync(cancellationToken)];
}

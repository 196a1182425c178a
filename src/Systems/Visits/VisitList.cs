using Huoshui.Operations;
using Huoshui.Registry;
using Huoshui.Systems.Visits.Counts;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.Visits;

/// <summary>Which cases to list.</summary>
/// <param name="State">A state of the process; null for all.</param>
/// <param name="Light">Only unanswered cases with this light; null for all.</param>
/// <param name="Page">Which rows; the search looks at the names of firms.</param>
public sealed record CaseQuery(string? State, CaseLight? Light, PageRequest Page)
{
    /// <summary>Only unanswered cases past the last day.</summary>
    public bool IsOverdue { get; init; }

    /// <summary>Only of a 管理区; null for all.</summary>
    public string? District { get; init; }

    /// <summary>Only those that a bank has, 机构ID; null for all.</summary>
    public string? BankId { get; init; }
}

/// <summary>灯: how a bank's answer stands against its deadline.</summary>
public enum CaseLight
{
    /// <summary>No answer is owed, or the day is far.</summary>
    None,

    /// <summary>黄.</summary>
    Amber,

    /// <summary>红.</summary>
    Red,
}

/// <summary>列表: what a viewer may see of visits, entities and cases. Thread safe.</summary>
public sealed class VisitList(
    IDbContextFactory<OperationsContext> contexts, VisitPolicy policy, CountReader counts, StandingList standings)
{
    private static readonly ListColumns<FinancingCase> CaseColumns = ListColumns.ByKey((FinancingCase c) => c.Id)
        .SortedWithLast("due", c => c.OwedOn, c => c.OwedOn == DateOnly.MaxValue) // what was answered is due no more
        .Sorted("need", c => c.NeedFen).Sorted("state", c => c.State)
        .Sorted("district", c => c.DistrictCode).Searched("name", c => c.IsIndividual ? null : c.Name);

    private static readonly ListColumns<Visit> VisitColumns = ListColumns.ByKey((Visit v) => v.Id)
        .Sorted("at", v => v.At).Sorted("outcome", v => v.Outcome);

    /// <summary>The light of a case today.</summary>
    public CaseLight LightOf(FinancingCase one)
    {
        ArgumentNullException.ThrowIfNull(one);
        var today = policy.Today();
        return one.AnsweredAt is not null || one.DueOn is null ? CaseLight.None
            : today >= one.RedOn ? CaseLight.Red
            : today >= one.AmberOn ? CaseLight.Amber : CaseLight.None;
    }

    /// <summary>The viewer's cases.</summary>
    public async Task<Page<FinancingCase>> CasesAsync(
        Viewer viewer, CaseQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        ArgumentNullException.ThrowIfNull(query);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = VisitScope.Cases(context, viewer).AsNoTracking();
        if (query.State is { } state)
            rows = rows.Where(c => c.State == state);
        if (query.District is { } district)
            rows = rows.Where(c => c.DistrictCode == district);
        if (query.BankId is { } bank)
            rows = rows.Where(c => c.BankId == bank);
        var today = policy.Today();
        if (query.IsOverdue)
            rows = rows.Where(c => c.OwedOn < today);
        if (query.Light is not null and not CaseLight.None)
            rows = rows.Where(c => c.OwedOn < DateOnly.MaxValue);
        rows = query.Light switch
        {
            CaseLight.Red => rows.Where(c => c.RedOn <= today),
            CaseLight.Amber => rows.Where(c => c.AmberOn <= today && c.RedOn > today),
            _ => rows,
        };
        var total = await CountedAsync(context, viewer, query, cancellationToken);
        return await CaseColumns.PageAsync(rows, query.Page, cancellationToken, total);
    }

    /// <summary>The viewer's cases by state; a state without any is left out.</summary>
    public async Task<IReadOnlyDictionary<string, int>> CountsAsync(Viewer viewer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        if (VisitScope.IsDeclarer(viewer))
        {
            return await VisitScope.Cases(context, viewer).GroupBy(c => c.State)
                .Select(g => new { g.Key, Count = g.Count() })
                .ToDictionaryAsync(g => g.Key, g => g.Count, StringComparer.Ordinal, cancellationToken);
        }

        await counts.EnsureAsync(context, cancellationToken);
        return await CountReader.Of(context, viewer, StateKind(viewer)).GroupBy(c => c.Code)
            .Select(g => new { g.Key, Count = (int)g.Sum(c => c.Value) })
            .ToDictionaryAsync(g => g.Key, g => g.Count, StringComparer.Ordinal, cancellationToken);
    }

    // The total, where a counter has it; else the rows are few and are counted.
    private async Task<int?> CountedAsync(
        OperationsContext context, Viewer viewer, CaseQuery query, CancellationToken cancellationToken) =>
        VisitScope.IsDeclarer(viewer) || query.IsOverdue || query.Light is not null and not CaseLight.None
            || query.BankId is not null || !string.IsNullOrWhiteSpace(query.Page.Search)
            || (query.District is not null && viewer.InstitutionId is not null) ? null
        : await counts.SumAsync(context, viewer, StateKind(viewer), query.State, query.District, cancellationToken);

    private static string StateKind(Viewer viewer) =>
        viewer.InstitutionId is null ? CountKinds.State : CountKinds.BankState;

    /// <summary>One case with everything that belongs to it; null if there is none or it is not the viewer's to see:
    /// consent is for the district's team, so a street officer sees the state in the list and no more, but for
    /// what he declared himself. To a bank whose consent was revoked it ends there.</summary>
    public async Task<FinancingCase?> CaseAsync(Viewer viewer, Guid id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var one = await VisitScope.CaseAsync(context, viewer, id, cancellationToken);
        return one is not null && viewer.Is(Roles.StreetOfficer) && !VisitScope.IsOwn(viewer, one) ? null : one;
    }

    /// <summary>The steps of a case that a viewer sees: a bank none after its consent was revoked but its own, and none
    /// of other banks.</summary>
    public static IReadOnlyList<CaseStep> StepsFor(Viewer viewer, FinancingCase one)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        ArgumentNullException.ThrowIfNull(one);
        var steps = one.Steps.OrderBy(s => s.Sequence);
        if (viewer.InstitutionId is not { } bank)
            return [.. steps];
        return [.. steps.Where(s => s.BankId == bank
            && s.Step is not (CaseSteps.Feedback or CaseSteps.Dispute or CaseSteps.Uphold)
            && (one.BankRevokedAt is not { } revoked || s.At < revoked || s.Step is CaseSteps.Draw or CaseSteps.Correct))];
    }

    /// <summary>The visits of the viewer's street or district.</summary>
    public async Task<Page<Visit>> VisitsAsync(Viewer viewer, PageRequest page, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var total = await counts.SumAsync(context, viewer, CountKinds.Visit, null, null, cancellationToken);
        return await VisitColumns.PageAsync(
            VisitScope.Visits(context, viewer).AsNoTracking(), page, cancellationToken, total);
    }

    /// <summary>The entities of the viewer's street or district.</summary>
    /// <param name="viewer">Who looks.</param>
    /// <param name="stage">Only those that count at a stage of the funnel; null for all.</param>
    /// <param name="page">Which rows.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<Page<VisitedEntity>> EntitiesAsync(
        Viewer viewer, FunnelStage? stage, PageRequest page, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(page);
        ArgumentNullException.ThrowIfNull(viewer);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var found = await standings.PageAsync(
            context, viewer, new EntityQuery(stage, null, null, page), null, cancellationToken);
        var ids = found.Rows.Select(s => s.EntityId).ToList();
        var entities = await context.Set<VisitedEntity>().AsNoTracking().Where(e => ids.Contains(e.Id))
            .ToDictionaryAsync(e => e.Id, cancellationToken);
        return new Page<VisitedEntity>([.. ids.Where(entities.ContainsKey).Select(id => entities[id])], found.Total);
    }

    /// <summary>登记更正 that wait for the viewer's district team.</summary>
    public async Task<IReadOnlyList<EntityCorrection>> CorrectionsAsync(
        Viewer viewer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        if (!viewer.Is(Roles.DistrictTeam))
            return [];
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Set<EntityCorrection>().AsNoTracking()
            .Where(c => c.DistrictCode == viewer.AreaCode && c.IsConfirmed == null)
            .OrderBy(c => c.At).ThenBy(c => c.VisitId).Take(PageRequest.LargestLimit).ToListAsync(cancellationToken);
    }
}

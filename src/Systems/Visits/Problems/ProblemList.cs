using Huoshui.Diagnostics;
using Huoshui.Operations;
using Huoshui.Registry;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.Visits.Problems;

/// <summary>Which problems to list.</summary>
/// <param name="State">A state; null for all.</param>
/// <param name="IsLate">Only those past the last day of their department.</param>
/// <param name="District">管理区; null for all that the viewer sees.</param>
/// <param name="Page">Which rows.</param>
public sealed record ProblemQuery(string? State, bool IsLate, string? District, PageRequest Page);

/// <summary>A problem with the entity that has it.</summary>
public sealed class ProblemRow
{
    /// <summary>The problem.</summary>
    public required VisitProblem Problem { get; init; }

    /// <summary>Whose.</summary>
    public required VisitedEntity Entity { get; init; }
}

/// <summary>难题清单 as a viewer sees it: a street its own, a district its own, the regulator all. Thread safe.</summary>
public sealed class ProblemList(IDbContextFactory<OperationsContext> contexts, ProblemPolicy policy)
{
    private static readonly ListColumns<ProblemRow> Columns = ListColumns.ByKey((ProblemRow r) => r.Problem.Id)
        .Sorted("due", r => r.Problem.DueOn).Sorted("state", r => r.Problem.State)
        .Sorted("district", r => r.Problem.DistrictCode);

    /// <summary>A page of problems.</summary>
    public async Task<Page<ProblemRow>> PageAsync(
        Viewer viewer, ProblemQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        ArgumentNullException.ThrowIfNull(query);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var problems = Of(context, viewer).AsNoTracking();
        if (query.State is { } state)
            problems = problems.Where(p => p.State == state);
        if (query.District is { } district)
            problems = problems.Where(p => p.DistrictCode == district);
        var today = policy.Today();
        if (query.IsLate)
            problems = problems.Where(p => p.DueOn < today);
        var rows =
            from problem in problems
            join entity in context.Set<VisitedEntity>().AsNoTracking() on problem.EntityId equals entity.Id
            select new ProblemRow { Problem = problem, Entity = entity };
        return await Columns.PageAsync(rows, query.Page, cancellationToken);
    }

    /// <summary>One problem with its history; null if there is none or it is not the viewer's to see.</summary>
    public async Task<ProblemRow?> OneAsync(Viewer viewer, Guid id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        if (await FindAsync(context, viewer, id, cancellationToken) is not { } problem)
            return null;
        var entity = await context.Set<VisitedEntity>().AsNoTracking()
            .SingleAsync(e => e.Id == problem.EntityId, cancellationToken);
        return new ProblemRow { Problem = problem, Entity = entity };
    }

    /// <summary>The viewer's problems by state; a state without any is left out.</summary>
    public async Task<IReadOnlyDictionary<string, int>> CountsAsync(Viewer viewer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await Of(context, viewer).GroupBy(p => p.State).Select(g => new { g.Key, Count = g.Count() })
            .ToDictionaryAsync(g => g.Key, g => g.Count, StringComparer.Ordinal, cancellationToken);
    }

    /// <summary>待办: problems to give to a department, and late ones.</summary>
    public async Task<IReadOnlyList<WaitingGroup>> WaitingAsync(
        Viewer viewer, int most, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        if (!policy.IsThere || !(viewer.IsRegulator || viewer.Is(Roles.DistrictTeam)))
            return [];
        var state = viewer.IsRegulator ? "escalated" : "open";
        var title = viewer.IsRegulator ? new LocalizedText("报上来的难题，待交办", "Problems reported to the city")
            : new LocalizedText("待交办的难题", "Problems to give to a department");
        var groups = new[]
        {
            await GroupAsync(viewer, new ProblemQuery(state, false, null, new PageRequest(0, Math.Max(most, 1))),
                title, most,
                "?state=" + state, cancellationToken),
            await GroupAsync(viewer, new ProblemQuery(null, true, null, new PageRequest(0, Math.Max(most, 1), "due")),
                new("逾期未办的难题", "Late problems"), most, "?late=1", cancellationToken),
        };
        return [.. groups.OfType<WaitingGroup>()];
    }

    internal static Task<VisitProblem?> FindAsync(
        OperationsContext context, Viewer viewer, Guid id, CancellationToken cancellationToken) =>
        Of(context, viewer).Include(p => p.Steps).SingleOrDefaultAsync(p => p.Id == id, cancellationToken);

    private async Task<WaitingGroup?> GroupAsync(
        Viewer viewer, ProblemQuery query, LocalizedText title, int most, string filter,
            CancellationToken cancellationToken)
    {
        var page = await PageAsync(viewer, query, cancellationToken);
        return page.Total == 0 ? null : new WaitingGroup(
            title, page.Total, [.. page.Rows.Take(most).Select(r => TaskOf(viewer, r))], "/visits/problems" + filter);
    }

    private WaitingTask TaskOf(Viewer viewer, ProblemRow row)
    {
        var name = VisitScope.Masked(row.Entity.Name, row.Entity.IsIndividual, EntityList.SeesNames(viewer));
        var kind = policy.Title("kind", row.Problem.Kind);
        return new WaitingTask(
            new($"{name} · {kind.Zh}", $"{name} · {kind.En}"), AsOf: null, row.Problem.RaisedAt, row.Problem.DueOn,
            $"/visits/problems/{row.Problem.Id}");
    }

    private static IQueryable<VisitProblem> Of(OperationsContext context, Viewer viewer)
    {
        var (all, area) = (context.Set<VisitProblem>(), viewer.AreaCode);
        return viewer.IsRegulator ? all
            : area is not null && viewer.Is(Roles.DistrictTeam) ? all.Where(p => p.DistrictCode == area)
            : area is not null && viewer.Is(Roles.StreetOfficer) ? all.Where(p => p.StreetCode == area)
            : all.Where(p => false);
    }
}

using Huoshui.Operations;
using Huoshui.Registry;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.Visits.Counts;

/// <summary>Pages of entities off the standings: each read in the order of an index, its total off a counter. Thread
/// safe.</summary>
public sealed class StandingList(CountReader counts)
{
    /// <summary>The standings that a viewer sees.</summary>
    internal static IQueryable<EntityStanding> Of(OperationsContext context, Viewer viewer)
    {
        var all = context.Set<EntityStanding>().AsNoTracking();
        var area = viewer.AreaCode;
        return viewer.IsRegulator ? all
            : area is not null && viewer.Is(Roles.DistrictTeam) ? all.Where(s => s.DistrictCode == area)
            : area is not null && viewer.Is(Roles.StreetOfficer) ? all.Where(s => s.StreetCode == area)
            : all.Where(s => false);
    }

    /// <summary>Those of a query, but for its search.</summary>
    internal static IQueryable<EntityStanding> Of(OperationsContext context, Viewer viewer, EntityQuery query)
    {
        var rows = Of(context, viewer);
        if (query.Stage is { } stage)
        {
            var bit = EntityStanding.BitOf(stage);
            rows = rows.Where(s => (s.Stages & bit) != 0);
        }

        if (query.Next == VisitSteps.Lead)
            rows = rows.Where(s => VisitLeads.Waiting(context, viewer).Contains(s.EntityId));
        else if (query.Next is { } next)
            rows = next == VisitSteps.Correct ? rows.Where(s => s.IsDisputed) : rows.Where(s => s.Next == next);
        return query.District is { } district ? rows.Where(s => s.DistrictCode == district) : rows;
    }

    /// <summary>A page of those of a query.</summary>
    /// <param name="context">The store.</param>
    /// <param name="viewer">Who looks.</param>
    /// <param name="query">Which; its search is left to <paramref name="among"/>.</param>
    /// <param name="among">The entities that a search found; null without a search.</param>
    /// <param name="cancellationToken">Stops it.</param>
    internal async Task<Page<EntityStanding>> PageAsync(
        OperationsContext context, Viewer viewer, EntityQuery query, IReadOnlyList<Guid>? among,
        CancellationToken cancellationToken)
    {
        var rows = Of(context, viewer, query);
        if (among is not null)
            rows = rows.Where(s => among.Contains(s.EntityId));
        var total = among is not null || query is { Stage: not null, Next: not null } or { Next: VisitSteps.Lead }
            ? await rows.CountAsync(cancellationToken)
            : await TotalAsync(context, viewer, query, cancellationToken);
        var offset = Math.Max(query.Page.Offset, 0);
        var limit = Math.Clamp(query.Page.Limit, 1, PageRequest.LargestLimit);
        var take = Math.Min(limit, total - offset);
        if (take <= 0)
            return new Page<EntityStanding>([], total);
        // A page of the second half is read from the end.
        var isNearEnd = offset > total / 2;
        var sorted = Sorted(rows, query.Page.Sort == "street", query.Page.Descending != isNearEnd);
        var page = await RowsAsync(
            context, sorted.Skip(isNearEnd ? total - offset - take : offset).Take(take), cancellationToken);
        if (isNearEnd)
            page.Reverse();
        return new Page<EntityStanding>(page, total);
    }

    // The ids are read off the index alone, however far the page is; then the rows of the page.
    private static async Task<List<EntityStanding>> RowsAsync(
        OperationsContext context, IQueryable<EntityStanding> page, CancellationToken cancellationToken)
    {
        var ids = await page.Select(s => s.EntityId).ToListAsync(cancellationToken);
        var rows = await context.Set<EntityStanding>().AsNoTracking().Where(s => ids.Contains(s.EntityId))
            .ToDictionaryAsync(s => s.EntityId, cancellationToken);
        return [.. ids.Where(rows.ContainsKey).Select(id => rows[id])];
    }

    private static IQueryable<EntityStanding> Sorted(IQueryable<EntityStanding> rows, bool byStreet, bool descending) =>
        (byStreet, descending) switch
        {
            (true, false) => rows.OrderBy(s => s.DistrictCode).ThenBy(s => s.StreetCode).ThenBy(s => s.AddedAt)
                .ThenBy(s => s.EntityId),
            (true, true) => rows.OrderByDescending(s => s.DistrictCode).ThenByDescending(s => s.StreetCode)
                .ThenByDescending(s => s.AddedAt).ThenByDescending(s => s.EntityId),
            (false, false) => rows.OrderBy(s => s.AddedAt).ThenBy(s => s.EntityId),
            (false, true) => rows.OrderByDescending(s => s.AddedAt).ThenByDescending(s => s.EntityId),
        };

    private Task<int> TotalAsync(
        OperationsContext context, Viewer viewer, EntityQuery query, CancellationToken cancellationToken)
    {
        var (kind, code) = query switch
        {
            { Stage: { } stage } => (CountKinds.Stage, stage.ToString()),
            { Next: VisitSteps.Correct } => (CountKinds.Disputed, string.Empty),
            { Next: { } next } => (CountKinds.Next, next),
            _ => (CountKinds.Entities, string.Empty),
        };
        return counts.SumAsync(context, viewer, kind, code, query.District, cancellationToken);
    }
}

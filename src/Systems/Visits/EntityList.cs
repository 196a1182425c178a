using Huoshui.Diagnostics;
using Huoshui.Operations;
using Huoshui.Registry;
using Huoshui.Systems.Visits.Counts;
using Huoshui.Systems.Visits.Search;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.Visits;

/// <summary>Which entities to list.</summary>
/// <param name="Stage">Only those that count at a stage of the funnel; null for all.</param>
/// <param name="Next">Only those whose latest visit left this next step, or another of <see cref="VisitSteps"/>; null
/// for all.</param>
/// <param name="District">管理区; null for all that the viewer sees.</param>
/// <param name="Page">Which rows, sorted by <c>added</c> or <c>street</c>; the search (<see
/// cref="Search.EntitySearch"/>) looks at names, pinyin and codes, and at names of individuals only where the viewer
/// reads them in clear.</param>
public sealed record EntityQuery(FunnelStage? Stage, string? Next, string? District, PageRequest Page);

/// <summary>An entity in a list.</summary>
/// <param name="Entity">The entity.</param>
/// <param name="Last">Its latest visit; null when it was only declared.</param>
/// <param name="State">The state of its latest case; null without one.</param>
public sealed record EntityRow(VisitedEntity Entity, Visit? Last, string? State)
{
    /// <summary>The campaign that met it last; null for none.</summary>
    public LocalizedText? Campaign { get; init; }
}

/// <summary>A page of entities.</summary>
/// <param name="Rows">The entities.</param>
/// <param name="Total">Of all pages; of a search, of those that it found.</param>
/// <param name="Notice">What the reader of a search should know; null for nothing.</param>
public sealed record EntityRows(IReadOnlyList<EntityRow> Rows, int Total, Diagnostic? Notice);

/// <summary>One entity with what belongs to it.</summary>
/// <param name="Entity">The entity.</param>
/// <param name="Visits">Its visits that the viewer sees, the latest first, at most
/// <see cref="EntityList.Most"/>.</param>
/// <param name="Cases">Its cases that the viewer sees, the latest first, at most <see cref="EntityList.Most"/>.</param>
/// <param name="Open">登记更正 that wait for the viewer's district team.</param>
public sealed record EntityView(
    VisitedEntity Entity, IReadOnlyList<Visit> Visits, IReadOnlyList<FinancingCase> Cases,
    IReadOnlyList<EntityCorrection> Open)
{
    /// <summary>活动线索 of it and of those merged into it, the latest first, at most
    /// <see cref="EntityList.Most"/>.</summary>
    public IReadOnlyList<VisitLead> Leads { get; init; } = [];
}

/// <summary>我的网格: entities with their latest visit, and one of them with its history. Thread safe.</summary>
public sealed class EntityList(
    IDbContextFactory<OperationsContext> contexts, StandingList standings, EntitySearch search)
{
    /// <summary>Visits and cases shown of one entity.</summary>
    public const int Most = 100;

    /// <summary>A page of entities; as many queries whatever its length and the size of the register.</summary>
    public async Task<EntityRows> PageAsync(Viewer viewer, EntityQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        ArgumentNullException.ThrowIfNull(query);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var found = string.IsNullOrWhiteSpace(query.Page.Search) ? null
            : await search.FindAsync(context, viewer, query.Page.Search, query.District, cancellationToken);
        var page = await standings.PageAsync(context, viewer, query, found?.Ids, cancellationToken);
        var rows = await WithLastAsync(context, viewer, page.Rows, cancellationToken);
        return new EntityRows(rows, page.Total, found?.Notice);
    }

    /// <summary>One entity; null if there is none or it is not the viewer's to see.</summary>
    public async Task<EntityView?> OneAsync(Viewer viewer, Guid id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var one = await VisitScope.Entities(context, viewer).AsNoTracking()
            .SingleOrDefaultAsync(e => e.Id == id, cancellationToken);
        if (one is null)
            return null;
        var visits = await VisitScope.Visits(context, viewer).AsNoTracking().Where(v => v.EntityId == id)
            .OrderByDescending(v => v.At).ThenByDescending(v => v.Id).Take(Most).ToListAsync(cancellationToken);
        var cases = await VisitScope.Cases(context, viewer).AsNoTracking().Where(c => c.EntityId == id)
            .OrderByDescending(c => c.Id).Take(Most).ToListAsync(cancellationToken);
        var open = !viewer.Is(Roles.DistrictTeam) ? [] : await context.Set<EntityCorrection>().AsNoTracking()
            .Where(c => c.EntityId == id && c.DistrictCode == viewer.AreaCode && c.IsConfirmed == null)
            .OrderBy(c => c.At).Take(Most).ToListAsync(cancellationToken);
        var leads = await context.Set<VisitLead>().AsNoTracking()
            .Where(l => context.Set<VisitedEntity>().Any(e => e.Id == l.EntityId && e.RootId == one.RootId))
            .OrderByDescending(l => l.On).ThenBy(l => l.Id).Take(Most).ToListAsync(cancellationToken);
        return new EntityView(one, visits, cases, open) { Leads = leads };
    }

    /// <summary>One visit with its entity; null if there is none or it is not the viewer's to see.</summary>
    public async Task<(Visit Visit, VisitedEntity Entity)?> VisitAsync(
        Viewer viewer, Guid id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var visit = await VisitScope.Visits(context, viewer).AsNoTracking()
            .SingleOrDefaultAsync(v => v.Id == id, cancellationToken);
        var entity = visit is null ? null : await context.Set<VisitedEntity>().AsNoTracking()
            .SingleOrDefaultAsync(e => e.Id == visit.EntityId, cancellationToken);
        return entity is null ? null : (visit!, entity);
    }

    /// <summary>Whether a viewer reads the names of individuals in his area.</summary>
    internal static bool SeesNames(Viewer viewer) => viewer is { SeesClear: true, AreaCode: not null };

    private static async Task<IReadOnlyList<EntityRow>> WithLastAsync(
        OperationsContext context, Viewer viewer, IReadOnlyList<EntityStanding> page,
        CancellationToken cancellationToken)
    {
        var ids = page.Select(s => s.EntityId).ToList();
        var lasts = page.Select(s => s.LastVisitId).OfType<Guid>().ToList();
        var entities = await context.Set<VisitedEntity>().AsNoTracking().Where(e => ids.Contains(e.Id))
            .ToDictionaryAsync(e => e.Id, cancellationToken);
        var visits = await VisitScope.Visits(context, viewer).AsNoTracking().Where(v => lasts.Contains(v.Id))
            .ToDictionaryAsync(v => v.EntityId, cancellationToken);
        var states = await VisitScope.Cases(context, viewer).Where(c => ids.Contains(c.EntityId))
            .Select(c => new { c.EntityId, c.Id, c.State }).ToListAsync(cancellationToken);
        var cases = states.ToLookup(c => c.EntityId);
        var campaigns = await VisitLeads.NamesAsync(context, ids, cancellationToken);
        return
        [
            .. ids.Where(entities.ContainsKey).Select(id => new EntityRow(
                entities[id], visits.GetValueOrDefault(id), cases[id].MaxBy(c => c.Id)?.State)
            {
                Campaign = campaigns.GetValueOrDefault(id),
            }),
        ];
    }
}

/// <summary>The next steps of a visit that the program follows.</summary>
public static class VisitSteps
{
    /// <summary>引导自主申报.</summary>
    public const string Declare = "declare";

    /// <summary>再次走访.</summary>
    public const string Again = "visit_again";

    /// <summary>未走访: nobody visited the entity yet; no step of the pack.</summary>
    public const string First = "unvisited";

    /// <summary>活动线索 that waits for a visit; no step of the pack, for lists only.</summary>
    public const string Lead = "lead";

    /// <summary>登记更正 that nobody has decided; no step of the pack, for lists only.</summary>
    public const string Correct = "correct";
}

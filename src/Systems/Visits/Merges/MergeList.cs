using Huoshui.Operations;
using Huoshui.Registry;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.Visits.Merges;

/// <summary>A merge with the two entities.</summary>
/// <param name="Merge">The merge.</param>
/// <param name="From">Which no longer counts.</param>
/// <param name="Into">Which counts.</param>
public sealed record MergeRow(EntityMerge Merge, VisitedEntity From, VisitedEntity Into);

/// <summary>合并记录 as a viewer sees them: a district team those of its district, the regulator all. Thread
/// safe.</summary>
public sealed class MergeList(IDbContextFactory<OperationsContext> contexts)
{
    /// <summary>Whether a viewer looks at merges at all.</summary>
    public static bool Sees(Viewer viewer)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        return viewer.IsRegulator || Decides(viewer);
    }

    /// <summary>Whether a viewer merges and undoes it.</summary>
    public static bool Decides(Viewer viewer)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        return viewer.Is(Roles.DistrictTeam) && viewer.AreaCode is not null;
    }

    /// <summary>A page of merges, the latest first.</summary>
    /// <param name="viewer">Who looks.</param>
    /// <param name="isUndone">Only those that were undone, or only those that hold; null for all.</param>
    /// <param name="page">Offset and limit.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<Page<MergeRow>> PageAsync(
        Viewer viewer, bool? isUndone, PageRequest page, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(page);
        if (!Sees(viewer))
            return new Page<MergeRow>([], 0);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = Rows(context, viewer);
        if (isUndone is { } undone)
            rows = rows.Where(r => (r.Merge.UndoneAt != null) == undone);
        var total = await rows.CountAsync(cancellationToken);
        var shown = await rows.OrderByDescending(r => r.Merge.Id).Skip(Math.Max(page.Offset, 0))
            .Take(Math.Clamp(page.Limit, 1, PageRequest.LargestLimit)).ToListAsync(cancellationToken);
        return new Page<MergeRow>([.. shown.Select(r => new MergeRow(r.Merge, r.From, r.Into))], total);
    }

    /// <summary>One merge; null if there is none or it is not the viewer's to see.</summary>
    public async Task<MergeRow?> OneAsync(Viewer viewer, Guid id, CancellationToken cancellationToken)
    {
        if (!Sees(viewer))
            return null;
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var row = await Rows(context, viewer).SingleOrDefaultAsync(r => r.Merge.Id == id, cancellationToken);
        return row is null ? null : new MergeRow(row.Merge, row.From, row.Into);
    }

    // Both of a merge are of one district, also after a move.
    private static IQueryable<Row> Rows(OperationsContext context, Viewer viewer) =>
        from merge in context.Set<EntityMerge>().AsNoTracking()
        join @from in VisitScope.Entities(context, viewer).AsNoTracking() on merge.FromId equals @from.Id
        join @into in context.Set<VisitedEntity>().AsNoTracking() on merge.IntoId equals @into.Id
        select new Row { Merge = merge, From = @from, Into = @into };

    private sealed class Row
    {
        public required EntityMerge Merge { get; init; }

        public required VisitedEntity From { get; init; }

        public required VisitedEntity Into { get; init; }
    }
}

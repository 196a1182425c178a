using Huoshui.Operations;
using Huoshui.Registry;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.Visits.Import;

/// <summary>导入记录: what became of the files of a district, or of the city. Thread safe.</summary>
public sealed class ImportList(IDbContextFactory<OperationsContext> contexts)
{
    /// <summary>Runs that are shown.</summary>
    public const int Most = 20;

    /// <summary>The latest runs that the viewer sees, without their reports.</summary>
    public async Task<IReadOnlyList<EntityImportRun>> LatestAsync(Viewer viewer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await Of(context, viewer).OrderByDescending(r => r.At).ThenByDescending(r => r.Id).Take(Most)
            .Select(r => new EntityImportRun
            {
                Id = r.Id,
                Actor = r.Actor,
                DistrictCode = r.DistrictCode,
                At = r.At,
                FileName = r.FileName,
                Rows = r.Rows,
                Added = r.Added,
                Changed = r.Changed,
                Unchanged = r.Unchanged,
                Rejected = r.Rejected,
            }).ToListAsync(cancellationToken);
    }

    /// <summary>The report of a run; null if there is none or it is not the viewer's to see.</summary>
    public async Task<string?> ReportAsync(Viewer viewer, Guid id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await Of(context, viewer).Where(r => r.Id == id).Select(r => r.Report)
            .SingleOrDefaultAsync(cancellationToken);
    }

    private static IQueryable<EntityImportRun> Of(OperationsContext context, Viewer viewer)
    {
        var all = context.Set<EntityImportRun>().AsNoTracking();
        return !EntityImport.Imports(viewer) ? all.Where(r => false)
            : viewer.IsRegulator ? all : all.Where(r => r.DistrictCode == viewer.AreaCode);
    }
}

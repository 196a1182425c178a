using Huoshui.Diagnostics;
using Huoshui.Operations;
using Huoshui.Registry;
using Huoshui.Systems.Visits.Counts;
using Huoshui.Systems.Visits.Search;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.Visits.Import;

/// <summary>
/// 导入待走访主体名册: a file is read row by row and saved batch by batch, good rows in, bad rows told. What is there
/// already is left, or gets the name and street of the file; so a file that was stopped in the middle is simply
/// imported again. Thread safe.
/// </summary>
public sealed class EntityImport(
    IDbContextFactory<OperationsContext> contexts, VisitKeys keys, SearchIndex search, CountReader counts,
    TimeProvider time)
{
    /// <summary>Rows that are saved together.</summary>
    public const int RowsOfBatch = 5_000;

    /// <summary>Largest file that a page or the API takes, in bytes; larger ones go by the command.</summary>
    public const long LargestUpload = 64L * 1024 * 1024;

    private const int Tries = 5;

    /// <summary>Whether a viewer imports: a district team rows of its district, the regulator of the city.</summary>
    public static bool Imports(Viewer viewer) => VisitFunnel.SeesFunnel(viewer);

    /// <summary>Imports a file.</summary>
    /// <param name="viewer">Who.</param>
    /// <param name="stream">CSV, UTF-8 (<see cref="EntityFile"/>).</param>
    /// <param name="fileName">As it is called.</param>
    /// <param name="progress">Told the rows saved so far; null for none.</param>
    /// <param name="cancellationToken">Stops it between two batches; what is saved stays.</param>
    public async Task<VisitAnswer<EntityImportRun>> RunAsync(
        Viewer viewer, Stream stream, string fileName, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        ArgumentNullException.ThrowIfNull(stream);
        if (!Imports(viewer))
            return VisitAnswer<EntityImportRun>.No(VisitRefusals.NotYours);
        var (file, refusal) = EntityFile.Open(stream);
        using var opened = file;
        if (file is null)
            return VisitAnswer<EntityImportRun>.No(refusal!);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await counts.EnsureAsync(context, cancellationToken);
        await search.EnsureAsync(context, cancellationToken);
        var area = viewer.IsRegulator ? null : viewer.AreaCode;
        var streets = await context.Set<Street>().AsNoTracking().ToListAsync(cancellationToken);
        var check = new ImportCheck(streets, area);
        var total = new Tally();
        foreach (var lines in file.Lines().Chunk(RowsOfBatch))
        {
            var rows = lines.Select(check.Row).OfType<ImportRow>().ToList();
            total += await SavedAsync(viewer, area, rows, check.Report, cancellationToken);
            total = total with { Rows = total.Rows + lines.Length };
            progress?.Report(total.Rows);
        }

        return await ToldAsync(context, viewer, area, fileName, total, check.Report, cancellationToken);
    }

    private async Task<Tally> SavedAsync(
        Viewer viewer, string? area, List<ImportRow> rows, ImportReport report, CancellationToken cancellationToken)
    {
        if (rows.Count == 0)
            return new Tally();
        for (var left = Tries; ; left--)
        {
            var refused = new List<(int Line, Diagnostic Why)>();
            try
            {
                await using var context = await contexts.CreateDbContextAsync(cancellationToken);
                var batch = new ImportBatch(context, keys, search, time);
                var tally = await batch.SaveAsync(viewer, area, rows, refused, cancellationToken);
                foreach (var (line, why) in refused)
                    report.Add(line, why);
                return tally;
            }
            catch (Exception error) when (left > 1 && ImportBatch.IsConflict(error))
            {
                // Somebody added or changed one of these entities at the same moment: it is found now.
            }
        }
    }

    private async Task<VisitAnswer<EntityImportRun>> ToldAsync(
        OperationsContext context, Viewer viewer, string? area, string fileName, Tally total, ImportReport report,
        CancellationToken cancellationToken)
    {
        var run = new EntityImportRun
        {
            Id = Guid.CreateVersion7(time.Now()),
            Actor = viewer.AccountName,
            DistrictCode = area ?? string.Empty,
            At = time.Now(),
            FileName = VisitScope.FileName(fileName),
            Rows = total.Rows,
            Added = total.Added,
            Changed = total.Changed,
            Unchanged = total.Unchanged,
            Rejected = report.Rows,
            Report = report.ToString(),
        };
        context.Add(run);
        context.Audit(
            viewer.AccountName, "entity.import.done", $"import/{run.Id}",
            new { run.Rows, run.Added, run.Changed, run.Unchanged, run.Rejected });
        await context.SaveChangesAsync(cancellationToken);
        return VisitAnswer<EntityImportRun>.Yes(run);
    }
}

/// <summary>What became of rows.</summary>
internal sealed record Tally(int Rows = 0, int Added = 0, int Changed = 0, int Unchanged = 0)
{
    public static Tally operator +(Tally a, Tally b) =>
        new(a.Rows + b.Rows, a.Added + b.Added, a.Changed + b.Changed, a.Unchanged + b.Unchanged);
}

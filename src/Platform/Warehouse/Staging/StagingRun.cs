using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.ExceptionServices;
using Huoshui.Policies;

namespace Huoshui.Warehouse.Staging;

/// <summary>One call of <see cref="Stager"/>: intake, batches, placing.</summary>
internal sealed class StagingRun(
    WarehouseOptions options, TimeProvider time, EmptyTables empty, ReturnDefinition definition, StagingOptions folders)
{
    private readonly List<FileDiagnostic> _diagnostics = [];
    private readonly HashSet<(int Filing, string Table)> _refused = [];

    public StagingResult Run(IReadOnlyList<IncomingFile> files, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folders.WorkFolder);
        var work = Directory.CreateDirectory(Path.Combine(folders.WorkFolder, "stage-" + Path.GetRandomFileName()));
        try
        {
            var batches = Intake(files, work.FullName, cancellationToken);
            var results = Stage(batches, work.FullName, cancellationToken);
            foreach (var result in results)
                _diagnostics.AddRange(result.Diagnostics);
            var tables = results.SelectMany(r => r.Tables).Where(t => !_refused.Contains((t.Filing, t.Table)));
            return new StagingResult(Place(tables), [.. _diagnostics.OrderBy(d => (d.Filing, d.FileNo))]);
        }
        finally
        {
            work.Delete(recursive: true);
        }
    }

    private List<TableBatch> Intake(IReadOnlyList<IncomingFile> files, string work, CancellationToken cancellationToken)
    {
        var intake = new FileIntake(options, definition, work);
        intake.Take(files, cancellationToken);
        _diagnostics.AddRange(intake.Diagnostics);
        _refused.UnionWith(intake.Refused);
        var csv = intake.Csv.ToLookup(c => c.Table, StringComparer.Ordinal);
        var parquet = intake.Parquet.ToLookup(p => p.Table, StringComparer.Ordinal);
        return [.. definition.Tables.SelectMany(t => TableBatch.Cut(t, [.. csv[t.Code]], [.. parquet[t.Code]], options))];
    }

    // Large batches use all threads, one after the other; small ones run beside each other with a thread each: several
    // threads write the parts of a partition in any order.
    private List<BatchResult> Stage(List<TableBatch> batches, string work, CancellationToken cancellationToken)
    {
        var results = new ConcurrentDictionary<int, BatchResult>();
        var numbered = batches.Select((b, i) => (Batch: b, Number: i)).ToLookup(b => b.Batch.Bytes > options.SmallFileBytes);
        var read = batches.SelectMany(b => b.Parquet).Select(p => p.File.Path).ToList();
        foreach (var (batch, number) in numbered[true])
        {
            using var engine = new StagingSession(options, read, work, isLarge: true);
            results[number] = Staging(batch, number, work, engine).Run(cancellationToken);
        }

        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.Work.Threads, CancellationToken = cancellationToken };
        try
        {
            Parallel.ForEach(
                numbered[false],
                parallel,
                () => new StagingSession(options, read, work, isLarge: false),
                (b, _, engine) =>
                {
                    results[b.Number] = Staging(b.Batch, b.Number, work, engine).Run(cancellationToken);
                    return engine;
                },
                engine => engine.Dispose());
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerException!);
        }

        return [.. results.OrderBy(r => r.Key).Select(r => r.Value)];
    }

    private BatchStaging Staging(TableBatch batch, int number, string work, StagingSession engine) =>
        new(options, empty, batch, Path.Combine(work, string.Create(CultureInfo.InvariantCulture, $"batch{number}")),
            engine);

    private List<StagedTable> Place(IEnumerable<WrittenTable> tables)
    {
        var moves = new List<(string From, string To)>();
        var staged = new List<StagedTable>();
        foreach (var table in tables.OrderBy(t => t.Filing).ThenBy(t => t.Table, StringComparer.Ordinal))
        {
            var stem = Path.Combine(
                folders.FactsFolder, definition.Id, table.Table, Guid.CreateVersion7(time.GetUtcNow()).ToString());
            var cells = table.CellsPath is null ? null : stem + FactFile.CellsExtension;
            moves.Add((table.Path, stem + FactFile.Extension));
            if (cells is not null)
                moves.Add((table.CellsPath!, cells));
            staged.Add(new StagedTable(
                table.Filing, table.Table, stem + FactFile.Extension, table.Rows, DurableFile.Sha256(table.Path), cells, table.Cells));
        }

        DurableFile.PlaceAll(moves);
        return staged;
    }
}

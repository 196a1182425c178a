using Huoshui.Policies;
using Huoshui.Warehouse.Staging;

namespace Huoshui.Warehouse;

/// <summary>Makes typed Parquet of filed files, many filings of one return at once. Thread safe.</summary>
/// <param name="options">Limits.</param>
/// <param name="time">Gives the ids of the files made.</param>
public sealed class Stager(WarehouseOptions options, TimeProvider time)
{
    private readonly EmptyTables _empty = new(options);

    /// <summary>Stages files. Nothing half-done stays in the facts folder, whatever happens.</summary>
    /// <param name="definition">The return.</param>
    /// <param name="files">Files of one or many filings.</param>
    /// <param name="folders">Where to write.</param>
    /// <param name="cancellationToken">Stops between and within tables.</param>
    /// <exception cref="IOException">The disk is full, or a file could not be read or written.</exception>
    public Task<StagingResult> StageAsync(
        ReturnDefinition definition,
        IReadOnlyList<IncomingFile> files,
        StagingOptions folders,
        CancellationToken cancellationToken)
    {
        // The engine's walls know absolute paths only.
        var rooted = new StagingOptions(Path.GetFullPath(folders.FactsFolder), Path.GetFullPath(folders.WorkFolder));
        var run = new StagingRun(options, time, _empty, definition, rooted);
        return Task.Run(
            () => run.Run([.. files.Select(f => f with { Path = Path.GetFullPath(f.Path) })], cancellationToken), cancellationToken);
    }
}

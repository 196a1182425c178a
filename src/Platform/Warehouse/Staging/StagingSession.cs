namespace Huoshui.Warehouse.Staging;

/// <summary>
/// The engine of one worker of a staging run, opened when the first batch asks: opening one costs more than most small
/// tables do. Not thread safe.
/// </summary>
/// <param name="options">Limits of the work.</param>
/// <param name="read">Parquet files of the run.</param>
/// <param name="folder">Work folder of the run.</param>
/// <param name="isLarge">Whether its batches come one after the other, with all threads; small ones run beside each
/// other with one each.</param>
internal sealed class StagingSession(
    WarehouseOptions options, IReadOnlyList<string> read, string folder, bool isLarge) : IDisposable
{
    private DuckSession? _copy;
    private DuckSession? _cells;

    /// <summary>Writes typed Parquet.</summary>
    public DuckSession ForCopy => isLarge ? _copy ??= DuckSession.Open(options.Work, read, folder) : ForCells;

    /// <summary>Writes unreadable cells, in the order of the lines.</summary>
    public DuckSession ForCells
    {
        get
        {
            _copy?.Dispose(); // both together would hold twice the memory
            _copy = null;
            return _cells ??= DuckSession.Open(OneThread, read, folder);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _copy?.Dispose();
        _cells?.Dispose();
    }

    private DuckLimits OneThread => options.Work with
    {
        Threads = 1,
        MemoryMebibytes = isLarge ? options.Work.MemoryMebibytes : options.Work.MemoryMebibytes / options.Work.Threads,
    };
}

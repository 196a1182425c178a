namespace Huoshui.Warehouse;

/// <summary>Every limit of the warehouse. Sizes are bytes unless the name says otherwise. Immutable.</summary>
public sealed record WarehouseOptions
{
    private const long Kibi = 1024;
    private const long Mebi = 1024 * Kibi;
    private const long Gibi = 1024 * Mebi;

    /// <summary>Most columns that a filed file may have.</summary>
    public int MaxColumns { get; init; } = 2_000;

    /// <summary>Longest cell, before decoding.</summary>
    public int MaxCellBytes { get; init; } = (int)Mebi;

    /// <summary>Longest record (a line with its quoted line breaks), before decoding.</summary>
    public int MaxRecordBytes { get; init; } = (int)(4 * Mebi);

    /// <summary>Most records of a file whose number of cells may differ from the header's before the file is
    /// refused.</summary>
    public int MaxBrokenRecords { get; init; } = 10_000;

    /// <summary>Largest raw file.</summary>
    public long MaxFileBytes { get; init; } = 64 * Gibi;

    /// <summary>Most entries of a zip.</summary>
    public int MaxZipEntries { get; init; } = 2_000;

    /// <summary>Largest sum of the unpacked entries of a zip.</summary>
    public long MaxUnpackedBytes { get; init; } = 32 * Gibi;

    /// <summary>Most times that an entry of more than one mebibyte may be larger unpacked than packed.</summary>
    public int MaxUnpackRatio { get; init; } = 200;

    /// <summary>Most rows of one table of one filing.</summary>
    public long MaxRows { get; init; } = 2_000_000_000;

    /// <summary>Files of at most this size are read together with others of their table.</summary>
    public long SmallFileBytes { get; init; } = 8 * Mebi;

    /// <summary>Most bytes of small files that are read in one query.</summary>
    public long BatchBytes { get; init; } = 64 * Mebi;

    /// <summary>Most filings whose small files are read in one query.</summary>
    public int BatchFilings { get; init; } = 500;

    /// <summary>Tables of a check run with at most this many rows together are held in memory instead of being read
    /// again.</summary>
    public long InMemoryRows { get; init; } = 150_000;

    /// <summary>Most rows of a page of findings.</summary>
    public int MaxPageRows { get; init; } = 1_000;

    /// <summary>Most findings in an xlsx file; the format itself ends at 1,048,576 lines.</summary>
    public int MaxXlsxRows { get; init; } = 1_000_000;

    /// <summary>What a long job (staging, checking) may use.</summary>
    public DuckLimits Work { get; init; } = new() { MemoryMebibytes = 1_280, Threads = Math.Min(4, Environment.ProcessorCount) };

    /// <summary>What one query of a page may use.</summary>
    public DuckLimits Interactive { get; init; } = new() { MemoryMebibytes = 512, Threads = 1 };
}

using Huoshui.Operations;
using Huoshui.Warehouse;

namespace Huoshui.Systems.Returns;

/// <summary>Where the files of filings lie in the data folder.</summary>
public sealed class ReturnsFolder(OperationsOptions options)
{
    /// <summary>Raw files as received.</summary>
    public RawStore Raw { get; } = new(Path.Combine(options.DataFolder, "raw"));

    /// <summary>Root of the typed Parquet.</summary>
    public string Facts => Path.Combine(options.DataFolder, "facts");

    /// <summary>For temporary files, on the same file system.</summary>
    public string Work => Path.Combine(options.DataFolder, "work");

    /// <summary>The findings of a check run, absolute.</summary>
    public string Findings(Guid runId) => Path.Combine(options.DataFolder, "findings", $"{runId:N}.parquet");

    /// <summary>The path of a new fact file, absolute.</summary>
    public string NewFact(string returnId, string table, DateTimeOffset now) =>
        Path.Combine(Facts, returnId, table, $"{Guid.CreateVersion7(now):D}.parquet");

    /// <summary>A path as the store keeps it: relative to the data folder, with slashes.</summary>
    public string Relative(string path) =>
        Path.GetRelativePath(options.DataFolder, path).Replace(Path.DirectorySeparatorChar, '/');

    /// <summary>A path of the store, absolute.</summary>
    public string Absolute(string path) => Path.GetFullPath(Path.Combine(options.DataFolder, path));

    /// <summary>The staged table of a fact file, as the check runner takes it.</summary>
    internal StagedTable Staged(FactFile file, int ordinal)
    {
        var parquet = Absolute(file.Path);
        var cells = file.UnreadableCells > 0 ? Path.ChangeExtension(parquet, ".cells.parquet") : null;
        return new StagedTable(ordinal, file.Table, parquet, file.Rows, file.Sha256, cells, file.UnreadableCells);
    }
}

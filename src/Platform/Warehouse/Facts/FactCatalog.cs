namespace Huoshui.Warehouse;

/// <summary>A table of an accepted version.</summary>
/// <param name="InstitutionId">Who filed it.</param>
/// <param name="VersionId">The version.</param>
/// <param name="VersionNumber">From 1.</param>
/// <param name="Table">Code of the table.</param>
/// <param name="FactFileId">Its rows.</param>
/// <param name="ParquetPath">Absolute path of the Parquet.</param>
/// <param name="Rows">Rows in it.</param>
public sealed record AcceptedTable(
    string InstitutionId, Guid VersionId, int VersionNumber, string Table, Guid FactFileId, string ParquetPath, long Rows);

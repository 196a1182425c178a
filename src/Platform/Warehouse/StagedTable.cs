using Huoshui.Diagnostics;

namespace Huoshui.Warehouse;

/// <summary>
/// A table of a filing as immutable typed Parquet: file_no, line_no (the physical line in the raw file, the header
/// being
/// line 1; for Parquet the row, from 1), then every field of the table under its code, then <c>_unreadable</c>.
/// </summary>
/// <param name="Filing">Ordinal of the filing in this run.</param>
/// <param name="Table">Code of the table.</param>
/// <param name="ParquetPath">The Parquet file.</param>
/// <param name="Rows">Rows in it.</param>
/// <param name="Sha256">Hash of the Parquet file, lower case hex.</param>
/// <param name="CellsPath">Parquet of what could not be read (file_no, line_no, field, text, reason); null if all
/// could.</param>
/// <param name="UnreadableCells">Rows in it.</param>
public sealed record StagedTable(
    int Filing, string Table, string ParquetPath, long Rows, string Sha256, string? CellsPath, long UnreadableCells);

/// <summary>A diagnostic about a filed file.</summary>
/// <param name="Filing">Ordinal of the filing in this run.</param>
/// <param name="FileNo">Number of the file.</param>
/// <param name="File">Its name; of a zip, <c>name.zip/entry.csv</c>.</param>
/// <param name="Diagnostic">What is wrong; an error means that the file was refused.</param>
public sealed record FileDiagnostic(int Filing, int FileNo, string File, Diagnostic Diagnostic);

/// <summary>What staging gave. A filing with an error has no table of the refused file; the others go on.</summary>
/// <param name="Tables">One for each filing and table, in that order.</param>
/// <param name="Diagnostics">In the order of filings and files.</param>
public sealed record StagingResult(IReadOnlyList<StagedTable> Tables, IReadOnlyList<FileDiagnostic> Diagnostics);

/// <summary>Where staging writes.</summary>
/// <param name="FactsFolder">Root of the facts; a table goes to <c>FactsFolder/return/table/id.parquet</c>.</param>
/// <param name="WorkFolder">For temporary files; on the same file system as the facts, so that a rename is
/// atomic.</param>
public sealed record StagingOptions(string FactsFolder, string WorkFolder);

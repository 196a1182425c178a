namespace Huoshui.Warehouse.Staging;

/// <summary>A CSV file as the first look at it found it.</summary>
/// <param name="File">The file.</param>
/// <param name="Table">Code of its table.</param>
/// <param name="Encoding">How its text is encoded.</param>
/// <param name="IsCertain">False for a file that begins as plain ASCII: the guess may be taken back.</param>
/// <param name="Delimiter">What separates cells.</param>
/// <param name="Columns">For each column of the file the field's code, or null when it is not read.</param>
internal sealed record CsvSource(
    IncomingFile File, string Table, FileEncoding Encoding, bool IsCertain, char Delimiter, IReadOnlyList<string?> Columns)
{
    public int Filing => File.Filing;

    public int FileNo => File.FileNo;

    public long Length { get; init; }

    /// <summary>Files of one signature can be read as one.</summary>
    public string Signature => Delimiter + string.Join(',', Columns);
}

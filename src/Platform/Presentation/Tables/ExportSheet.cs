namespace Huoshui.Presentation.Tables;

/// <summary>A table as a file: what its columns are, its rows, and what must be said about it.</summary>
/// <param name="Title">The table's title, also the sheet's name and the file's.</param>
/// <param name="Columns">The columns, in order.</param>
/// <param name="Rows">The rows; each has one value a column (string, decimal, long, double, DateOnly, bool or null).
/// Read once.</param>
public sealed record ExportSheet(
    string Title,
    IReadOnlyList<ExportColumn> Columns,
    IEnumerable<IReadOnlyList<object?>> Rows)
{
    /// <summary>数据日期 of the rows; null for a list without one.</summary>
    public DateOnly? AsOf { get; init; }

    /// <summary>Who asked for it (account name).</summary>
    public string? Reader { get; init; }

    /// <summary>What for; null when the reader gave none.</summary>
    public string? Purpose { get; init; }
}

/// <summary>A column of an exported table.</summary>
/// <param name="Title">Its title, in the language of the page.</param>
/// <param name="Unit">The unit of its cells; null for none.</param>
/// <param name="IsNumber">True for amounts and counts, which are written as numbers; codes, identifiers and accounts
/// are text.</param>
public sealed record ExportColumn(string Title, string? Unit = null, bool IsNumber = false);

namespace Huoshui.Systems.Indicators;

/// <summary>A record behind a figure: a loan, a policy, a branch.</summary>
/// <param name="InstitutionId">Who filed it.</param>
/// <param name="Key">The business key (借据ID …); never masked.</param>
/// <param name="BaseAmount">What it adds to the figure, in base units; 1 where records are counted.</param>
/// <param name="Facts">What the rule looked at, by column, masked for the viewer; null cells are missing.</param>
/// <param name="Lines">The filed lines that it was made from, the leading one first.</param>
public sealed record FigureRow(
    string InstitutionId,
    string Key,
    decimal BaseAmount,
    IReadOnlyDictionary<string, string?> Facts,
    IReadOnlyList<FiledLine> Lines);

/// <summary>A filed line (报送行).</summary>
/// <param name="Table">Code of the table.</param>
/// <param name="FileNo">Which of the table's files; from 1.</param>
/// <param name="LineNo">Physical line of that file, the header is 1; the row number for Parquet.</param>
/// <param name="VersionNumber">Version of the filing.</param>
/// <param name="FactFileId">The staged table.</param>
public sealed record FiledLine(string Table, int FileNo, long LineNo, int VersionNumber, Guid FactFileId)
{
    /// <summary>Name of the file as it was sent; null when it is not known any more.</summary>
    public string? FileName { get; init; }
}

/// <summary>A page of the records behind a figure.</summary>
/// <param name="Total">How many there are in all.</param>
/// <param name="BaseSum">What they add up to, in base units.</param>
/// <param name="Rows">The page, largest first.</param>
public sealed record FigureRowPage(long Total, decimal BaseSum, IReadOnlyList<FigureRow> Rows)
{
    /// <summary>Nothing to see.</summary>
    public static FigureRowPage Empty { get; } = new(0, 0, []);
}

/// <summary>Which records are wanted.</summary>
public sealed record FigureRowQuery
{
    /// <summary>The date; null takes the figure's own.</summary>
    public DateOnly? AsOf { get; init; }

    /// <summary>What the platform knew then; null is now.</summary>
    public DateTimeOffset? KnownAt { get; init; }

    /// <summary>One institution; null for all that the viewer may see.</summary>
    public string? InstitutionId { get; init; }

    /// <summary>The first row, from 0.</summary>
    public int Offset { get; init; }

    /// <summary>At most so many rows; 1 to 1,000,000.</summary>
    public int Limit { get; init; } = 50;

    /// <summary>One record by its business key; null for all.</summary>
    public string? Key { get; init; }
}

/// <summary>A filed line with its fields.</summary>
/// <param name="Line">Where it stands.</param>
/// <param name="InstitutionId">Who filed it.</param>
/// <param name="Fields">Code, title and value of each field, masked for the viewer.</param>
public sealed record FiledLineContent(FiledLine Line, string InstitutionId, IReadOnlyList<FiledField> Fields);

/// <summary>A field of a filed line.</summary>
/// <param name="Code">For example F270009.</param>
/// <param name="Title">Its name.</param>
/// <param name="Value">As filed, or masked; null if empty.</param>
/// <param name="IsMasked">Whether it is masked.</param>
public sealed record FiledField(string Code, Diagnostics.LocalizedText Title, string? Value, bool IsMasked);

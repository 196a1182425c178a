namespace Huoshui.Warehouse;

/// <summary>
/// A table of a filing as it was staged (数据文件): immutable typed Parquet under the facts folder. Written once, never
/// changed.
/// </summary>
public sealed class FactFile
{
    /// <summary>Ends the name of a fact file.</summary>
    public const string Extension = ".parquet";

    /// <summary>Ends the name of the file of its unreadable cells.</summary>
    public const string CellsExtension = ".cells.parquet";

    /// <summary>Also the name of the Parquet file.</summary>
    public Guid Id { get; set; }

    /// <summary>Return, for example <c>onetable</c>.</summary>
    public string ReturnId { get; set; } = string.Empty;

    /// <summary>Who filed it.</summary>
    public string InstitutionId { get; set; } = string.Empty;

    /// <summary>数据日期.</summary>
    public DateOnly AsOf { get; set; }

    /// <summary>Code of the table.</summary>
    public string Table { get; set; } = string.Empty;

    /// <summary>Relative to the data folder.</summary>
    public string Path { get; set; } = string.Empty;

    /// <summary>Rows in it.</summary>
    public long Rows { get; set; }

    /// <summary>Hash of the Parquet, lower case hex.</summary>
    public string Sha256 { get; set; } = string.Empty;

    /// <summary>Hashes of the raw files that it was made from, joined by a blank, in the order of file_no.</summary>
    public string RawSha256s { get; set; } = string.Empty;

    /// <summary>Cells and lines that could not be read; the Parquet beside it (.cells.parquet) holds them.</summary>
    public long UnreadableCells { get; set; }

    /// <summary>When the platform had all of it.</summary>
    public DateTimeOffset ReceivedAt { get; set; }
}

/// <summary>
/// A certified version of a filing (报送版本). Written by Returns at certification; accepted and superseded once each.
/// Figures read accepted versions only.
/// </summary>
public sealed class FilingVersion
{
    /// <summary>The version's id.</summary>
    public Guid Id { get; set; }

    /// <summary>Return, for example <c>onetable</c>.</summary>
    public string ReturnId { get; set; } = string.Empty;

    /// <summary>Who filed it.</summary>
    public string InstitutionId { get; set; } = string.Empty;

    /// <summary>数据日期.</summary>
    public DateOnly AsOf { get; set; }

    /// <summary>From 1, within return, institution and date.</summary>
    public int Number { get; set; }

    /// <summary>签发.</summary>
    public DateTimeOffset CertifiedAt { get; set; }

    /// <summary>受理; null until the regulator accepts it.</summary>
    public DateTimeOffset? AcceptedAt { get; set; }

    /// <summary>When a later version was accepted in its place; null while it stands.</summary>
    public DateTimeOffset? SupersededAt { get; set; }

    /// <summary>Hash of the rules that it was checked with.</summary>
    public string ChecksHash { get; set; } = string.Empty;

    /// <summary>Its tables.</summary>
    public List<FilingVersionTable> Tables { get; set; } = [];
}

/// <summary>A table of a version.</summary>
public sealed class FilingVersionTable
{
    /// <summary>The version.</summary>
    public Guid VersionId { get; set; }

    /// <summary>Code of the table.</summary>
    public string Table { get; set; } = string.Empty;

    /// <summary>Whether it was filed.</summary>
    public TableState State { get; set; }

    /// <summary>Its rows; null unless uploaded.</summary>
    public Guid? FactFileId { get; set; }
}

/// <summary>State of a table of a filing; a due table in none of them blocks certification.</summary>
public enum TableState
{
    /// <summary>已传.</summary>
    Uploaded,

    /// <summary>零报送: declared to have no rows.</summary>
    Zero,

    /// <summary>不适用: the institution's profile says so.</summary>
    NotApplicable,
}

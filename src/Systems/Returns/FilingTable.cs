using Huoshui.Warehouse;

namespace Huoshui.Systems.Returns;

/// <summary>One due table of a filing: 已传, 零报送, 不适用 or not in yet.</summary>
public sealed class FilingTable
{
    /// <summary>The filing it belongs to.</summary>
    public Guid FilingId { get; init; }

    /// <summary>Table code, for example <c>F27</c>.</summary>
    public required string Table { get; init; }

    /// <summary>已传, 零报送 or 不适用; null: none of the three, so that certification is blocked.</summary>
    public TableState? State { get; set; }

    /// <summary>The typed Parquet of the last upload; null unless <see cref="TableState.Uploaded"/>.</summary>
    public Guid? FactFileId { get; set; }

    /// <summary>Name of the file as it was sent; null unless uploaded.</summary>
    public string? FileName { get; set; }

    /// <summary>Rows staged; 0 unless uploaded.</summary>
    public long Rows { get; set; }

    /// <summary>Cells that could not be read.</summary>
    public long UnreadableCells { get; set; }

    /// <summary>Account that uploaded or declared it; null before.</summary>
    public string? ChangedBy { get; set; }

    /// <summary>When it was uploaded or declared, UTC; null before.</summary>
    public DateTimeOffset? ChangedAt { get; set; }

    /// <summary>True while a re-filing is open that does not name this table: it may not be touched.</summary>
    public bool IsLocked { get; set; }
}

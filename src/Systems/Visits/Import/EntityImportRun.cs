namespace Huoshui.Systems.Visits.Import;

/// <summary>一次导入 of the register: what became of a file. Written when it is done.</summary>
public sealed class EntityImportRun
{
    /// <summary>The key.</summary>
    public Guid Id { get; init; }

    /// <summary>The account.</summary>
    public string Actor { get; init; } = string.Empty;

    /// <summary>管理区 of who imported; empty for the whole city.</summary>
    public string DistrictCode { get; init; } = string.Empty;

    /// <summary>When it was done.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>As the file was called.</summary>
    public string FileName { get; init; } = string.Empty;

    /// <summary>Rows read, the header not counted.</summary>
    public int Rows { get; init; }

    /// <summary>Entities added.</summary>
    public int Added { get; init; }

    /// <summary>Entities that have another name or street now.</summary>
    public int Changed { get; init; }

    /// <summary>Rows whose entity was there already, as they say.</summary>
    public int Unchanged { get; init; }

    /// <summary>Rows that were refused.</summary>
    public int Rejected { get; init; }

    /// <summary>The refused rows as CSV: line, column, code and reason, no value of a cell.</summary>
    public string Report { get; init; } = string.Empty;
}

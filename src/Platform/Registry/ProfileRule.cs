namespace Huoshui.Registry;

/// <summary>What an institution owes for a return or table.</summary>
public enum Duty
{
    /// <summary>应报.</summary>
    Due,

    /// <summary>不适用.</summary>
    NotApplicable,
}

/// <summary>
/// 报送口径: one line of the dated profile that says who files what. The narrowest rule that holds on the day wins: one
/// institution before a kind before everybody, one table before all tables, and of two equal ones the later.
/// </summary>
public sealed class ProfileRule
{
    /// <summary>Stands in <see cref="Table"/> for every table that no other rule names.</summary>
    public const string AllTables = "*";

    /// <summary>The key.</summary>
    public Guid Id { get; set; }

    /// <summary>The institution it is about; null for all of <see cref="Kind"/>.</summary>
    public string? InstitutionId { get; set; }

    /// <summary>The kind of institution it is about; null together with <see cref="InstitutionId"/> means
    /// everybody.</summary>
    public string? Kind { get; set; }

    /// <summary>The return, e.g. <c>onetable</c>.</summary>
    public string ReturnId { get; set; } = string.Empty;

    /// <summary>The table, <see cref="AllTables"/>, or null when the rule is about the return itself.</summary>
    public string? Table { get; set; }

    /// <summary>What it says.</summary>
    public Duty Duty { get; set; }

    /// <summary>The first 数据日期 it holds for.</summary>
    public DateOnly From { get; set; }

    /// <summary>The last 数据日期 it holds for; null while it holds.</summary>
    public DateOnly? To { get; set; }

    /// <summary>Where it is laid down; null if it is not.</summary>
    public string? Source { get; set; }
}

/// <summary>代报关系: one institution files a return for another. An institution always files for itself.</summary>
public sealed class FilingMandate
{
    /// <summary>The key.</summary>
    public Guid Id { get; set; }

    /// <summary>Who files.</summary>
    public string FilerId { get; set; } = string.Empty;

    /// <summary>For whom (机构ID).</summary>
    public string InstitutionId { get; set; } = string.Empty;

    /// <summary>The return; null for all.</summary>
    public string? ReturnId { get; set; }

    /// <summary>The first 数据日期.</summary>
    public DateOnly From { get; set; }

    /// <summary>The last 数据日期; null while it holds.</summary>
    public DateOnly? To { get; set; }
}

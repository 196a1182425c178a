namespace Huoshui.Systems.Returns;

/// <summary>What the regulator thinks of an explanation.</summary>
public enum ExplanationVerdict
{
    /// <summary>待认定.</summary>
    Open,

    /// <summary>认可.</summary>
    Accepted,

    /// <summary>不予认可: the finding counts as unexplained again.</summary>
    Rejected,
}

/// <summary>
/// 差异说明: why a warning stands. Keyed by (institution, return, 数据日期, table, rule, business key), never by upload
/// or line, so that it survives a re-upload.
/// </summary>
public sealed class Explanation
{
    /// <summary>The key that stands for every row of the rule.</summary>
    public const string WholeRule = "*";

    /// <summary>Sortable.</summary>
    public required Guid Id { get; init; }

    /// <summary>机构ID.</summary>
    public required string InstitutionId { get; init; }

    /// <summary>Return id.</summary>
    public required string ReturnId { get; init; }

    /// <summary>数据日期.</summary>
    public required DateOnly AsOf { get; init; }

    /// <summary>Table code.</summary>
    public required string Table { get; init; }

    /// <summary>Rule id.</summary>
    public required string Rule { get; init; }

    /// <summary>Business key as the findings show it, or <see cref="WholeRule"/>.</summary>
    public required string Key { get; init; }

    /// <summary>The filer's words.</summary>
    public required string Text { get; set; }

    /// <summary>The value that was explained; when the row now has another, the page says so. Null for a whole
    /// rule.</summary>
    public string? Value { get; set; }

    /// <summary>Account name of the writer.</summary>
    public required string WrittenBy { get; set; }

    /// <summary>UTC.</summary>
    public required DateTimeOffset WrittenAt { get; set; }

    /// <summary>The regulator's view.</summary>
    public ExplanationVerdict Verdict { get; set; }

    /// <summary>Account name of the judge; null before.</summary>
    public string? JudgedBy { get; set; }

    /// <summary>UTC; null before.</summary>
    public DateTimeOffset? JudgedAt { get; set; }

    /// <summary>Why it was rejected; null otherwise.</summary>
    public string? VerdictNote { get; set; }
}

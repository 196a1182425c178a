using System.Text.Json.Serialization;

namespace Huoshui.Warehouse;

/// <summary>Which findings, in which order. Null filters nothing.</summary>
public sealed record FindingsQuery
{
    /// <summary>Ordinal of the filing in its check run.</summary>
    public int? Filing { get; init; }

    /// <summary>Code of the table.</summary>
    public string? Table { get; init; }

    /// <summary>Rule id.</summary>
    public string? Rule { get; init; }

    /// <summary><c>fatal</c> or <c>warning</c>.</summary>
    public string? Severity { get; init; }

    /// <summary><c>fails</c> or <c>cannot_evaluate</c>.</summary>
    public string? Outcome { get; init; }

    /// <summary>Text that key, field or rule contains, any case. Values are not searched: they may be masked.</summary>
    public string? Text { get; init; }

    /// <summary>What to sort by; ties are broken by filing, table, file, line and rule.</summary>
    public FindingsOrder Order { get; init; } = FindingsOrder.Line;

    /// <summary>True sorts from last to first.</summary>
    public bool Descending { get; init; }

    /// <summary>The first findings of each filing and rule, by table, file and line; null for all. For examples in a
    /// report.</summary>
    public int? LimitPerRule { get; init; }

    /// <summary>Rows to leave out, 0 or more.</summary>
    public long Offset { get; init; }

    /// <summary>Rows to give, up to <see cref="WarehouseOptions.MaxPageRows"/>.</summary>
    public int Limit { get; init; } = 50;
}

/// <summary>What findings may be sorted by.</summary>
public enum FindingsOrder
{
    /// <summary>Table, file, line.</summary>
    Line,

    /// <summary>Rule id.</summary>
    Rule,

    /// <summary>Fatal before warning.</summary>
    Severity,

    /// <summary>The filer's key.</summary>
    Key,

    /// <summary>Field code.</summary>
    Field,

    /// <summary>Difference, by size.</summary>
    Difference,
}

/// <summary>One finding (校验问题) as it may be shown: values are masked unless the viewer sees them in clear.</summary>
/// <param name="Filing">Ordinal of the filing in its check run.</param>
/// <param name="Table">Code of the table.</param>
/// <param name="Rule">Rule id.</param>
/// <param name="IsFatal">True for 强制性校验, false for 提示性校验.</param>
/// <param name="Fails">True when the rule fails, false when it cannot be evaluated.</param>
/// <param name="FileNo">Number of the raw file; null for a finding about no single row.</param>
/// <param name="LineNo">Physical line; null for a finding about no single row.</param>
/// <param name="Key">The row's business key, parts joined by '|'; only parts that are accounts or numbers of persons
/// are masked.</param>
/// <param name="Field">Field code; null for the whole row.</param>
/// <param name="Value">The value that the rule compares: the field's as filed, or where the rule names another
/// (a sum, a field of a joined table) that one; null if empty.</param>
/// <param name="Expected">What the rule compares it with (of a limit, the limit); null where there is no single such
/// value.</param>
/// <param name="Difference">Value − expected where both are numbers and neither is masked.</param>
/// <param name="MessageZh">The rule's message with values.</param>
/// <param name="MessageEn">The same in English.</param>
public sealed record Finding(
    int Filing, string Table, string Rule, bool IsFatal, bool Fails, int? FileNo, long? LineNo, string? Key, string? Field,
    string? Value, string? Expected, double? Difference, string MessageZh, string MessageEn)
{
    /// <summary>The key as filed, to find what was said about the row; never shown or sent.</summary>
    [JsonIgnore]
    public string? ClearKey { get; init; }

    /// <summary>The value as filed, to tell whether it is still the one that was explained; never shown or
    /// sent.</summary>
    [JsonIgnore]
    public string? ClearValue { get; init; }
}

/// <summary>A page of findings.</summary>
/// <param name="Rows">In order.</param>
/// <param name="Total">How many there are under the filter.</param>
public sealed record FindingsPage(IReadOnlyList<Finding> Rows, long Total);

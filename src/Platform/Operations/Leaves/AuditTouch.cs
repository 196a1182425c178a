namespace Huoshui.Operations.Leaves;

/// <summary>触动: a row of an audited table was changed or deleted, or one of a stated record was added; written by a
/// trigger of the database, whoever did it. The reconciliation reads it, compares and takes it away.</summary>
public sealed class AuditTouch
{
    /// <summary>The table whose rows are compared with the tree.</summary>
    public const string Rows = "audit/";

    /// <summary>Counts up; given by the database.</summary>
    public long Number { get; init; }

    /// <summary><c>audit/17</c>: entry 17 or its leaf; otherwise the subject of the act that states the row, for
    /// example <c>filing/0199…</c>; <c>*</c> for all of the table.</summary>
    public string Subject { get; init; } = string.Empty;
}

/// <summary>A table whose rows are stated by acts of the audit log.</summary>
/// <param name="Table">Its name.</param>
/// <param name="Subject">
/// The subject of the act, as an expression of SQL over the row <c>{row}</c> that both databases read the same, for
/// example <c>'filing/' || lower(cast({row}."FilingId" as varchar))</c>.
/// </param>
public sealed record AuditedTable(string Table, string Subject)
{
    /// <summary>Whether rows that are added are looked at too; of the audit log itself they are anyway.</summary>
    public bool LooksAtNewRows { get; init; } = true;
}

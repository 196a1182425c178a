namespace Huoshui.Warehouse.Checking;

/// <summary>The columns of a findings file.</summary>
internal static class FindingsSchema
{
    /// <summary>Severity of 强制性校验.</summary>
    public const string Fatal = "fatal";

    /// <summary>Severity of 提示性校验.</summary>
    public const string Warning = "warning";

    /// <summary>Outcome of a rule that does not hold.</summary>
    public const string Fails = "fails";

    /// <summary>Outcome of a rule that cannot be told.</summary>
    public const string CannotEvaluate = "cannot_evaluate";

    /// <summary>No findings.</summary>
    public const string Nothing = """
        SELECT NULL::INTEGER AS filing, NULL::VARCHAR AS table_code, NULL::VARCHAR AS rule, NULL::VARCHAR AS severity,
          NULL::VARCHAR AS outcome, NULL::INTEGER AS file_no, NULL::INTEGER AS line_no, NULL::VARCHAR AS key,
          NULL::VARCHAR AS field, NULL::VARCHAR AS value, NULL::VARCHAR AS expected, NULL::DOUBLE AS difference,
          NULL::VARCHAR[] AS args
        WHERE false
        """;

    /// <summary>The business key of a row of a table alias, parts joined by '|'.</summary>
    public static string Key(string alias, IReadOnlyList<string> fields) => fields.Count == 0
        ? "NULL::VARCHAR"
        : $"concat_ws('|', {string.Join(", ", fields.Select(f => $"CAST({alias}.{Sql.Name(f)} AS VARCHAR)"))})";
}

using Huoshui.Policies;

namespace Huoshui.Warehouse.Checking;

/// <summary>The SQL that makes findings of the unreadable cells and lines of one table.</summary>
internal sealed class CellFindings(RuleSet rules, TableDefinition table, IReadOnlyList<StagedTable> cells)
{
    /// <summary>Ends the id of the rule that a cell can be read.</summary>
    public const string CellSuffix = "_FMT";

    /// <summary>Ends the id of the rule that a line has as many cells as the header.</summary>
    public const string LineSuffix = "_ROW";

    /// <summary>The table of the cells: filing, rule, file_no, line_no, field, text, expected.</summary>
    public string Raw => Sql.Name("cells_" + table.Code);

    /// <summary>Findings by filing and rule.</summary>
    public string Count => $"SELECT filing, rule, count(*) FROM {Raw} GROUP BY ALL ORDER BY ALL";

    /// <summary>Reads the cells of all filings.</summary>
    public string Create() => $"""
        CREATE TEMP TABLE {Raw} AS
        SELECT {Sql.OfFile(cells.Select(c => c.Filing))} AS filing,
          CASE WHEN field IS NULL THEN {Sql.Text(table.Code + LineSuffix)} ELSE field || '{CellSuffix}' END AS rule,
          file_no, line_no, field, "text", expected
        FROM read_parquet({Sql.List(cells.Select(c => Path.GetFullPath(c.CellsPath!)))}, hive_partitioning=false)
        """;

    /// <summary>The findings.</summary>
    public string Select() => $"""
        SELECT c.filing, {Sql.Text(table.Code)} AS table_code, c.rule, {Severity()} AS severity, '{FindingsSchema.Fails}' AS outcome,
          c.file_no, c.line_no, {(table.Key.Count == 0 ? "NULL::VARCHAR" : $"nullif({FindingsSchema.Key("k", table.Key)}, '')")} AS key,
          c.field, c."text" AS value, c.expected, NULL::DOUBLE AS difference, [c."text"] AS args
        FROM {Raw} c
        LEFT JOIN {Sql.Name(table.Code)} k ON k.filing = c.filing AND k.file_no = c.file_no AND k.line_no = c.line_no
        """;

    private string Severity()
    {
        var warnings = table.Fields.Select(f => f.Code + CellSuffix)
            .Where(r => rules.Rule(r)?.Severity == RuleSeverity.Warning).Select(Sql.Text).ToList();
        return warnings.Count == 0
            ? $"'{FindingsSchema.Fatal}'"
            : $"CASE WHEN c.rule IN ({string.Join(", ", warnings)}) THEN '{FindingsSchema.Warning}' ELSE '{FindingsSchema.Fatal}' END";
    }
}

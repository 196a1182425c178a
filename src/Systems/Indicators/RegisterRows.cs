using Huoshui.Policies;

namespace Huoshui.Systems.Indicators;

/// <summary>登记簿的一行 that a figure counts.</summary>
/// <param name="NameZh">Its name.</param>
/// <param name="NameEn">In English; null where the register has none.</param>
/// <param name="Kind">A kind of the register; null for none.</param>
/// <param name="RuleZh">How something is found to belong to it; null where the register does not say.</param>
/// <param name="RuleEn">In English.</param>
/// <param name="Since">The year since which it stands there.</param>
/// <param name="Source">Where it is from; null where the figure's legal basis says it.</param>
/// <param name="IsIllustrative">No public text has it.</param>
public sealed record RegisterRow(
    string NameZh, string? NameEn, string? Kind, string? RuleZh, string? RuleEn, string Since, string? Source,
    bool IsIllustrative)
{
    /// <summary>The rows of a table of the vocabulary: <c>name_zh</c> and <c>since</c> or <c>edition</c>, others where
    /// it has them.</summary>
    public static IReadOnlyList<RegisterRow> Of(ReferenceTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        string? Cell(int row, string column) =>
            table.Columns.Contains(column) && table.Cell(row, column) is { Length: > 0 } text ? text : null;
        return
        [
            .. Enumerable.Range(0, table.Rows.Count).Select(row => new RegisterRow(
                Cell(row, "name_zh") ?? string.Empty, Cell(row, "name_en"), Cell(row, "kind"), Cell(row, "rule_zh"),
                Cell(row, "rule_en"), Cell(row, "since") ?? Cell(row, "edition") ?? string.Empty, Cell(row, "source"),
                Cell(row, "illustrative") == "true")),
        ];
    }
}

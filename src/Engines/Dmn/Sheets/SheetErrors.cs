using Huoshui.Diagnostics;

namespace Huoshui.Dmn.Sheets;

/// <summary>DMN6xxx: what is wrong with a sheet that holds a decision table, each with its cell. Each has an entry in
/// docs/reference/dmn-diagnostics.md.</summary>
internal static class SheetErrors
{
    public static Diagnostic NoTable(string owner, string known, SourceText model) => Diagnostic.Error(
        "DMN6001",
        $"模型里没有名为“{owner}”、逻辑是决策表的决策或知识模型；有：{known}。",
        $"The model has no decision or knowledge model '{owner}' whose logic is a decision table; there are: {known}.",
        model, new SourceSpan(0, 0));

    public static Diagnostic Head(string cell, string expected, string found) => Diagnostic.Error(
        "DMN6002",
        $"单元格 {cell} 应为“{expected}”，却是“{found}”。请从导出的工作表改起。",
        $"Cell {cell} must be '{expected}', but is '{found}'. Begin with an exported sheet.");

    public static Diagnostic Word(string cell, string found, IEnumerable<string> known) => Diagnostic.Error(
        "DMN6003",
        $"单元格 {cell} 的“{found}”应为以下之一：{string.Join("、", known)}。",
        $"'{found}' in cell {cell} must be one of: {string.Join(", ", known)}.");

    public static Diagnostic Columns(string cell) => Diagnostic.Error(
        "DMN6004",
        $"单元格 {cell}：列的次序应为输入、输出、注释，至少一列输出。",
        $"Cell {cell}: columns stand in the order input, output, annotation, with at least one output.");

    public static Diagnostic Empty(string cell, string what, string whatEn) => Diagnostic.Error(
        "DMN6005", $"单元格 {cell} 不能为空：{what}。", $"Cell {cell} must not be empty: {whatEn}.");

    public static Diagnostic Beside(string cell, string found) => Diagnostic.Error(
        "DMN6006",
        $"单元格 {cell} 有“{found}”，但这里没有列。请删去，或在第 {SheetLayout.KindRow + 1} 行写明列的种类。",
        $"Cell {cell} has '{found}', but there is no column here. Delete it, or tell the kind of column in row "
            + $"{SheetLayout.KindRow + 1}.");

    public static Diagnostic Twice(string cell, string rule) => Diagnostic.Error(
        "DMN6007", $"单元格 {cell}：规则“{rule}”出现两次。", $"Cell {cell}: rule '{rule}' stands twice.");

    public static Diagnostic TooLarge(string what, string whatEn, int limit) => Diagnostic.Error(
        "DMN6008",
        $"工作表的{what}超过 {limit}。请拆分决策表。",
        $"The sheet has more than {limit} {whatEn}. Split the table.");

    public static Diagnostic InCell(string cell, Diagnostic inner) => new(
        // A name that is not there makes the cell null: nobody means that.
        "DMN6009", inner.Code == "DMN2006" ? DiagnosticSeverity.Error : inner.Severity,
        new LocalizedText(
            $"单元格 {cell}（{inner.Code}）：{inner.Message.Zh}", $"Cell {cell} ({inner.Code}): {inner.Message.En}"));

    public static void CheckSize(IReadOnlyList<IReadOnlyList<string>> rows, List<Diagnostic> problems)
    {
        if (rows.Count > DecisionTableSheet.MaxRows)
            problems.Add(TooLarge("行数", "rows", DecisionTableSheet.MaxRows));
        if (rows.Any(r => r.Count > DecisionTableSheet.MaxColumns))
            problems.Add(TooLarge("列数", "columns", DecisionTableSheet.MaxColumns));
        if (rows.Any(r => r.Any(c => c.Length > DecisionTableSheet.MaxCellCharacters)))
            problems.Add(TooLarge("单元格字符数", "characters in a cell", DecisionTableSheet.MaxCellCharacters));
    }
}

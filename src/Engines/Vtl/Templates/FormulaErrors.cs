using Huoshui.Diagnostics;
using Huoshui.Vtl.Syntax;

namespace Huoshui.Vtl.Templates;

/// <summary>VTL11xx: what is wrong with the formulas of a template. Each code has an entry in
/// docs/reference/vtl-diagnostics.md.</summary>
internal static class FormulaErrors
{
    public static Diagnostic Expected(LocalizedText expected, string found, Place at) => Error(
        "VTL1101", $"此处应为{expected.Zh}，却是“{found}”。", $"Expected {expected.En}, found '{found}'.", at);

    public static Diagnostic BadCell(string text, Place at) => Error(
        "VTL1102",
        $"“[{text}]”不是单元格。请写成 [G01.1.2.A]：模板、行、列；区间写成 [1.1~1.5.A] 或 [1.A~D]，"
        + $"最多 {CellReference.LongestInterval} 格。",
        $"'[{text}]' is no cell. Write [G01.1.2.A]: template, row, column; an interval is [1.1~1.5.A] or [1.A~D], "
        + $"of at most {CellReference.LongestInterval} cells.",
        at);

    public static Diagnostic NoTolerance(Place at) => Error(
        "VTL1103",
        "没有容差。请在文件开头写 tolerance 0.01（零也要写明），或在公式末尾写 ± 0.01。",
        "There is no tolerance. Write tolerance 0.01 at the beginning of the file (zero too has to be said), or ± 0.01 "
        + "at the end of the formula.",
        at);

    public static Diagnostic UnequalIntervals(int first, int second, Place at) => Error(
        "VTL1104",
        $"公式中的区间长短不一：{first} 格和 {second} 格。逐格比较的区间要一样长；要相加请写 SUM([…])。",
        $"The intervals of the formula differ: {first} and {second} cells. Intervals compared cell by cell are of the "
        + "same length; to add one up, write SUM([…]).",
        at);

    public static Diagnostic SameId(string id, Place at) => Error(
        "VTL1105", $"公式编号“{id}”已经用过。请换一个。", $"The formula '{id}' is there already. Choose another name.", at);

    public static Diagnostic TooMany(int limit, Place at) => Error(
        "VTL1106",
        $"公式或单元格超过 {limit}。请分成几个文件。",
        $"There are more than {limit} formulas or cells. Split the file.",
        at);

    public static Diagnostic NoFormula(Place at) => Error(
        "VTL1107", "文件中没有公式。", "The file has no formula.", at);

    private static Diagnostic Error(string code, string zh, string en, Place at) =>
        Diagnostic.Error(code, zh, en, at.Source, at.Span);
}

using System.Globalization;
using Huoshui.Diagnostics;

namespace Huoshui.Cli.VtlRuns;

/// <summary>VTL4xxx: what is wrong with the data of an input; documented in
/// docs/reference/vtl-diagnostics.md.</summary>
internal static class LoadErrors
{
    public static Diagnostic BadLiteral(string table, string component, string type, string text, string? row) => Error(
        "VTL4001",
        $"{table} {Row(row, "第 ", " 行")}成分“{component}”的值“{Short(text)}”不是 {type}。",
        $"{table}{Row(row, ", row ", string.Empty)}: the value '{Short(text)}' of component '{component}' is no {type}.");

    public static Diagnostic BadCell(CellPlace at, string type, string text) => Error(
        "VTL4001",
        string.Create(
            CultureInfo.InvariantCulture,
            $"{at.File} 第 {at.Line} 行第 {at.Column} 列“{at.Component}”的值“{Short(text)}”不是 {type}。"),
        string.Create(
            CultureInfo.InvariantCulture,
            $"{at.File}, line {at.Line}, column {at.Column} '{at.Component}': "
                + $"the value '{Short(text)}' is no {type}."));

    public static Diagnostic BadFile(string path, string reason) => Error(
        "VTL4006",
        $"{path} 不能作为逗号分隔的 CSV 读入：{reason}",
        $"{path} cannot be read as CSV with commas: {reason}");

    public static Diagnostic NullIdentifier(string table, string component, string? row) => Error(
        "VTL4002",
        $"{table} {Row(row, "第 ", " 行")}标识“{component}”为空。",
        $"{table}{Row(row, ", row ", string.Empty)}: identifier '{component}' is null.");

    public static Diagnostic DuplicateIdentifiers(string table, string point, string? rows) => Error(
        "VTL4003",
        $"{table} {Row(rows, "第 ", " 行")}标识相同（{Short(point)}）。",
        $"{table}{Row(rows, ", rows ", string.Empty)}: the same identifiers ({Short(point)}).");

    public static Diagnostic MissingColumn(string table, string component) => Error(
        "VTL4004",
        $"{table} 的数据没有列“{component}”。",
        $"{table}: its data have no column '{component}'.");

    public static Diagnostic BeyondDates(string table, string component, string text) => Error(
        "VTL4007",
        $"{table} 成分“{component}”的值“{Short(text)}”超出 ClickHouse 的日期范围（1900 年至 2299 年）。",
        $"{table}: the value '{Short(text)}' of component '{component}' lies outside of ClickHouse's dates "
            + "(1900 to 2299).");

    public static Diagnostic BadStructure(string table, string zh, string en) => Error(
        "VTL4005", $"{table} 的结构不对：{zh}。", $"{table}: wrong structure: {en}.");

    private static string Row(string? row, string before, string after) =>
        row is null ? string.Empty : $"{before}{row}{after}";

    private static string Short(string text) => text.Length <= 60 ? text : text[..60] + "…";

    private static Diagnostic Error(string code, string zh, string en) => Diagnostic.Error(code, zh, en);
}

/// <summary>Where a cell stands.</summary>
/// <param name="File">The file's name.</param>
/// <param name="Line">From 1; the header is the first.</param>
/// <param name="Column">From 1.</param>
/// <param name="Component">The column's name.</param>
internal sealed record CellPlace(string File, long Line, int Column, string Component);

/// <summary>The data of an input cannot be loaded.</summary>
internal sealed class VtlLoadException(Diagnostic diagnostic) : Exception(diagnostic.Message.En)
{
    public Diagnostic Diagnostic { get; } = diagnostic;
}

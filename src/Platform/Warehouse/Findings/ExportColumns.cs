using System.Globalization;

namespace Huoshui.Warehouse.Findings;

/// <summary>The columns of exported findings, and what makes a text safe in a spreadsheet.</summary>
internal static class ExportColumns
{
    private const string FormulaStarts = "=+-@\t\r\n＝＋－＠";

    private static readonly (string Zh, string En)[] Names =
    [
        ("表", "Table"), ("规则", "Rule"), ("级别", "Severity"), ("结果", "Outcome"), ("文件", "File"), ("行号", "Line"),
        ("业务主键", "Key"), ("字段", "Field"), ("报送值", "Value"), ("应为", "Expected"), ("差额", "Difference"), ("说明", "Message"),
    ];

    /// <summary>The headings.</summary>
    public static IReadOnlyList<string> Headings(string language) => [.. Names.Select(n => IsEnglish(language) ? n.En : n.Zh)];

    /// <summary>The lines above the headings: for whom, when, what for, of which date.</summary>
    public static IReadOnlyList<string> Preamble(FindingsExport export)
    {
        var at = export.At.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var asOf = export.AsOf.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return IsEnglish(export.Language)
            ? [$"As of {asOf}", $"Exported by {export.Who} at {at}", $"Purpose: {export.Purpose}"]
            : [$"数据日期 {asOf}", $"导出人 {export.Who}，时间 {at}", $"用途：{export.Purpose}"];
    }

    /// <summary>The cells of a finding: text, whole numbers, or numbers.</summary>
    public static object?[] Cells(Finding finding, FindingsExport export)
    {
        var english = IsEnglish(export.Language);
        return
        [
            finding.Table, finding.Rule,
            finding.IsFatal ? (english ? "fatal" : "强制性") : english ? "warning" : "提示性",
            finding.Fails ? (english ? "fails" : "不通过") : english ? "cannot be evaluated" : "无法校验",
            export.FileName?.Invoke(finding) is { } name ? Safe(name) : finding.FileNo, finding.LineNo, Safe(finding.Key), finding.Field, Safe(finding.Value), Safe(finding.Expected),
            finding.Difference, Safe(english ? finding.MessageEn : finding.MessageZh),
        ];
    }

    /// <summary>A text that a spreadsheet does not take for a formula; a plain negative number stays what it
    /// is.</summary>
    public static string? Safe(string? text)
    {
        if (string.IsNullOrEmpty(text) || !FormulaStarts.Contains(text[0], StringComparison.Ordinal))
            return text;
        var isNumber = text[0] is '-' or '+'
            && decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _);
        return isNumber ? text : "'" + text;
    }

    private static bool IsEnglish(string language) => language.StartsWith("en", StringComparison.OrdinalIgnoreCase);
}

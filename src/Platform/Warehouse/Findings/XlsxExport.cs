using MiniExcelLibs;
using MiniExcelLibs.Attributes;
using MiniExcelLibs.OpenXml;

namespace Huoshui.Warehouse.Findings;

/// <summary>Findings as xlsx: sheet 1 the findings under a frozen header, sheet 2 for whom, when and what
/// for.</summary>
internal static class XlsxExport
{
    public static void Write(Stream target, IEnumerable<Finding> findings, FindingsExport export)
    {
        var english = export.Language.StartsWith("en", StringComparison.OrdinalIgnoreCase);
        var headings = ExportColumns.Headings(export.Language);
        var sheets = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            [english ? "Findings" : "校验问题"] = findings.Select(f => Row(headings, ExportColumns.Cells(f, export))),
            [english ? "About" : "说明"] = ExportColumns.Preamble(export).Select(l =>
                new Dictionary<string, object?>(StringComparer.Ordinal) { [english ? "About" : "说明"] = l }),
        };
        MiniExcel.SaveAs(target, sheets, printHeader: true, excelType: ExcelType.XLSX, configuration: Settings(headings));
    }

    private static OpenXmlConfiguration Settings(IReadOnlyList<string> headings) => new()
    {
        FreezeRowCount = 1,
        AutoFilter = true,
        FastMode = true,
        DynamicColumns = [.. headings.Select(h => new DynamicExcelColumn(h) { Width = 18 })],
    };

    private static Dictionary<string, object?> Row(IReadOnlyList<string> headings, object?[] cells) =>
        headings.Zip(cells).ToDictionary(p => p.First, p => p.Second, StringComparer.Ordinal);
}

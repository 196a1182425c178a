using System.Globalization;
using Huoshui.Dmn;
using Huoshui.Presentation.Tables;
using MiniExcelLibs;
using MiniExcelLibs.OpenXml;

namespace Huoshui.Cli.DmnRuns;

/// <summary>Rows of text cells as an xlsx file and back. A text that a spreadsheet might run carries an apostrophe in
/// the file, which is taken off again.</summary>
internal static class TableWorkbook
{
    /// <summary>Largest file that is read.</summary>
    public const long MaxBytes = 50L * 1024 * 1024;

    public static void Write(Stream target, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        var width = rows.Max(r => r.Count);
        var configuration = new OpenXmlConfiguration { FreezeRowCount = 8, FreezeColumnCount = 1, AutoFilter = false };
        target.SaveAs(
            rows.Select(row => Enumerable.Range(0, width).ToDictionary(
                i => i.ToString("D4", CultureInfo.InvariantCulture),
                object? (i) => Safe(row.ElementAtOrDefault(i) ?? ""))),
            printHeader: false, sheetName: "决策表", configuration: configuration);
    }

    /// <summary>The first sheet. One row more than is allowed is read at most, so that the limit is told.</summary>
    /// <exception cref="InvalidDataException">No xlsx, or too large.</exception>
    public static IReadOnlyList<IReadOnlyList<string>> Read(string path)
    {
        if (new FileInfo(path).Length > MaxBytes)
            throw new InvalidDataException($"文件超过 {MaxBytes >> 20} MiB / the file is larger than {MaxBytes >> 20} MiB");
        try
        {
            return [.. MiniExcel.Query(path, useHeaderRow: false).Cast<IDictionary<string, object?>>()
                .Take(DecisionTableSheet.MaxRows + 1).Select(r => (IReadOnlyList<string>)[.. r.Values.Select(Text)])];
        }
        catch (Exception error) when (error is not (IOException or UnauthorizedAccessException or OutOfMemoryException))
        {
            throw new InvalidDataException("不是 xlsx 工作簿 / no xlsx workbook", error);
        }
    }

    private static string Safe(string text) => text switch
    {
        "-" => text,
        ['\'', ..] => "'" + text,
        _ => TableExport.Harmless(text),
    };

    // What a spreadsheet makes of a typed number or date becomes FEEL again.
    private static string Text(object? cell) => cell switch
    {
        null => "",
        string text => text.StartsWith('\'') ? text[1..] : text,
        bool flag => flag ? "true" : "false",
        DateTime { TimeOfDay.Ticks: 0 } date => $"date(\"{date:yyyy-MM-dd}\")",
        DateTime time => $"date and time(\"{time:yyyy-MM-ddTHH:mm:ss}\")",
        double number => ((decimal)number).ToString(CultureInfo.InvariantCulture),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => cell.ToString() ?? "",
    };
}

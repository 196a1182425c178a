using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;

namespace Huoshui.Warehouse.Findings;

/// <summary>Findings as CSV: UTF-8 with a byte order mark, first the headings, last the lines that say for
/// whom.</summary>
internal static class CsvExport
{
    public static void Write(Stream target, IEnumerable<Finding> findings, FindingsExport export)
    {
        using var text = new StreamWriter(target, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), bufferSize: 1 << 16, leaveOpen: true);
        using var csv = new CsvWriter(text, new CsvConfiguration(CultureInfo.InvariantCulture), leaveOpen: true);
        WriteRow(csv, ExportColumns.Headings(export.Language));
        foreach (var finding in findings)
            WriteRow(csv, ExportColumns.Cells(finding, export));
        foreach (var line in ExportColumns.Preamble(export))
            WriteRow(csv, [ExportColumns.Safe(line)]);
    }

    private static void WriteRow(CsvWriter csv, IEnumerable<object?> cells)
    {
        foreach (var cell in cells)
            csv.WriteField(Convert.ToString(cell, CultureInfo.InvariantCulture));
        csv.NextRecord();
    }
}

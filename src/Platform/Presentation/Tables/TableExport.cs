using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using Huoshui.Operations;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using MiniExcelLibs;
using MiniExcelLibs.OpenXml;

namespace Huoshui.Presentation.Tables;

/// <summary>Writes a table as CSV (UTF-8 with BOM) or xlsx (codes are text cells, amounts numbers, the head frozen),
/// safe to open in a spreadsheet.</summary>
/// <remarks>
/// A text that a spreadsheet would run (it begins with = + - @, a tab or a line end) gets an apostrophe before it.
/// Says who took it, when and
/// what for (conventions §1). Stateless; safe for any thread.
/// </remarks>
public static class TableExport
{
    private const string XlsxType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    /// <summary>Answers a request with the table as a file to download.</summary>
    /// <param name="http">The request; its language is that of the words added.</param>
    /// <param name="format"><c>xlsx</c>; anything else gives CSV.</param>
    /// <param name="sheet">The table.</param>
    /// <param name="time">The clock for "taken at".</param>
    public static IResult Result(HttpContext http, string? format, ExportSheet sheet, TimeProvider time)
    {
        var isXlsx = string.Equals(format, "xlsx", StringComparison.OrdinalIgnoreCase);
        var note = NoteOf(sheet, time);
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(FileNameOf(sheet) + (isXlsx ? ".xlsx" : ".csv"));
        http.Response.Headers.ContentDisposition = disposition.ToString();
        http.Response.Headers.CacheControl = "no-store";
        return isXlsx
            ? Results.Stream(stream => WriteXlsxAsync(stream, sheet, note, http.RequestAborted), XlsxType)
            : Results.Stream(stream => WriteCsvAsync(stream, sheet, note, http.RequestAborted), "text/csv; charset=utf-8");
    }

    /// <summary>Writes CSV: the header, the rows, and one last line that says who took it, when and what for.</summary>
    public static async Task WriteCsvAsync(Stream stream, ExportSheet sheet, string? note, CancellationToken cancellation)
    {
        await using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), leaveOpen: true);
        await using var csv = new CsvWriter(writer, new CsvConfiguration(CultureInfo.InvariantCulture) { NewLine = "\r\n" }, leaveOpen: true);
        foreach (var column in sheet.Columns)
            csv.WriteField(HeaderOf(column));
        await csv.NextRecordAsync();
        foreach (var row in sheet.Rows)
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (var value in row)
                csv.WriteField(TextOf(value));
            await csv.NextRecordAsync();
        }

        if (note is not null)
        {
            csv.WriteField(note);
            await csv.NextRecordAsync();
        }

        await writer.FlushAsync(cancellation);
    }

    /// <summary>Writes xlsx: a line with title, 数据日期 and who took it, the header (both frozen), the rows.</summary>
    public static async Task WriteXlsxAsync(Stream stream, ExportSheet sheet, string? note, CancellationToken cancellation)
    {
        var configuration = new OpenXmlConfiguration { FreezeRowCount = 2, AutoFilter = false, EnableWriteNullValueCell = true };
        using var buffer = new MemoryStream(); // the writer seeks, a response does not
        await buffer.SaveAsAsync(
            SheetRows(sheet, note), printHeader: false, sheetName: SheetNameOf(sheet), configuration: configuration, cancellationToken: cancellation);
        buffer.Position = 0;
        await buffer.CopyToAsync(stream, cancellation);
    }

    /// <summary>A text that no spreadsheet runs: one that begins with = + - @, a tab or a line end gets an apostrophe
    /// before it.</summary>
    public static string Harmless(string text) =>
        text.Length > 0 && (text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n' || text.StartsWith("$=", StringComparison.Ordinal))
            ? "'" + text
            : text;

    private static IEnumerable<Dictionary<string, object?>> SheetRows(ExportSheet sheet, string? note)
    {
        var heads = new List<object?> { note is null ? sheet.Title : $"{sheet.Title}　{note}" };
        yield return RowOf(heads.Concat(Enumerable.Repeat<object?>(null, Math.Max(0, sheet.Columns.Count - 1))));
        yield return RowOf(sheet.Columns.Select(object? (column) => HeaderOf(column)));
        foreach (var row in sheet.Rows)
            yield return RowOf(row.Select((value, index) => CellOf(value, sheet.Columns[index])));
    }

    private static Dictionary<string, object?> RowOf(IEnumerable<object?> cells) =>
        cells.Index().ToDictionary(cell => cell.Index.ToString("D4", CultureInfo.InvariantCulture), cell => cell.Item, StringComparer.Ordinal);

    private static object? CellOf(object? value, ExportColumn column) => value switch
    {
        null => null,
        decimal or double or float or long or int when column.IsNumber => value,
        _ => TextOf(value),
    };

    private static string TextOf(object? value) => value switch
    {
        null => string.Empty,
        string text => Harmless(text),
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTimeOffset instant => ShanghaiTime.LocalOf(instant).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => Harmless(value.ToString() ?? string.Empty),
    };

    private static string HeaderOf(ExportColumn column) => column.Unit is null ? column.Title : $"{column.Title}（{column.Unit}）";

    private static string NoteOf(ExportSheet sheet, TimeProvider time)
    {
        var isEnglish = CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "en";
        var at = TextOf(time.GetUtcNow());
        var parts = new List<string>();
        if (sheet.AsOf is { } asOf)
            parts.Add((isEnglish ? "as of " : "数据日期：") + TextOf(asOf));
        parts.Add((isEnglish ? "exported at " : "导出时间：") + at);
        if (sheet.Reader is not null)
            parts.Add((isEnglish ? "by " : "导出人：") + sheet.Reader);
        if (sheet.Purpose is not null)
            parts.Add((isEnglish ? "purpose: " : "用途：") + sheet.Purpose);
        return string.Join(isEnglish ? ", " : "　", parts);
    }

    private static string FileNameOf(ExportSheet sheet) =>
        sheet.AsOf is { } asOf ? $"{sheet.Title}_{TextOf(asOf)}" : sheet.Title;

    private static string SheetNameOf(ExportSheet sheet)
    {
        var name = new string([.. sheet.Title.Where(letter => !"[]:*?/\\'".Contains(letter, StringComparison.Ordinal))]);
        return name.Length == 0 ? "Sheet1" : name[..Math.Min(31, name.Length)];
    }
}

using System.Globalization;
using System.IO.Compression;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using Huoshui.Diagnostics;
using MiniExcelLibs;

namespace Huoshui.Systems.Campaigns.Import;

/// <summary>A row of a file of contacts.</summary>
/// <param name="Line">Its line, the header being 1.</param>
/// <param name="Cells">By column of <see cref="ContactFile.Columns"/>; empty where there is nothing.</param>
/// <param name="IsWhole">Whether it was read as it was written.</param>
internal sealed record ContactLine(int Line, IReadOnlyList<string> Cells, bool IsWhole)
{
    /// <summary>The cell of a column.</summary>
    public string Of(string column) => Cells[Array.FindIndex(ContactFile.Columns, c => c.Name == column)];
}

/// <summary>登记表 of contacts, CSV in UTF-8 or xlsx, with a Chinese or English header; further columns are left out.
/// </summary>
internal static class ContactFile
{
    /// <summary>Rows of one file.</summary>
    public const int MostRows = 5_000;

    /// <summary>Largest file, in bytes.</summary>
    public const int LargestUpload = 8 * 1024 * 1024;

    /// <summary>Most bytes that an xlsx unpacks to.</summary>
    public const long LargestUnpacked = 256L * 1024 * 1024;

    /// <summary>Columns that are looked at; a sheet may be 16,384 wide.</summary>
    public const int MostColumns = 100;

    /// <summary>Characters of a cell.</summary>
    public const int LongestCell = 10_000;

    /// <summary>The columns: their name, the headers they go by, and whether a file must have them.</summary>
    public static readonly (string Name, string[] Headers, bool IsNeeded)[] Columns =
    [
        ("code", ["代码", "统一社会信用代码", "统一社会信用代码或身份号码", "code"], true),
        ("name", ["名称", "主体名称", "企业名称", "name"], true),
        ("street", ["街道", "街道代码", "street"], true),
        ("met_by", ["接待人", "met_by"], true),
        ("bank", ["银行", "机构ID", "bank"], false),
        ("on", ["接触日期", "日期", "on"], false),
        ("need", ["需求金额", "需求金额（元）", "need"], false),
        ("agrees", ["同意走访", "agreed", "agrees"], false),
    ];

    /// <summary>An empty file with a row to follow.</summary>
    public static string Template { get; } =
        "\uFEFF代码,名称,街道,接待人,银行,接触日期,需求金额,同意走访\r\n"
        + "91440300708461136T,示例商行（请删去这一行）,440304001,王经理,,2025-06-18,500000,是\r\n";

    /// <summary>A column as people call it, in both languages; what is none stays as it is.</summary>
    public static string Titled(string? column) =>
        Array.Find(Columns, c => c.Name == column) is { Headers: { } headers } ? $"{headers[0]} {column}"
            : column ?? string.Empty;

    /// <summary>Reads a file; the refusal says why it cannot be read.</summary>
    public static (IReadOnlyList<ContactLine> Lines, bool IsCut, Diagnostic? Refusal) Read(Stream stream)
    {
        try
        {
            var lines = (IsZip(stream) ? Sheet(stream) : Text(stream)).Take(MostRows + 2)
                .Select(l => l.Cells.Count > MostColumns ? l with { Cells = [.. l.Cells.Take(MostColumns)] } : l)
                .ToList();
            if (lines.Count == 0 || Places(lines[0].Cells) is not { } places)
                return ([], false, CampaignRefusals.Header);
            var rows = lines.Skip(1).Take(MostRows).Where(l => l.Cells.Any(c => c.Length > 0)).Select(l => l with
            {
                Cells = [.. places.Select(p => p >= 0 && p < l.Cells.Count ? l.Cells[p].Trim() : string.Empty)],
            });
            return ([.. rows], lines.Count > MostRows + 1, null);
        }
        catch (Exception error) when (error is InvalidDataException or CsvHelperException or IOException
            or System.Xml.XmlException or FormatException or ArgumentException or KeyNotFoundException
            or InvalidOperationException or NullReferenceException or OverflowException or NotSupportedException)
        {
            // What a broken file makes a reader throw.
            return ([], false, CampaignRefusals.File(LargestUpload / 1024 / 1024));
        }
    }

    private static int[]? Places(IReadOnlyList<string> header)
    {
        int[] places =
        [
            .. Columns.Select(c => header.ToList().FindIndex(
                h => c.Headers.Contains(h.Trim().TrimStart('\uFEFF'), StringComparer.OrdinalIgnoreCase))),
        ];
        return Columns.Where((c, n) => c.IsNeeded && places[n] < 0).Any() ? null : places;
    }

    private static bool IsZip(Stream stream)
    {
        var isZip = stream.ReadByte() == 'P' && stream.ReadByte() == 'K';
        stream.Position = 0;
        return isZip;
    }

    private static IEnumerable<ContactLine> Text(Stream stream)
    {
        using var text = new StreamReader(
            stream, Encoding.UTF8, detectEncodingFromByteOrderMarks: true, leaveOpen: true);
        using var csv = new CsvReader(text, new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            HasHeaderRecord = false,
            BadDataFound = null,
            TrimOptions = TrimOptions.Trim,
            DetectDelimiter = true,
            DetectDelimiterValues = [",", ";", "\t"],
            MaxFieldSize = LongestCell,
        });
        var width = -1;
        while (csv.Read())
        {
            var line = csv.Parser.RawRow - csv.Parser.RawRecord.AsSpan().TrimEnd("\r\n").Count('\n');
            width = width < 0 ? csv.Parser.Count : width;
            yield return new ContactLine(
                line, csv.Parser.Record!, csv.Parser.Count == width && !csv.Parser.RawRecord.Contains('\uFFFD'));
        }
    }

    // Cells of dates and numbers as CSV would have them.
    private static IEnumerable<ContactLine> Sheet(Stream stream)
    {
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true))
        {
            if (zip.Entries.Sum(e => e.Length) > LargestUnpacked)
                throw new InvalidDataException("unpacks to too much");
        }

        stream.Position = 0;
        var line = 0;
        foreach (IDictionary<string, object?> row in stream.Query(useHeaderRow: false))
            yield return new ContactLine(++line, [.. row.Values.Select(TextOf)], IsWhole: true);
    }

    private static string TextOf(object? cell) => cell switch
    {
        null => string.Empty,
        DateTime day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        double number => ((decimal)number).ToString("0.##", CultureInfo.InvariantCulture),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => cell.ToString() ?? string.Empty,
    };
}

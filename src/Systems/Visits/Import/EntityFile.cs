using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using Huoshui.Diagnostics;

namespace Huoshui.Systems.Visits.Import;

/// <summary>A row of a register.</summary>
/// <param name="Line">Its line, the header being 1.</param>
/// <param name="Code">统一社会信用代码 or identity number, in capitals.</param>
/// <param name="Name">名称.</param>
/// <param name="Street">街道: code or name.</param>
/// <param name="IsWhole">Whether it has as many cells as the header, and was read as it was written.</param>
internal sealed record EntityLine(int Line, string Code, string Name, string Street, bool IsWhole);

/// <summary>待走访主体名册 as CSV, UTF-8, read row by row; the header is Chinese or English, further columns are left
/// out.</summary>
internal sealed class EntityFile : IDisposable
{
    /// <summary>Characters of a cell; a quotation mark that is never closed ends the reading there.</summary>
    public const int LongestCell = 10_000;

    private static readonly string[] CodeNames = ["统一社会信用代码", "统一社会信用代码或身份号码", "代码", "code", "usci"];
    private static readonly string[] NameNames = ["名称", "主体名称", "企业名称", "name"];
    private static readonly string[] StreetNames = ["街道代码", "街道", "street", "street_code"];

    private readonly CsvReader _csv;
    private readonly int[] _columns;

    private EntityFile(CsvReader csv, int[] columns) => (_csv, _columns) = (csv, columns);

    /// <summary>An empty register with a row to follow.</summary>
    public static string Template { get; } =
        "\uFEFF统一社会信用代码,名称,街道代码\r\n91440300708461136T,示例商行（请删去这一行）,440304001\r\n";

    /// <summary>Opens a file; the refusal says what its header lacks.</summary>
    public static (EntityFile? File, Diagnostic? Refusal) Open(Stream stream)
    {
        var text = new StreamReader(stream, Encoding.UTF8, detectEncodingFromByteOrderMarks: true, leaveOpen: true);
        var csv = new CsvReader(text, new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            MissingFieldFound = null,
            BadDataFound = null,
            TrimOptions = TrimOptions.Trim,
            DetectDelimiter = true,
            DetectDelimiterValues = [",", ";", "\t"],
            MaxFieldSize = LongestCell,
        });
        try
        {
            var header = csv.Read() && csv.ReadHeader() ? csv.HeaderRecord! : [];
            int At(string[] names) => Array.FindIndex(
                header, h => names.Contains(h.Trim(), StringComparer.OrdinalIgnoreCase));
            int[] columns = [At(CodeNames), At(NameNames), At(StreetNames)];
            if (!columns.Contains(-1))
                return (new EntityFile(csv, columns), null);
        }
        catch (MaxFieldSizeException)
        {
            // No header that anybody could read.
        }

        csv.Dispose();
        return (null, VisitRefusals.Header);
    }

    /// <summary>The rows. The last one may be one that is not whole, after which nothing can be read.</summary>
    public IEnumerable<EntityLine> Lines()
    {
        while (true)
        {
            var isRead = false;
            var isBroken = false;
            try
            {
                isRead = _csv.Read();
            }
            catch (MaxFieldSizeException)
            {
                isBroken = true;
            }

            if (isBroken)
                yield return new EntityLine(_csv.Parser.RawRow, "", "", "", IsWhole: false);
            if (!isRead)
                yield break;
            var line = _csv.Parser.RawRow - _csv.Parser.RawRecord.AsSpan().TrimEnd("\r\n").Count('\n');
            if (!Array.TrueForAll(_csv.Parser.Record!, string.IsNullOrEmpty))
            {
                yield return new EntityLine(
                    line, Cell(0).ToUpperInvariant(), Cell(1), Cell(2),
                    _csv.Parser.Count == _csv.HeaderRecord!.Length && !_csv.Parser.RawRecord.Contains('\uFFFD'));
            }
        }
    }

    /// <inheritdoc />
    public void Dispose() => _csv.Dispose();

    private string Cell(int column) => _csv.GetField(_columns[column])?.Trim() ?? string.Empty;
}

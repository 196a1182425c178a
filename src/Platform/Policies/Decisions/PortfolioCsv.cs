using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using Huoshui.Policies.Loading;

namespace Huoshui.Policies.Decisions;

/// <summary>Reads a portfolio as a spreadsheet saves it: commas, semicolons or tabs, empty rows and columns.</summary>
public static class PortfolioCsv
{
    // The header is row 1.
    private const int First = 2;

    /// <summary>Longest cell, in characters; a quote that is not closed would make the rest of the file one.</summary>
    public const int MaxCellCharacters = 1_000_000;

    /// <summary>Reads all cells as texts. Rows of empty cells are no customers, columns without heading and content are
    /// no columns; a row that is shorter or longer than the header is kept among
    /// <see cref="PortfolioTable.Ragged"/>.</summary>
    /// <param name="path">A file in UTF-8; see <see cref="SheetFile.Trouble"/>.</param>
    /// <param name="maxRows">At most so many customers are read.</param>
    /// <returns>Null when there are more.</returns>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="InvalidDataException">A cell is too long, or a quote is not closed; in both
    /// languages.</exception>
    public static PortfolioTable? Read(string path, int maxRows)
    {
        ArgumentNullException.ThrowIfNull(path);
        using var reader = new StreamReader(path, new UTF8Encoding(false, throwOnInvalidBytes: true));
        using var csv = new CsvParser(reader, Settings(path));
        try
        {
            return Read(csv, maxRows);
        }
        catch (MaxFieldSizeException)
        {
            throw Unclosed(csv.Row);
        }
    }

    private static CsvConfiguration Settings(string path) => new(CultureInfo.InvariantCulture)
    {
        BadDataFound = null,
        IgnoreBlankLines = false,
        CacheFields = true,
        MaxFieldSize = MaxCellCharacters,
        Delimiter = CsvPlaces.SeparatorOf(File.ReadLines(path).FirstOrDefault(string.Empty)).ToString(),
    };

    private static PortfolioTable? Read(CsvParser csv, int maxRows)
    {
        string[] header = csv.Read() ? [.. csv.Record!.Select(h => h.Trim())] : [];
        var cells = header.Select(_ => new List<string?>()).ToArray();
        var (rows, ragged) = (new List<int>(), new Dictionary<int, int>());
        var (row, isOpen) = (First, false);
        for (; csv.Read(); row++)
        {
            isOpen = csv.RawRecord.AsSpan().Count('"') % 2 != 0;
            if (IsBlank(csv))
                continue;
            if (rows.Count == maxRows)
                return null;
            if (csv.Count != header.Length)
                ragged[rows.Count] = csv.Count;
            for (var i = 0; i < header.Length; i++)
                cells[i].Add(i < csv.Count && csv[i] is { Length: > 0 } cell ? cell : null);
            rows.Add(row);
        }

        if (isOpen)
            throw Unclosed(row - 1);
        return Table(header, cells, rows, ragged);
    }

    private static PortfolioTable Table(
        string[] header, List<string?>[] cells, List<int> rows, Dictionary<int, int> ragged)
    {
        int[] kept = [.. Enumerable.Range(0, header.Length)
            .Where(i => header[i].Length > 0 || cells[i].Exists(c => c is not null))];
        var isPlain = rows.Count == 0 || rows[^1] == rows.Count + 1;
        return new PortfolioTable(
            [.. kept.Select(i => header[i])], [.. kept.Select(i => cells[i].ToArray())], rows.Count)
        {
            RowNumbers = isPlain ? null : rows,
            Ragged = ragged,
            HeaderCells = header.Length,
        };
    }

    private static bool IsBlank(CsvParser csv)
    {
        for (var i = 0; i < csv.Count; i++)
        {
            if (csv[i].Length > 0)
                return false;
        }

        return true;
    }

    private static InvalidDataException Unclosed(int row) => new(
        $"第 {row} 行里有一个英文双引号没有收尾 / a quote in row {row} is not closed");
}

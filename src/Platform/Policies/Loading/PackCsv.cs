using System.Globalization;
using CsvHelper.Configuration;
using Huoshui.Diagnostics;

namespace Huoshui.Policies.Loading;

/// <summary>A line of a small CSV file: cells by the name of the column, and its place for messages.</summary>
internal sealed record CsvLine(SourceText Source, int Number, IReadOnlyDictionary<string, string> Cells)
{
    /// <summary>A cell; empty where the file has no such column.</summary>
    public string this[string column] => Cells.GetValueOrDefault(column, string.Empty);

    public Diagnostic Error(string code, string zh, string en) => Diagnostic.Error(code, zh, en, Source, PackCsv.LineSpan(Source, Number));

    /// <summary>An error at one cell.</summary>
    public Diagnostic Error(string column, string code, LocalizedText words) =>
        Diagnostic.Error(code, words.Zh, words.En, Source, CsvPlaces.CellSpan(Source, Number, column));
}

/// <summary>Reads the small CSV files of packs (UTF-8, header line; commas, or what a spreadsheet writes instead).
/// Lines of empty cells are no lines, and columns without heading and content are no columns.</summary>
internal static class PackCsv
{
    /// <summary>The lines of a file; diagnostics instead of lines that cannot be read.</summary>
    public static IReadOnlyList<CsvLine> Read(
        SourceText source, IReadOnlyList<string> required, IReadOnlyList<string> optional, ICollection<Diagnostic> sink)
    {
        using var csv = Open(source);
        var lines = new List<CsvLine>();
        if (!csv.Read() || !csv.ReadHeader())
            return lines;
        var header = csv.HeaderRecord ?? [];
        if (!HeaderIsGood(source, [.. header.Where(h => h.Length > 0)], required, optional, sink))
            return lines;
        while (csv.Read())
        {
            if (Array.TrueForAll(csv.Parser.Record!, string.IsNullOrEmpty))
                continue;
            var number = csv.Parser.RawRow - csv.Parser.RawRecord.AsSpan().TrimEnd("\r\n").Count('\n');
            if (csv.Parser.Count != header.Length)
            {
                sink.Add(Diagnostic.Error(
                    PackCodes.CsvLine,
                    $"这一行有 {csv.Parser.Count} 列，表头有 {header.Length} 列",
                    $"this line has {csv.Parser.Count} cells, the header {header.Length}",
                    source,
                    LineSpan(source, number)));
                continue;
            }

            var cells = new Dictionary<string, string>(StringComparer.Ordinal);
            for (var i = 0; i < header.Length; i++)
            {
                var cell = csv.GetField(i) ?? string.Empty;
                if (header[i].Length > 0)
                    cells[header[i]] = cell;
                else if (cell.Length > 0)
                    sink.Add(Unnamed(source, number, i, cell));
            }

            lines.Add(new CsvLine(source, number, cells));
        }

        return lines;
    }

    /// <summary>A whole file as columns and rows.</summary>
    public static ReferenceTable Table(string name, string path, SourceText source)
    {
        using var csv = Open(source);
        if (!csv.Read() || !csv.ReadHeader())
            return new ReferenceTable(name, path, [], []);
        var columns = csv.HeaderRecord ?? [];
        var rows = new List<IReadOnlyList<string>>();
        while (csv.Read())
            rows.Add([.. columns.Select((_, i) => csv.TryGetField<string>(i, out var cell) ? cell ?? string.Empty : string.Empty)]);
        return new ReferenceTable(name, path, columns, rows);
    }

    private static Diagnostic Unnamed(SourceText source, int line, int at, string cell) => Diagnostic.Error(
        PackCodes.CsvColumns,
        $"表头第 {at + 1} 列是空的，下面却有“{cell}”：给这一列写列名，或把整列删去",
        $"column {at + 1} has no heading, but holds \"{cell}\": give it one, or delete the column",
        source, CsvPlaces.CellSpan(source, line, at));

    private static CsvHelper.CsvReader Open(SourceText source) =>
        new(new StringReader(source.Content), new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            BadDataFound = null,
            MissingFieldFound = null,
            Delimiter = CsvPlaces.SeparatorOf(source.Content).ToString(),
            TrimOptions = TrimOptions.Trim,
        });

    private static bool HeaderIsGood(
        SourceText source,
        IReadOnlyList<string> header,
        IReadOnlyList<string> required,
        IReadOnlyList<string> optional,
        ICollection<Diagnostic> sink)
    {
        var missing = required.Except(header, StringComparer.Ordinal).ToArray();
        var unknown = header.Except(required, StringComparer.Ordinal).Except(optional, StringComparer.Ordinal).ToArray();
        if (missing.Length == 0 && unknown.Length == 0)
            return true;
        var near = missing.Select(m => (Missing: m, Near: NearName.Of(m, unknown)))
            .Where(n => n.Near is not null).ToArray();
        sink.Add(Diagnostic.Error(
            PackCodes.CsvColumns,
            $"表头不对：缺少 [{string.Join(", ", missing)}]，多出 [{string.Join(", ", unknown)}]"
                + string.Concat(near.Select(n => $"；“{n.Near}”是不是“{n.Missing}”？")),
            $"wrong header: missing [{string.Join(", ", missing)}], unknown [{string.Join(", ", unknown)}]"
                + string.Concat(near.Select(n => $"; is \"{n.Near}\" \"{n.Missing}\"?")),
            source,
            LineSpan(source, 1)));
        return false;
    }

    /// <summary>The span of a line, counted from 1; slow, for messages.</summary>
    internal static SourceSpan LineSpan(SourceText source, int line)
    {
        var start = 0;
        for (var i = 1; i < line; i++)
        {
            var end = source.Content.IndexOf('\n', start);
            if (end < 0)
                break;
            start = end + 1;
        }

        var stop = source.Content.IndexOf('\n', start);
        return new SourceSpan(start, (stop < 0 ? source.Content.Length : stop) - start);
    }
}

using Huoshui.Diagnostics;
using Huoshui.Policies.Loading;

namespace Huoshui.Policies.Decisions;

/// <summary>
/// Reads tables/NAME.csv: <c>from,to,source,illustrative</c>, then the table's own columns as <c>name</c> or
/// <c>name:type</c> (number, boolean, date; a text without one).
/// </summary>
internal static class DatedTableFile
{
    /// <summary>Where a pack's tables stand.</summary>
    public const string Folder = "tables/";

    private static readonly string[] Dated = ["from", "to", "source", DatedRowReader.Illustrative];
    private static readonly string[] Types = ["number", "boolean", "date"];

    public static DatedTable Read(string name, SourceText source, ICollection<Diagnostic> sink)
    {
        string[] header = [.. CsvPlaces.Header(source).Where(h => h.Length > 0)];
        var columns = header.Except(Dated, StringComparer.Ordinal).ToArray();
        var names = columns.Select(c => c.Split(':')[0]).ToArray();
        if (!IsGood(source, header, columns, sink))
            return new DatedTable(name, names, []) { Source = source };
        var rows = new DatedRowReader(columns, sink);
        var read = PackCsv.Read(source, [.. Dated, .. columns], [], sink).Select(rows.Row).OfType<DatedRow>().ToArray();
        rows.Tell();
        return new DatedTable(name, names, read) { Source = source };
    }

    // One error a column, at the header, and none of its rows.
    private static bool IsGood(SourceText source, string[] header, string[] columns, ICollection<Diagnostic> sink)
    {
        var before = sink.Count;
        if (source.Content.Split('\n')[0].IndexOfAny(['，', '、', '；']) is >= 0 and var comma)
        {
            sink.Add(Diagnostic.Error(
                PackCodes.CsvColumns, $"表头里有“{source.Content[comma]}”：列之间用英文逗号“,”",
                $"the header has \"{source.Content[comma]}\": columns are separated by \",\"", source,
                new SourceSpan(comma, 1)));
            return false;
        }

        foreach (var missing in Dated.Except(header, StringComparer.Ordinal))
            sink.Add(Missing(source, columns, missing));
        foreach (var column in columns.Where(c =>
            c.Contains(':') && !Types.Contains(c.Split(':')[1], StringComparer.Ordinal)))
        {
            var among = NearName.Among(column.Split(':')[1], Types);
            sink.Add(Diagnostic.Error(PackCodes.CsvColumns, $"列“{column}”的类型不认识{among.Zh}；文字不写类型",
                $"the type of column \"{column}\" is not known{among.En}; a text has none", source,
                SpanOf(source, column)));
        }

        foreach (var twice in header.GroupBy(c => c.Split(':')[0], StringComparer.Ordinal).Where(g => g.Count() > 1))
        {
            sink.Add(Diagnostic.Error(PackCodes.CsvColumns, $"列“{twice.Key}”出现两次：留一个",
                $"column \"{twice.Key}\" stands twice: keep one", source, SpanOf(source, twice.Key)));
        }

        return sink.Count == before;
    }

    private static Diagnostic Missing(SourceText source, string[] columns, string missing)
    {
        var near = NearName.Of(missing, columns);
        return Diagnostic.Error(
            PackCodes.CsvColumns,
            $"表头缺少列“{missing}”{(near is null ? string.Empty : $"，“{near}”是不是它？")}；前四列是 {string.Join(',', Dated)}",
            $"the header lacks column \"{missing}\"{(near is null ? string.Empty : $"; is it \"{near}\"?")}; "
                + $"the first four are {string.Join(',', Dated)}",
            source, near is null ? PackCsv.LineSpan(source, 1) : SpanOf(source, near));
    }

    /// <summary>Where a column stands in the header of a table.</summary>
    public static SourceSpan SpanOf(SourceText source, string column) => CsvPlaces.CellSpan(
        source, 1, Array.FindIndex(CsvPlaces.Header(source), h => h == column || h.Split(':')[0] == column));
}

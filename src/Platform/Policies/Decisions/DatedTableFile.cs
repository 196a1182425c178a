using System.Globalization;
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

    private const string Illustrative = "illustrative";

    private static readonly string[] Dated = ["from", "to", "source", Illustrative];
    private static readonly string[] Types = ["number", "boolean", "date"];

    public static DatedTable Read(string name, SourceText source, ICollection<Diagnostic> sink)
    {
        var header = source.Content.Split('\n')[0].Trim().Split(',');
        var columns = header.Except(Dated, StringComparer.Ordinal).ToArray();
        var names = columns.Select(c => c.Split(':')[0]).ToArray();
        var rows = IsGood(source, header, columns, sink)
            ? PackCsv.Read(source, [.. Dated, .. columns], [], sink).Select(l => Row(l, columns, sink))
            : [];
        return new DatedTable(name, names, [.. rows.OfType<DatedRow>()]) { Source = source };
    }

    // One error a column, at the header, and none of its rows.
    private static bool IsGood(SourceText source, string[] header, string[] columns, ICollection<Diagnostic> sink)
    {
        var before = sink.Count;
        if (source.Content.Split('\n')[0].IndexOfAny(['，', '、']) is >= 0 and var comma)
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
    public static SourceSpan SpanOf(SourceText source, string column)
    {
        var header = source.Content.Split('\n')[0];
        var at = 0;
        foreach (var cell in header.Split(','))
        {
            if (cell.Trim() == column || cell.Trim().Split(':')[0] == column)
                return new SourceSpan(at, cell.TrimEnd('\r').Length);
            at += cell.Length + 1;
        }

        return PackCsv.LineSpan(source, 1);
    }

    private static DatedRow? Row(CsvLine line, string[] columns, ICollection<Diagnostic> sink)
    {
        var marked = line[Illustrative];
        if (marked is not ("" or "true" or "false"))
        {
            var words = FlagWords.NoFlag(Illustrative, marked);
            sink.Add(line.Error(PackCodes.WrongValue, words.Zh, words.En));
        }

        var isIllustrative = marked == "true" || (marked != "false" && FlagWords.Meant(marked) == true);
        if (line["source"].Length == 0 && !isIllustrative)
        {
            sink.Add(
                line.Error(PackCodes.NoSource, "没有出处：写 source，或 illustrative 写 true",
                "no source: write source, or true under illustrative"));
        }

        if (Date(line["from"]) is not { } from || (line["to"].Length > 0 && Date(line["to"]) is null))
        {
            sink.Add(
                line.Error(PackCodes.CsvLine, "from、to 应为日期，如 2025-06-30",
                "from and to must be dates such as 2025-06-30"));
            return null;
        }

        var cells = columns.Select(c => Cell(line, c, sink)).ToArray();
        return new DatedRow(
            from, Date(line["to"]), line["source"] is { Length: > 0 } source ? source : null, isIllustrative, cells,
                line.Number);
    }

    private static KeyValuePair<string, object?> Cell(CsvLine line, string column, ICollection<Diagnostic> sink)
    {
        var parts = column.Split(':');
        var text = line[column];
        object? value = parts.ElementAtOrDefault(1) switch
        {
            _ when text.Length == 0 => null,
            "number" =>
                decimal.TryParse(text, NumberStyles.Number & ~NumberStyles.AllowThousands,
                CultureInfo.InvariantCulture, out var number) ? number : null,
            "boolean" => bool.TryParse(text, out var flag) ? flag : null,
            "date" => Date(text),
            null => text,
            _ => null,
        };
        if (value is null && text.Length > 0)
        {
            var words = parts[1] == "boolean" ? FlagWords.NoFlag(parts[0], text)
                : new LocalizedText($"“{text}”不是 {column}", $"\"{text}\" is no {column}");
            sink.Add(line.Error(PackCodes.WrongValue, words.Zh, words.En));
        }

        return KeyValuePair.Create(parts[0], value);
    }

    private static DateOnly? Date(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? date : null;
}

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

    private static readonly string[] Dated = ["from", "to", "source", "illustrative"];

    public static DatedTable Read(string name, SourceText source, ICollection<Diagnostic> sink)
    {
        var header = source.Content.Split('\n')[0].Trim().Split(',');
        var columns = header.Except(Dated, StringComparer.Ordinal).ToArray();
        var rows = PackCsv.Read(source, [.. Dated, .. columns], [], sink).Select(l => Row(l, columns, sink))
            .OfType<DatedRow>();
        return new DatedTable(name, [.. columns.Select(c => c.Split(':')[0])], [.. rows]);
    }

    private static DatedRow? Row(CsvLine line, string[] columns, ICollection<Diagnostic> sink)
    {
        var isIllustrative = line["illustrative"] == "true";
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
            sink.Add(line.Error(PackCodes.WrongValue, $"“{text}”不是 {column}", $"\"{text}\" is no {column}"));
        return KeyValuePair.Create(parts[0], value);
    }

    private static DateOnly? Date(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? date : null;
}

using System.Globalization;
using Huoshui.Diagnostics;
using Huoshui.Policies.Loading;

namespace Huoshui.Policies.Decisions;

/// <summary>Reads the rows (表行) of a pack's table. What is wrong is told at its cell; dates of a form that is not known
/// once a column, since a spreadsheet changes the whole column.</summary>
/// <param name="columns">The table's own, with their types.</param>
/// <param name="sink">Takes what is wrong.</param>
internal sealed class DatedRowReader(string[] columns, ICollection<Diagnostic> sink)
{
    public const string Illustrative = "illustrative";

    private const string From = "from";
    private const string To = "to";

    private readonly Dictionary<string, (CsvLine First, int Cells)> _noDates = new(StringComparer.Ordinal);

    /// <summary>Null for a row without a period.</summary>
    public DatedRow? Row(CsvLine line)
    {
        var isIllustrative = IsIllustrative(line);
        var source = line["source"] is { Length: > 0 } cited ? cited : null;
        if (source is null && !isIllustrative)
        {
            sink.Add(
                line.Error(PackCodes.NoSource, "没有出处：写 source，或 illustrative 写 true",
                "no source: write source, or true under illustrative"));
        }

        var cells = columns.Select(c => Cell(line, c)).ToArray();
        if (line[From].Length == 0)
        {
            sink.Add(line.Error(From, PackCodes.CsvLine, new LocalizedText(
                "from 是空的：写这个值第一天的日期，如 2025-06-30",
                "from is empty: write the first day of the value, such as 2025-06-30")));
        }

        var (from, to) = (Date(line, From), Date(line, To));
        return from is null || (to is null && line[To].Length > 0) ? null
            : new DatedRow(from.Value, to, source, isIllustrative, cells, line.Number);
    }

    /// <summary>Tells the columns whose dates are of a form that is not known.</summary>
    public void Tell()
    {
        foreach (var (column, (line, cells)) in _noDates)
        {
            var (name, text) = (column.Split(':')[0], line[column]);
            var (zh, en) = cells == 1 ? (string.Empty, string.Empty)
                : ($"；这一列另有 {cells - 1} 格也是", $"; so are {cells - 1} more cells of the column");
            sink.Add(line.Error(column, column is From or To ? PackCodes.CsvLine : PackCodes.WrongValue,
                new LocalizedText($"列 {name}：“{text}”不是日期，写成 2025-06-30 或 2025/6/30{zh}",
                    $"column {name}: \"{text}\" is no date: write 2025-06-30 or 2025/6/30{en}")));
        }
    }

    private bool IsIllustrative(CsvLine line)
    {
        var marked = line[Illustrative];
        if (marked.Length == 0)
            return false;
        if (bool.TryParse(marked, out var flag))
            return flag;
        sink.Add(line.Error(Illustrative, PackCodes.WrongValue, FlagWords.NoFlag(Illustrative, marked)));
        return FlagWords.Meant(marked) == true;
    }

    private KeyValuePair<string, object?> Cell(CsvLine line, string column)
    {
        var (name, type) = (column.Split(':')[0], column.Split(':').ElementAtOrDefault(1));
        var text = line[column];
        object? value = type switch
        {
            _ when text.Length == 0 => null,
            "number" => Number(line, column),
            "boolean" => Flag(line, column),
            "date" => Date(line, column),
            _ => text,
        };
        return KeyValuePair.Create(name, value);
    }

    private decimal? Number(CsvLine line, string column)
    {
        var (name, text) = (column.Split(':')[0], line[column]);
        if (decimal.TryParse(text, NumberStyles.Number & ~NumberStyles.AllowThousands, CultureInfo.InvariantCulture,
            out var number))
        {
            return number;
        }

        var instead = SheetCell.Instead(text);
        sink.Add(line.Error(column, PackCodes.WrongValue, new LocalizedText(
            $"列 {name}：“{text}”不是数字{instead.Zh}", $"column {name}: \"{text}\" is no number{instead.En}")));
        return null;
    }

    private bool? Flag(CsvLine line, string column)
    {
        if (bool.TryParse(line[column], out var flag))
            return flag;
        sink.Add(line.Error(column, PackCodes.WrongValue, FlagWords.NoFlag(column.Split(':')[0], line[column])));
        return null;
    }

    private DateOnly? Date(CsvLine line, string column)
    {
        if (line[column].Length == 0)
            return null;
        if (SheetCell.Date(line[column]) is { } date)
            return date;
        var (first, cells) = _noDates.GetValueOrDefault(column, (line, 0));
        _noDates[column] = (first, cells + 1);
        return null;
    }
}

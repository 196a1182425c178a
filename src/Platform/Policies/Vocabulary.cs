using Huoshui.Diagnostics;

namespace Huoshui.Policies;

/// <summary>The words that packs share (公共词表): code lists, classifications and calendars. Immutable, thread
/// safe.</summary>
public sealed class Vocabulary
{
    private const string Terms = "terms";

    private readonly Dictionary<string, CodeList> _lists;
    private readonly Dictionary<string, string> _english;

    internal Vocabulary(
        IReadOnlyList<CodeList> lists, IReadOnlyList<ReferenceTable> tables, IReadOnlyList<WorkCalendar> calendars)
    {
        Lists = lists;
        Tables = tables;
        Calendars = calendars;
        _lists = lists.ToDictionary(l => l.Id, StringComparer.Ordinal);
        _english = English(Table(Terms));
    }

    /// <summary>A vocabulary without words.</summary>
    public static Vocabulary Empty { get; } = new([], [], []);

    /// <summary>Every code list, by id.</summary>
    public IReadOnlyList<CodeList> Lists { get; }

    /// <summary>Tables with more columns than code and name: GB/T 4754, industry classifications, enterprise sizes
    /// …</summary>
    public IReadOnlyList<ReferenceTable> Tables { get; }

    /// <summary>Calendars of working days.</summary>
    public IReadOnlyList<WorkCalendar> Calendars { get; }

    /// <summary>The list of an id, or null.</summary>
    public CodeList? List(string id) => _lists.GetValueOrDefault(id);

    /// <summary>The reference table of a name (its file name without .csv), or null.</summary>
    public ReferenceTable? Table(string name) => Tables.FirstOrDefault(t => t.Name == name);

    /// <summary>A short Chinese text of the packs (a theme, a class of data, a source, an industry section) with its
    /// English, from terms.csv; in Chinese for both where that has none, as the names of laws and standards.</summary>
    public LocalizedText Term(string zh)
    {
        ArgumentNullException.ThrowIfNull(zh);
        return new LocalizedText(zh, _english.GetValueOrDefault(zh, zh));
    }

    /// <summary>The calendar of an id (<c>mainland</c>, <c>hongkong</c>), or null.</summary>
    public WorkCalendar? Calendar(string id) => Calendars.FirstOrDefault(c => c.Id == id);

    // A file without the two columns has no terms; of a term that stands twice the first counts.
    private static Dictionary<string, string> English(ReferenceTable? terms)
    {
        var english = new Dictionary<string, string>(StringComparer.Ordinal);
        if (terms is null || !terms.Columns.Contains("zh") || !terms.Columns.Contains("en"))
            return english;
        for (var row = 0; row < terms.Rows.Count; row++)
            english.TryAdd(terms.Cell(row, "zh"), terms.Cell(row, "en"));
        return english;
    }
}

/// <summary>A code list (代码表).</summary>
/// <param name="Id">As fields and scripts call it: <c>CL_F270010</c>.</param>
/// <param name="Title">Its name.</param>
/// <param name="Source">Where it was taken from.</param>
/// <param name="Codes">In the order of the source.</param>
public sealed record CodeList(string Id, LocalizedText Title, string Source, IReadOnlyList<Code> Codes)
{
    private readonly Dictionary<string, Code> _byValue = Codes
        .GroupBy(c => c.Value, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);

    /// <summary>What a code means, or null if it is not in the list.</summary>
    public Code? Find(string value) => _byValue.GetValueOrDefault(value);
}

/// <summary>An entry of a code list.</summary>
/// <param name="Value">As it is filed; leading zeros matter.</param>
/// <param name="Name">What it means.</param>
public sealed record Code(string Value, LocalizedText Name);

/// <summary>A table of the vocabulary as it stands in its CSV file.</summary>
/// <param name="Name">File name without extension.</param>
/// <param name="Path">Absolute path, so that an engine may read it set-wise.</param>
/// <param name="Columns">Names of the columns.</param>
/// <param name="Rows">Cells by column, as text; empty where the file has nothing.</param>
public sealed record ReferenceTable(
    string Name, string Path, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    /// <summary>A cell by the name of its column.</summary>
    public string Cell(int row, string column) => Rows[row][IndexOf(column)];

    private int IndexOf(string column)
    {
        for (var i = 0; i < Columns.Count; i++)
        {
            if (Columns[i] == column)
                return i;
        }

        throw new KeyNotFoundException($"{Name} has no column {column}");
    }
}

using System.Text;

namespace Huoshui.Warehouse.Staging;

/// <summary>The first record of a CSV: its column names.</summary>
internal static class CsvHeader
{
    /// <summary>The first record, without its line end; quoted line breaks belong to it.</summary>
    public static string FirstRecord(string text)
    {
        var quoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '"')
                quoted = !quoted;
            else if (text[i] == '\n' && !quoted)
                return text[..i].TrimEnd('\r');
        }

        return text.TrimEnd('\r');
    }

    /// <summary>The names between delimiters, without blanks and quotes around them.</summary>
    public static IReadOnlyList<string> Split(string record, char delimiter)
    {
        var names = new List<string>();
        var name = new StringBuilder();
        var quoted = false;
        foreach (var letter in record)
        {
            if (letter == '"')
                quoted = !quoted;
            if (letter == delimiter && !quoted)
                Add(names, name);
            else
                name.Append(letter);
        }

        Add(names, name);
        return names;
    }

    private static void Add(List<string> names, StringBuilder name)
    {
        var text = name.ToString().Trim();
        if (text.Length >= 2 && text[0] == '"' && text[^1] == '"')
            text = text[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal).Trim();
        names.Add(text);
        name.Clear();
    }
}

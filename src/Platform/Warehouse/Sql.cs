using System.Globalization;

namespace Huoshui.Warehouse;

/// <summary>Literals and names of the engine's SQL. Every name and path that goes into a statement goes through
/// here.</summary>
public static class Sql
{
    /// <summary>A text literal.</summary>
    public static string Text(string value) => "'" + value.Replace("'", "''", StringComparison.Ordinal) + "'";

    /// <summary>A quoted name.</summary>
    public static string Name(string name) => "\"" + name.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";

    /// <summary>The number that belongs to the file that a row was read from (file_index counts the files from
    /// 0).</summary>
    public static string OfFile(IEnumerable<int> numbers)
    {
        var list = numbers.Select(n => n.ToString(CultureInfo.InvariantCulture)).ToList();
        return list.Distinct(StringComparer.Ordinal).Count() == 1
            ? $"{list[0]}::INTEGER"
            : $"([{string.Join(',', list)}]::INTEGER[])[CAST(file_index AS BIGINT) + 1]";
    }

    /// <summary>A list of text literals.</summary>
    public static string List(IEnumerable<string> values) => "[" + string.Join(", ", values.Select(Text)) + "]";
}

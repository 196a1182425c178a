namespace Huoshui.Warehouse;

/// <summary>Literals and names of the engine's SQL. Every name and path that goes into a statement goes through here.</summary>
public static class Sql
{
    /// <summary>A text literal.</summary>
    public static string Text(string value) => "'" + value.Replace("'", "''", StringComparison.Ordinal) + "'";

    /// <summary>A quoted name.</summary>
    public static string Name(string name) => "\"" + name.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";

    /// <summary>A list of text literals.</summary>
    public static string List(IEnumerable<string> values) => "[" + string.Join(", ", values.Select(Text)) + "]";
}

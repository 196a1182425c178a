using System.Globalization;
using DuckDB.NET.Data;
using Huoshui.Vtl;
using Huoshui.Warehouse;

namespace Huoshui.Cli.VtlRuns;

/// <summary>Data points as the column engine holds them, and as people read them.</summary>
internal static class DataPoints
{
    public static List<string> IdentifiersOf(DataStructure structure) =>
        [.. structure.Components.Where(c => c.Role == ComponentRole.Identifier).Select(c => c.Name)];

    /// <summary>An expression for <c>Id_1 = 1, Id_2 = a</c>.</summary>
    /// <param name="keys">Identifiers.</param>
    public static string Shown(IEnumerable<string> keys) => string.Join(" || ', ' || ", keys.Select(
        k => $"{Sql.Text(k + " = ")} || coalesce(CAST({Sql.Name(k)} AS VARCHAR), 'null')"));

    /// <summary>The first cell of the first row; null where there is none.</summary>
    public static string? FirstText(this DuckSession session, string sql, CancellationToken stop = default) =>
        session.Query(sql, r => r.GetString(0), stop).FirstOrDefault();

    /// <summary>A cell as text; null is null.</summary>
    public static string? Text(DuckDBDataReader reader, int column)
    {
        if (reader.IsDBNull(column))
            return null;
        return reader.GetValue(column) switch
        {
            string text => text,
            bool flag => flag ? "true" : "false",
            DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            DateTime time => time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            IFormattable value => value.ToString(null, CultureInfo.InvariantCulture),
            var other => other.ToString(),
        };
    }
}

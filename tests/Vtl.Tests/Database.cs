using System.Globalization;
using DuckDB.NET.Data;

namespace Huoshui.Vtl.Tests;

/// <summary>A DuckDB in memory: the SQL of the engine is run, never only read.</summary>
internal sealed class Database : IDisposable
{
    private readonly DuckDBConnection _connection = new("DataSource=:memory:");

    public Database(params string[] statements)
    {
        _connection.Open();
        foreach (var statement in statements)
            Execute(statement);
    }

    public void Execute(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>Rows as text, values joined by " | ", null as NULL.</summary>
    public List<string> Rows(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
            rows.Add(string.Join(" | ", Enumerable.Range(0, reader.FieldCount).Select(i => Text(reader, i))));
        return rows;
    }

    public void Dispose() => _connection.Dispose();

    private static string Text(DuckDBDataReader reader, int column)
    {
        if (reader.IsDBNull(column))
            return "NULL";
        return reader.GetValue(column) switch
        {
            string text => text,
            bool flag => flag ? "true" : "false",
            DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            IEnumerable<string> items => $"[{string.Join(", ", items)}]",
            IFormattable value => value.ToString(null, CultureInfo.InvariantCulture),
            var other => other.ToString() ?? string.Empty,
        };
    }
}

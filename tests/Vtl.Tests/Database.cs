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
        command.CommandText = $"SELECT CAST(COLUMNS(*) AS VARCHAR) FROM ({sql})";
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
            rows.Add(string.Join(" | ", Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? "NULL" : reader.GetString(i))));
        return rows;
    }

    public void Dispose() => _connection.Dispose();
}

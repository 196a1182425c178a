using System.Globalization;
using DuckDB.NET.Data;

namespace Huoshui.Vtl.Tests;

/// <summary>A DuckDB in memory: the SQL of the engine is run, never only read.</summary>
internal sealed class Database : ITestDatabase
{
    private readonly DuckDBConnection _connection = new("DataSource=:memory:");

    public Database(params string[] statements)
    {
        _connection.Open();
        foreach (var statement in statements)
            Execute(statement);
    }

    public SqlDialect Dialect => SqlDialect.DuckDb;

    public void Execute(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>Rows as text, values joined by " | ", null as NULL.</summary>
    public List<string> Rows(string sql) => [.. Cells(sql).Select(r => string.Join(" | ", r.Select(c => c ?? "NULL")))];

    public IReadOnlyList<string?[]> Cells(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = $"SELECT CAST(COLUMNS(*) AS VARCHAR) FROM ({sql})";
        using var reader = command.ExecuteReader();
        var rows = new List<string?[]>();
        while (reader.Read())
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? null : reader.GetString(i))]);
        return rows;
    }

    public string TypeOf(Component component) => component.Kind switch
    {
        ScalarKind.Integer => "BIGINT",
        ScalarKind.Number when component.Scale is { } scale => string.Create(CultureInfo.InvariantCulture, $"DECIMAL(18,{scale})"),
        ScalarKind.Number => "DOUBLE",
        ScalarKind.Boolean => "BOOLEAN",
        ScalarKind.Date => "DATE",
        _ => "VARCHAR",
    };

    public void Dispose() => _connection.Dispose();
}

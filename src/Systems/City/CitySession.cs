using System.Globalization;
using System.Numerics;
using DuckDB.NET.Data;

namespace Huoshui.Systems.City;

/// <summary>The generator's own in-memory DuckDB with its seeded draws. One thread at a time.</summary>
internal sealed class CitySession : IDisposable
{
    private readonly DuckDBConnection _connection;

    public CitySession(CityOptions options, string spillFolder)
    {
        _connection = new DuckDBConnection("DataSource=:memory:");
        _connection.Open();
        Execute(Invariant($"""
            SET threads = {options.Threads};
            SET memory_limit = '{options.MemoryMebibytes}MiB';
            SET temp_directory = '{Quote(spillFolder)}';
            SET TimeZone = 'UTC';
            SET preserve_insertion_order = true;
            """));
        Execute(Invariant($"""
            -- One uniform draw in (0, 1) for a stream and two keys; independent of row order and threads.
            CREATE MACRO u(stream, a, b) AS
                ((hash(hash((stream + ({options.Seed})::BIGINT * 100000)::BIGINT, a::BIGINT, b::BIGINT)) >> 11)::DOUBLE + 0.5)
                / 9007199254740992.0;
            CREATE MACRO normal(stream, a, b) AS
                sqrt(-2 * ln(u(stream, a, b))) * cos(2 * pi() * u(stream + 50000, a, b));
            CREATE MACRO pick(items, r) AS items[1 + floor(r * len(items))::INTEGER];
            CREATE MACRO yuan(fen) AS (fen::DECIMAL(18, 2) * 0.01::DECIMAL(3, 2))::DECIMAL(18, 2);
            CREATE MACRO day28(d) AS (date_trunc('month', d) + to_days(least(day(d), 28)::INTEGER - 1))::DATE;
            """));
        Execute(IdentifierMacros.Sql);
    }

    /// <summary>Runs statements, all or the exception.</summary>
    public void Execute(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>The rows of a query; integers of any width come as BigInteger or long as DuckDB gives them.</summary>
    public List<object?[]> Query(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<object?[]>();
        while (reader.Read())
        {
            var row = new object?[reader.FieldCount];
            for (var i = 0; i < row.Length; i++)
                row[i] = reader.IsDBNull(i) ? null : reader.GetValue(i);
            rows.Add(row);
        }

        return rows;
    }

    /// <summary>The one whole number of a query; null counts as 0.</summary>
    public BigInteger Whole(string sql) => AsWhole(Query(sql)[0][0]);

    public static BigInteger AsWhole(object? value) => value switch
    {
        null => BigInteger.Zero,
        BigInteger big => big,
        decimal number => new BigInteger(number),
        _ => new BigInteger(Convert.ToInt64(value, CultureInfo.InvariantCulture)),
    };

    /// <summary>Fills a table through the appender.</summary>
    public void Append(string table, IEnumerable<object?[]> rows)
    {
        using var appender = _connection.CreateAppender(table);
        foreach (var row in rows)
        {
            var line = appender.CreateRow();
            foreach (var cell in row)
                AppendCell(line, cell);
            line.EndRow();
        }
    }

    public static string Quote(string text) => text.Replace("'", "''", StringComparison.Ordinal);

    public static string Invariant(FormattableString text) => FormattableString.Invariant(text);

    public void Dispose() => _connection.Dispose();

    private static void AppendCell(IDuckDBAppenderRow line, object? cell)
    {
        switch (cell)
        {
            case null: line.AppendNullValue(); break;
            case string text: line.AppendValue(text); break;
            case int number: line.AppendValue(number); break;
            case long number: line.AppendValue(number); break;
            case double number: line.AppendValue(number); break;
            case bool flag: line.AppendValue(flag); break;
            case DateOnly date: line.AppendValue(date); break;
            default: throw new ArgumentException($"no appender for {cell.GetType()}", nameof(cell));
        }
    }
}

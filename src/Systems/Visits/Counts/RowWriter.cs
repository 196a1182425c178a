using System.Data.Common;
using Huoshui.Operations;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using NpgsqlTypes;

namespace Huoshui.Systems.Visits.Counts;

/// <summary>A column of rows that are written together.</summary>
internal sealed record RowColumn(string Name, NpgsqlDbType Type);

/// <summary>Rows written together, changing those that are there: one statement over arrays on PostgreSQL, one prepared
/// insert on SQLite.</summary>
internal static class RowWriter
{
    /// <summary>Writes rows; in a transaction.</summary>
    /// <param name="context">The unit of work.</param>
    /// <param name="table">Its name.</param>
    /// <param name="columns">Of the table.</param>
    /// <param name="rows">Values in the order of the columns, as the store keeps them; null for none.</param>
    /// <param name="onConflict">What happens to a row that is there.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task WriteAsync(
        OperationsContext context, string table, RowColumn[] columns, IReadOnlyList<object?[]> rows, string onConflict,
        CancellationToken cancellationToken)
    {
        if (rows.Count == 0)
            return;
        var names = string.Join(", ", columns.Select(c => $"\"{c.Name}\""));
        var values = string.Join(", ", columns.Select((_, n) => $"@p{n}"));
        var isNpgsql = context.Database.IsNpgsql();
        await using var command = context.Database.GetDbConnection().CreateCommand();
        command.Transaction = context.Database.CurrentTransaction!.GetDbTransaction();
        command.CommandText = $"INSERT INTO \"{table}\" ({names}) "
            + (isNpgsql ? $"SELECT * FROM unnest({values})" : $"VALUES ({values})") + "\n" + onConflict;
        if (isNpgsql)
            await ArraysAsync(command, columns, rows, cancellationToken);
        else
            await OneByOneAsync(command, columns, rows, cancellationToken);
    }

    private static async Task ArraysAsync(
        DbCommand command, RowColumn[] columns, IReadOnlyList<object?[]> rows, CancellationToken cancellationToken)
    {
        for (var n = 0; n < columns.Length; n++)
        {
            command.Parameters.Add(new NpgsqlParameter($"p{n}", NpgsqlDbType.Array | columns[n].Type)
            {
                Value = ArrayOf(columns[n].Type, rows, n),
            });
        }

        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static Array ArrayOf(NpgsqlDbType type, IReadOnlyList<object?[]> rows, int column) => type switch
    {
        NpgsqlDbType.Uuid => rows.Select(r => (Guid?)r[column]).ToArray(),
        NpgsqlDbType.Text => rows.Select(r => (string?)r[column]).ToArray(),
        NpgsqlDbType.Bigint => rows.Select(r => (long?)r[column]).ToArray(),
        NpgsqlDbType.Integer => rows.Select(r => (int?)r[column]).ToArray(),
        NpgsqlDbType.Boolean => rows.Select(r => (bool?)r[column]).ToArray(),
        _ => throw new NotSupportedException($"{type} is not written in arrays."),
    };

    private static async Task OneByOneAsync(
        DbCommand command, RowColumn[] columns, IReadOnlyList<object?[]> rows, CancellationToken cancellationToken)
    {
        foreach (var name in columns.Select((_, n) => $"@p{n}"))
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = name;
            command.Parameters.Add(parameter);
        }

        await command.PrepareAsync(cancellationToken);
        foreach (var row in rows)
        {
            for (var n = 0; n < columns.Length; n++)
                command.Parameters[n].Value = row[n] ?? DBNull.Value;
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}

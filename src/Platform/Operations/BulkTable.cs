using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Huoshui.Operations;

/// <summary>Rows written straight into their table: COPY in binary on PostgreSQL, one prepared insert on SQLite. Values
/// are converted as the model says. Not thread safe.</summary>
public sealed class BulkTable
{
    /// <summary>Rows that are saved together where no transaction is running: a writer that is killed loses at most so
    /// many.</summary>
    public const int RowsOfTransaction = 50_000;

    private readonly OperationsContext _context;
    private readonly string _table;
    private readonly IReadOnlyList<BulkColumn> _columns;

    internal BulkTable(OperationsContext context, IEntityType type, string? another = null)
    {
        _context = context;
        _table = $"\"{another ?? type.GetTableName()}\"";
        _columns = BulkColumn.Of(type)
            ?? throw new NotSupportedException($"{type.ClrType.Name} is not written in bulk.");
    }

    /// <summary>The table of a kind of rows.</summary>
    /// <typeparam name="TRow">The kind: no owned or derived one, no value that the store makes, none but texts,
    /// numbers, instants, dates, ids, booleans and bytes.</typeparam>
    /// <param name="context">The store.</param>
    /// <param name="another">Another table of the same columns; null for its own.</param>
    /// <exception cref="NotSupportedException">The kind cannot be written so.</exception>
    public static BulkTable Of<TRow>(OperationsContext context, string? another = null)
        where TRow : class
    {
        ArgumentNullException.ThrowIfNull(context);
        var type = context.Model.FindEntityType(typeof(TRow))
            ?? throw new NotSupportedException($"{typeof(TRow).Name} has no table.");
        return new BulkTable(context, type, another);
    }

    private string Names => string.Join(", ", _columns.Select(c => $"\"{c.Name}\""));

    /// <summary>Writes rows, a transaction for each <see cref="RowsOfTransaction"/> of them unless one is
    /// running.</summary>
    /// <param name="rows">Of the kind.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>How many.</returns>
    public async Task<long> WriteAsync(IEnumerable<object> rows, CancellationToken cancellationToken)
    {
        await _context.Database.OpenConnectionAsync(cancellationToken);
        try
        {
            var written = 0L;
            foreach (var part in rows.Chunk(RowsOfTransaction))
            {
                await WritePartAsync(part, cancellationToken);
                written += part.Length;
            }

            return written;
        }
        finally
        {
            await _context.Database.CloseConnectionAsync();
        }
    }

    private Task WritePartAsync(object[] rows, CancellationToken cancellationToken) =>
        _context.Database.GetDbConnection() is NpgsqlConnection connection
            ? CopyAsync(connection, rows, cancellationToken) : InsertAsync(rows, cancellationToken);

    private async Task CopyAsync(NpgsqlConnection connection, object[] rows, CancellationToken cancellationToken)
    {
        await using var writer = await connection.BeginBinaryImportAsync(
            $"COPY {_table} ({Names}) FROM STDIN (FORMAT BINARY)", cancellationToken);
        foreach (var row in rows)
        {
            await writer.StartRowAsync(cancellationToken);
            foreach (var column in _columns)
            {
                if (column.Of(row) is { } value)
                    await writer.WriteAsync(value, column.Type, cancellationToken);
                else
                    await writer.WriteNullAsync(cancellationToken);
            }
        }

        await writer.CompleteAsync(cancellationToken);
    }

    private async Task InsertAsync(object[] rows, CancellationToken cancellationToken)
    {
        var running = _context.Database.CurrentTransaction;
        await using var own = running is null ? await _context.Database.BeginTransactionAsync(cancellationToken) : null;
        await using var command = _context.Database.GetDbConnection().CreateCommand();
        command.Transaction = (running ?? own)!.GetDbTransaction();
        command.CommandText =
            $"INSERT INTO {_table} ({Names}) VALUES ({string.Join(", ", _columns.Select((_, n) => "$p" + n))})";
        var parameters = _columns.Select((_, n) => Parameter(command, "$p" + n)).ToList();
        await command.PrepareAsync(cancellationToken);
        foreach (var row in rows)
        {
            for (var n = 0; n < _columns.Count; n++)
                parameters[n].Value = _columns[n].Of(row) ?? DBNull.Value;
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        if (own is not null)
            await own.CommitAsync(cancellationToken);
    }

    private static DbParameter Parameter(DbCommand command, string name)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        command.Parameters.Add(parameter);
        return parameter;
    }
}

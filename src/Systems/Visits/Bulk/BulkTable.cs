using System.Data.Common;
using Huoshui.Operations;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using NpgsqlTypes;

namespace Huoshui.Systems.Visits.Bulk;

/// <summary>Sizes of bulk writing.</summary>
internal static class BulkTable
{
    /// <summary>Rows that are saved together: a writer that is killed loses at most so many.</summary>
    public const int RowsOfTransaction = 50_000;
}

/// <summary>Rows written straight into their table: COPY in binary on PostgreSQL, one prepared insert on SQLite. Values
/// are converted as the model says. Not thread safe.</summary>
internal sealed class BulkTable<TRow>
    where TRow : class
{
    private readonly OperationsContext _context;
    private readonly string _table;
    private readonly List<Column> _columns;

    /// <summary>Writes into the table of the rows, or into another of the same columns.</summary>
    public BulkTable(OperationsContext context, string? another = null)
    {
        _context = context;
        var type = context.Model.FindEntityType(typeof(TRow))
            ?? throw new InvalidOperationException($"{typeof(TRow).Name} has no table.");
        var table = StoreObjectIdentifier.Table(type.GetTableName()!);
        _table = $"\"{another ?? table.Name}\"";
        _columns = [.. type.GetProperties().Select(p => new Column(p, p.GetColumnName(table)!))];
    }

    private string Names => string.Join(", ", _columns.Select(c => $"\"{c.Name}\""));

    /// <summary>Writes rows, a transaction for each <see cref="BulkTable.RowsOfTransaction"/> of them unless one is
    /// running.</summary>
    /// <returns>How many.</returns>
    public async Task<long> WriteAsync(IEnumerable<TRow> rows, CancellationToken cancellationToken)
    {
        await _context.Database.OpenConnectionAsync(cancellationToken);
        try
        {
            var written = 0L;
            foreach (var part in rows.Chunk(BulkTable.RowsOfTransaction))
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

    private Task WritePartAsync(TRow[] rows, CancellationToken cancellationToken) =>
        _context.Database.GetDbConnection() is NpgsqlConnection connection
            ? CopyAsync(connection, rows, cancellationToken) : InsertAsync(rows, cancellationToken);

    private async Task CopyAsync(NpgsqlConnection connection, TRow[] rows, CancellationToken cancellationToken)
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

    private async Task InsertAsync(TRow[] rows, CancellationToken cancellationToken)
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

    private sealed class Column
    {
        private readonly Func<object, object?> _value;
        private readonly Func<object?, object?>? _convert;

        public Column(IProperty property, string name)
        {
            Name = name;
            var getter = property.GetGetter();
            _value = getter.GetClrValue;
            _convert = property.GetTypeMapping().Converter?.ConvertToProvider;
            var kept = property.GetTypeMapping().Converter?.ProviderClrType ?? property.ClrType;
            Type = TypeOf(Nullable.GetUnderlyingType(kept) ?? kept);
        }

        public string Name { get; }

        public NpgsqlDbType Type { get; }

        public object? Of(TRow row) => _value(row) is { } value ? _convert is null ? value : _convert(value) : null;

        private static NpgsqlDbType TypeOf(Type type) =>
            type == typeof(string) ? NpgsqlDbType.Text
            : type == typeof(Guid) ? NpgsqlDbType.Uuid
            : type == typeof(long) ? NpgsqlDbType.Bigint
            : type == typeof(int) ? NpgsqlDbType.Integer
            : type == typeof(bool) ? NpgsqlDbType.Boolean
            : type == typeof(DateOnly) ? NpgsqlDbType.Date
            : throw new NotSupportedException($"{type.Name} is not written in bulk.");
    }
}

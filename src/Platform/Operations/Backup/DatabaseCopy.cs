using Microsoft.Data.Sqlite;

namespace Huoshui.Operations.Backup;

/// <summary>One consistent point of the database, taken while others write.</summary>
internal static class DatabaseCopy
{
    public const string SqliteName = "operations.db";
    public const string PostgreSqlName = "operations.pgdump";

    /// <summary>Writes the copy into a folder.</summary>
    /// <returns>The copy's file name.</returns>
    public static async Task<string> TakeAsync(OperationsOptions options, string folder, CancellationToken cancellationToken)
    {
        if (options.PostgreSql is { } connection)
        {
            var dump = Path.Combine(folder, PostgreSqlName);
            await PostgreSqlTools.RunAsync("pg_dump", connection, ["--format=custom", "--file", dump], cancellationToken);
            return PostgreSqlName;
        }

        // VACUUM INTO reads one snapshot: writers go on, and what they commit afterwards is not in the copy.
        await using var source = Open(options.SqlitePath, SqliteOpenMode.ReadWrite);
        await using var command = source.CreateCommand();
        command.CommandText = "VACUUM INTO $copy";
        command.Parameters.AddWithValue("$copy", Path.Combine(folder, SqliteName));
        await command.ExecuteNonQueryAsync(cancellationToken);
        return SqliteName;
    }

    /// <summary>Checks a restored SQLite file page by page.</summary>
    public static async Task CheckAsync(string path, CancellationToken cancellationToken)
    {
        await using var database = Open(path, SqliteOpenMode.ReadOnly);
        await using var command = database.CreateCommand();
        command.CommandText = "PRAGMA integrity_check";
        var answer = await command.ExecuteScalarAsync(cancellationToken) as string;
        if (answer != "ok")
        {
            throw new BackupException(
                $"恢复出的数据库已损坏（{answer}）；请用另一份备份", $"the restored database is damaged ({answer}); use another backup");
        }
    }

    private static SqliteConnection Open(string path, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = mode,
            Pooling = false,
            DefaultTimeout = 30,
        }.ConnectionString);
        connection.Open();
        return connection;
    }
}

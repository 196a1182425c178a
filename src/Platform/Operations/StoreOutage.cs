using System.Net.Sockets;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Huoshui.Operations;

/// <summary>存储中断: tells an operations store that does not answer from a fault of the program.</summary>
public static class StoreOutage
{
    // SQLite result codes: busy, locked, I/O error, corrupt, full, cannot open, not a database.
    private static readonly int[] SqliteCodes = [5, 6, 10, 11, 13, 14, 26];

    // PostgreSQL classes: connection exception, insufficient resources, operator intervention.
    private static readonly string[] PostgreSqlClasses = ["08", "53", "57"];

    /// <summary>Whether an exception, or one that it wraps, says that the store is down, out of reach or
    /// unreadable.</summary>
    public static bool Is(Exception? error) => error switch
    {
        null => false,
        // A statement that was cancelled, or took too long, is ours to look into.
        PostgresException { SqlState: PostgresErrorCodes.QueryCanceled } => false,
        PostgresException answered =>
            PostgreSqlClasses.Any(c => answered.SqlState.StartsWith(c, StringComparison.Ordinal)),
        NpgsqlException { InnerException: IOException or SocketException or TimeoutException } => true,
        SqliteException sqlite => SqliteCodes.Contains(sqlite.SqliteErrorCode),
        _ => Is(error.InnerException),
    };
}

using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Huoshui.Operations;

/// <summary>冲突: tells that somebody else saved first from every other failure of a save.</summary>
public static class StoreConflict
{
    // SQLite's extended codes: a unique index, a primary key.
    private const int SqliteUnique = 2067;
    private const int SqlitePrimaryKey = 1555;

    /// <summary>Whether a save failed because a row changed since it was read, or because a unique index already
    /// holds the value.</summary>
    public static bool Is(DbUpdateException error)
    {
        ArgumentNullException.ThrowIfNull(error);
        return error is DbUpdateConcurrencyException || error.InnerException switch
        {
            SqliteException sqlite => sqlite.SqliteExtendedErrorCode is SqliteUnique or SqlitePrimaryKey,
            PostgresException { SqlState: PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.SerializationFailure } => true,
            _ => false,
        };
    }
}

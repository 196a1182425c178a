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

    /// <summary>Whether a save failed because a row of a kind changed since it was read, or because a unique index
    /// already holds the value of one. Other failures of the same save are not a conflict.</summary>
    /// <typeparam name="TRow">The kind.</typeparam>
    public static bool Of<TRow>(DbUpdateException error)
    {
        ArgumentNullException.ThrowIfNull(error);
        return error.Entries.Any(e => e.Entity is TRow) && (error is DbUpdateConcurrencyException || error.InnerException is
            SqliteException { SqliteExtendedErrorCode: SqliteUnique or SqlitePrimaryKey }
            or PostgresException { SqlState: PostgresErrorCodes.UniqueViolation });
    }
}

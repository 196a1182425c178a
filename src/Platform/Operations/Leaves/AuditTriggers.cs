using System.Globalization;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Operations.Leaves;

/// <summary>
/// The triggers that name every row that was changed, so that the reconciliation in the background looks at what
/// changed only. Who may write in the database may take them off: then the pass over all rows finds what he did.
/// </summary>
internal static class AuditTriggers
{
    private const string Prefix = "huoshui_touch_";

    private static readonly AuditedTable[] OfTheLog =
    [
        new("AuditEntries", $"'{AuditTouch.Rows}' || cast({{row}}.\"Sequence\" as varchar)") { LooksAtNewRows = false },
        new("AuditLeaves", $"'{AuditTouch.Rows}' || cast({{row}}.\"Sequence\" as varchar)") { LooksAtNewRows = false },
    ];

    /// <summary>Puts those back that are missing.</summary>
    public static async Task EnsureAsync(
        OperationsContext context, bool isPostgreSql, IEnumerable<AuditedTable> tables,
        CancellationToken cancellationToken)
    {
        var there = await context.Database.SqlQueryRaw<string>(isPostgreSql
            ? $"""
               SELECT tgname::text AS "Value" FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
               WHERE tgname LIKE '{Prefix}%' AND p.proconfig IS NOT NULL
               """
            : $"""SELECT name AS "Value" FROM sqlite_master WHERE type = 'trigger' AND name LIKE '{Prefix}%'""")
            .ToListAsync(cancellationToken);
        var missing = OfTheLog.Concat(tables).DistinctBy(t => t.Table)
            .SelectMany(table => isPostgreSql ? PostgreSql(table) : Sqlite(table))
            .Where(trigger => !there.Contains(trigger.Name, StringComparer.Ordinal));
        foreach (var trigger in missing)
            await context.Database.ExecuteSqlRawAsync(trigger.Sql, cancellationToken);
    }

    private static IEnumerable<(string Name, string Sql)> Sqlite(AuditedTable table)
    {
        foreach (var act in Acts(table))
        {
            var name = $"{Prefix}{table.Table}_{act.ToLower(CultureInfo.InvariantCulture)}";
            var rows = act switch { "INSERT" => (string[])["NEW"], "DELETE" => ["OLD"], _ => ["OLD", "NEW"] };
            var inserts = string.Concat(rows.Select(row =>
                $"""INSERT INTO "AuditTouches" ("Subject") VALUES ({Of(table, row)}); """));
            yield return (name, $"""CREATE TRIGGER "{name}" AFTER {act} ON "{table.Table}" BEGIN {inserts}END""");
        }
    }

    // No braces in what EF reads as a format: the text has none. A date is written as in SQLite, whatever DateStyle
    // the session of who changes the row has; a function from before that is replaced.
    private static IEnumerable<(string Name, string Sql)> PostgreSql(AuditedTable table)
    {
        var name = Prefix + table.Table;
        yield return (name,
            $"""
             CREATE OR REPLACE FUNCTION "{name}"() RETURNS trigger LANGUAGE plpgsql
             SET DateStyle = 'ISO, YMD' AS $touch$
             BEGIN
               IF TG_OP = 'TRUNCATE' THEN
                 INSERT INTO "AuditTouches" ("Subject") VALUES ('*');
                 RETURN NULL;
               END IF;
               IF TG_OP <> 'INSERT' THEN
                 INSERT INTO "AuditTouches" ("Subject") VALUES ({Of(table, "OLD")});
               END IF;
               IF TG_OP <> 'DELETE' THEN
                 INSERT INTO "AuditTouches" ("Subject") VALUES ({Of(table, "NEW")});
               END IF;
               RETURN NULL;
             END $touch$;
             CREATE OR REPLACE TRIGGER "{name}" AFTER {string.Join(" OR ", Acts(table))} ON "{table.Table}"
             FOR EACH ROW EXECUTE FUNCTION "{name}"();
             CREATE OR REPLACE TRIGGER "{name}_truncate" AFTER TRUNCATE ON "{table.Table}"
             FOR EACH STATEMENT EXECUTE FUNCTION "{name}"();
             """);
    }

    private static string[] Acts(AuditedTable table) =>
        table.LooksAtNewRows ? ["INSERT", "UPDATE", "DELETE"] : ["UPDATE", "DELETE"];

    private static string Of(AuditedTable table, string row) =>
        table.Subject.Replace("{row}", row, StringComparison.Ordinal);
}

using Huoshui.Vtl;
using Xunit;

namespace Huoshui.Warehouse.Tests.Sessions;

/// <summary>What a query of eval may not do; asked of the column engine's own parser.</summary>
public sealed class RoutineGuardTests
{
    [Theory]
    [InlineData("SELECT * FROM a")]
    [InlineData("SELECT k, sum(n) OVER (PARTITION BY k ORDER BY n) AS s FROM A WHERE n > (SELECT value FROM b)")]
    [InlineData("WITH c AS (SELECT * FROM a), d AS (SELECT * FROM c) SELECT upper(k), coalesce(n, 0) FROM d JOIN b ON true")]
    [InlineData("SELECT k, unnest(range(3)) AS i FROM a UNION ALL SELECT k, n FROM a -- ok")]
    [InlineData("SELECT CASE WHEN n BETWEEN 1 AND 2 THEN 1 END, k LIKE 'x%' FROM a, range(3)")]
    public void A_query_over_its_operands_may_run(string sql) => Assert.Null(Defect(sql));

    [Theory]
    [InlineData("SELECT * FROM secret")]
    [InlineData("SELECT * FROM main.a")]
    [InlineData("SELECT * FROM a, (WITH secret AS (SELECT 1) SELECT * FROM secret), secret")]
    [InlineData("WITH secret AS (SELECT * FROM secret) SELECT * FROM secret")]
    [InlineData("WITH RECURSIVE r AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM r) SELECT * FROM r")]
    [InlineData("SELECT * FROM '/etc/passwd'")]
    [InlineData("SELECT * FROM read_csv('/etc/passwd')")]
    [InlineData("SELECT * FROM a WHERE n IN (SELECT size FROM read_text('/etc/passwd'))")]
    [InlineData("SELECT * FROM glob('/*')")]
    [InlineData("SELECT * FROM duckdb_settings()")]
    [InlineData("SELECT getenv('HOME') FROM a")]
    [InlineData("SELECT current_setting('threads') FROM a")]
    [InlineData("SELECT random(), k FROM a")]
    [InlineData("SELECT now(), k FROM a")]
    [InlineData("SELECT * FROM query('SELECT * FROM secret')")]
    [InlineData("SELECT * FROM query_table('secret')")]
    [InlineData("SELECT nextval('s') FROM a")]
    [InlineData("FROM a; FROM a")]
    [InlineData("DROP TABLE a")]
    [InlineData("COPY a TO 'x.csv'")]
    [InlineData("ATTACH 'x.db'")]
    [InlineData("SET threads = 9")]
    [InlineData("SELECT * FROM a) AS x, (SELECT 1")]
    [InlineData("DESCRIBE a")]
    [InlineData("")]
    public void A_query_that_looks_outside_may_not(string sql) => Assert.NotNull(Defect(sql));

    [Fact]
    public void A_query_has_a_longest_length() =>
        Assert.NotNull(Defect("SELECT * FROM a" + new string(' ', RoutineGuard.LongestSql)));

    private static string? Defect(string sql)
    {
        using var session = DuckSession.Open(new DuckLimits(), []);
        return RoutineGuard.Defect(session, new SqlRoutine("f", ["a", "b"], sql));
    }
}

using DuckDB.NET.Data;
using Xunit;

namespace Huoshui.Warehouse.Tests.Sessions;

/// <summary>What a script may try, and must not get.</summary>
public sealed class DuckSessionAttacks : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("huoshui-session-");
    private readonly string _mine;
    private readonly string _other;

    public DuckSessionAttacks()
    {
        _mine = Path.Combine(_root.FullName, "mine");
        _other = Path.Combine(_root.FullName, "other");
        Directory.CreateDirectory(_mine);
        Directory.CreateDirectory(_other);
        File.WriteAllText(Path.Combine(_mine, "a.csv"), "x\n1\n");
        File.WriteAllText(Path.Combine(_other, "b.csv"), "x\n2\n");
    }

    public void Dispose() => _root.Delete(recursive: true);

    [Fact]
    public void A_file_that_was_given_can_be_read()
    {
        using var session = Open();

        Assert.Equal(1, session.Scalar<long>($"SELECT count(*) FROM read_csv('{_mine}/a.csv')", Token));
    }

    [Theory]
    [InlineData("SELECT * FROM read_text('/etc/passwd')")]
    [InlineData("SELECT * FROM read_csv('/etc/passwd')")]
    [InlineData("SELECT * FROM glob('/etc/*')")]
    [InlineData("SELECT * FROM read_csv('{mine}/../other/b.csv')")]
    [InlineData("SELECT * FROM read_csv('{other}/b.csv')")]
    [InlineData("SELECT * FROM '{other}/b.csv'")]
    [InlineData("SELECT * FROM read_csv('https://example.org/a.csv')")]
    [InlineData("SELECT * FROM read_parquet('s3://bucket/a.parquet')")]
    [InlineData("ATTACH '{other}/c.db' AS c")]
    [InlineData("ATTACH '/tmp/huoshui-attack.db' AS c")]
    [InlineData("COPY (SELECT 1) TO '{other}/c.csv'")]
    [InlineData("COPY (SELECT 1) TO '/tmp/huoshui-attack.csv'")]
    [InlineData("EXPORT DATABASE '{other}/dump'")]
    [InlineData("INSTALL httpfs")]
    [InlineData("LOAD httpfs")]
    [InlineData("SET enable_external_access = true")]
    [InlineData("SET allowed_directories = ['/']")]
    [InlineData("SET memory_limit = '100GB'")]
    [InlineData("RESET lock_configuration")]
    [InlineData("PRAGMA database_list; SELECT * FROM read_blob('/proc/self/environ')")]
    public void An_attack_is_refused(string sql)
    {
        using var session = Open();
        var attack = sql.Replace("{mine}", _mine, StringComparison.Ordinal).Replace("{other}", _other, StringComparison.Ordinal);

        Assert.Throws<DuckDBException>(() => session.Execute(attack, Token));
    }

    [Fact]
    public void A_session_given_one_file_does_not_see_its_neighbour()
    {
        File.WriteAllText(Path.Combine(_mine, "n.csv"), "x\n3\n");
        using var session = DuckSession.Open(new DuckLimits(), [Path.Combine(_mine, "a.csv")]);

        Assert.Throws<DuckDBException>(() => session.Execute($"SELECT * FROM read_csv('{_mine}/n.csv')", Token));
    }

    [Fact]
    public void Nothing_is_written_without_a_folder_to_write()
    {
        using var session = DuckSession.Open(new DuckLimits(), [Path.Combine(_mine, "a.csv")]);

        Assert.Throws<DuckDBException>(() => session.Execute($"COPY (SELECT 1) TO '{_mine}/w.csv'", Token));
    }

    [Fact]
    public void A_query_beyond_the_memory_limit_is_refused()
    {
        using var session = DuckSession.Open(new DuckLimits { MemoryMebibytes = 32, SpillMebibytes = 0 }, []);

        Assert.Throws<DuckDBException>(() => session.Execute("CREATE TABLE t AS SELECT repeat('x', 1000) || i AS x FROM range(1000000) r(i)", Token));
    }

    [Fact]
    public void A_query_that_would_fill_the_disk_is_refused()
    {
        using var session = DuckSession.Open(new DuckLimits { MemoryMebibytes = 64, SpillMebibytes = 16 }, []);

        Assert.Throws<DuckDBException>(() => session.Execute("CREATE TABLE t AS SELECT hash(i) AS h, repeat('x', 500) || hash(i) AS x FROM range(2000000) r(i)", Token));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_session_has_the_threads_that_it_was_given(int threads)
    {
        using var session = DuckSession.Open(new DuckLimits { Threads = threads }, []);

        Assert.Equal(threads, session.Scalar<long>("SELECT current_setting('threads')", Token));
        Assert.Throws<DuckDBException>(() => session.Execute("SET threads = 2", Token));
    }

    [Fact]
    public void A_cancelled_query_stops()
    {
        using var session = DuckSession.Open(new DuckLimits(), []);
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));

        Assert.ThrowsAny<OperationCanceledException>(() =>
            session.Scalar<long>("SELECT count(*) FROM range(100000000000) a(i) WHERE hash(i) = 1", stop.Token));
    }

    [Fact]
    public void The_temporary_folder_goes_with_the_session()
    {
        var parent = Path.Combine(_root.FullName, "temp");
        using (DuckSession.Open(new DuckLimits { TempFolder = parent }, []))
            Assert.Single(Directory.GetDirectories(parent));

        Assert.Empty(Directory.GetDirectories(parent));
    }

    [Fact]
    public void Times_are_utc()
    {
        using var session = Open();

        Assert.Equal("UTC", session.Scalar<string>("SELECT current_setting('TimeZone')", Token));
    }

    [Theory]
    [InlineData("usci_valid('9144030071526726XG')", true)]
    [InlineData("usci_valid('9144030071526726XA')", false)]
    [InlineData("orgcode_valid('71526726X')", true)]
    [InlineData("idcard_valid('11010519491231002X')", true)]
    [InlineData("idcard_valid('身份证号码')", false)]
    [InlineData("lei_valid('5493001KJTIIGC8Y1R12')", true)]
    [InlineData("regno_valid('440301103097413')", true)]
    [InlineData("usci_valid(NULL)", null)]
    public void Check_digits_are_functions_of_the_engine(string call, bool? expected)
    {
        using var session = Open();

        Assert.Equal(expected, session.Query($"SELECT {call}", r => r.IsDBNull(0) ? (bool?)null : r.GetBoolean(0), Token)[0]);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private DuckSession Open() => DuckSession.Open(new DuckLimits(), [_mine], Path.Combine(_root.FullName, "mine"));
}

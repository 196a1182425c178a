using System.Net;
using System.Net.Sockets;
using Huoshui.Warehouse.ClickHouse;
using Xunit;

namespace Huoshui.Cluster.Tests.FactServer;

/// <summary>What a server of facts may do wrong: each with its code, in Chinese and English, and without the
/// password.</summary>
public sealed class ServerFaultTests(FiledBanks banks) : IClassFixture<FiledBanks>
{
    [Fact]
    public async Task A_wrong_password()
    {
        Nodes.SkipWithout();
        var right = await banks.DatabaseAsync();
        var wrong = FactServers.Parse($"clickhouse://huoshui:secret@127.0.0.1:{right.All[0].Port}/{right.All[0].Database}");
        await FailsAsync(wrong, "WHS2003", "密码", "password");
    }

    [Fact]
    public async Task A_server_that_is_not_there()
    {
        Nodes.SkipWithout();
        var port = FreePort();
        await FailsAsync(FactServers.Parse($"clickhouse://127.0.0.1:{port}/facts"), "WHS2002", "连不上", "cannot be reached");
    }

    [Fact]
    public async Task A_server_without_TLS_where_TLS_is_wanted()
    {
        Nodes.SkipWithout();
        var plain = await banks.DatabaseAsync();
        await FailsAsync(
            FactServers.Parse($"clickhouses://127.0.0.1:{plain.All[0].Port}/{plain.All[0].Database}"), "WHS2002", "TLS", "TLS");
    }

    [Theory]
    [InlineData("23.8.16.40")]
    [InlineData("18.16.1")]
    [InlineData("nonsense")]
    public async Task A_version_that_is_too_old(string version)
    {
        Nodes.SkipWithout();
        var server = await banks.DatabaseAsync();
        banks.Server.Version = version;
        await FailsAsync(server, "WHS2004", version, "24 or later");
    }

    [Fact]
    public async Task Something_that_is_no_ClickHouse()
    {
        Nodes.SkipWithout();
        using var other = new HttpListener();
        var port = FreePort();
        other.Prefixes.Add($"http://127.0.0.1:{port}/");
        other.Start();
        var answering = other.GetContextAsync().ContinueWith(c => c.Result.Response.Close(), TaskScheduler.Default);
        await FailsAsync(FactServers.Parse($"clickhouse://127.0.0.1:{port}/facts"), "WHS2004", "HTTP 200", "HTTP 200");
        await answering;
    }

    [Fact]
    public async Task A_database_that_is_not_there() =>
        await FailsAsync(await MadeAsync(isMade: false), "WHS2005", "CREATE DATABASE", "create it first");

    [Theory]
    [InlineData("CREATE TABLE")]
    [InlineData("INSERT INTO")]
    [InlineData("SELECT x FROM")]
    [InlineData("DROP TABLE")]
    public async Task Missing_rights(string statement)
    {
        var server = await MadeAsync();
        banks.Server.Error = s => s.StartsWith(statement, StringComparison.Ordinal) ? 497 : null;
        await FailsAsync(server, "WHS2006", "权限不足", $"GRANT {ClickHouseAnswerRights}");
    }

    [Fact]
    public async Task A_table_there_that_has_another_structure()
    {
        var server = await MadeAsync();
        await banks.Node.ExecuteAsync($"CREATE TABLE {server.All[0].Database}.huoshui_loads (a Int32) ENGINE = Memory");
        await FailsAsync(server, "WHS2007", "huoshui_loads", "another structure");
    }

    [Theory]
    [InlineData(241, "WHS2009", true)]
    [InlineData(243, "WHS2009", true)]
    [InlineData(159, "WHS2009", true)]
    [InlineData(62, "WHS2011", false)]
    [InlineData(164, "WHS2006", false)]
    public async Task A_statement_that_the_server_refuses(int number, string code, bool isOutage)
    {
        var server = await MadeAsync();
        banks.Server.Error = s => s.Contains("WHERE \"institution\" IN", StringComparison.Ordinal) ? number : null;
        var refused = await FailsAsync(server, code, $"错误 {number}", $"error {number}");
        Assert.Equal(isOutage, refused.IsOutage);
    }

    [Theory]
    [InlineData(502)]
    [InlineData(503)]
    public async Task A_proxy_whose_server_is_away(int status)
    {
        var server = await MadeAsync();
        banks.Server.Error = _ => -status;
        Assert.True((await FailsAsync(server, "WHS2002", $"HTTP {status}", $"HTTP {status}")).IsOutage);
    }

    [Fact]
    public async Task Rows_that_were_lost_on_the_way_do_not_count()
    {
        var server = await MadeAsync();
        banks.Server.Fate = s => s.StartsWith("INSERT INTO \"facts_H01", StringComparison.Ordinal) ? Fate.Swallowed : Fate.Passed;
        await FailsAsync(server, "WHS2010", "不计", "does not count");
    }

    private static int FreePort()
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        return ((IPEndPoint)free.LocalEndpoint).Port;
    }

    private const string ClickHouseAnswerRights = "SELECT, INSERT, ALTER DELETE, CREATE TABLE, DROP TABLE";

    private async Task<FactServers> MadeAsync(bool isMade = true)
    {
        Nodes.SkipWithout();
        return await banks.DatabaseAsync(isMade);
    }

    private async Task<FactsException> FailsAsync(FactServers servers, string code, string zh, string en)
    {
        await using var served = new ServedFigures(banks.Folder, servers);
        var refused = await Assert.ThrowsAsync<FactsException>(() => served.AllAsync());
        Assert.StartsWith(code, refused.Message, StringComparison.Ordinal);
        Assert.Equal(code, refused.Code);
        Assert.Contains(zh, refused.Message, StringComparison.Ordinal);
        Assert.Contains(en, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refused.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(FaultyServer.Password, refused.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("张三", refused.ToString(), StringComparison.Ordinal); // the server's words may hold what was filed
        Assert.Empty(served.Unfinished);
        return refused;
    }
}

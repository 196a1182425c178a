using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Huoshui.Warehouse.ClickHouse;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Huoshui.Cluster.Tests.FactServer;

/// <summary>What one of several servers may do wrong: it is named by host and port, and what the others computed is
/// kept.</summary>
[Collection(nameof(FiledCity))]
public sealed class ClusterFaultTests(FiledCity city)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_institutions_of_a_server_that_is_away_are_computed_on_the_next_one()
    {
        Nodes.SkipWithout();
        var servers = await WithDeadAsync(2);
        var dead = servers.All[2];
        var log = new Lines();
        await using var served = new ServedFigures(city.Folder, servers, log: log);
        Assert.Equal(await city.ExpectedAsync(), await served.AllAsync());
        Assert.Empty(served.Unfinished);
        var warning = Assert.Single(log.Warnings);
        Assert.Contains($"{dead.Place} is away (WHS2002): {city.Banks.Count(b => servers.Of(b) == dead)} ", warning, StringComparison.Ordinal);
        var held = (await city.HeldAsync(0, servers)).Concat(await city.HeldAsync(1, servers)).Order(StringComparer.Ordinal);
        Assert.Equal(city.Banks.Order(StringComparer.Ordinal), held); // each on one of the two

        var ping = Assert.Single(served.Facts!.Ping(TimeSpan.FromSeconds(20), Stop));
        Assert.Equal(("WHS2002", dead.Place), (ping.Code, ping.Server?.Place));
        var swept = new FactSweep(served.Facts!, new Later()).Run(null, removes: true, Stop);
        Assert.Equal([0, 0, 0], swept.Select(r => r.Moved)); // while it is away they are where they belong
        Assert.Equal([null, null, "WHS2002"], swept.Select(r => r.Fault?.Code));
    }

    [Fact]
    public async Task Where_two_of_three_are_away_the_third_computes_all()
    {
        Nodes.SkipWithout();
        await using var served = new ServedFigures(city.Folder, await WithDeadAsync(1, 2));
        Assert.Equal(await city.ExpectedAsync(), await served.AllAsync());
    }

    [Fact]
    public async Task Where_all_are_away_one_error_names_them_without_user_and_password()
    {
        Nodes.SkipWithout();
        var servers = await WithDeadAsync(0, 3);
        await using var served = new ServedFigures(city.Folder, servers);
        var lost = await FailsAsync(served, "WHS2002");
        Assert.True(lost.IsOutage);
        Assert.All(servers.All, s => Assert.Contains(s.Place, lost.Message, StringComparison.Ordinal));
        Assert.DoesNotContain(FaultyServer.User + "@", lost.Message, StringComparison.Ordinal);
        Assert.Equal(3, served.Facts!.Check(TimeSpan.FromSeconds(20), Stop).Count);
    }

    [Fact]
    public async Task Where_the_next_one_cannot_take_over_both_are_named_and_its_own_work_is_kept()
    {
        Nodes.SkipWithout();
        var servers = await WithDeadAsync(1);
        var (alive, dead) = (city.Servers[0], servers.All[1]);
        var ofDead = city.Banks.First(b => servers.Of(b) == dead);
        alive.Error = s => ClusterFigureTests.IsResult(s) && s.Contains($"'{ofDead}'", StringComparison.Ordinal) ? 241 : null;
        await using var served = new ServedFigures(city.Folder, servers);
        var fault = await FailsAsync(served, "WHS2009");
        Assert.Contains(servers.All[0].Place, fault.Message, StringComparison.Ordinal);
        Assert.Contains($"{dead.Place} WHS2002", fault.Message, StringComparison.Ordinal);

        alive.Error = _ => null;
        alive.Seen.Clear();
        Assert.Equal(await city.ExpectedAsync(), await served.AllAsync());
        var own = city.Banks.First(b => servers.Of(b) != dead);
        Assert.DoesNotContain(alive.Seen, s => ClusterFigureTests.IsResult(s) && s.Contains($"'{own}'", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_server_that_dies_in_the_middle_loses_its_part_to_the_next_one()
    {
        Nodes.SkipWithout();
        var servers = await city.DatabaseAsync();
        var (results, dying) = (0, city.Servers[1]);
        dying.Fate = s => (ClusterFigureTests.IsResult(s) && Interlocked.Increment(ref results) > 3) || results > 3 ? Fate.Broken : Fate.Passed;
        var log = new Lines();
        await using var served = new ServedFigures(city.Folder, servers, log: log);
        Assert.Equal(await city.ExpectedAsync(), await served.AllAsync());
        Assert.Contains($"{servers.All[1].Place} is away (WHS2008)", Assert.Single(log.Warnings), StringComparison.Ordinal);
        Assert.Empty(served.Unfinished);
    }

    [Fact]
    public async Task What_breaks_off_again_on_the_next_server_is_not_carried_any_further()
    {
        Nodes.SkipWithout();
        var servers = await city.DatabaseAsync();
        var poison = $"'{city.Banks[0]}'";
        foreach (var server in city.Servers)
            server.Fate = s => ClusterFigureTests.IsResult(s) && s.Contains(poison, StringComparison.Ordinal) ? Fate.Broken : Fate.Passed;
        await using var served = new ServedFigures(city.Folder, servers);
        await FailsAsync(served, "WHS2008");
        var asked = servers.All.Count(s => city.Before(s).Seen.Any(q => ClusterFigureTests.IsResult(q) && q.Contains(poison, StringComparison.Ordinal)));
        Assert.Equal(2, asked);
    }

    [Theory]
    [InlineData("WHS2003")]
    [InlineData("WHS2004")]
    [InlineData("WHS2005")]
    [InlineData("WHS2009")]
    public async Task A_server_that_is_not_right_fails_the_run_and_the_others_work_is_kept(string code)
    {
        Nodes.SkipWithout();
        var servers = await city.DatabaseAsync();
        var wrong = city.Servers[1];
        if (code == "WHS2005")
            await city.Nodes[1].ExecuteAsync($"DROP DATABASE {servers.All[0].Database}");
        wrong.Error = s => code switch
        {
            "WHS2003" => 516,
            "WHS2009" when ClusterFigureTests.IsResult(s) => 241,
            _ => null,
        };
        wrong.Version = code == "WHS2004" ? "23.8.16.40" : null;
        await using var served = new ServedFigures(city.Folder, servers);
        var fault = await FailsAsync(served, code);
        Assert.Equal(servers.All[1].Place, fault.Server?.Place);
        Assert.DoesNotContain(servers.All[0].Place, fault.Message, StringComparison.Ordinal);
        if (code != "WHS2009")
            Assert.Equal(code, Assert.Single(served.Facts!.Check(TimeSpan.FromSeconds(20), Stop)).Code);

        if (code == "WHS2005")
            await city.Nodes[1].ExecuteAsync($"CREATE DATABASE {servers.All[0].Database}");
        (wrong.Error, wrong.Version) = (_ => null, null);
        city.Servers.ToList().ForEach(s => s.Seen.Clear());
        Assert.Equal(await city.ExpectedAsync(), await served.AllAsync());
        Assert.Contains(wrong.Seen, ClusterFigureTests.IsResult);
        Assert.All(city.Servers.Where(s => s != wrong), s => Assert.Empty(s.Seen));
    }

    [Fact]
    public async Task Two_wrong_servers_are_both_named()
    {
        Nodes.SkipWithout();
        var servers = await city.DatabaseAsync();
        city.Servers[0].Error = _ => 243;
        city.Servers[2].Error = _ => 516;
        await using var served = new ServedFigures(city.Folder, servers);
        var fault = await FailsAsync(served, "WHS2003"); // somebody must act: before what heals by itself
        Assert.False(fault.IsOutage);
        Assert.Contains($"{servers.All[0].Place} WHS2009", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_that_go_while_they_are_read_leave_no_result()
    {
        Nodes.SkipWithout();
        var servers = await city.DatabaseAsync();
        var (server, isGone) = (city.Servers[0], false);
        server.Fate = s =>
        {
            if (!isGone && ClusterFigureTests.IsResult(s))
            {
                isGone = true;
                Truncate(servers.All[0].Database).GetAwaiter().GetResult();
            }

            return Fate.Passed;
        };
        await using var served = new ServedFigures(city.Folder, servers);
        var fault = await FailsAsync(served, "WHS2014");
        Assert.Equal((servers.All[0].Place, true), (fault.Server?.Place, fault.IsOutage));
        Assert.Equal(await city.ExpectedAsync(), await served.AllAsync());
    }

    [Fact]
    public async Task Two_addresses_of_one_database_are_found_and_nothing_is_swept()
    {
        Nodes.SkipWithout();
        var three = await city.DatabaseAsync();
        await using var twin = await FaultyServer.StartAsync(city.Nodes[0].Address);
        var servers = city.Address(three.All[0].Database, 3, twin.Address.Port);
        await using var served = new ServedFigures(city.Folder, servers);
        Assert.Equal(await city.ExpectedAsync(), await served.AllAsync()); // right, but the sweep would not know whose is what
        var fault = Assert.Single(served.Facts!.Check(TimeSpan.FromSeconds(30), Stop));
        Assert.Equal(("WHS2015", false), (fault.Code, fault.IsOutage));
        Assert.Contains($"127.0.0.1:{twin.Address.Port}", fault.Message, StringComparison.Ordinal);
        var report = Assert.Single(new FactSweep(served.Facts!, new Later()).Run(null, removes: true, Stop));
        Assert.Equal("WHS2015", report.Fault?.Code);
        await using var again = new ServedFigures(city.Folder, servers);
        city.Servers.ToList().ForEach(s => s.Seen.Clear());
        await again.AllAsync();
        Assert.All(city.Servers, s => Assert.DoesNotContain(s.Seen, ClusterFigureTests.IsLoad));
    }

    [Fact]
    public async Task Neither_the_key_of_borrowers_nor_the_password_is_sent_to_any_server()
    {
        Nodes.SkipWithout();
        await using var served = new ServedFigures(city.Folder, await city.DatabaseAsync());
        await served.AllAsync();
        var key = (await File.ReadAllTextAsync(Path.Combine(served.Folder, "partials", "borrower.key"), Stop)).Trim();
        foreach (var server in city.Servers.Take(3))
        {
            Assert.NotEmpty(server.Seen);
            Assert.DoesNotContain(server.Seen, s => s.Contains(key, StringComparison.OrdinalIgnoreCase)
                || s.Contains(FaultyServer.Password, StringComparison.Ordinal));
        }
    }

    private async Task Truncate(string database)
    {
        foreach (var table in await city.Nodes[0].RowsAsync($"SELECT name FROM system.tables WHERE database = '{database}' AND name LIKE 'facts_F27%'"))
            await city.Nodes[0].ExecuteAsync($"TRUNCATE TABLE {database}.{table}");
    }

    private static async Task<FactsException> FailsAsync(ServedFigures served, string code)
    {
        var fault = await Assert.ThrowsAsync<FactsException>(() => served.AllAsync());
        Assert.Equal(code, fault.Code);
        Assert.DoesNotContain(FaultyServer.Password, fault.ToString(), StringComparison.Ordinal);
        Assert.Empty(served.Unfinished);
        return fault;
    }

    // So many servers that answer and so many that do not; each of them has institutions.
    private async Task<FactServers> WithDeadAsync(int alive, int dead = 1)
    {
        var database = (await city.DatabaseAsync()).All[0].Database;
        while (true)
        {
            var servers = city.Address(database, alive, FreePorts(dead));
            if (servers.All.All(s => city.Banks.Any(b => servers.Of(b) == s)))
                return servers;
        }
    }

    private static List<int> FreePorts(int count)
    {
        var free = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        free.ForEach(l => l.Start());
        var ports = free.ConvertAll(l => ((IPEndPoint)l.LocalEndpoint).Port);
        free.ForEach(l => l.Dispose());
        return ports;
    }

    private sealed class Lines : ILogger<FactDatabase>
    {
        public ConcurrentQueue<string> Warnings { get; } = new();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Warnings.Enqueue(formatter(state, exception));
    }
}

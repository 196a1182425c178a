using System.Globalization;
using Huoshui.Systems.Tests.Indicators;
using Huoshui.Warehouse.ClickHouse;
using Xunit;

namespace Huoshui.Cluster.Tests.FactServer;

/// <summary>Tests of several servers share the nodes, one test after the other.</summary>
[CollectionDefinition(nameof(FiledCity))]
#pragma warning disable CA1711 // it is a collection of xunit
public sealed class FiledCityCollection : ICollectionFixture<FiledCity>;
#pragma warning restore CA1711

/// <summary>Accepted filings of so many banks that each of four servers has some of them, borrowers of two banks among
/// them; and four nodes of ClickHouse, each with a faulty server before it. Without libchdb there is no node.</summary>
public sealed class FiledCity : IAsyncLifetime
{
    internal const int Count = 4;
    private const int Least = 4;

    private readonly FiguresFixture _figures = new();
    private readonly List<Node> _nodes = [];
    private readonly List<FaultyServer> _servers = [];
    private int _databases;
    private List<string>? _expected;

    internal string Folder => _figures.Folder;

    internal IReadOnlyList<Node> Nodes => _nodes;

    internal IReadOnlyList<FaultyServer> Servers => _servers;

    internal IReadOnlyList<string> Banks { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        await _figures.InitializeAsync();
        if (!Tests.Nodes.HasLibrary)
            return;
        _nodes.AddRange(await Task.WhenAll(Enumerable.Range(0, Count).Select(_ => Node.StartAsync())));
        foreach (var node in _nodes)
            _servers.Add(await FaultyServer.StartAsync(node.Address));
        Banks = Enough(Address("any", 3), Address("any", 4));
        foreach (var (number, bank) in Banks.Index())
            await FileAsync(bank, number);
        Warehouse.Partials.BorrowerKey.In(Path.Combine(Folder, "partials"));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers)
            await server.DisposeAsync();
        foreach (var node in _nodes)
            await node.DisposeAsync();
        await _figures.DisposeAsync();
    }

    /// <summary>A bank's filing: a borrower of its own and one that the next bank has as well.</summary>
    private Task FileAsync(string bank, int number)
    {
        var shared = string.Create(CultureInfo.InvariantCulture, $"9144030019220{number / 2:00000}");
        var (one, two) = ($"L{number}a", $"L{number}b");
        return _figures.AcceptAsync(
            bank, new LoanRows().Loan(one, 100 + number).Loan(two, 7, "0", "01", shared).Credit(two, 5_000_000).Tables);
    }

    /// <summary>A new database on the first servers, which are without faults.</summary>
    internal async Task<FactServers> DatabaseAsync(int servers = 3)
    {
        var name = $"city{Interlocked.Increment(ref _databases)}";
        foreach (var (node, server) in _nodes.Zip(_servers))
        {
            await node.ExecuteAsync($"CREATE DATABASE {name}");
            (server.Error, server.Fate, server.Version) = (_ => null, _ => Fate.Passed, null);
            server.Seen.Clear();
        }

        return Address(name, servers);
    }

    internal FactServers Address(string database, int servers, params IEnumerable<int> ports)
    {
        var hosts = _servers.Take(servers).Select(s => s.Address.Port).Concat(ports).Select(p => $"127.0.0.1:{p}");
        return FactServers.Parse($"clickhouse://{FaultyServer.User}@{string.Join(',', hosts)}/{database}", FaultyServer.Password);
    }

    internal FaultyServer Before(Warehouse.ClickHouse.FactServer server) => _servers.Single(s => s.Address.Port == server.Port);

    /// <summary>The institutions whose rows a node has, loaded and not deleted.</summary>
    internal async Task<List<string>> HeldAsync(int node, FactServers servers)
    {
        var database = servers.All[0].Database;
        var held = new HashSet<string>(StringComparer.Ordinal);
        foreach (var table in await _nodes[node].RowsAsync($"SELECT name FROM system.tables WHERE database = '{database}' AND name LIKE 'facts_%'"))
            held.UnionWith(await _nodes[node].RowsAsync($"SELECT DISTINCT institution FROM {database}.{table}"));
        return [.. held.Order(StringComparer.Ordinal)];
    }

    /// <summary>What the embedded engine says; nobody files anything after the beginning.</summary>
    internal async Task<List<string>> ExpectedAsync()
    {
        if (_expected is not null)
            return _expected;
        await using var embedded = new ServedFigures(Folder, null);
        return _expected = await embedded.AllAsync();
    }

    // Ports are those that are free: banks are added until each server has some.
    internal static IReadOnlyList<string> Enough(params IReadOnlyList<FactServers> lists)
    {
        var banks = new List<string>();
        do
            banks.Add($"B{banks.Count + 1}");
        while (lists.Any(l => l.All.Any(s => banks.Count(b => l.Of(b) == s) < Least)));
        return banks;
    }
}

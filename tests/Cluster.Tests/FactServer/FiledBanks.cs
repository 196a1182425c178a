using Huoshui.Systems.Tests.Indicators;
using Huoshui.Warehouse.ClickHouse;
using Xunit;

namespace Huoshui.Cluster.Tests.FactServer;

/// <summary>Three banks with accepted filings, one of them filed again; a borrower of two of them; and a node of
/// ClickHouse with a faulty server before it. Without libchdb there is no node.</summary>
public sealed class FiledBanks : IAsyncLifetime
{
    private readonly FiguresFixture _figures = new();
    private Node? _node;
    private FaultyServer? _server;
    private int _databases;

    internal string Folder => _figures.Folder;

    internal FiguresFixture Figures => _figures;

    internal FaultyServer Server => _server!;

    internal Node Node => _node!;

    public async ValueTask InitializeAsync()
    {
        await _figures.InitializeAsync();
        var shared = "914403001922038216";
        await _figures.AcceptAsync("B1", new LoanRows().Loan("1", 100).Loan("2", 50, "0", "01", shared).Credit("2", 5_000_000).Tables);
        await _figures.AcceptAsync("B2", new LoanRows().Loan("3", 30).Loan("4", 7, "0", "01", shared).Credit("4", 10_000_000).Tables);
        await _figures.AcceptAsync("B3", new LoanRows().Loan("5", 1000).Loan("6", 20, "0", "01").Tables);
        await _figures.AcceptAsync("B3", new LoanRows().Loan("5", 900).Loan("6", 20, "0", "01").Tables, Refiled);
        Warehouse.Partials.BorrowerKey.In(Path.Combine(Folder, "partials"));
        if (!Nodes.HasLibrary)
            return;
        _node = await Node.StartAsync();
        _server = await FaultyServer.StartAsync(_node.Address);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        if (_node is not null)
            await _node.DisposeAsync();
        await _figures.DisposeAsync();
    }

    internal static DateTimeOffset Refiled { get; } = FiguresFixture.Instant.AddDays(5);

    /// <summary>A database of its own on the node, reached through the server, which is without faults.</summary>
    internal async Task<FactServers> DatabaseAsync(bool isMade = true)
    {
        var name = $"facts{Interlocked.Increment(ref _databases)}";
        if (isMade)
            await Node.ExecuteAsync($"CREATE DATABASE {name}");
        (Server.Error, Server.Fate, Server.Version) = (_ => null, _ => Fate.Passed, null);
        Server.Seen.Clear();
        return FactServers.Parse(
            $"clickhouse://{FaultyServer.User}@127.0.0.1:{Server.Address.Port}/{name}", FaultyServer.Password);
    }

    /// <summary>What the embedded engine says.</summary>
    internal async Task<List<string>> ExpectedAsync(DateTimeOffset? knownAt = null)
    {
        await using var embedded = new ServedFigures(Folder, null);
        return await embedded.AllAsync(knownAt);
    }
}

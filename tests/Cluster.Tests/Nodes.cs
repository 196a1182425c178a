using Huoshui.Vtl;
using Xunit;

namespace Huoshui.Cluster.Tests;

/// <summary>Three nodes, each with its own rows, and one that brings them together. Without libchdb the tests are
/// skipped.</summary>
public sealed class Nodes : IAsyncLifetime
{
    internal const int Count = 3;

    private readonly List<Node> _nodes = [];
    private Node? _one;

    private static string Functions { get; } = Path.Combine(Policies.PolicyLibrary.FindFolder(), "..", "deploy", "clickhouse", "functions.sql");

    internal IReadOnlyList<Node> Shards => _nodes;

    /// <summary>The node that merges; with all rows it is the one node.</summary>
    internal Node One => _one!;

    public async ValueTask InitializeAsync()
    {
        if (Library is null)
            return;
        var started = await Task.WhenAll(Enumerable.Range(0, Count + 1).Select(_ => Node.StartAsync()));
        _nodes.AddRange(started.Take(Count));
        _one = started[^1];
        foreach (var statement in Statements(await File.ReadAllTextAsync(Functions)))
            await EverywhereAsync(statement);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
            await node.DisposeAsync();
        if (_one is not null)
            await _one.DisposeAsync();
    }

    internal static bool HasLibrary => Library is not null;

    internal static void SkipWithout() =>
        Assert.SkipWhen(Library is null, "没有 libchdb.so：export HUOSHUI_CHDB=$(eng/chdb) / no libchdb.so");

    internal Task EverywhereAsync(string statement) => Task.WhenAll(_nodes.Append(One).Select(n => n.ExecuteAsync(statement)));

    /// <summary>Runs what the planner made of a result: its parts on every node, the rest on one.</summary>
    internal async Task<List<string>> RowsAsync(ClusterPlan plan)
    {
        await GatherAsync(plan);
        if (!plan.IsOnEachNode)
            return await One.RowsAsync(plan.Sql);
        var rows = new List<string>();
        foreach (var node in _nodes)
            rows.AddRange(await node.RowsAsync(plan.Sql));
        rows.Sort(StringComparer.Ordinal);
        return rows;
    }

    /// <summary>Keeps a result under its name: on the nodes where it comes about there, or whole on all of them.</summary>
    internal async Task KeepAsync(string name, ClusterPlan plan)
    {
        await GatherAsync(plan);
        if (plan.IsOnEachNode)
        {
            await Task.WhenAll(_nodes.Select(n => MakeAsync(n, name, plan.Sql)));
            return;
        }

        await MakeAsync(One, name, plan.Sql);
        await SendAsync(name, await One.ColumnsAsync($"SELECT * FROM \"{name}\""), await One.NativeAsync($"SELECT * FROM \"{name}\""), _nodes);
    }

    internal static async Task MakeAsync(Node node, string name, string sql)
    {
        await node.ExecuteAsync($"CREATE OR REPLACE TABLE \"{name}\" ({await node.ColumnsAsync(sql)}) ENGINE = Memory");
        await node.ExecuteAsync($"INSERT INTO \"{name}\" {sql}");
    }

    // A node that reads a part that was not sent finds no table.
    private async Task GatherAsync(ClusterPlan plan)
    {
        foreach (var part in plan.Parts)
        {
            await EverywhereAsync($"DROP TABLE IF EXISTS \"{part.Name}\"");
            var columns = await _nodes[0].ColumnsAsync(part.Sql);
            var to = part.IsSent ? _nodes.Append(One).ToList() : [One];
            await Task.WhenAll(to.Select(n => n.ExecuteAsync($"CREATE TABLE \"{part.Name}\" ({columns}) ENGINE = Memory")));
            foreach (var rows in await Task.WhenAll(_nodes.Select(n => n.NativeAsync(part.Sql))))
                await Task.WhenAll(to.Select(n => n.InsertAsync($"\"{part.Name}\"", rows, "Native")));
        }
    }

    private static async Task SendAsync(string name, string columns, byte[] rows, IEnumerable<Node> to)
    {
        foreach (var node in to)
        {
            await node.ExecuteAsync($"CREATE OR REPLACE TABLE \"{name}\" ({columns}) ENGINE = Memory");
            await node.InsertAsync($"\"{name}\"", rows, "Native");
        }
    }

    internal static IEnumerable<string> Statements(string script) => script.Split(";\n", StringSplitOptions.TrimEntries)
        .Where(s => s.Contains("CREATE", StringComparison.Ordinal));

    private static string? Library => Environment.GetEnvironmentVariable("HUOSHUI_CHDB") is { Length: > 0 } path && File.Exists(path) ? path : null;
}

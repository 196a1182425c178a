using Huoshui.Vtl;
using Huoshui.Warehouse;

namespace Huoshui.Cluster.Tests;

/// <summary>Where compiled scripts run: keeps results for those that read them, and gives rows as text.</summary>
internal interface IRun
{
    SqlDialect Dialect { get; }

    /// <summary>Keeps a result under its name and gives its rows.</summary>
    Task<List<string>> KeptAsync(VtlResult result);

    Task<List<string>> RowsAsync(VtlResult result);

    Task<List<string>> RowsAsync(CheckPlan checks);

    /// <summary>A table of one row that every node has.</summary>
    Task OperandsAsync(string name, string select);
}

/// <summary>DuckDB, over the facts where they are.</summary>
internal sealed class DuckRun(Facts facts) : IRun
{
    public SqlDialect Dialect => SqlDialect.DuckDb;

    public Task<List<string>> KeptAsync(VtlResult result)
    {
        facts.Session.Execute($"CREATE OR REPLACE TEMP TABLE {Sql.Name(result.Name)} AS {result.Sql}");
        return Rows($"SELECT * FROM {Sql.Name(result.Name)}");
    }

    public Task<List<string>> RowsAsync(VtlResult result) => Rows(result.Sql);

    public Task<List<string>> RowsAsync(CheckPlan checks) => Rows(checks.FindingsSql);

    public Task OperandsAsync(string name, string select)
    {
        facts.Session.Execute($"CREATE OR REPLACE TEMP TABLE {Sql.Name(name)} AS {select}");
        return Task.CompletedTask;
    }

    private Task<List<string>> Rows(string sql)
    {
        var rows = facts.Session.Query(
            sql, r => string.Join(" | ", Enumerable.Range(0, r.FieldCount).Select(i => Node.Text(r.IsDBNull(i) ? null : r.GetValue(i)))));
        rows.Sort(StringComparer.Ordinal);
        return Task.FromResult(rows);
    }
}

/// <summary>One node of ClickHouse that has everything, with the SQL of one node.</summary>
internal sealed class OneNodeRun(Node node) : IRun
{
    public SqlDialect Dialect => SqlDialect.ClickHouse;

    public async Task LoadAsync(Facts facts)
    {
        foreach (var dataset in facts.Datasets)
        {
            await node.ExecuteAsync($"CREATE OR REPLACE TABLE {Sql.Name(dataset.Name)} ({Facts.ColumnsOf(dataset)}) ENGINE = Memory");
            await node.InsertAsync(Sql.Name(dataset.Name), facts.Parquet(dataset, "true"), "Parquet");
        }
    }

    public async Task<List<string>> KeptAsync(VtlResult result)
    {
        await Nodes.MakeAsync(node, result.Name, result.Sql);
        return await node.RowsAsync($"SELECT * FROM {Sql.Name(result.Name)}");
    }

    public Task<List<string>> RowsAsync(VtlResult result) => node.RowsAsync(result.Sql);

    public Task<List<string>> RowsAsync(CheckPlan checks) => node.RowsAsync(checks.FindingsSql);

    public Task OperandsAsync(string name, string select) => Nodes.MakeAsync(node, name, select);
}

/// <summary>Three nodes with a part of the rows each, and what the planner makes of a script for them.</summary>
internal sealed class ClusterRun(Nodes nodes, Layout layout) : IRun
{
    private readonly Dictionary<string, string> _shards = new(StringComparer.Ordinal);
    private readonly HashSet<string> _whole = new(StringComparer.Ordinal);

    public SqlDialect Dialect => SqlDialect.ClickHouse;

    /// <summary>How often each kind of work was planned.</summary>
    public SortedDictionary<ClusterWork, int> Steps { get; } = [];

    private ClusterLayout Here => new() { Shards = _shards, Replicated = _whole };

    public async Task LoadAsync(Facts facts)
    {
        foreach (var dataset in facts.Datasets)
        {
            // The merging node has none of the rows: a plan that reads them there fails.
            await nodes.EverywhereAsync($"DROP TABLE IF EXISTS {Sql.Name(dataset.Name)}");
            var isWhole = Layout.IsWhole(dataset);
            var to = isWhole ? nodes.Shards.Append(nodes.One) : nodes.Shards;
            foreach (var (number, node) in to.Index())
            {
                await node.ExecuteAsync($"CREATE TABLE {Sql.Name(dataset.Name)} ({Facts.ColumnsOf(dataset)}) ENGINE = Memory");
                await node.InsertAsync(
                    Sql.Name(dataset.Name), facts.Parquet(dataset, isWhole ? "true" : layout.Of(dataset, number)), "Parquet");
            }

            Lies(dataset.Name, isWhole, layout.KeyOf(dataset));
        }
    }

    public async Task<List<string>> KeptAsync(VtlResult result)
    {
        var plan = Counted(result.OnCluster(Here, isKept: true));
        await nodes.EverywhereAsync($"DROP TABLE IF EXISTS {Sql.Name(result.Name)}");
        await nodes.KeepAsync(result.Name, plan);
        Lies(result.Name, !plan.IsOnEachNode, plan.Keys.Order(StringComparer.Ordinal).FirstOrDefault());
        var rows = new List<string>();
        foreach (var node in plan.IsOnEachNode ? nodes.Shards : [nodes.One])
            rows.AddRange(await node.RowsAsync($"SELECT * FROM {Sql.Name(result.Name)}"));
        rows.Sort(StringComparer.Ordinal);
        return rows;
    }

    public Task<List<string>> RowsAsync(VtlResult result) => nodes.RowsAsync(Counted(result.OnCluster(Here)));

    public Task<List<string>> RowsAsync(CheckPlan checks) => nodes.RowsAsync(Counted(checks.OnCluster(Here)));

    public async Task OperandsAsync(string name, string select)
    {
        await Task.WhenAll(nodes.Shards.Append(nodes.One).Select(n => Nodes.MakeAsync(n, name, select)));
        Lies(name, isWhole: true, key: null);
    }

    private ClusterPlan Counted(ClusterPlan plan)
    {
        foreach (var step in plan.Steps)
            Steps[step.Work] = Steps.GetValueOrDefault(step.Work) + 1;
        return plan;
    }

    private void Lies(string name, bool isWhole, string? key)
    {
        _shards.Remove(name);
        _whole.Remove(name);
        if (isWhole)
            _whole.Add(name);
        else if (key is not null)
            _shards[name] = key;
    }
}

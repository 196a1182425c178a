using Huoshui.Cli.VtlRuns;
using Xunit;

namespace Huoshui.Vtl.Tests.Oracle;

/// <summary>Random scripts and data give the same on one node and on a cluster of three shards, which is asked by one
/// statement: its parts by cluster(…, view(…)).</summary>
[Collection(ClickHouseTests.Name)]
public sealed class ClickHouseClusterTests
{
    // A statement in three processes in one takes a tenth of a second.
    private static readonly long Count = Math.Min(DifferentialTests.Count, 20) / 4;

    public static TheoryData<string, string> Cases => ClusterDifferentialTests.Cases;

    private const string OutOfMemory = "Code: 241.";

    [Theory]
    [MemberData(nameof(Cases))]
    public void One_node_and_a_cluster_agree(string family, string layout)
    {
        using var database = ClickHouseDatabase.OrSkip();
        DifferentialTests.Same(family, database, Count, (result, tables) => Difference(result, tables, database, ClusterDifferentialTests.Layouts[layout]));
    }

    private static string? Difference(VtlResult result, OracleTable[] tables, ClickHouseDatabase database, ClusterLayout layout)
    {
        database.Use("one");
        foreach (var statement in tables.SelectMany(t => DifferentialTests.Statements(t, database, t.Structure.Name)))
            database.Execute(statement);
        var one = DifferentialTests.Tried(result, database, result.Sql);
        database.Use("three");
        foreach (var table in tables)
            Shard(table, database, layout);
        var statementOfAll = result.OnCluster(layout).Statement(ClickHouseDatabase.Cluster);
        string three;
        try
        {
            three = DifferentialTests.Tried(result, database, statementOfAll);
        }
        catch (ChdbException exception) when (exception.Message.StartsWith(OutOfMemory, StringComparison.Ordinal))
        {
            return null; // a long chain is worked out for each of its readers: a limit of the database (README), no other answer
        }

        return one == three ? null : $"one node\n{one}\nthree\n{three}\n{statementOfAll}";
    }

    // Outside of cluster(…) there is no shard, and the view has no rows.
    private static void Shard(OracleTable table, ITestDatabase database, ClusterLayout layout)
    {
        var name = table.Structure.Name;
        var isWhole = layout.Replicated.Contains(name);
        var columns = string.Join(", ", table.Structure.Components.Select(c => $"\"{c.Name}\""));
        var parts = new List<string>();
        for (var node = 0; node < (isWhole ? 1 : DuckNodes.Count); node++)
        {
            var own = table with { Rows = [.. DuckNodes.Of(table, node, layout)] };
            foreach (var statement in DifferentialTests.Statements(own, database, $"{name} {node}"))
                database.Execute(statement);
            parts.Add($"SELECT {columns} FROM \"{name} {node}\"{(isWhole ? string.Empty : $" WHERE shardNum() = {node + 1}")}");
        }

        database.Execute($"CREATE OR REPLACE VIEW \"{name}\" AS {string.Join(" UNION ALL ", parts)}");
    }
}

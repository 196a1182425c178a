using Huoshui.Vtl.Tests.Oracle;

namespace Huoshui.Vtl.Tests;

/// <summary>Three nodes and one that merges, each a schema of one DuckDB: a node sees its own tables alone.</summary>
internal sealed class DuckNodes : IDisposable
{
    public const int Count = 3;

    public Database Database { get; } = new("CREATE SCHEMA s0", "CREATE SCHEMA s1", "CREATE SCHEMA s2", "CREATE SCHEMA one");

    public void Dispose() => Database.Dispose();

    /// <summary>The rows that the nodes give of a result.</summary>
    public IReadOnlyList<string?[]> Cells(VtlResult result, IReadOnlyList<OracleTable> tables, ClusterLayout layout)
    {
        var plan = result.OnCluster(layout);
        for (var node = 0; node < Count; node++)
        {
            foreach (var table in tables)
                Load($"s{node}", table with { Rows = [.. Of(table, node, layout)] });
        }

        Database.Execute("SET search_path = 'one'");
        foreach (var table in tables)
        {
            Database.Execute($"DROP TABLE IF EXISTS one.\"{table.Structure.Name}\"");
            if (layout.Replicated.Contains(table.Structure.Name))
                Load("one", table);
        }

        foreach (var part in plan.Parts)
            Gather(part);
        Database.Execute("SET search_path = 'one'");
        return Database.Cells(plan.Sql);
    }

    private void Load(string schema, OracleTable table)
    {
        Database.Execute($"SET search_path = '{schema}'");
        foreach (var statement in DifferentialTests.Statements(table, Database, table.Structure.Name))
            Database.Execute(statement);
    }

    // A part that nobody sends lies on the one node alone: a node that reads it finds nothing.
    private void Gather(NodePart part)
    {
        for (var node = 0; node < Count; node++)
        {
            Database.Execute($"SET search_path = 's{node}'");
            var into = node == 0 ? $"CREATE OR REPLACE TABLE one.\"{part.Name}\" AS" : $"INSERT INTO one.\"{part.Name}\"";
            Database.Execute($"{into} {part.Sql}");
        }

        for (var node = 0; node < Count; node++)
        {
            Database.Execute($"DROP TABLE IF EXISTS s{node}.\"{part.Name}\"");
            if (part.IsSent)
                Database.Execute($"CREATE TABLE s{node}.\"{part.Name}\" AS SELECT * FROM one.\"{part.Name}\"");
        }
    }

    /// <summary>The rows of a node.</summary>
    public static IEnumerable<string?[]> Of(OracleTable table, int node, ClusterLayout layout)
    {
        var name = table.Structure.Name;
        if (layout.Replicated.Contains(name))
            return table.Rows;
        if (!layout.Shards.TryGetValue(name, out var key))
            return table.Rows.Where((_, i) => (i * 7) % Count == node);
        var column = table.Structure.Components.ToList().FindIndex(c => c.Name == key);
        return table.Rows.Where(r => (r[column] ?? string.Empty).Sum(c => c) % Count == node);
    }
}

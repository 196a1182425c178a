using Xunit;

namespace Huoshui.Vtl.Tests.Oracle;

/// <summary>Random scripts and data give the same on the oracle and on three nodes: sharded by an identifier, by another
/// one for each data set, and as it comes. The parts of a plan run node by node on DuckDB.</summary>
public sealed class ClusterDifferentialTests : IDisposable
{
    internal const int Nodes = 3;

    /// <summary>By what the data sets are sharded; none: as it comes.</summary>
    internal static readonly Dictionary<string, ClusterLayout> Layouts = new(StringComparer.Ordinal)
    {
        ["one key"] = By(("DS_1", "Id_1"), ("DS_2", "Id_1"), ("TS_1", "Id_1")),
        ["other keys"] = By(("DS_1", "Id_2"), ("DS_2", "Id_1"), ("TS_1", "t")),
        ["as it comes"] = By(),
        ["one replicated"] = By(("DS_1", "Id_1")) with { Replicated = new HashSet<string>(StringComparer.Ordinal) { "DS_2" } },
    };

    private readonly Database _database = new("CREATE SCHEMA s0", "CREATE SCHEMA s1", "CREATE SCHEMA s2", "CREATE SCHEMA one");

    public static TheoryData<string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (var family in DifferentialTests.Families)
            {
                foreach (var layout in Layouts.Keys)
                    cases.Add(family.Data, layout);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_oracle_and_three_nodes_agree(string family, string layout) => DifferentialTests.Agree(
        family, _database, Math.Min(DifferentialTests.Count, 100), (result, tables, _) => Run(result, tables, Layouts[layout]));

    public void Dispose() => _database.Dispose();

    private List<string> Run(VtlResult result, OracleTable[] tables, ClusterLayout layout)
    {
        var plan = result.OnCluster(layout);
        for (var node = 0; node < Nodes; node++)
        {
            foreach (var table in tables)
                Load($"s{node}", table with { Rows = [.. Of(table, node, layout)] });
        }

        _database.Execute("SET search_path = 'one'");
        foreach (var table in tables)
        {
            _database.Execute($"DROP TABLE IF EXISTS one.\"{table.Structure.Name}\"");
            if (layout.Replicated.Contains(table.Structure.Name))
                Load("one", table);
        }

        foreach (var part in plan.Parts)
            Gather(part);
        _database.Execute("SET search_path = 'one'");
        return DifferentialTests.Lines(result, _database.Cells(plan.Sql));
    }

    private void Load(string schema, OracleTable table)
    {
        _database.Execute($"SET search_path = '{schema}'");
        foreach (var statement in DifferentialTests.Statements(table, _database, table.Structure.Name))
            _database.Execute(statement);
    }

    // A part that nobody sends lies on the one node alone: a node that reads it finds nothing.
    private void Gather(NodePart part)
    {
        for (var node = 0; node < Nodes; node++)
        {
            _database.Execute($"SET search_path = 's{node}'");
            var into = node == 0 ? $"CREATE OR REPLACE TABLE one.\"{part.Name}\" AS" : $"INSERT INTO one.\"{part.Name}\"";
            _database.Execute($"{into} {part.Sql}");
        }

        for (var node = 0; node < Nodes; node++)
        {
            _database.Execute($"DROP TABLE IF EXISTS s{node}.\"{part.Name}\"");
            if (part.IsSent)
                _database.Execute($"CREATE TABLE s{node}.\"{part.Name}\" AS SELECT * FROM one.\"{part.Name}\"");
        }
    }

    /// <summary>The rows of a node.</summary>
    internal static IEnumerable<string?[]> Of(OracleTable table, int node, ClusterLayout layout)
    {
        var name = table.Structure.Name;
        if (layout.Replicated.Contains(name))
            return table.Rows;
        if (!layout.Shards.TryGetValue(name, out var key))
            return table.Rows.Where((_, i) => (i * 7) % Nodes == node);
        var column = table.Structure.Components.ToList().FindIndex(c => c.Name == key);
        return table.Rows.Where(r => (r[column] ?? string.Empty).Sum(c => c) % Nodes == node);
    }

    private static ClusterLayout By(params (string Input, string Column)[] shards) =>
        new() { Shards = shards.ToDictionary(s => s.Input, s => s.Column, StringComparer.Ordinal) };
}

using Xunit;

namespace Huoshui.Vtl.Tests.Oracle;

/// <summary>Random scripts and data give the same on the oracle and on three nodes: sharded by an identifier, by another
/// one for each data set, and as it comes. The parts of a plan run node by node on DuckDB.</summary>
public sealed class ClusterDifferentialTests : IDisposable
{
    /// <summary>By what the data sets are sharded; none: as it comes.</summary>
    internal static readonly Dictionary<string, ClusterLayout> Layouts = new(StringComparer.Ordinal)
    {
        ["one key"] = By(("DS_1", "Id_1"), ("DS_2", "Id_1"), ("TS_1", "Id_1"), ("HS_1", "Id_1"), ("DE_1", "Id_1"), ("DE_2", "Id_1"), ("DT_1", "Id_1"), ("DQ_1", "Id_1")),
        ["other keys"] = By(("DS_1", "Id_2"), ("DS_2", "Id_1"), ("TS_1", "t"), ("HS_1", "c"), ("DE_1", "Id_2"), ("DE_2", "Id_1")),
        ["as it comes"] = By(),
        ["one replicated"] = By(("DS_1", "Id_1")) with { Replicated = new HashSet<string>(StringComparer.Ordinal) { "DS_2" } },
    };

    private readonly DuckNodes _nodes = new();

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
        family, _nodes.Database, Math.Min(DifferentialTests.Count, 100), (result, tables, _) => Run(result, tables, Layouts[layout]));

    public void Dispose() => _nodes.Dispose();

    private List<string> Run(VtlResult result, OracleTable[] tables, ClusterLayout layout) =>
        DifferentialTests.Lines(result, _nodes.Cells(result, tables, layout));

    private static ClusterLayout By(params (string Input, string Column)[] shards) =>
        new() { Shards = shards.ToDictionary(s => s.Input, s => s.Column, StringComparer.Ordinal) };
}

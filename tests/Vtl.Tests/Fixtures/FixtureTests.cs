using System.Globalization;
using Huoshui.Diagnostics;
using Huoshui.Vtl.Tests.Oracle;
using Xunit;

namespace Huoshui.Vtl.Tests.Fixtures;

public sealed class FixtureTests
{
    public static TheoryData<string, string> Cases()
    {
        var data = new TheoryData<string, string>();
        foreach (var file in Directory.GetFiles(FixtureFile.Folder, "*.vtl.md").Order(StringComparer.Ordinal))
        {
            foreach (var test in FixtureFile.Read(file))
                data.Add(Path.GetFileName(file), test.Title);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_fixture_gives_what_it_says(string file, string title)
    {
        using var database = new Database();
        Check(file, title, database);
    }

    /// <summary>Three nodes, sharded by the first identifier of each data set and as it comes.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void A_fixture_gives_what_it_says_on_three_nodes_too(string file, string title)
    {
        using var nodes = new DuckNodes();
        var test = FixtureFile.Read(Path.Combine(FixtureFile.Folder, file)).Single(c => c.Title == title);
        List<OracleTable> tables = [.. test.Inputs.Select(
            i => new OracleTable(i.Structure, [.. i.Rows.Select(r => r.Select(c => c == "NULL" ? null : c).ToArray())]))];
        var keys = tables.Where(t => t.Structure.Components.Any(c => c.Role == ComponentRole.Identifier)).ToDictionary(
            t => t.Structure.Name, t => t.Structure.Components.First(c => c.Role == ComponentRole.Identifier).Name, StringComparer.Ordinal);
        foreach (var layout in new[] { new ClusterLayout { Shards = keys }, new ClusterLayout() })
            Check(file, title, nodes.Database, result => nodes.Cells(result, tables, layout));
    }

    /// <summary>Runs a fixture on a database.</summary>
    internal static void Check(
        string file, string title, ITestDatabase database, Func<VtlResult, IReadOnlyList<string?[]>>? run = null)
    {
        var test = FixtureFile.Read(Path.Combine(FixtureFile.Folder, file)).Single(c => c.Title == title);
        var inputs = new VtlInputs { Datasets = [.. test.Inputs.Select(i => i.Structure)], Dialect = database.Dialect };
        var module = Scripts.Compile(test.Script, inputs);
        if (test.Diagnostics.Count > 0)
        {
            Assert.Equal(test.Diagnostics, module.Diagnostics.Select(d => $"{d.Code} {d.Position?.Line}:{d.Position?.Column}"));
            return;
        }

        Assert.True(module.Succeeded, string.Join('\n', module.Diagnostics.Select(d => CaretRenderer.Render(d, "en"))));
        foreach (var statement in run is null ? test.Inputs.SelectMany(i => Statements(i, database)) : [])
            database.Execute(statement);
        foreach (var expected in test.Results)
        {
            var result = module.Results.Single(r => r.Name == expected.Structure.Name);
            Assert.Equal(expected.Structure.Components.Select(Describe), result.Structure.Components.Select(Describe));
            var rows = (run?.Invoke(result) ?? database.Cells(result.Sql)).Select(r => r.Select(c => c ?? "NULL").ToArray());
            Assert.Equal(Lines(expected.Structure, expected.Rows), Lines(expected.Structure, rows));
        }
    }

    // 2.0 and 2 are one DOUBLE; a decimal has all its digits.
    private static IEnumerable<string> Lines(DataStructure structure, IEnumerable<IReadOnlyList<string>> rows) => rows
        .Select(r => string.Join(" | ", structure.Components.Zip(r, (c, cell) =>
            c is { Kind: ScalarKind.Number, Scale: null } && double.TryParse(cell, CultureInfo.InvariantCulture, out var x)
                ? x.ToString("R", CultureInfo.InvariantCulture) : cell)))
        .Order(StringComparer.Ordinal);

    private static string Describe(Component c) => $"{c.Name} {c.Role} {c.Kind} {c.Scale}";

    private static IEnumerable<string> Statements(FixtureTable table, ITestDatabase database)
    {
        var columns = table.Structure.Components.Select(c => $"\"{c.Name}\" {database.TypeOf(c)}");
        var engine = database.Dialect == SqlDialect.ClickHouse ? " ENGINE = Memory" : string.Empty;
        yield return $"CREATE TABLE \"{table.Structure.Name}\" ({string.Join(", ", columns)}){engine}";
        foreach (var row in table.Rows)
            yield return $"INSERT INTO \"{table.Structure.Name}\" VALUES ({string.Join(", ", row.Select(v => v == "NULL" ? "NULL" : $"'{v}'"))})";
    }
}

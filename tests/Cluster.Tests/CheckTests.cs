using System.Globalization;
using Huoshui.Policies;
using Huoshui.Vtl;
using Xunit;

namespace Huoshui.Cluster.Tests;

/// <summary>
/// Every rule of every return, over the rows of all its cases: the same findings on DuckDB, on one node of ClickHouse and
/// on three, sharded by borrower, at random and by filer. Each case is a filing of its own, and every rule has one that
/// fails.
/// </summary>
public sealed class CheckTests(Nodes nodes) : IClassFixture<Nodes>
{
    private static readonly Lazy<PolicyLibrary> Loaded = new(() => PolicyLibrary.Load(PolicyLibrary.FindFolder(), ModelLoading.WhenAsked));

    public static TheoryData<string> Returns =>
        [.. Loaded.Value.Returns.Where(r => Loaded.Value.Cases(r.Id).Cases.Count > 0).Select(r => r.Id)];

    [Theory]
    [MemberData(nameof(Returns))]
    public async Task Every_check_says_the_same_on_one_node_and_on_three(string returnId)
    {
        Nodes.SkipWithout();
        var definition = Loaded.Value.Return(returnId)!;
        foreach (var day in Loaded.Value.Cases(returnId).Cases.GroupBy(c => c.AsOf))
        {
            using var facts = FactsOf(definition, [.. day]);
            var expected = await FindingsAsync(definition, day.Key, new DuckRun(facts));
            Assert.NotEmpty(expected.Values.SelectMany(f => f));
            var one = new OneNodeRun(nodes.One);
            await one.LoadAsync(facts);
            Same(expected, await FindingsAsync(definition, day.Key, one), $"{returnId} {day.Key} one node");
            foreach (var name in new[] { Layout.Borrower, Layout.Random, Layout.Institution })
            {
                var three = new ClusterRun(nodes, Layout.Of(name, definition.Tables, "filing"));
                await three.LoadAsync(facts);
                Same(expected, await FindingsAsync(definition, day.Key, three), $"{returnId} {day.Key} by {name}");
                TestContext.Current.TestOutputHelper?.WriteLine($"{returnId} {name}: {string.Join(", ", three.Steps)}");
            }
        }
    }

    private static async Task<Dictionary<string, List<string>>> FindingsAsync(ReturnDefinition definition, DateOnly asOf, IRun run)
    {
        var checks = Loaded.Value.Checks(definition.Id, asOf, Loaded.Value.Datasets(definition.Id), run.Dialect);
        Assert.True(checks.Module.Succeeded);
        var findings = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var (number, plan) in checks.Module.Checks.Index())
            findings[string.Create(CultureInfo.InvariantCulture, $"{number} {plan.Name}")] = await run.RowsAsync(plan);
        return findings;
    }

    internal static void Same(Dictionary<string, List<string>> expected, Dictionary<string, List<string>> actual, string where)
    {
        Assert.Equal(expected.Keys, actual.Keys);
        foreach (var (name, rows) in expected)
        {
            var difference = rows.Except(actual[name]).Take(3).Select(r => "- " + r)
                .Concat(actual[name].Except(rows).Take(3).Select(r => "+ " + r)).ToList();
            Assert.True(
                rows.SequenceEqual(actual[name], StringComparer.Ordinal),
                $"{where}: {name}: {rows.Count} rows, {actual[name].Count} here\n{string.Join('\n', difference)}");
        }
    }

    private static Facts FactsOf(ReturnDefinition definition, IReadOnlyList<RuleCase> cases)
    {
        var facts = new Facts();
        foreach (var dataset in Loaded.Value.Datasets(definition.Id))
        {
            var code = dataset.EndsWith("_prev", StringComparison.Ordinal) ? dataset[..^"_prev".Length] : dataset;
            var table = definition.Table(code)!;
            var rows = new List<IReadOnlyList<string?>>();
            foreach (var (filing, one) in cases.Index())
            {
                foreach (var (line, row) in one.Given.GetValueOrDefault(dataset, []).Index())
                    rows.Add([Text(filing), "1", Text(line + 2), .. table.Fields.Select(f => row.GetValueOrDefault(f.Code))]);
            }

            facts.Make(StructureOf(dataset, table), rows);
        }

        return facts;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static DataStructure StructureOf(string dataset, TableDefinition table)
    {
        var figures = Policies.Figures.FigureCompiler.StructureOf(table).Components.Skip(3);
        return new DataStructure(dataset,
        [
            new Component("filing", ComponentRole.Identifier, ScalarKind.Integer),
            new Component("file_no", ComponentRole.Identifier, ScalarKind.Integer),
            new Component("line_no", ComponentRole.Identifier, ScalarKind.Integer),
            .. figures,
        ]);
    }
}

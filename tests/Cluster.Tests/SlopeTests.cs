using System.Diagnostics;
using System.Globalization;
using Huoshui.Vtl;
using Huoshui.Warehouse;
using Xunit;

namespace Huoshui.Cluster.Tests;

/// <summary>What a row and a figure cost on one node, for the cost model of docs/operator/cluster.md: bytes a row, rows
/// loaded a second, seconds of a pack a million loans. Run by <c>HUOSHUI_SLOPE_SCALE=0.1</c> (a city of that scale)
/// alone.</summary>
public sealed class SlopeTests(Nodes nodes, FigureTests.City city) : IClassFixture<Nodes>, IClassFixture<FigureTests.City>
{
    /// <summary>The scale of the city; null where nothing is measured.</summary>
    internal static decimal? Scale =>
        decimal.TryParse(Environment.GetEnvironmentVariable("HUOSHUI_SLOPE_SCALE"), CultureInfo.InvariantCulture, out var scale) ? scale : null;

    [Fact]
    public async Task The_slope_of_one_node()
    {
        Nodes.SkipWithout();
        Assert.SkipWhen(Scale is null, "HUOSHUI_SLOPE_SCALE 未设定，不测量 / is not set: nothing is measured");
        await nodes.EverywhereAsync(FigureTests.Hash);
        foreach (var dataset in city.Facts.Datasets)
            await LoadAsync(dataset);
        await RunAsync();
    }

    private async Task RunAsync()
    {
        Say($"F27 has {(await nodes.One.RowsAsync("SELECT count() FROM F27"))[0]} rows");
        await RunAsync("supervision/loans, tech/loans", p => p == "tech/loans");
        await RunAsync("inclusive/loans", p => p == "inclusive/loans");
        await RunAsync("every pack", _ => true);
    }

    private async Task LoadAsync(DataStructure dataset)
    {
        var name = Sql.Name(dataset.Name);
        await nodes.One.ExecuteAsync($"CREATE OR REPLACE TABLE {name} ({Facts.ColumnsOf(dataset)}) ENGINE = MergeTree ORDER BY tuple()");
        var rows = city.Facts.Parquet(dataset, "true");
        var begun = Stopwatch.GetTimestamp();
        await nodes.One.InsertAsync(name, rows, "Parquet");
        var seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        var size = (await nodes.One.RowsAsync("SELECT sum(rows), sum(bytes_on_disk) FROM system.parts " +
            $"WHERE active AND table = {Sql.Text(dataset.Name)} AND database = currentDatabase()"))[0].Split(" | ");
        if (long.TryParse(size[0], CultureInfo.InvariantCulture, out var count) && count > 1000)
        {
            var bytes = double.Parse(size[1], CultureInfo.InvariantCulture) / count;
            Say($"{dataset.Name} {dataset.Components.Count} columns: {count} rows, {bytes:0} bytes a row, {count / seconds:0} rows a second");
        }
    }

    private async Task RunAsync(string what, Func<string, bool> only)
    {
        var begun = Stopwatch.GetTimestamp();
        await city.ComputedAsync(new TimedRun(nodes.One), only);
        Say($"{what}: {Stopwatch.GetElapsedTime(begun).TotalSeconds:0.0} s");
    }

    private static void Say(FormattableString line) =>
        TestContext.Current.TestOutputHelper?.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    /// <summary>One node, whose rows nobody reads but those of figures.</summary>
    private sealed class TimedRun(Node node) : IRun
    {
        public SqlDialect Dialect => SqlDialect.ClickHouse;

        public async Task<List<string>> KeptAsync(VtlResult result)
        {
            await Nodes.MakeAsync(node, result.Name, result.Sql);
            return [];
        }

        public Task<List<string>> RowsAsync(VtlResult result) => node.RowsAsync(result.Sql);

        public Task<List<string>> RowsAsync(CheckPlan checks) => node.RowsAsync(checks.FindingsSql);

        public Task OperandsAsync(string name, string select) => Nodes.MakeAsync(node, name, select);
    }
}

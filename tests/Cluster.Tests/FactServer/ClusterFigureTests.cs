using System.Collections.Concurrent;
using Huoshui.Systems.Indicators;
using Huoshui.Systems.Tests.Indicators;
using Huoshui.Warehouse.ClickHouse;
using Xunit;

namespace Huoshui.Cluster.Tests.FactServer;

/// <summary>Figures whose partial results several servers compute, each for its institutions: the same as by one and as
/// by the embedded engine.</summary>
[Collection(nameof(FiledCity))]
public sealed class ClusterFigureTests(FiledCity city)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Figures_breakdowns_and_partial_results_are_those_of_one_server_and_of_the_embedded_engine()
    {
        Nodes.SkipWithout();
        await using var embedded = new ServedFigures(city.Folder, null);
        await using var one = new ServedFigures(city.Folder, await city.DatabaseAsync(1));
        await using var three = new ServedFigures(city.Folder, await city.DatabaseAsync());
        var expected = await embedded.AllAsync();
        Assert.Contains(expected, v => v.StartsWith("T05 = ", StringComparison.Ordinal) && !v.StartsWith("T05 = 0", StringComparison.Ordinal));
        Assert.Equal(expected, await one.AllAsync());
        Assert.Equal(expected, await three.AllAsync());

        var rows = StoredResults.Rows(embedded.Folder);
        Assert.True(rows.Count > 5 * city.Banks.Count, $"{rows.Count}");
        Assert.Equal(rows, StoredResults.Rows(one.Folder));
        Assert.Equal(rows, StoredResults.Rows(three.Folder));
        Assert.Equal(StoredResults.Addresses(embedded.Folder), StoredResults.Addresses(three.Folder));
        Assert.Equal(await BreakdownsAsync(embedded), await BreakdownsAsync(three));
        Assert.Empty(three.Unfinished);
    }

    [Fact]
    public async Task Each_server_holds_and_computes_its_institutions_and_no_others()
    {
        Nodes.SkipWithout();
        var servers = await city.DatabaseAsync();
        await using var served = new ServedFigures(city.Folder, servers);
        await served.AllAsync();
        foreach (var (node, server) in servers.All.Index())
        {
            var own = city.Banks.Where(b => servers.Of(b) == server).Order(StringComparer.Ordinal).ToList();
            Assert.True(own.Count is >= 4 && own.Count < city.Banks.Count, $"{own.Count} of {city.Banks.Count}");
            Assert.Equal(own, await city.HeldAsync(node, servers));
            Assert.Contains(city.Servers[node].Seen, s => IsResult(s) && s.Contains($"'{own[0]}'", StringComparison.Ordinal));
            Assert.DoesNotContain(
                city.Servers[node].Seen,
                s => IsResult(s) && city.Banks.Except(own).Any(b => s.Contains($"'{b}'", StringComparison.Ordinal)));
            Assert.Empty(await city.Nodes[node].RowsAsync(
                $"SELECT name FROM system.tables WHERE database = '{server.Database}' AND name LIKE 'run_%'"));
        }

        Assert.True(StoredResults.Segments(served.Folder).Count >= 3); // each its own
    }

    [Fact]
    public async Task Servers_are_asked_side_by_side()
    {
        Nodes.SkipWithout();
        await using var served = new ServedFigures(city.Folder, await city.DatabaseAsync());
        using var together = new Barrier(3);
        foreach (var server in city.Servers.Take(3))
        {
            var first = 0;
            server.Fate = s => IsResult(s) && Interlocked.Increment(ref first) == 1 && !together.SignalAndWait(TimeSpan.FromMinutes(2))
                ? throw new TimeoutException() : Fate.Passed;
        }

        Assert.Equal(await city.ExpectedAsync(), await served.AllAsync());
    }

    [Fact]
    public async Task No_more_servers_are_asked_at_once_than_may_be()
    {
        Nodes.SkipWithout();
        await using var served = new ServedFigures(city.Folder, await city.DatabaseAsync(), atOnce: 1);
        var order = new ConcurrentQueue<FaultyServer>();
        foreach (var server in city.Servers.Take(3))
        {
            server.Fate = _ =>
            {
                order.Enqueue(server);
                return Fate.Passed;
            };
        }

        Assert.Equal(await city.ExpectedAsync(), await served.AllAsync());
        var turns = order.Zip(order.Skip(1)).Count(o => o.First != o.Second) + 1;
        Assert.Equal(3, turns); // each ends before the next begins
    }

    [Fact]
    public async Task One_server_more_takes_only_its_share_and_a_sweep_removes_it_from_the_others()
    {
        Nodes.SkipWithout();
        var three = await city.DatabaseAsync();
        await using (var before = new ServedFigures(city.Folder, three))
            await before.AllAsync();
        var four = city.Address(three.All[0].Database, 4);
        city.Servers.ToList().ForEach(s => s.Seen.Clear());
        await using var served = new ServedFigures(city.Folder, four);
        var expected = await city.ExpectedAsync();
        Assert.Equal(expected, await served.AllAsync());

        Assert.All(city.Servers.Take(3), s => Assert.DoesNotContain(s.Seen, IsLoad));
        var moved = city.Banks.Where(b => four.Of(b) == four.All[3]).Order(StringComparer.Ordinal).ToList();
        Assert.InRange(moved.Count, 4, city.Banks.Count / 2);
        Assert.Equal(moved, await city.HeldAsync(3, four));

        var dry = new FactSweep(served.Facts!, new Later()).Run(null, removes: false, Stop);
        var swept = new FactSweep(served.Facts!, new Later()).Run(null, removes: true, Stop);
        Assert.Equal(dry.Select(r => r.Moved), swept.Select(r => r.Moved));
        Assert.Equal(four.All.Select(s => moved.Exists(b => three.Of(b).Place == s.Place)), swept.Select(r => r.Moved > 0));
        Assert.All(swept, r => Assert.Null(r.Fault));
        foreach (var (node, server) in four.All.Index())
            Assert.Equal(city.Banks.Where(b => four.Of(b) == server).Order(StringComparer.Ordinal), await city.HeldAsync(node, four));
        Assert.All(new FactSweep(served.Facts!, new Later()).Run(null, removes: true, Stop), r => Assert.Equal(0, r.Moved + r.Rows));

        city.Servers.ToList().ForEach(s => s.Seen.Clear());
        await using var again = new ServedFigures(city.Folder, four);
        Assert.Equal(expected, await again.AllAsync());
        Assert.All(city.Servers, s => Assert.DoesNotContain(s.Seen, IsLoad));

        await using var back = new ServedFigures(city.Folder, three); // what was swept is loaded again
        Assert.Equal(expected, await back.AllAsync());
        Assert.Contains(city.Servers.Take(3), s => s.Seen.Any(IsLoad));
    }

    [Fact]
    public async Task Young_rows_are_not_swept()
    {
        Nodes.SkipWithout();
        var three = await city.DatabaseAsync();
        await using (var before = new ServedFigures(city.Folder, three))
            await before.AllAsync();
        var four = city.Address(three.All[0].Database, 4);
        await using var served = new ServedFigures(city.Folder, four);
        Assert.All(new FactSweep(served.Facts!, TimeProvider.System).Run(null, removes: true, Stop), r => Assert.Equal(0, r.Moved));
    }

    [Fact]
    public async Task A_refiling_is_loaded_and_computed_on_its_one_server()
    {
        Nodes.SkipWithout();
        await using var filed = new FiguresFixture();
        await filed.InitializeAsync();
        foreach (var bank in city.Banks)
            await filed.AcceptAsync(bank, new LoanRows().Loan("1" + bank, 10).Tables);
        var servers = await city.DatabaseAsync();
        await using var served = new ServedFigures(filed.Folder, servers, isCopied: false);
        await served.AllAsync();
        city.Servers.ToList().ForEach(s => s.Seen.Clear());

        var refiler = city.Banks[0];
        await filed.AcceptAsync(refiler, new LoanRows().Loan("1" + refiler, 25).Tables, FiledBanks.Refiled);
        var values = await served.AllAsync();
        Assert.Contains(values, v => v.StartsWith($"T05 = {(10 * city.Banks.Count) + 15}", StringComparison.Ordinal));
        var server = city.Before(servers.Of(refiler));
        Assert.Contains(server.Seen, IsLoad);
        Assert.All(server.Seen.Where(IsResult), s => Assert.Contains($"IN ('{refiler}')", s, StringComparison.Ordinal));
        Assert.All(city.Servers.Where(s => s != server), s => Assert.Empty(s.Seen));
    }

    [Fact]
    public async Task Two_processes_at_once_end_with_the_same()
    {
        Nodes.SkipWithout();
        var servers = await city.DatabaseAsync();
        await using var first = new ServedFigures(city.Folder, servers);
        await using var second = new ServedFigures(first.Folder, servers, isCopied: false);
        var both = await Task.WhenAll(Task.Run(() => first.AllAsync()), Task.Run(() => second.AllAsync()));
        var expected = await city.ExpectedAsync();
        Assert.Equal(expected, both[0]);
        Assert.Equal(expected, both[1]);
        Assert.Empty(first.Unfinished);
    }

    [Fact]
    public async Task Dates_that_no_server_has_are_computed_here_wherever_their_institution_is()
    {
        Nodes.SkipWithout();
        await using var filed = new FiguresFixture();
        await filed.InitializeAsync();
        foreach (var bank in city.Banks)
        {
            var rows = new LoanRows().Loan("1" + bank, 11);
            foreach (var field in RepositoryPolicies.Library.Return("onetable")!.Table("F27")!.Fields.Where(f => f.Kind == Policies.ColumnKind.Date))
                rows.Tables["F27"][0][field.Code] = "9999-12-31";
            await filed.AcceptAsync(bank, rows.Tables);
        }

        await using var embedded = new ServedFigures(filed.Folder, null);
        await using var served = new ServedFigures(filed.Folder, await city.DatabaseAsync());
        Assert.Equal(await embedded.AllAsync(), await served.AllAsync());
        Assert.All(city.Servers, s => Assert.DoesNotContain(s.Seen, IsResult));
    }

    internal static bool IsLoad(string statement) => statement.StartsWith("INSERT INTO \"facts_", StringComparison.Ordinal);

    internal static bool IsResult(string statement) => statement.Contains("WHERE \"institution\" IN", StringComparison.Ordinal);

    private static async Task<List<string>> BreakdownsAsync(ServedFigures served)
    {
        var breakdowns = served.Get<FigureBreakdowns>();
        var lines = new List<string>();
        foreach (var figure in served.Calculator.Figures.Figures)
        {
            foreach (var dimension in breakdowns.DimensionsOf(figure, FiguresFixture.AsOf))
            {
                var query = new BreakdownQuery(dimension, FiguresFixture.AsOf, FiguresFixture.Instant.AddYears(1));
                var parts = await breakdowns.OfAsync(figure, query, FiguresFixture.Analyst, Stop);
                lines.AddRange(parts.Cells.Select(c => $"{figure.Id} {dimension} {c}"));
            }
        }

        Assert.True(lines.Count > 50, $"{lines.Count}");
        return lines;
    }
}

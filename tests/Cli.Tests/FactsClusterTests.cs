using System.Globalization;
using System.Net;
using Huoshui.Warehouse.ClickHouse;
using Xunit;

namespace Huoshui.Cli.Tests;

/// <summary>The demo city with <c>--facts clickhouse://…</c> of three servers: the figures and what is kept of them are
/// those of the embedded engine, and each server has its institutions.</summary>
public sealed class FactsClusterTests(DemoCity demo)
{
    private const string Password = "not-to-be-seen";
    private const string Institutions = "SELECT arrayStringConcat(arraySort(groupUniqArray(institution)), ' ') FROM merge('city', '^facts_')";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_figure_and_all_that_is_kept_of_it_is_that_of_the_embedded_engine()
    {
        await using var nodes = await NodesAsync();
        using var here = new CityCopy(demo.Folder);
        using var there = new CityCopy(demo.Folder);
        var figures = Figures();
        var embedded = await HuoshuiProgram.RunAsync(Stop, [.. figures, here.Folder]);
        var served = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => // two processes at once
            RunAsync([.. figures, there.Folder, "--facts", nodes.Facts])));

        Assert.All(served, s => Assert.True(s.ExitCode == 0, s.ToString()));
        Assert.All(served, s => Assert.Equal(embedded.Output, s.Output));
        Assert.All(served, s => Assert.DoesNotContain(Password, s.ToString(), StringComparison.Ordinal));
        Assert.Equal(here.Kept(), there.Kept());
        var held = await Task.WhenAll(nodes.All.Select(async n => (await n.RowsAsync(Institutions)).Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        var servers = FactServers.Parse(nodes.Facts);
        foreach (var (index, institutions) in held.Index())
            Assert.All(institutions, i => Assert.Equal(servers.All[index], servers.Of(i)));
        Assert.True(held.Sum(h => h.Length) > 10, $"{held.Sum(h => h.Length)}");
    }

    [Fact]
    public async Task One_server_away_costs_no_figure_and_a_sweep_names_it()
    {
        await using var nodes = await NodesAsync();
        using var here = new CityCopy(demo.Folder);
        using var there = new CityCopy(demo.Folder);
        var away = nodes.All[1].Place;
        await nodes.EndAsync(1);
        var figures = Figures();
        var embedded = await HuoshuiProgram.RunAsync(Stop, [.. figures, here.Folder]);
        var served = await RunAsync([.. figures, there.Folder, "--facts", nodes.Facts]);
        Assert.True(served.ExitCode == 0, served.ToString());
        Assert.Equal(embedded.Output, served.Output);

        var swept = await RunAsync(["sweep", "--data", there.Folder], nodes.Facts);
        Assert.Equal(1, swept.ExitCode);
        Assert.Contains("WHS2002 " + away, Assert.Single(swept.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        Assert.All([0, 2], i => Assert.Contains($"ClickHouse {nodes.All[i].Place} 已清理 removed: 0", swept.Output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_portal_starts_with_a_server_away_names_it_and_shows_figures()
    {
        await using var nodes = await NodesAsync();
        var away = nodes.All[0].Place;
        await nodes.EndAsync(0);
        using var city = new CityCopy(demo.Folder);
        await using var portal = await PortalProcess.StartAsync(city.Folder, Stop, new Dictionary<string, string> { ["HUOSHUI_FACTS"] = nodes.Facts });
        Assert.Contains("WHS2002 " + away, portal.Output, StringComparison.Ordinal);
        using var client = new HttpClient { BaseAddress = new Uri(portal.Url), Timeout = TimeSpan.FromMinutes(3) };
        using var health = await client.GetAsync("/health/ready", Stop);
        Assert.Equal((HttpStatusCode.OK, "Degraded"), (health.StatusCode, await health.Content.ReadAsStringAsync(Stop)));
        var bulletin = WebUtility.HtmlDecode(await client.GetStringAsync("/", Stop));
        Assert.DoesNotContain("实时值暂时算不出来", bulletin, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_wrong_server_ends_the_portal_at_its_start_and_is_named()
    {
        await using var nodes = await NodesAsync();
        await nodes.All[2].RowsAsync("DROP DATABASE city");
        using var city = new CityCopy(demo.Folder);
        var outcome = await RunAsync(["serve", "--data", city.Folder, "--urls", "http://127.0.0.1:0", "--facts", nodes.Facts]);
        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains($"WHS2005 {nodes.All[2].Place}", outcome.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain(nodes.All[0].Place, outcome.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain(Password, outcome.ToString(), StringComparison.Ordinal);
    }

    // Known at one instant, whenever it is computed.
    private static string[] Figures() =>
        ["figures", "--json", "--known-at", TimeProvider.System.GetUtcNow().ToString("O", CultureInfo.InvariantCulture), "--data"];

    private static Task<Outcome> RunAsync(string[] arguments, string? facts = null)
    {
        var start = HuoshuiProgram.Start(arguments);
        start.Environment["HUOSHUI_FACTS_PASSWORD"] = Password;
        if (facts is not null)
            start.Environment["HUOSHUI_FACTS"] = facts;
        return HuoshuiProgram.RunAsync(start, Stop);
    }

    private static async Task<ThreeNodes> NodesAsync() =>
        new(await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => ClickHouseNode.StartAsync())));

    private sealed class ThreeNodes(IReadOnlyList<ClickHouseNode> all) : IAsyncDisposable
    {
        private readonly HashSet<ClickHouseNode> _alive = [.. all];

        public IReadOnlyList<ClickHouseNode> All => all;

        public string Facts => $"clickhouse://huoshui@{string.Join(',', all.Select(n => n.Place))}/city";

        public async Task EndAsync(int node)
        {
            _alive.Remove(all[node]);
            await all[node].DisposeAsync();
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var node in _alive)
                await node.DisposeAsync();
        }
    }
}

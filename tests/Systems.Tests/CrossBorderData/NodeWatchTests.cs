using System.Text.Json;
using Huoshui.Operations;
using Huoshui.Systems.CrossBorderData;
using Huoshui.Systems.CrossBorderData.Watching;
using Huoshui.TransparencyLog;
using Huoshui.TransparencyLog.Keys;
using Huoshui.TransparencyLogVerifier.Packages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Huoshui.Systems.Tests.CrossBorderData;

/// <summary>Logs and witnesses as a portal watches them: a real log behind a real server, and what it may do wrong.</summary>
public sealed class NodeWatchTests : IAsyncLifetime
{
    private const string Origin = "sz.example.cn/crossborder";

    private readonly string _folder = Directory.CreateTempSubdirectory("huoshui-watch-").FullName;
    private readonly LogKeys _keys = LogKeys.Generate(Origin);
    private readonly BorderHouse.FixedClock _clock = new();
    private WebApplication _server = default!;
    private ServiceProvider _services = default!;
    private string _served = string.Empty;
    private string _refusals = """[{"hour":1,"code":"XBD2020","count":3}]""";
    private uint _next;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _served = await CreateAsync("log");
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _server = builder.Build();
        _server.MapGet("/egress-refusals", () => Results.Text(_refusals, "application/json"));
        _server.MapGet("/{**path}", (string path) => File.Exists(Path.Combine(_served, path)) && !path.StartsWith('.')
            ? Results.Bytes(File.ReadAllBytes(Path.Combine(_served, path))) : Results.NotFound());
        await _server.StartAsync(Token);
        await File.WriteAllTextAsync(At("nodes.json"), JsonSerializer.Serialize(new
        {
            logs = new[]
            {
                new
                {
                    id = "sz",
                    title = new { zh = "深圳日志", zhHant = "深圳日誌", en = "Shenzhen's log" },
                    address = _server.Urls.First(),
                    keys = new[] { _keys.Ed25519.ToString(), _keys.Sm2.ToString() },
                },
            },
        }), Token);
        _services = await StoreAsync(new BorderOptions { NodesFile = At("nodes.json"), Patience = TimeSpan.FromSeconds(2) });
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_log_that_grows_is_read_to_its_end_and_counted_by_scenario()
    {
        await AppendAsync(_served, 300, scenario: 3);
        var log = await LookAsync();
        Assert.Equal((NodeHealth.Good, 300, 300), (log.Health, log.Size, log.Read));
        await AppendAsync(_served, 40, scenario: 1);
        log = await LookAsync();
        Assert.Equal((NodeHealth.Good, 340, 340), (log.Health, log.Size, log.Read));

        var counts = await Book.StatisticsAsync(30, Token);
        Assert.Equal(340, counts.Packages);
        Assert.Equal([new CountCell("00001", 40), new CountCell("00003", 300)], counts.ByScenario);
        Assert.Equal([new CountCell("2026-11-30", 340)], counts.ByDay);
        Assert.Equal([new CountCell("10", 340)], counts.ByHour);
        Assert.Equal(0, counts.Refused.Sum(r => r.Count)); // long ago
        Assert.Equal([300, 340], (await Book.GrowthAsync("sz", Token)).Select(r => r.Size));
    }

    [Fact]
    public async Task A_log_larger_than_a_round_reads_is_caught_up_with_in_the_next()
    {
        await using var small = await StoreAsync(new BorderOptions { NodesFile = At("nodes.json"), MostBundles = 1 }, "small");
        await AppendAsync(_served, 600);
        Assert.Equal((NodeHealth.Catching, 256), await RoundAsync(small));
        await AppendAsync(_served, 100);
        Assert.Equal((NodeHealth.Catching, 512), await RoundAsync(small));
        for (var i = 0; i < 4; i++)
            await RoundAsync(small);
        Assert.Equal((NodeHealth.Good, 700), await RoundAsync(small));

        async Task<(string, long)> RoundAsync(ServiceProvider services)
        {
            _clock.Now += TimeSpan.FromMinutes(1);
            await services.GetRequiredService<NodeWatch>().RoundAsync(Token);
            var state = (await services.GetRequiredService<NodeBook>().NodesAsync(Token)).Logs[0].State!;
            return (state.Health, state.Read);
        }
    }

    [Fact]
    public async Task A_second_history_of_the_same_size_is_a_fork_and_stays_one()
    {
        await AppendAsync(_served, 5);
        Assert.Equal(NodeHealth.Good, (await LookAsync()).Health);
        var honest = _served;
        _served = await CreateAsync("second");
        await AppendAsync(_served, 5);
        var log = await LookAsync();
        Assert.Equal(NodeHealth.Forked, log.Health);
        Assert.NotEqual(log.Checkpoint, log.Contradiction);
        _served = honest;
        Assert.Equal(NodeHealth.Forked, (await LookAsync()).Health);
    }

    [Fact]
    public async Task A_longer_second_history_is_a_fork_though_its_signatures_are_good()
    {
        await AppendAsync(_served, 5);
        await LookAsync();
        _served = await CreateAsync("second");
        await AppendAsync(_served, 9);
        var log = await LookAsync();
        Assert.Equal((NodeHealth.Forked, 5), (log.Health, log.Read));
    }

    [Fact]
    public async Task An_edited_entry_an_older_size_another_key_and_silence_are_told_apart()
    {
        await AppendAsync(_served, 3);
        var old = await File.ReadAllBytesAsync(Path.Combine(_served, "checkpoint"), Token);
        await AppendAsync(_served, 3);
        Assert.Equal(NodeHealth.Good, (await LookAsync()).Health);
        var now = await File.ReadAllBytesAsync(Path.Combine(_served, "checkpoint"), Token);

        await File.WriteAllBytesAsync(Path.Combine(_served, "checkpoint"), old, Token);
        Assert.Equal(NodeHealth.RolledBack, (await LookAsync()).Health);
        await File.WriteAllBytesAsync(Path.Combine(_served, "checkpoint"), [.. now[..^20], .. "AAAAAAAAAAAAAAAAAA==\n"u8], Token);
        Assert.Equal(NodeHealth.Invalid, (await LookAsync()).Health);
        await File.WriteAllTextAsync(Path.Combine(_served, "checkpoint"), "nothing", Token);
        Assert.Equal(NodeHealth.Invalid, (await LookAsync()).Health);
        await File.WriteAllBytesAsync(Path.Combine(_served, "checkpoint"), now, Token);
        Assert.Equal(NodeHealth.Good, (await LookAsync()).Health); // nothing of it was a contradiction

        await AppendAsync(_served, 1);
        var bundle = Directory.GetFiles(Path.Combine(_served, "tile/entries"), "7", SearchOption.AllDirectories).Single();
        var bytes = await File.ReadAllBytesAsync(bundle, Token);
        bytes[^1] ^= 1;
        await File.WriteAllBytesAsync(bundle, bytes, Token);
        Assert.Equal(NodeHealth.Forked, (await LookAsync()).Health);
        await _server.StopAsync(Token);
        await LookAsync();
        Assert.True((await Book.NodesAsync(Token)).Logs[0].State!.AskedAt >= _clock.Now);
    }

    [Fact]
    public async Task A_silent_node_is_unreachable_and_what_was_found_last_stays()
    {
        await AppendAsync(_served, 4);
        await LookAsync();
        await _server.StopAsync(Token);
        _clock.Now += TimeSpan.FromMinutes(5);
        var log = await LookAsync();
        Assert.Equal((NodeHealth.Unreachable, 4), (log.Health, log.Size));
        Assert.Equal(_clock.Now - TimeSpan.FromMinutes(6), log.AnsweredAt);
    }

    [Fact]
    public async Task What_a_log_tells_of_refusals_is_kept_where_it_can_be_and_the_fork_beside_it_always()
    {
        var hour = _clock.Now.ToUnixTimeSeconds() / 3600;
        await AppendAsync(_served, 5);
        _refusals = $$"""
            [null, {}, {"hour":{{hour}},"code":null,"count":1}, {"hour":{{hour}},"code":"\u0000","count":1},
             {"hour":{{hour}},"code":"XBD2020\n","count":1}, {"hour":{{long.MaxValue}},"code":"XBD2020","count":1},
             {"hour":{{hour}},"code":"XBD2023","count":{{long.MaxValue}}}, {"hour":{{hour}},"code":"XBD2021","count":-4},
             {"hour":{{hour}},"code":"XBD2022","count":7}]
            """;
        Assert.Equal(NodeHealth.Good, (await LookAsync()).Health);
        Assert.Equal([new CountCell("XBD2022", 7)], (await Book.StatisticsAsync(7, Token)).Refused);

        _refusals = JsonSerializer.Serialize(
            Enumerable.Range(0, 9_000).Select(i => new { hour, code = $"XBD{i:0000}", count = 1 }));
        _served = await CreateAsync("second");
        await AppendAsync(_served, 5);
        Assert.Equal(NodeHealth.Forked, (await LookAsync()).Health);
        Assert.Equal(1 + NodeWatch.MostRefusals, (await Book.StatisticsAsync(7, Token)).Refused.Count);
    }

    [Fact]
    public async Task A_node_whose_answer_breaks_the_look_is_marked_and_the_nodes_after_it_have_their_turn()
    {
        await AppendAsync(_served, 3);
        var good = (await File.ReadAllTextAsync(At("nodes.json"), Token)).Replace("\"sz\"", "\"zz\"", StringComparison.Ordinal);
        var bad = await File.ReadAllTextAsync(At("nodes.json"), Token);
        using var both = JsonDocument.Parse($"[{bad},{good}]");
        await File.WriteAllTextAsync(At("nodes.json"), JsonSerializer.Serialize(new
        {
            logs = both.RootElement.EnumerateArray().Select(f => f.GetProperty("logs")[0]),
        }), Token);
        await LookAsync();
        await using (var context = await _services.GetRequiredService<IDbContextFactory<OperationsContext>>()
            .CreateDbContextAsync(Token))
        {
            (await context.Set<NodeState>().SingleAsync(s => s.Id == "sz", Token)).Subtrees = [1, 2, 3]; // no digest
            await context.SaveChangesAsync(Token);
        }

        await AppendAsync(_served, 3);
        Assert.Equal(NodeHealth.Unreachable, (await LookAsync()).Health);
        var other = (await Book.NodesAsync(Token)).Logs[1].State!;
        Assert.Equal((NodeHealth.Good, 6), (other.Health, other.Size));
    }

    [Fact]
    public async Task An_entry_of_a_far_hour_breaks_no_count_and_only_fixed_windows_are_counted()
    {
        await AppendAsync(_served, 20);
        await AppendAsync(_served, 1, hour: uint.MaxValue);
        await AppendAsync(_served, 12, hour: LogEntry.HourOf(_clock.Now.AddDays(-7)));
        Assert.Equal(NodeHealth.Good, (await LookAsync()).Health);
        var week = await Book.StatisticsAsync(7, Token);
        Assert.Equal((7, 20), (week.Days, week.Packages));
        Assert.Equal([new CountCell("2026-11-30", 20)], week.ByDay);
        foreach (var (days, window) in new[] { (int.MinValue, 7), (6, 7), (8, 30), (31, 92), (93, 366), (int.MaxValue, 366) })
            Assert.Equal(window, (await Book.StatisticsAsync(days, Token)).Days);
        Assert.Equal(32, (await Book.StatisticsAsync(8, Token)).Packages);
    }

    [Fact]
    public async Task Entries_that_no_gate_takes_and_more_cells_than_a_round_counts_are_told_as_none_of_ours()
    {
        var hour = LogEntry.HourOf(_clock.Now);
        await AppendAsync(_served, 11);
        await AppendAsync(_served, 2, scenario: 0); // a statement of no scenario
        await AppendAsync(_served, 3, hour: hour + 48); // it is not issued yet
        for (var scenario = 100; scenario < 106; scenario++)
            await AppendAsync(_served, 1, scenario);
        await using (_services)
            _services = await StoreAsync(new BorderOptions { NodesFile = At("nodes.json"), MostCells = 4 }, "few");
        Assert.Equal(NodeHealth.Good, (await LookAsync()).Health);
        await using var context = await _services.GetRequiredService<IDbContextFactory<OperationsContext>>().CreateDbContextAsync(Token);
        var rows = await context.Set<EntryCount>().AsNoTracking().ToListAsync(Token);
        Assert.Equal(4, rows.Count);
        Assert.Equal(9, rows.Single(r => r.Kind == 0).Count); // 2, 3, and the four scenarios that had no cell any more
        Assert.Equal(22, rows.Sum(r => r.Count));
    }

    [Theory]
    [InlineData("""{"logs":[{"id":"A b","address":"http://127.0.0.1:1","keys":[]}]}""", "id")]
    [InlineData("""{"logs":[{"id":"a","address":"ftp://127.0.0.1","keys":[]}]}""", "a.address")]
    [InlineData("""{"logs":[{"id":"a","address":"http://127.0.0.1:1","keys":["x"]}]}""", "a.keys")]
    [InlineData("""{"witnesses":[{"id":"a","keys":[]}]}""", "a")]
    [InlineData("""{"log":[]}""", "log")]
    [InlineData("{", "nodes.json")]
    public async Task A_file_of_nodes_that_cannot_be_used_says_where(string text, string where)
    {
        await File.WriteAllTextAsync(At("nodes.json"), text, Token);
        var error = Assert.Throws<InvalidDataException>(() => WatchedNodes.Read(At("nodes.json")));
        Assert.Contains(where, error.Message, StringComparison.Ordinal);
        Assert.NotNull((await Book.NodesAsync(Token)).Problem);
    }

    [Fact]
    public void Small_cells_are_hidden_and_one_more_that_would_give_them_away()
    {
        static List<CountCell> Hide(params long[] counts) =>
            BorderStatistics.Hide([.. counts.Select((c, i) => new CountCell($"{i}", c))], 10);
        Assert.All(Hide(10, 20, 30), c => Assert.NotNull(c.Count));
        Assert.Equal([null, null, 30], Hide(3, 20, 30).Select(c => c.Count));
        Assert.Equal([null, null, null, 40], Hide(3, 4, 30, 40).Select(c => c.Count)); // 3 + 4 are too few together
        Assert.Equal([null, null, 30], Hide(6, 7, 30).Select(c => c.Count));
        Assert.Equal([null], Hide(3).Select(c => c.Count));
    }

    private NodeBook Book => _services.GetRequiredService<NodeBook>();

    private string At(string name) => Path.Combine(_folder, name);

    private async Task<NodeState> LookAsync()
    {
        _clock.Now += TimeSpan.FromMinutes(1);
        await _services.GetRequiredService<NodeWatch>().RoundAsync(Token);
        return (await Book.NodesAsync(Token)).Logs[0].State!;
    }

    private async Task<string> CreateAsync(string name)
    {
        await LogWriter.CreateAsync(At(name), _keys, "open sesame");
        return At(name);
    }

    private async Task AppendAsync(string folder, int count, int scenario = 3, uint? hour = null)
    {
        await using var writer = LogWriter.Open(folder, _keys);
        var issued = hour ?? LogEntry.HourOf(_clock.Now);
        var waiting = new List<Task>();
        for (var i = 0; i < count; i++)
        {
            var entry = new LogEntry(EntryKind.Statement, scenario, default, 7, issued, unchecked(issued + 24), _next++);
            waiting.Add(writer.AppendAsync(entry.ToArray(), "t", string.Empty, Token).AsTask());
        }

        await Task.WhenAll(waiting);
        await writer.PublishAsync(Token);
    }

    private async Task<ServiceProvider> StoreAsync(BorderOptions options, string name = "data")
    {
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(_clock);
        services.AddOperations(new OperationsOptions { DataFolder = At(name) });
        services.AddSingleton(BorderHouse.Library);
        services.AddSingleton(options);
        new CrossBorderDataModule().AddServices(services);
        var provider = services.BuildServiceProvider();
        await provider.GetRequiredService<OperationsDatabase>().PrepareAsync(Token);
        return provider;
    }
}

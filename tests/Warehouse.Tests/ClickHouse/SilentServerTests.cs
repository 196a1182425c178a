using System.Net;
using System.Net.Sockets;
using Huoshui.Warehouse.ClickHouse;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Huoshui.Warehouse.Tests.ClickHouse;

/// <summary>Servers that take a connection and say nothing.</summary>
public sealed class SilentServerTests
{
    [Fact]
    public void Each_server_that_says_nothing_is_away_after_the_time_it_has_all_at_once()
    {
        using var one = Silent();
        using var two = Silent();
        using var three = Silent();
        using var four = Silent();
        using var database = new FactDatabase(
            FactServers.Parse($"clickhouse://a:hush@127.0.0.1:{Port(one)},127.0.0.1:{Port(two)},127.0.0.1:{Port(three)},127.0.0.1:{Port(four)}/facts"), TimeProvider.System,
            NullLogger<FactDatabase>.Instance);
        var begun = TimeProvider.System.GetTimestamp();
        var faults = database.Check(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
        Assert.InRange(TimeProvider.System.GetElapsedTime(begun).TotalSeconds, 4.5, 18); // one after the other it would be 20
        Assert.Equal([Port(one), Port(two), Port(three), Port(four)], faults.Select(f => f.Server!.Port));
        Assert.All(faults, f => Assert.Equal(("WHS2002", true), (f.Code, f.IsOutage)));
        Assert.All(faults, f => Assert.Contains($"{f.Server!.Place}：连不上（5 s）", f.Message, StringComparison.Ordinal));
        Assert.All(faults, f => Assert.Contains($"{f.Server!.Place}: the server cannot be reached (5 s)", f.Message, StringComparison.Ordinal));
        Assert.All(faults, f => Assert.DoesNotContain("hush", f.ToString(), StringComparison.Ordinal));
        Assert.All(faults, f => Assert.DoesNotContain("a@", f.Message, StringComparison.Ordinal));
    }

    private static TcpListener Silent()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return listener;
    }

    private static int Port(TcpListener listener) => ((IPEndPoint)listener.LocalEndpoint).Port;
}

using Huoshui.Warehouse.ClickHouse;
using Xunit;

namespace Huoshui.Warehouse.Tests.ClickHouse;

/// <summary>Which server holds whose facts.</summary>
public sealed class PlacementTests
{
    private static readonly IReadOnlyList<string> Institutions =
        [.. Enumerable.Range(1, 4_000).Select(i => FormattableString.Invariant($"B{i:0000}H244030000"))];

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(16)]
    public void Institutions_are_spread_evenly(int servers)
    {
        var counts = Place(Of(servers)).GroupBy(p => p.Value, StringComparer.Ordinal).Select(g => g.Count()).ToList();
        var even = Institutions.Count / (double)servers;
        Assert.Equal(servers, counts.Count);
        // Five standard deviations of what chance does.
        Assert.All(counts, c => Assert.InRange(c, even - (5 * Math.Sqrt(even)), even + (5 * Math.Sqrt(even))));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(15)]
    public void One_server_more_takes_its_share_and_nothing_else_moves(int servers)
    {
        var (before, after) = (Place(Of(servers)), Place(Of(servers + 1)));
        var moved = Institutions.Where(i => before[i] != after[i]).ToList();
        Assert.All(moved, i => Assert.Equal($"ch{servers + 1}:8123", after[i]));
        var share = Institutions.Count / (double)(servers + 1);
        Assert.InRange(moved.Count, share - (5 * Math.Sqrt(share)), share + (5 * Math.Sqrt(share)));
    }

    [Fact]
    public void A_server_less_gives_its_share_to_the_others_as_one_that_is_away_does()
    {
        var all = Of(5);
        var without = FactServers.Parse("clickhouse://a@ch1,ch2,ch4,ch5/facts");
        foreach (var institution in Institutions)
        {
            var next = all.InOrder(institution).First(s => s.Place != "ch3:8123");
            Assert.Equal(next.Place, without.Of(institution).Place);
        }
    }

    [Fact]
    public void The_order_of_the_list_the_user_the_database_and_capitals_change_nothing()
    {
        var one = Place(FactServers.Parse("clickhouse://a@ch1,ch2:9,[::1]/facts"));
        var other = Place(FactServers.Parse("clickhouse://b:pw@[::1]:8123,CH2:9,ch1:8123/others"));
        Assert.Equal(one, other);
    }

    // A change of this moves every institution of every cluster: all is loaded anew.
    [Fact]
    public void Places_are_those_of_earlier_versions()
    {
        var servers = Of(3);
        Assert.Equal(
            ["ch2", "ch3", "ch2", "ch3", "ch3", "ch2", "ch3", "ch2", "ch2", "ch2", "ch1", "ch1"],
            Institutions.Take(12).Select(i => servers.Of(i).Place[..3]));
    }

    private static FactServers Of(int servers) => FactServers.Parse(
        $"clickhouse://a@{string.Join(',', Enumerable.Range(1, servers).Select(i => FormattableString.Invariant($"ch{i}")))}/facts");

    private static Dictionary<string, string> Place(FactServers servers) =>
        Institutions.ToDictionary(i => i, i => servers.Of(i).Place, StringComparer.Ordinal);
}

using Huoshui.Systems.CrossBorderData.Relaying;
using Xunit;

namespace Huoshui.Systems.Tests.CrossBorderData;

/// <summary>A node's relay: once, for a time, within limits.</summary>
public sealed class RelayTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("huoshui-relay-").FullName;
    private readonly BorderHouse.FixedClock _clock = new();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_box_is_given_once_and_nothing_of_it_stays()
    {
        var relay = Open();
        var receipt = relay.Put([1, 2, 3]).Receipt!;
        Assert.Equal(43, receipt.Id.Length);
        Assert.Equal([1, 2, 3], relay.Take(receipt.Id).Box!);
        Assert.Equal("XBD2052", relay.Take(receipt.Id).Refusal!.Code);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));
    }

    [Fact]
    public void A_box_that_nobody_fetches_is_deleted_when_its_time_is_over()
    {
        var relay = Open();
        var receipt = relay.Put([1]).Receipt!;
        Assert.Equal(_clock.Now.AddHours(2), receipt.Until);
        _clock.Now += TimeSpan.FromHours(2) - TimeSpan.FromSeconds(1);
        relay.Sweep();
        Assert.Equal(1, relay.Count);
        _clock.Now += TimeSpan.FromSeconds(1);
        Assert.Equal("XBD2052", relay.Take(receipt.Id).Refusal!.Code);
        Assert.Equal(0, relay.Count);
    }

    [Fact]
    public void What_is_too_large_empty_too_many_or_too_much_together_is_refused()
    {
        var relay = Open(new RelayLimits { LargestBytes = 10, MostBoxes = 2, MostBytes = 15 });
        Assert.Equal("XBD2050", relay.Put([]).Refusal!.Code);
        Assert.Equal("XBD2050", relay.Put(new byte[11]).Refusal!.Code);
        Assert.NotNull(relay.Put(new byte[10]).Receipt);
        Assert.Equal("XBD2051", relay.Put(new byte[6]).Refusal!.Code);
        Assert.NotNull(relay.Put(new byte[5]).Receipt);
        Assert.Equal("XBD2051", relay.Put(new byte[1]).Refusal!.Code);
    }

    [Theory]
    [InlineData("")]
    [InlineData("../keys.json")]
    [InlineData("*")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void An_id_that_was_never_given_opens_nothing(string id)
    {
        var relay = Open();
        relay.Put([1]);
        Assert.Equal("XBD2052", relay.Take(id).Refusal!.Code);
        Assert.Equal(1, relay.Count);
    }

    [Fact]
    public void What_a_stopped_process_left_half_done_is_deleted_and_whole_boxes_survive_it()
    {
        var receipt = Open().Put([7]).Receipt!;
        File.WriteAllBytes(Path.Combine(_folder, "half.4102444800.new"), [1]);
        File.WriteAllBytes(Path.Combine(_folder, "given.taken"), [1]);
        var relay = Open();
        relay.Sweep();
        Assert.Equal(1, relay.Count);
        Assert.Equal([7], relay.Take(receipt.Id).Box!);
    }

    private RelayBox Open(RelayLimits? limits = null) =>
        new(_folder, limits ?? new RelayLimits { Kept = TimeSpan.FromHours(2) }, _clock);
}

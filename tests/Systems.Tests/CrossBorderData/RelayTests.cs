using System.IO.Pipelines;
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
    public async Task A_box_is_given_once_and_nothing_of_it_stays()
    {
        var relay = Open();
        var receipt = (await PutAsync(relay, [1, 2, 3])).Receipt!;
        Assert.Equal(43, receipt.Id.Length);
        Assert.Equal([1, 2, 3], Read(relay.Take(receipt.Id).Box!));
        Assert.Equal("XBD2052", relay.Take(receipt.Id).Refusal!.Code);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));
    }

    [Fact]
    public async Task A_box_is_given_off_the_disk_and_is_gone_with_whoever_read_it_whole_or_in_part()
    {
        var relay = Open(new RelayLimits { LargestBytes = 32 << 20 });
        var receipt = (await PutAsync(relay, new byte[16 << 20])).Receipt!;
        var before = GC.GetAllocatedBytesForCurrentThread();
        using (var box = relay.Take(receipt.Id).Box!)
        {
            Assert.Equal(0, box.ReadByte());
            Assert.Equal(16 << 20, box.Length);
            Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1 << 20, "the box was read into memory");
            Assert.Equal("XBD2052", relay.Take(receipt.Id).Refusal!.Code);
        }

        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));
    }

    [Fact]
    public async Task A_box_that_nobody_fetches_is_deleted_when_its_time_is_over()
    {
        var relay = Open();
        var receipt = (await PutAsync(relay, [1])).Receipt!;
        Assert.Equal(_clock.Now.AddHours(2), receipt.Until);
        _clock.Now += TimeSpan.FromHours(2) - TimeSpan.FromSeconds(1);
        relay.Sweep();
        Assert.Equal(1, relay.Count);
        _clock.Now += TimeSpan.FromSeconds(1);
        Assert.Equal("XBD2052", relay.Take(receipt.Id).Refusal!.Code);
        Assert.Equal(0, relay.Count);
    }

    [Fact]
    public async Task What_is_too_large_empty_too_many_or_too_much_together_is_refused()
    {
        var relay = Open(new RelayLimits { LargestBytes = 10, MostBoxes = 2, MostBytes = 15 });
        Assert.Equal("XBD2050", (await PutAsync(relay, [])).Refusal!.Code);
        Assert.Equal("XBD2050", (await PutAsync(relay, new byte[11])).Refusal!.Code);
        Assert.NotNull((await PutAsync(relay, new byte[10])).Receipt);
        Assert.Equal("XBD2051", (await PutAsync(relay, new byte[6])).Refusal!.Code);
        Assert.NotNull((await PutAsync(relay, new byte[5])).Receipt);
        Assert.Equal("XBD2051", (await PutAsync(relay, new byte[1])).Refusal!.Code);
    }

    [Theory]
    [InlineData("")]
    [InlineData("../keys.json")]
    [InlineData("*")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task An_id_that_was_never_given_opens_nothing(string id)
    {
        var relay = Open();
        await PutAsync(relay, [1]);
        Assert.Equal("XBD2052", relay.Take(id).Refusal!.Code);
        Assert.Equal(1, relay.Count);
    }

    [Fact]
    public async Task What_a_stopped_process_left_half_done_is_deleted_and_whole_boxes_survive_it()
    {
        var receipt = (await PutAsync(Open(), [7])).Receipt!;
        File.WriteAllBytes(Path.Combine(_folder, "half.4102444800.new"), [1]);
        File.WriteAllBytes(Path.Combine(_folder, "given.taken"), [1]);
        var relay = Open();
        relay.Sweep();
        Assert.Equal(1, relay.Count);
        Assert.Equal([7], Read(relay.Take(receipt.Id).Box!));
    }

    [Fact]
    public async Task Boxes_come_in_some_at_once_and_a_full_relay_reads_nothing()
    {
        var relay = Open(new RelayLimits { PutsAtOnce = 1, MostBytes = 3 });
        var body = new Pipe();
        var coming = relay.PutAsync(body.Reader.AsStream(), Token);
        await body.Writer.WriteAsync(new byte[] { 1, 2 }, Token);
        using var unread = new NeverRead();
        Assert.Equal("XBD2051", (await relay.PutAsync(unread, Token)).Refusal!.Code);
        relay.Sweep(); // takes nothing away from what is coming
        await body.Writer.WriteAsync(new byte[] { 3 }, Token);
        await body.Writer.CompleteAsync();
        var receipt = (await coming).Receipt!;
        Assert.Equal("XBD2051", (await relay.PutAsync(unread, Token)).Refusal!.Code);
        Assert.Equal([1, 2, 3], Read(relay.Take(receipt.Id).Box!));
        Assert.NotNull((await PutAsync(relay, [4])).Receipt);
    }

    [Fact]
    public async Task A_box_that_comes_too_slowly_or_breaks_off_leaves_nothing_and_makes_room()
    {
        var relay = new RelayBox(
            _folder, new RelayLimits { PutsAtOnce = 1, PutWithin = TimeSpan.FromMilliseconds(200) }, TimeProvider.System);
        var body = new Pipe();
        await body.Writer.WriteAsync(new byte[] { 1, 2 }, Token);
        Assert.Equal("XBD2054", (await relay.PutAsync(body.Reader.AsStream(), Token)).Refusal!.Code);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));
        using var unread = new NeverRead();
        await Assert.ThrowsAsync<InvalidOperationException>(() => relay.PutAsync(unread, Token));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));
        Assert.NotNull((await PutAsync(relay, [4])).Receipt);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static async Task<(RelayReceipt? Receipt, TransparencyLogVerifier.Refusal? Refusal)> PutAsync(
        RelayBox relay, byte[] box)
    {
        using var bytes = new MemoryStream(box);
        return await relay.PutAsync(bytes, Token);
    }

    private static byte[] Read(Stream box)
    {
        using (box)
        {
            using var copy = new MemoryStream();
            box.CopyTo(copy);
            return copy.ToArray();
        }
    }

    private RelayBox Open(RelayLimits? limits = null) =>
        new(_folder, limits ?? new RelayLimits { Kept = TimeSpan.FromHours(2) }, _clock);

    private sealed class NeverRead : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            throw new InvalidOperationException("it was read");
    }
}

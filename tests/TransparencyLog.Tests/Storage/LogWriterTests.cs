using Huoshui.TransparencyLog.Storage;
using Huoshui.TransparencyLogVerifier.Merkle;
using Huoshui.TransparencyLogVerifier.Proofs;
using Xunit;

namespace Huoshui.TransparencyLog.Tests.Storage;

public sealed class LogWriterTests
{
    [Fact]
    public async Task A_new_log_publishes_the_empty_tree()
    {
        using var log = await TestLog.CreateAsync();
        var verdict = CheckpointVerifier.Verify(File.ReadAllBytes(Path.Combine(log.Folder, "checkpoint")), log.Policy);
        Assert.Empty(verdict.Refusals);
        Assert.Equal(new TreeHead(0, TreeHash.Sha256.Empty), verdict.Checkpoint!.Head);
        Assert.Equal(TreeHash.Sm3.Empty, verdict.TwinRoot);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(700)]
    public async Task Every_entry_is_proved_under_the_checkpoint(int size)
    {
        using var log = await TestLog.CreateAsync(size);
        var reader = new LogReader(log.Folder);
        Assert.Equal(size, reader.Head.Size);
        for (var i = 0; i < size; i += Math.Max(1, size / 50))
        {
            var verdict = ProofVerifier.Verify(reader.Prove(i).ToArray(), log.Policy);
            Assert.Empty(verdict.Refusals);
            Assert.Equal(TestLog.Entry(i), verdict.Entry!.Value.ToArray());
        }
    }

    [Fact]
    public async Task A_tree_of_70000_has_the_tiles_that_C2SP_says()
    {
        using var log = await TestLog.CreateAsync(70_000);
        var tiles = Directory.EnumerateFiles(Path.Combine(log.Folder, "tile"), "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(log.Folder, file)).ToList();
        Assert.Equal(274, tiles.Count(t => t.StartsWith("tile/0/", StringComparison.Ordinal)));
        Assert.Equal(274, tiles.Count(t => t.StartsWith("tile/entries/", StringComparison.Ordinal)));
        Assert.Contains("tile/0/272", tiles);
        Assert.Contains("tile/0/273.p/112", tiles);
        Assert.Contains("tile/1/000", tiles);
        Assert.Contains("tile/1/001.p/17", tiles);
        Assert.Contains("tile/2/000.p/1", tiles);
        Assert.Equal(8192, new FileInfo(Path.Combine(log.Folder, "tile/0/272")).Length);
        Assert.Equal(17 * 32, new FileInfo(Path.Combine(log.Folder, "tile/1/001.p/17")).Length);
    }

    [Fact]
    public void Numbers_of_tiles_are_written_as_C2SP_says()
    {
        Assert.Equal("x001/x234/067", TilePath.Number(1_234_067));
        Assert.Equal("000", TilePath.Number(0));
        Assert.Equal("x001/000", TilePath.Number(1000));
        Assert.Equal("tile/63/999.p/5", TilePath.OfTile(63, 999, 5));
    }

    [Fact]
    public async Task A_log_grows_over_many_openings_as_over_one()
    {
        using var many = await TestLog.CreateAsync();
        using var one = await TestLog.CreateAsync(600);
        foreach (var (first, count) in new[] { (0, 1), (1, 254), (255, 2), (257, 255), (512, 88) })
            await many.AppendAsync(first, count);
        Assert.Equal(new LogReader(one.Folder).Head, new LogReader(many.Folder).Head);
        Assert.Equal(Heads(one).TwinRoot, Heads(many).TwinRoot);
    }

    [Fact]
    public async Task Every_older_checkpoint_is_consistent_with_the_newest()
    {
        using var log = await TestLog.CreateAsync(600);
        var reader = new LogReader(log.Folder);
        var leaves = Enumerable.Range(0, 600).Select(i => TreeHash.Sha256.Leaf(TestLog.Entry(i))).ToArray();
        for (var old = 0; old <= 600; old += 7)
        {
            var before = new TreeHead(old, NaiveTree.Root(TreeHash.Sha256, leaves.AsSpan(0, old)));
            Assert.True(MerkleProof.IsConsistent(TreeHash.Sha256, before, reader.Head, [.. reader.Consistency(old)]));
        }
    }

    [Fact]
    public async Task Entries_that_were_not_published_are_there_after_the_next_opening()
    {
        using var log = await TestLog.CreateAsync(10);
        await using (var writer = log.Open())
            await TestLog.AppendAsync(writer, 10, 300);
        Assert.Equal(10, new LogReader(log.Folder).Head.Size);
        await log.AppendAsync(310, 0);
        Assert.Equal(310, new LogReader(log.Folder).Head.Size);
    }

    [Fact]
    public async Task An_entry_under_a_known_key_is_added_once_also_after_a_restart()
    {
        using var log = await TestLog.CreateAsync();
        await using (var writer = log.Open())
        {
            Assert.Equal(new AppendedEntry(0, false), await writer.AppendAsync("a"u8.ToArray(), "bank", "k1"));
            Assert.Equal(new AppendedEntry(0, true), await writer.AppendAsync("a"u8.ToArray(), "bank", "k1"));
            Assert.Equal(new AppendedEntry(1, false), await writer.AppendAsync("a"u8.ToArray(), "other", "k1"));
            await writer.PublishAsync(TestLog.Stop);
        }

        await using var again = log.Open();
        Assert.Equal(new AppendedEntry(0, true), await again.AppendAsync("a"u8.ToArray(), "bank", "k1"));
        var refusal = await Assert.ThrowsAsync<LogRefusedException>(
            async () => await again.AppendAsync("b"u8.ToArray(), "bank", "k1"));
        Assert.Equal("LOG2013", refusal.Reason.Code);
        Assert.Equal(2, again.Size);
    }

    [Fact]
    public async Task An_idempotency_key_is_forgotten_after_as_many_entries_as_the_limit_says()
    {
        using var log = await TestLog.CreateAsync();
        await using var writer = log.Open(new LogOptions { Limits = new LogLimits { RememberedEntries = 3 } });
        await writer.AppendAsync("a"u8.ToArray(), "bank", "k");
        for (var i = 0; i < 5; i++)
            await writer.AppendAsync("x"u8.ToArray(), "bank", $"other {i}");
        Assert.Equal(new AppendedEntry(6, false), await writer.AppendAsync("a"u8.ToArray(), "bank", "k"));
    }

    [Fact]
    public async Task The_longest_entry_goes_in_and_a_longer_one_is_refused()
    {
        using var log = await TestLog.CreateAsync();
        await using (var writer = log.Open())
        {
            await writer.AppendAsync(new byte[LogLimits.LongestEntryBytes]);
            await writer.AppendAsync(ReadOnlyMemory<byte>.Empty);
            var refusal = await Assert.ThrowsAsync<LogRefusedException>(
                async () => await writer.AppendAsync(new byte[LogLimits.LongestEntryBytes + 1]));
            Assert.Equal("LOG2011", refusal.Reason.Code);
            await writer.PublishAsync(TestLog.Stop);
        }

        var reader = new LogReader(log.Folder);
        Assert.Equal(LogLimits.LongestEntryBytes, reader.Entry(0).Length);
        Assert.Empty(ProofVerifier.Verify(reader.Prove(1).ToArray(), log.Policy).Refusals);
    }

    [Fact]
    public async Task A_second_writer_is_refused_while_the_first_writes()
    {
        using var log = await TestLog.CreateAsync();
        await using var writer = log.Open();
        var options = new LogOptions { Limits = new LogLimits { LockWait = TimeSpan.FromMilliseconds(50) } };
        Assert.Equal("LOG2004", Assert.Throws<LogRefusedException>(() => log.Open(options)).Reason.Code);
    }

    [Fact]
    public async Task Tiles_and_bundles_are_made_anew_from_the_write_ahead_log()
    {
        using var log = await TestLog.CreateAsync(600);
        var before = Files(log);
        Directory.Delete(Path.Combine(log.Folder, "tile"), recursive: true);
        Directory.Delete(Path.Combine(log.Folder, "sm3", "tile"), recursive: true);
        File.Delete(Path.Combine(log.Folder, "checkpoint"));
        await log.AppendAsync(600, 0);
        Assert.Equal(before.Keys, Files(log).Keys);
        Assert.All(Files(log), file => Assert.Equal(before[file.Key], file.Value));
    }

    [Fact]
    public async Task Checkpoints_come_at_the_interval_that_was_asked_for()
    {
        using var log = await TestLog.CreateAsync();
        var limits = new LogLimits { PublishInterval = TimeSpan.FromMilliseconds(20) };
        await using var writer = log.Open(new LogOptions { Limits = limits });
        await writer.AppendAsync("x"u8.ToArray());
        for (var tries = 0; new LogReader(log.Folder).Head.Size == 0; tries++)
        {
            Assert.True(tries < 500, "No checkpoint came.");
            await Task.Delay(10, TestLog.Stop);
        }
    }

    [Fact]
    public async Task Entries_of_many_clients_are_all_there_with_indices_of_their_own()
    {
        using var log = await TestLog.CreateAsync();
        await using var writer = log.Open();
        var results = await Task.WhenAll(Enumerable.Range(0, 64).Select(async client =>
        {
            var mine = new List<long>();
            for (var i = 0; i < 20; i++)
                mine.Add((await writer.AppendAsync(TestLog.Entry((client * 20) + i))).Index);
            return mine;
        }));
        Assert.Equal(Enumerable.Range(0, 64 * 20).Select(i => (long)i), results.SelectMany(r => r).Order());
        Assert.All(results, mine => Assert.Equal(mine.Order(), mine));
    }

    // Signed checkpoints differ in their signatures: SM2 takes a random number.
    private static SortedDictionary<string, byte[]> Files(TestLog log) => new(
        Directory.EnumerateFiles(log.Folder, "*", SearchOption.AllDirectories)
            .Where(file => file.Contains("/tile/", StringComparison.Ordinal))
            .ToDictionary(file => Path.GetRelativePath(log.Folder, file), File.ReadAllBytes), StringComparer.Ordinal);

    private static CheckpointVerdict Heads(TestLog log) =>
        CheckpointVerifier.Verify(File.ReadAllBytes(Path.Combine(log.Folder, "checkpoint")), log.Policy);
}

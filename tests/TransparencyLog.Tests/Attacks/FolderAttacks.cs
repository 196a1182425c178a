using Huoshui.TransparencyLog.Checking;
using Huoshui.TransparencyLogVerifier.Merkle;
using Huoshui.TransparencyLogVerifier.Proofs;
using Xunit;

namespace Huoshui.TransparencyLog.Tests.Attacks;

public sealed class FolderAttacks
{
    private const int Entries = 259; // a full tile, and a few entries of the next

    [Fact]
    public async Task A_sound_log_has_no_findings()
    {
        using var log = await TestLog.CreateAsync(Entries);
        var report = Check(log);
        Assert.Empty(report.Findings);
        Assert.Equal(Entries, report.Size);
    }

    [Fact]
    public async Task A_flipped_bit_in_any_byte_of_the_files_of_a_small_log_is_found()
    {
        using var log = await TestLog.CreateAsync(5);
        string[] signed = ["checkpoint", "sm3/checkpoint"];
        var files = Served(log).Where(f => !signed.Contains(Path.GetRelativePath(log.Folder, f)))
            .Append(Directory.EnumerateFiles(Path.Combine(log.Folder, ".private/wal")).First());
        foreach (var file in files)
            EveryFlip(file, () => Check(log).IsBroken);
        Assert.Empty(Check(log).Findings);
    }

    [Fact]
    public async Task A_flipped_bit_in_any_byte_of_the_checkpoints_of_a_small_log_is_found()
    {
        using var log = await TestLog.CreateAsync(5);
        var (main, twin) = (Path.Combine(log.Folder, "checkpoint"), Path.Combine(log.Folder, "sm3/checkpoint"));
        var twinPolicy = new VerificationPolicy([log.Keys.Ed25519.ForTwinTree(), log.Keys.Sm2.ForTwinTree()]);
        EveryFlip(main, () => !CheckpointVerifier.Verify(File.ReadAllBytes(main), log.Policy).IsAccepted);
        EveryFlip(twin, () => !CheckpointVerifier.Verify(File.ReadAllBytes(twin), twinPolicy, TreeHash.Sm3).IsAccepted);
    }

    [Fact]
    public async Task A_changed_entry_is_named_with_place_and_both_hashes()
    {
        using var log = await TestLog.CreateAsync(Entries);
        Directory.Delete(Path.Combine(log.Folder, ".private"), recursive: true);
        var bundle = Path.Combine(log.Folder, "tile/entries/000");
        var bytes = File.ReadAllBytes(bundle);
        var offset = bytes.AsSpan().IndexOf("entry 77"u8);
        bytes[offset + 7] = (byte)'8';
        File.WriteAllBytes(bundle, bytes);
        var findings = Check(log).Findings.Select(f => f.Message.En).ToList();
        Assert.Equal(2, findings.Count); // once a tree
        Assert.Contains($"Entry 77 (tile/entries/000, offset {offset - 2})", findings[0], StringComparison.Ordinal);
        Assert.Contains(TreeHash.Sha256.Leaf(TestLog.Entry(77)).ToString(), findings[0], StringComparison.Ordinal);
        Assert.Contains(TreeHash.Sha256.Leaf(TestLog.Entry(78)).ToString(), findings[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_changed_hash_of_a_tile_is_named_and_not_its_entry()
    {
        using var log = await TestLog.CreateAsync(Entries);
        Change(log, "tile/0/000", 5 * 32);
        var finding = Assert.Single(Check(log).Findings);
        Assert.Equal("LOG3004", finding.Code);
        Assert.Contains("Hash 5 of tile/0/000 (offset 160)", finding.Message.En, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_changed_hash_of_an_upper_tile_is_named_alone()
    {
        using var log = await TestLog.CreateAsync(Entries);
        Change(log, "sm3/tile/1/000.p/1", 3);
        var finding = Assert.Single(Check(log).Findings);
        Assert.Contains("Hash 0 of sm3/tile/1/000.p/1", finding.Message.En, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_entry_and_its_hash_changed_together_are_found_through_the_level_above()
    {
        using var log = await TestLog.CreateAsync(Entries);
        var bundle = Path.Combine(log.Folder, "tile/entries/000");
        var bytes = File.ReadAllBytes(bundle);
        var offset = bytes.AsSpan().IndexOf("entry 77"u8);
        bytes[offset + 7] = (byte)'8';
        File.WriteAllBytes(bundle, bytes);
        var tile = File.ReadAllBytes(Path.Combine(log.Folder, "tile/0/000"));
        TreeHash.Sha256.Leaf(TestLog.Entry(78)).CopyTo(tile.AsSpan(77 * 32));
        File.WriteAllBytes(Path.Combine(log.Folder, "tile/0/000"), tile);
        var report = Check(log);
        Assert.True(report.IsBroken);
        Assert.Contains(report.Findings, f => f.Message.En.Contains("Entry 77", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("tile/0/000", -1)]
    [InlineData("tile/0/000", -32)]
    [InlineData("tile/0/000", 32)]
    [InlineData("tile/0/001.p/3", -32)]
    [InlineData("tile/0/001.p/3", 1)]
    [InlineData("tile/1/000.p/1", -32)]
    [InlineData("tile/entries/000", -1)]
    [InlineData("tile/entries/001.p/3", 2)]
    [InlineData("sm3/tile/0/000", 64)]
    [InlineData("sm3/tile/0/001.p/3", -96)]
    public async Task A_truncated_or_oversized_file_is_found(string path, int change)
    {
        using var log = await TestLog.CreateAsync(Entries);
        var bytes = File.ReadAllBytes(Path.Combine(log.Folder, path));
        Array.Resize(ref bytes, bytes.Length + change);
        File.WriteAllBytes(Path.Combine(log.Folder, path), bytes);
        var report = Check(log);
        Assert.True(report.IsBroken);
        Assert.Contains(report.Findings, f => f.Code == "LOG3002" && f.Message.En.Contains(path, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_missing_file_is_named()
    {
        using var log = await TestLog.CreateAsync(Entries);
        foreach (var file in Served(log).Where(f => f.Contains("/tile/", StringComparison.Ordinal) || f.EndsWith("checkpoint", StringComparison.Ordinal)))
        {
            var bytes = File.ReadAllBytes(file);
            File.Delete(file);
            var report = Check(log);
            Assert.True(report.IsBroken);
            Assert.Contains(report.Findings, f => f.Code == "LOG3001"
                && f.Message.En.Contains(Path.GetRelativePath(log.Folder, file), StringComparison.Ordinal));
            File.WriteAllBytes(file, bytes);
        }
    }

    [Theory]
    [InlineData("tile/0/x000/000")]
    [InlineData("tile/00/000")]
    [InlineData("tile/0/000.p/0")]
    [InlineData("tile/0/000.p/256")]
    [InlineData("tile/0/000.p/03")]
    [InlineData("tile/0/1")]
    [InlineData("tile/0/x001")]
    [InlineData("tile/9/000")]
    [InlineData("tile/entries/0000")]
    [InlineData("sm3/tile/entries/000")]
    [InlineData("tile/-1/000")]
    public async Task A_path_that_is_not_canonical_is_found(string path)
    {
        using var log = await TestLog.CreateAsync(5);
        var file = Path.Combine(log.Folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, new byte[32]);
        Assert.Contains(Check(log).Findings, f => f.Code == "LOG3006" && f.Message.En.StartsWith(path, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_older_partial_tile_that_tells_another_story_is_found()
    {
        using var log = await TestLog.CreateAsync(5);
        await log.AppendAsync(5, 5);
        Change(log, "tile/0/000.p/5", 40);
        Assert.Equal("LOG3007", Assert.Single(Check(log).Findings).Code);
    }

    [Fact]
    public async Task A_checkpoint_of_another_log_with_the_same_name_is_found()
    {
        using var log = await TestLog.CreateAsync(5);
        using var other = await TestLog.CreateAsync(5, hasFreshKeys: true);
        File.Copy(Path.Combine(other.Folder, "checkpoint"), Path.Combine(log.Folder, "checkpoint"), overwrite: true);
        Assert.Contains(Check(log).Findings, f => f.Code == "LOG1006");
    }

    [Fact]
    public async Task Trees_that_do_not_confirm_each_other_are_found()
    {
        using var log = await TestLog.CreateAsync(5);
        var twin = File.ReadAllBytes(Path.Combine(log.Folder, "sm3/checkpoint"));
        await log.AppendAsync(5, 1);
        File.WriteAllBytes(Path.Combine(log.Folder, "sm3/checkpoint"), twin);
        Assert.Contains(Check(log).Findings, f => f.Code == "LOG3011");
    }

    private static LogCheckReport Check(TestLog log) => LogCheck.Check(log.Folder, [log.Keys.Ed25519, log.Keys.Sm2]);

    private static IEnumerable<string> Served(TestLog log) =>
        [.. Directory.EnumerateFiles(log.Folder, "*", SearchOption.AllDirectories)
            .Where(f => !f.Contains("/.private/", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    private static void EveryFlip(string file, Func<bool> isFound)
    {
        var bytes = File.ReadAllBytes(file);
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] ^= (byte)(1 << (i % 8));
            File.WriteAllBytes(file, bytes);
            Assert.True(isFound(), $"{file}, byte {i}");
            bytes[i] ^= (byte)(1 << (i % 8));
        }

        File.WriteAllBytes(file, bytes);
    }

    private static void Change(TestLog log, string path, int at)
    {
        var file = Path.Combine(log.Folder, path);
        var bytes = File.ReadAllBytes(file);
        bytes[at] ^= 1;
        File.WriteAllBytes(file, bytes);
    }
}

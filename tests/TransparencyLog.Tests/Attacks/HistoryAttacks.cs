using System.Text;
using Huoshui.TransparencyLog.Storage;
using Huoshui.TransparencyLogVerifier.Merkle;
using Huoshui.TransparencyLogVerifier.Proofs;
using Xunit;

namespace Huoshui.TransparencyLog.Tests.Attacks;

public sealed class HistoryAttacks
{
    [Fact]
    public async Task An_old_backup_that_was_restored_is_refused()
    {
        using var log = await TestLog.CreateAsync(10);
        TestLog.Copy(log.Folder, log.Beside("backup"));
        await log.AppendAsync(10, 10);
        Directory.Delete(log.Folder, recursive: true);
        TestLog.Copy(log.Beside("backup"), log.Folder);
        Assert.Equal("LOG2006", Refusal(log));
    }

    [Fact]
    public async Task A_copy_of_the_folder_cannot_become_a_second_history()
    {
        using var log = await TestLog.CreateAsync(10);
        TestLog.Copy(log.Folder, log.Beside("copy"));
        await using var copy = LogWriter.Open(log.Beside("copy"), log.Keys);
        await using var original = log.Open();
        await copy.AppendAsync("one story"u8.ToArray());
        await original.AppendAsync("another story"u8.ToArray());
        await original.PublishAsync(TestLog.Stop);
        var refusal = await Assert.ThrowsAsync<LogRefusedException>(() => copy.PublishAsync(TestLog.Stop));
        Assert.Equal("LOG2009", refusal.Reason.Code);
        Assert.Equal(10, new LogReader(log.Beside("copy")).Head.Size);
    }

    [Fact]
    public async Task An_entry_exchanged_in_the_write_ahead_log_is_refused()
    {
        using var log = await TestLog.CreateAsync(10);
        var journal = Directory.EnumerateFiles(Path.Combine(log.Folder, ".private/wal")).Single();
        var records = Journal.Read(Path.GetDirectoryName(journal)!, 0).SelectMany(b => b.Records()).ToList();
        records[4] = records[4] with { Entry = Encoding.UTF8.GetBytes("exchange") };
        File.WriteAllBytes(journal, JournalBatch.Of(0, records).Frame.ToArray());
        var rebuilt = new LogOptions { Rebuild = true };
        Assert.Equal("LOG2007", Assert.Throws<LogRefusedException>(() => log.Open(rebuilt)).Reason.Code);
    }

    [Fact]
    public async Task A_lost_file_of_the_last_signed_checkpoint_is_noticed_and_can_be_made_anew_on_purpose()
    {
        using var log = await TestLog.CreateAsync(10);
        File.Delete(log.State);
        Assert.Equal("LOG2008", Refusal(log));
        await log.AppendAsync(10, 1, new LogOptions { AcceptFolder = true });
        await log.AppendAsync(11, 1);
        Assert.Equal(12, new LogReader(log.Folder).Head.Size);
    }

    [Fact]
    public async Task An_old_file_of_the_last_signed_checkpoint_is_refused()
    {
        using var log = await TestLog.CreateAsync(10);
        var old = File.ReadAllBytes(log.State);
        await log.AppendAsync(10, 1);
        File.WriteAllBytes(log.State, old);
        Assert.Equal("LOG2018", Refusal(log));
    }

    [Fact]
    public async Task A_wrong_passphrase_or_a_damaged_key_file_opens_nothing()
    {
        using var log = await TestLog.CreateAsync();
        Assert.Equal("LOG2010", Assert.Throws<LogRefusedException>(() => LogWriter.ReadKeys(log.Folder, "guess")).Reason.Code);
        Assert.Equal(log.Keys.Ed25519.ToString(), LogWriter.ReadKeys(log.Folder, TestLog.Passphrase).Ed25519.ToString());
        var file = Path.Combine(log.Folder, ".private/keys.json");
        File.WriteAllText(file, File.ReadAllText(file).Replace("log.example.cn", "log.example.hk", StringComparison.Ordinal));
        Assert.Equal(
            "LOG2010",
            Assert.Throws<LogRefusedException>(() => LogWriter.ReadKeys(log.Folder, TestLog.Passphrase)).Reason.Code);
    }

    [Fact]
    public async Task Secrets_are_for_the_owner_only()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Unix only");
            return;
        }

        using var log = await TestLog.CreateAsync(hasFreshKeys: true);
        var others = UnixFileMode.GroupRead | UnixFileMode.OtherRead | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(Path.Combine(log.Folder, ".private")) & others);
        Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(Path.Combine(log.Folder, ".private/keys.json")) & others);
    }

    [Theory]
    [InlineData(10, 10)]
    [InlineData(10, 15)]
    [InlineData(8, 15)]
    [InlineData(300, 301)]
    public async Task Two_histories_make_a_proof_of_a_fork(int oldSize, int newSize)
    {
        var (first, second) = await ForkAsync(oldSize, newSize);
        using (first)
        using (second)
        {
            var old = new LogReader(first.Folder).CheckpointNote;
            var proof = new LogReader(second.Folder).Fork(old)!.ToArray();
            Assert.Empty(ForkProof.Verify(proof, first.Policy));
            Assert.Null(new LogReader(first.Folder).Fork(old));
            byte[] flipped = [.. proof];
            flipped[^40] ^= 1;
            Assert.NotEmpty(ForkProof.Verify(flipped, first.Policy));
        }
    }

    [Fact]
    public async Task Two_checkpoints_of_one_history_are_no_proof_of_a_fork()
    {
        using var log = await TestLog.CreateAsync(10);
        var old = new LogReader(log.Folder);
        await log.AppendAsync(10, 5);
        var now = new LogReader(log.Folder);
        foreach (var hashes in new[] { now.Consistency(10), [], [TreeHash.Sha256.Empty, .. now.Consistency(10)] })
        {
            var forged = new ForkProof(hashes, old.CheckpointNote, now.CheckpointNote);
            Assert.NotEmpty(ForkProof.Verify(forged.ToArray(), log.Policy));
        }

        Assert.NotEmpty(ForkProof.Verify(new ForkProof([], old.CheckpointNote, old.CheckpointNote).ToArray(), log.Policy));
    }

    /// <summary>Two logs with the same keys whose last old entry differs.</summary>
    internal static async Task<(TestLog First, TestLog Second)> ForkAsync(int oldSize, int newSize)
    {
        var (first, second) = (await TestLog.CreateAsync(oldSize), await TestLog.CreateAsync(oldSize - 1));
        await using var writer = second.Open();
        await writer.AppendAsync("another story"u8.ToArray());
        await TestLog.AppendAsync(writer, oldSize, newSize - oldSize);
        await writer.PublishAsync(TestLog.Stop);
        return (first, second);
    }

    private static string Refusal(TestLog log) => Assert.Throws<LogRefusedException>(() => log.Open()).Reason.Code;
}

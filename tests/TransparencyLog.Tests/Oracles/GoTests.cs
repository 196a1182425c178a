using System.Globalization;
using Huoshui.TransparencyLogVerifier.Merkle;
using Xunit;

namespace Huoshui.TransparencyLog.Tests.Oracles;

/// <summary>golang.org/x/mod/sumdb/tlog and note accept what we publish, and refuse it when it is tampered with.</summary>
public sealed class GoTests
{
    private const int OldSize = 5;

    [Theory]
    [InlineData(6)]
    [InlineData(256)]
    [InlineData(259)]
    [InlineData(66_000)]
    public async Task Go_accepts_checkpoint_tiles_entries_and_proofs(int size)
    {
        var verifier = await ForeignProgram.GoVerifierAsync();
        using var log = await TestLog.CreateAsync(OldSize);
        var old = new LogReader(log.Folder).Head;
        await log.AppendAsync(OldSize, size - OldSize);
        var (exitCode, output) = await VerifyAsync(verifier, log, old);
        Assert.True(exitCode == 0, output);
        Assert.Equal($"accepted {size}\n", output);
    }

    [Theory]
    [InlineData("checkpoint", 20)]
    [InlineData("checkpoint", 100)]
    [InlineData("tile/0/000", 77)]
    [InlineData("tile/0/001.p/3", 50)]
    [InlineData("tile/1/000.p/1", 1)]
    [InlineData("tile/entries/000", 1000)]
    [InlineData("proof", 30)]
    [InlineData("proof", 70)]
    public async Task Go_refuses_what_was_tampered_with(string file, int at)
    {
        var verifier = await ForeignProgram.GoVerifierAsync();
        using var log = await TestLog.CreateAsync(OldSize);
        var old = new LogReader(log.Folder).Head;
        await log.AppendAsync(OldSize, 254);
        var proof = new LogReader(log.Folder).Prove(OldSize).ToArray();
        var consistency = Consistency(log);
        File.WriteAllBytes(Path.Combine(log.Folder, "proof"), proof);
        var bytes = File.ReadAllBytes(Path.Combine(log.Folder, file));
        bytes[at] ^= 1;
        File.WriteAllBytes(Path.Combine(log.Folder, file), bytes);
        Assert.NotEqual(0, (await RunAsync(verifier, log, old, consistency)).ExitCode);
    }

    [Fact]
    public async Task Go_refuses_the_consistency_with_another_old_root()
    {
        var verifier = await ForeignProgram.GoVerifierAsync();
        using var log = await TestLog.CreateAsync(20);
        var (exitCode, _) = await VerifyAsync(verifier, log, new TreeHead(OldSize, TreeHash.Sha256.Empty));
        Assert.NotEqual(0, exitCode);
    }

    private static Task<(int ExitCode, string Output)> VerifyAsync(string verifier, TestLog log, TreeHead old)
    {
        File.WriteAllBytes(Path.Combine(log.Folder, "proof"), new LogReader(log.Folder).Prove(OldSize).ToArray());
        return RunAsync(verifier, log, old, Consistency(log));
    }

    private static string Consistency(TestLog log) =>
        string.Join('\n', new LogReader(log.Folder).Consistency(OldSize).Select(hash => hash.ToBase64()));

    private static Task<(int ExitCode, string Output)> RunAsync(string verifier, TestLog log, TreeHead old, string consistency) =>
        ForeignProgram.RunAsync(
            verifier,
            log.Folder,
            Path.Combine(log.Folder, "log.vkey"),
            Path.Combine(log.Folder, "proof"),
            old.Size.ToString(CultureInfo.InvariantCulture),
            old.Root.ToBase64(),
            consistency);
}

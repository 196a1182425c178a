using System.Collections.Concurrent;
using Huoshui.TransparencyLog.Checking;
using Huoshui.TransparencyLog.Mirrors;
using Huoshui.TransparencyLogVerifier.Proofs;
using Xunit;

namespace Huoshui.TransparencyLog.Tests.Mirrors;

/// <summary>A mirror copies a log that lies in a folder, as it would over HTTP.</summary>
public sealed class MirrorTests
{
    private readonly ConcurrentBag<string> _fetched = [];

    [Theory]
    [InlineData(0, 1)]
    [InlineData(3, 200)]
    [InlineData(200, 256)]
    [InlineData(256, 257)]
    [InlineData(255, 1500)]
    [InlineData(700, 700)]
    public async Task A_mirror_follows_a_log_and_serves_the_same_proofs(int first, int then)
    {
        using var log = await TestLog.CreateAsync(first);
        using var mirror = Open(log);
        Assert.Equal(new MirrorRound(0, first), await mirror.CopyAsync(TestLog.Stop));
        if (then > first)
            await log.AppendAsync(first, then - first);
        Assert.Equal(new MirrorRound(first, then), await mirror.CopyAsync(TestLog.Stop));
        var copy = new LogReader(log.Beside("mirror"));
        foreach (var index in new[] { 0, then / 2, then - 1 }.Distinct())
        {
            Assert.Equal(new LogReader(log.Folder).Prove(index).ToArray(), copy.Prove(index).ToArray());
            Assert.True(ProofVerifier.Verify(copy.Prove(index).ToArray(), log.Policy).IsAccepted);
        }

        var report = LogCheck.Check(log.Beside("mirror"), [log.Keys.Ed25519, log.Keys.Sm2]);
        Assert.Empty(report.Findings);
        Assert.Equal(then, report.Size);
    }

    [Fact]
    public async Task What_was_verified_before_a_copy_broke_off_is_not_fetched_again()
    {
        using var log = await TestLog.CreateAsync(3000);
        using var mirror = Open(log, path => path == "tile/entries/009");
        Assert.Equal("LOG2028", await CodeAsync(mirror));
        Assert.False(File.Exists(log.Beside("mirror/checkpoint"))); // nothing is shown that is not whole
        var before = _fetched.ToHashSet();
        mirror.Dispose();
        _fetched.Clear();
        using var again = Open(log);
        await again.CopyAsync(TestLog.Stop);
        Assert.Contains("tile/entries/009", _fetched);
        Assert.DoesNotContain(_fetched, path => before.Contains(path) && !path.Contains(".p/", StringComparison.Ordinal)
            && path.StartsWith("tile/0", StringComparison.Ordinal));
        Assert.Empty(LogCheck.Check(log.Beside("mirror"), [log.Keys.Ed25519, log.Keys.Sm2]).Findings);
    }

    [Fact]
    public async Task A_file_that_was_damaged_while_a_copy_was_broken_off_is_fetched_again()
    {
        using var log = await TestLog.CreateAsync(1000);
        using var mirror = Open(log, path => path == "tile/entries/002");
        Assert.Equal("LOG2028", await CodeAsync(mirror));
        var tile = log.Beside("mirror/tile/0/001");
        var bytes = await File.ReadAllBytesAsync(tile, TestLog.Stop);
        bytes[77] ^= 1;
        await File.WriteAllBytesAsync(tile, bytes, TestLog.Stop);
        mirror.Dispose();
        using var again = Open(log);
        await again.CopyAsync(TestLog.Stop);
        Assert.Empty(LogCheck.Check(log.Beside("mirror"), [log.Keys.Ed25519, log.Keys.Sm2]).Findings);
    }

    [Theory]
    [InlineData("tile/0/001", 77)]
    [InlineData("tile/0/003.p/232", 5)]
    [InlineData("tile/1/000.p/3", 40)]
    [InlineData("tile/entries/001", 1000)]
    [InlineData("tile/entries/003.p/232", 9)]
    [InlineData("sm3/tile/0/002", 0)]
    [InlineData("sm3/tile/1/000.p/3", 1)]
    [InlineData("checkpoint", 60)]
    [InlineData("sm3/checkpoint", 60)]
    public async Task Any_changed_byte_is_refused_and_the_mirror_keeps_what_it_had(string path, int at)
    {
        using var log = await TestLog.CreateAsync(300);
        using (var mirror = Open(log))
            await mirror.CopyAsync(TestLog.Stop);
        await log.AppendAsync(300, 700);
        var before = await File.ReadAllBytesAsync(log.Beside("mirror/checkpoint"), TestLog.Stop);
        using var tampered = new LogMirror(log.Beside("mirror"), log.Policy, async (name, _, token) =>
        {
            var bytes = await ReadAsync(log.Folder, name, token);
            if (name == path)
                bytes![at] ^= 1;
            return bytes;
        });
        Assert.Contains(await CodeAsync(tampered), (string[])["LOG2026", "LOG2028"]);
        Assert.Equal(before, await File.ReadAllBytesAsync(log.Beside("mirror/checkpoint"), TestLog.Stop));
        tampered.Dispose();
        using var honest = Open(log);
        Assert.Equal(new MirrorRound(300, 1000), await honest.CopyAsync(TestLog.Stop));
    }

    [Theory]
    [InlineData(5, 12)]
    [InlineData(8, 300)]
    [InlineData(256, 1000)]
    [InlineData(300, 300)]
    [InlineData(600, 257)]
    [InlineData(700, 3)]
    public async Task A_fork_is_refused_and_its_proof_kept_for_anybody_to_verify(int kept, int shown)
    {
        using var log = await TestLog.CreateAsync(kept);
        using (var mirror = Open(log))
            await mirror.CopyAsync(TestLog.Stop);
        using var fork = await TestLog.CreateAsync(); // the same origin and keys
        await fork.AppendAsync(9000, shown);
        using var second = new LogMirror(log.Beside("mirror"), log.Policy, (name, _, token) => ReadAsync(fork.Folder, name, token));
        Assert.Equal("LOG2029", await CodeAsync(second));
        var proof = await File.ReadAllBytesAsync(Assert.Single(Directory.GetFiles(second.Forks)), TestLog.Stop);
        Assert.Empty(ForkProof.Verify(proof, new VerificationPolicy([log.Keys.Ed25519])));
        Assert.Equal(kept, new LogReader(log.Beside("mirror")).Head.Size);
        Assert.Empty(LogCheck.Check(log.Beside("mirror"), [log.Keys.Ed25519, log.Keys.Sm2]).Findings);
    }

    [Fact]
    public async Task A_log_that_was_rolled_back_is_refused_as_older_and_is_no_fork()
    {
        using var log = await TestLog.CreateAsync(20);
        var old = log.Beside("old");
        TestLog.Copy(log.Folder, old);
        await log.AppendAsync(20, 30);
        using (var mirror = Open(log))
            await mirror.CopyAsync(TestLog.Stop);
        using var back = new LogMirror(log.Beside("mirror"), log.Policy, (name, _, token) => ReadAsync(old, name, token));
        Assert.Equal("LOG2027", await CodeAsync(back));
        Assert.False(Directory.Exists(back.Forks));
    }

    [Fact]
    public async Task A_log_that_other_keys_signed_is_refused()
    {
        using var log = await TestLog.CreateAsync(20);
        using var stranger = await TestLog.CreateAsync(20, hasFreshKeys: true);
        using var mirror = new LogMirror(log.Beside("mirror"), stranger.Policy, (name, _, token) => ReadAsync(log.Folder, name, token));
        Assert.Equal("LOG2026", await CodeAsync(mirror));
    }

    [Fact]
    public async Task A_mirror_writes_into_no_log_and_over_no_mirror_of_another()
    {
        using var log = await TestLog.CreateAsync(20);
        Assert.Equal("LOG2031", Code(() => _ = new LogMirror(log.Folder, log.Policy, Never)));
        using (var mirror = Open(log))
        {
            await mirror.CopyAsync(TestLog.Stop);
            Assert.Equal("LOG2004", Code(() => Open(log)));
        }

        var other = Huoshui.TransparencyLog.Keys.LogKeys.Generate("log.example.cn/other");
        Assert.Equal("LOG2031", Code(() => _ = new LogMirror(log.Beside("mirror"), new VerificationPolicy([other.Ed25519]), Never)));
    }

    [Fact]
    public async Task Who_pins_Ed25519_alone_mirrors_one_tree_and_takes_the_twin_later()
    {
        using var log = await TestLog.CreateAsync(600);
        using (var one = new LogMirror(log.Beside("mirror"), new VerificationPolicy([log.Keys.Ed25519]), Fetch(log)))
            await one.CopyAsync(TestLog.Stop);
        Assert.False(File.Exists(log.Beside("mirror/sm3/checkpoint")));
        Assert.Equal(600, new LogReader(log.Beside("mirror")).Head.Size);
        using (var both = Open(log))
            await both.CopyAsync(TestLog.Stop);
        Assert.Empty(LogCheck.Check(log.Beside("mirror"), [log.Keys.Ed25519, log.Keys.Sm2]).Findings);
    }

    private static Task<byte[]?> Never(string path, int mostBytes, CancellationToken token) =>
        throw new InvalidOperationException(path);

    private static async Task<byte[]?> ReadAsync(string folder, string path, CancellationToken token)
    {
        var file = Path.Combine(folder, path);
        return File.Exists(file) ? await File.ReadAllBytesAsync(file, token) : null;
    }

    private static string Code(Action action) => Assert.Throws<LogRefusedException>(action).Reason.Code;

    private static async Task<string> CodeAsync(LogMirror mirror) =>
        (await Assert.ThrowsAsync<LogRefusedException>(() => mirror.CopyAsync(TestLog.Stop))).Reason.Code;

    private LogMirror Open(TestLog log, Func<string, bool>? isMissing = null) =>
        new(log.Beside("mirror"), log.Policy, Fetch(log, isMissing));

    private FetchServed Fetch(TestLog log, Func<string, bool>? isMissing = null) => (path, _, token) =>
    {
        _fetched.Add(path);
        return isMissing?.Invoke(path) == true ? Task.FromResult<byte[]?>(null) : ReadAsync(log.Folder, path, token);
    };
}

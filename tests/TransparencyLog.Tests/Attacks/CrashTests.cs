using System.Diagnostics;
using System.Globalization;
using Huoshui.TransparencyLog.Checking;
using Huoshui.TransparencyLog.Storage;
using Xunit;

namespace Huoshui.TransparencyLog.Tests.Attacks;

/// <summary>A writer in a process of its own, killed with SIGKILL or running out of room at many moments.</summary>
public sealed class CrashTests
{
    private const string FolderVariable = "HUOSHUI_TEST_LOG_FOLDER";
    private const string LimitVariable = "HUOSHUI_TEST_LOG_LIMITED";
    private const int Clients = 8;

    [Theory]
    [InlineData(40)]
    [InlineData(700)]
    public async Task Nothing_acknowledged_is_lost_when_the_writer_is_killed(int acknowledgedBefore)
    {
        using var log = await TestLog.CreateAsync(3, hasFreshKeys: true);
        for (var round = 0; round < 2; round++)
        {
            using var writer = Start(log);
            await WaitAsync(() => Acknowledged(log).Count > acknowledgedBefore * (round + 1) || writer.HasExited);
            Assert.False(writer.HasExited, "The writer ended by itself.");
            writer.Kill(entireProcessTree: true);
            await writer.WaitForExitAsync(TestLog.Stop);
            Assert.False(LogCheck.Check(log.Folder, [log.Keys.Ed25519, log.Keys.Sm2]).IsBroken);
            await AssertKeptAsync(log);
        }
    }

    // A limit on the size of files stands for a full disk: the kernel refuses the write that goes beyond it.
    [Theory]
    [InlineData(8)]
    [InlineData(60)]
    public async Task Nothing_acknowledged_is_lost_when_writing_fails(int kibibytes)
    {
        using var log = await TestLog.CreateAsync(3, hasFreshKeys: true);
        using var writer = Start(log, $"trap '' XFSZ; ulimit -f {kibibytes}; exec \"$@\"");
        await WaitAsync(() => writer.HasExited);
        Assert.NotEqual(0, writer.ExitCode);
        Assert.NotEmpty(Acknowledged(log));
        await AssertKeptAsync(log);
    }

    [Theory]
    [InlineData("fsync", 3)]
    [InlineData("pwrite64", 5)]
    [InlineData("rename", 4)]
    public async Task Nothing_acknowledged_is_lost_when_the_disk_reports_an_error(string call, int at)
    {
        if (Environment.GetEnvironmentVariable("HUOSHUI_SLOW_TESTS") is not { Length: > 0 })
            Assert.Skip("slow: ./check all");
        if (!File.Exists("/usr/bin/strace"))
            Assert.Skip("strace 不在这里 / is not here");
        using var log = await TestLog.CreateAsync(3, hasFreshKeys: true);
        using var writer = Start(
            log, $"exec strace -qq -f -o /dev/null -e trace={call} -e inject={call}:error=EIO:when={at}+ \"$@\"");
        await WaitAsync(() => writer.HasExited);
        Assert.NotEqual(0, writer.ExitCode);
        Assert.NotEmpty(Acknowledged(log));
        await AssertKeptAsync(log);
    }

    [Theory]
    [InlineData("fsync")]
    [InlineData("pwrite64")]
    [InlineData("rename")]
    [InlineData("unlink")]
    public async Task Nothing_acknowledged_is_lost_when_the_writer_is_killed_at_a_call(string call)
    {
        if (Environment.GetEnvironmentVariable("HUOSHUI_SLOW_TESTS") is not { Length: > 0 })
            Assert.Skip("slow: ./check all");
        if (!File.Exists("/usr/bin/strace"))
            Assert.Skip("strace 不在这里 / is not here");
        foreach (var at in (int[])[1, 2, 3, 4, 5, 8, 13, 21])
        {
            using var log = await TestLog.CreateAsync(3, hasFreshKeys: true);
            using var writer = Start(
                log, $"exec strace -qq -f -o /dev/null -e trace={call} -e inject={call}:signal=KILL:when={at} \"$@\"");
            await WaitAsync(() => writer.HasExited);
            await AssertKeptAsync(log);
        }
    }

    [Fact]
    public async Task A_torn_batch_at_every_length_is_cut_off_and_nothing_else()
    {
        using var log = await TestLog.CreateAsync(3);
        await using (var writer = log.Open())
            await TestLog.AppendAsync(writer, 3, 1);
        var journal = Directory.EnumerateFiles(Path.Combine(log.Folder, ".private/wal")).Single();
        var whole = File.ReadAllBytes(journal);
        var torn = JournalBatch.Of(4, [new JournalRecord("", "", TestLog.Entry(4))]).Frame.ToArray();
        for (var length = 1; length < torn.Length; length++)
        {
            File.WriteAllBytes(journal, [.. whole, .. torn.AsSpan(0, length)]);
            using (var opened = Journal.Open(Path.GetDirectoryName(journal)!, 1 << 20))
                Assert.Equal(4, opened.Size);
            Assert.Equal(whole, File.ReadAllBytes(journal));
        }
    }

    [Fact]
    public async Task A_damaged_batch_before_whole_ones_is_refused_and_not_cut_off()
    {
        using var log = await TestLog.CreateAsync(3);
        for (var i = 3; i < 6; i++)
            await log.AppendAsync(i, 1);
        var journal = Directory.EnumerateFiles(Path.Combine(log.Folder, ".private/wal")).Single();
        var bytes = File.ReadAllBytes(journal);
        bytes[^70] ^= 1;
        File.WriteAllBytes(journal, bytes);
        Assert.Equal("LOG2005", Assert.Throws<LogRefusedException>(() => log.Open()).Reason.Code);
        Assert.Equal(bytes, File.ReadAllBytes(journal));
    }

    [Fact]
    public async Task Segments_roll_and_a_missing_one_is_refused()
    {
        using var log = await TestLog.CreateAsync();
        var small = new LogOptions { Limits = new LogLimits { SegmentBytes = 200, MostEntriesOfBatch = 4 } };
        await log.AppendAsync(0, 200, small);
        var segments = Directory.GetFiles(Path.Combine(log.Folder, ".private/wal")).Order(StringComparer.Ordinal).ToList();
        Assert.True(segments.Count > 5);
        await log.AppendAsync(200, 1, small with { Rebuild = true });
        Assert.Equal(201, new LogReader(log.Folder).Head.Size);
        File.Delete(segments[2]);
        var refusal = Assert.Throws<LogRefusedException>(() => log.Open(small with { Rebuild = true }));
        Assert.Equal("LOG2005", refusal.Reason.Code);
    }

    /// <summary>The writer: runs only in a process that <see cref="Start"/> started.</summary>
    [Fact]
    public async Task Writer()
    {
        if (Environment.GetEnvironmentVariable(FolderVariable) is not { Length: > 0 } folder)
        {
            Assert.Skip("Not a test: the writer process of the tests above.");
            return;
        }

        var limits = new LogLimits { PublishInterval = TimeSpan.FromMilliseconds(5), SegmentBytes = IsLimited ? 1 << 30 : 20_000 };
        await using var writer = LogWriter.Open(
            folder, LogWriter.ReadKeys(folder, TestLog.Passphrase), new LogOptions { Limits = limits });
        await using var file = new FileStream(folder + ".acknowledged", FileMode.Append, FileAccess.Write, FileShare.Read, 1);
        var one = new Lock();
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(async client =>
        {
            for (var i = 0; i < 100_000; i++)
            {
                var number = (Environment.ProcessId % 2000 * 1_000_000) + (client * 100_000) + i;
                var index = (await writer.AppendAsync(TestLog.Entry(number))).Index;
                lock (one)
                    file.Write(System.Text.Encoding.ASCII.GetBytes(FormattableString.Invariant($"{index} {number}\n")));
            }
        }));
    }

    // Small segments try the rolling; under a limit of size the write-ahead log must be the file that meets it.
    private static bool IsLimited => Environment.GetEnvironmentVariable(LimitVariable) is { Length: > 0 };

    private static Process Start(TestLog log, string? shell = null)
    {
        string[] self = [Environment.ProcessPath!, "-method", $"{typeof(CrashTests).FullName}.{nameof(Writer)}"];
        string[] command = shell is null ? self : ["bash", "-c", shell, "sh", .. self];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment[FolderVariable] = log.Folder;
        start.Environment[LimitVariable] = shell?.Contains("ulimit", StringComparison.Ordinal) == true ? "1" : string.Empty;
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0"; // its own large file would break the limit
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private static async Task WaitAsync(Func<bool> isDone)
    {
        for (var tries = 0; !isDone(); tries++)
        {
            Assert.True(tries < 12_000, "The writer did not write.");
            await Task.Delay(5, TestLog.Stop);
        }
    }

    private static async Task AssertKeptAsync(TestLog log)
    {
        await log.AppendAsync(0, 1);
        var reader = new LogReader(log.Folder);
        foreach (var (index, number) in Acknowledged(log))
            Assert.Equal(TestLog.Entry(number), reader.Entry(index).ToArray());
        Assert.Empty(LogCheck.Check(log.Folder, [log.Keys.Ed25519, log.Keys.Sm2]).Findings
            .Where(f => f.Severity == Diagnostics.DiagnosticSeverity.Error));
    }

    // The last line may be half written: it was not acknowledged to anybody.
    private static List<(long Index, int Number)> Acknowledged(TestLog log)
    {
        var path = log.Folder + ".acknowledged";
        if (!File.Exists(path))
            return [];
        using var file = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        var text = file.ReadToEnd();
        return [.. text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' '))
            .Select(p => (long.Parse(p[0], CultureInfo.InvariantCulture), int.Parse(p[1], CultureInfo.InvariantCulture)))];
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Huoshui.Warehouse.Scripts;
using Huoshui.Warehouse.Scripts.Sandbox;
using Xunit;
using static Huoshui.Warehouse.Tests.Scripts.ScriptSamples;

namespace Huoshui.Warehouse.Tests.Scripts;

/// <summary>What a script may try against the portal that runs it, and what becomes of its process.</summary>
[Collection(nameof(ScriptRun))]
[CollectionDefinition(nameof(ScriptRun), DisableParallelization = true)] // memory and time of this process are measured
public sealed class ScriptRunAttacks : IDisposable
{
    private const long Mebibyte = 1024 * 1024;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("huoshui-script-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Texts_that_double_end_their_process_and_the_portal_stays_as_it_was()
    {
        await using var run = Runner();
        await RunAsync(run, "R <- N;", 1);
        using var self = Process.GetCurrentProcess();
        var before = self.WorkingSet64;
        var outcome = await RunAsync(run, Doubling(34), 1_000);
        Assert.Equal("SCR1004", outcome.Problem?.Code);
        self.Refresh();
        Assert.InRange(self.WorkingSet64 - before, long.MinValue, 200 * Mebibyte);
        Assert.Null((await RunAsync(run, "R <- N;", 1)).Problem);
    }

    [Fact]
    public async Task Texts_that_double_slowly_enough_for_the_watch_are_stopped_by_it()
    {
        await using var run = Runner(new ScriptLimits { ProcessMebibytes = 250, DataMebibytes = 16_000 });
        var outcome = await RunAsync(run, Doubling(20), 1_000);
        Assert.Equal("SCR1004", outcome.Problem?.Code);
    }

    [Theory]
    [InlineData("replace(t, \"0\", t || t || t || t || t || t || t || t)")]
    [InlineData("cast(string_distance(damerau_levenshtein, t, t || t), string)")]
    public async Task Other_operators_whose_texts_grow_are_stopped_too(string operation)
    {
        var steps = string.Concat(Enumerable.Range(1, 6).Select(i => $"A{i} := A{i - 1}[calc t := replace(t, \"0\", t)];\n"));
        await using var run = Runner();
        var outcome = await RunAsync(run, $"A0 := N[calc t := cast(x, string) || \"0000000000\"];\n{steps}R <- A6[calc u := {operation}];", 100);
        Assert.Contains(outcome.Problem?.Code, new[] { "SCR1003", "SCR1004", "SCR1010", "VTL5004" });
    }

    [Fact]
    public async Task A_process_that_is_killed_is_told_and_the_next_run_is_well()
    {
        await using var run = Runner();
        var going = RunAsync(run, Slow, 5_000);
        using (var worker = await WorkerAsync())
            worker.Kill();
        Assert.Equal("SCR1010", (await going).Problem?.Code);
        Assert.Null((await RunAsync(run, "R <- N;", 1)).Problem);
    }

    [Fact]
    public async Task Who_goes_away_in_the_middle_ends_the_process_and_its_folder_goes()
    {
        await using var run = Runner();
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var inputs = Numbers(5_000);
        var going = run.RunAsync(Compiled(Slow, inputs), inputs, gone.Token);
        using var worker = await WorkerAsync();
        var folder = Arguments(worker.Id)[2];
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => going);
        Assert.True(worker.WaitForExit(TimeSpan.FromSeconds(2)));
        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public async Task A_process_has_no_word_and_no_file_of_the_portal()
    {
        Environment.SetEnvironmentVariable("HUOSHUI_TEST_SECRET", "geheim-4711");
        var secret = Path.Combine(_folder.FullName, "operations.db");
        await File.WriteAllTextAsync(secret, "x", Token);
        var held = Posix.Open(secret, flags: 0); // without O_CLOEXEC, as a library may
        Assert.True(held > 2);
        await using var run = Runner();
        var going = RunAsync(run, Slow, 5_000, TimeSpan.FromSeconds(4));
        using var worker = await WorkerAsync();
        var environment = await File.ReadAllTextAsync($"/proc/{worker.Id}/environ", Token);
        Assert.DoesNotContain("4711", environment, StringComparison.Ordinal);
        Assert.DoesNotContain("PATH=", environment, StringComparison.Ordinal);
        var open = OpenedBy(worker.Id);
        Assert.DoesNotContain(open, f => f.Contains("operations.db", StringComparison.Ordinal));
        var own = OpenedBy(Environment.ProcessId).Where(f => f.StartsWith("pipe:", StringComparison.Ordinal)).ToHashSet(StringComparer.Ordinal);
        Assert.Equal(
            new[] { "0", "1", "2" }.Select(n => Opened($"/proc/{worker.Id}/fd/{n}")).Order(StringComparer.Ordinal),
            open.Where(own.Contains).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
        Assert.Equal(Arguments(worker.Id)[2], new FileInfo($"/proc/{worker.Id}/cwd").ResolveLinkTarget(false)!.FullName);
        Assert.Equal("1000", (await File.ReadAllTextAsync($"/proc/{worker.Id}/oom_score_adj", Token)).Trim());
        Assert.Contains("Max data size             1610612736", await File.ReadAllTextAsync($"/proc/{worker.Id}/limits", Token), StringComparison.Ordinal);
        Assert.Contains(OpenedBy(Environment.ProcessId), f => f == secret);
        _ = Posix.Close(held);
        await going;
    }

    [Fact]
    public async Task A_program_that_is_not_there_is_told()
    {
        await using var run = new ScriptRun(new ScriptLimits(), _folder.FullName, new ScriptProgram(Path.Combine(_folder.FullName, "nothing")));
        var outcome = await RunAsync(run, "R <- N;", 1);
        Assert.Equal("SCR1012", outcome.Problem?.Code);
        Assert.DoesNotContain(_folder.FullName, outcome.Problem!.Message.En, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_is_no_process_of_a_run_is_told()
    {
        await using var run = new ScriptRun(new ScriptLimits(), _folder.FullName, new ScriptProgram("/bin/true"));
        Assert.Equal("SCR1010", (await RunAsync(run, "R <- N;", 1)).Problem?.Code);
    }

    [Fact]
    public async Task A_process_whose_starter_is_gone_ends_and_takes_its_folder_along()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder.FullName, ScriptWorker.FolderPrefix + "own"));
        using var worker = Started(folder.FullName, _folder.FullName);
        await Task.Delay(300, Token);
        worker.StandardInput.Close();
        Assert.True(worker.WaitForExit(TimeSpan.FromSeconds(10)));
        Assert.False(Directory.Exists(folder.FullName));
    }

    [Theory]
    [InlineData("own", "")]
    [InlineData("huoshui-run-own", "other")]
    [InlineData("huoshui-run-own/deep", "")]
    [InlineData("huoshui-run-own/../own", "")]
    public async Task The_word_removes_no_folder_that_no_portal_made(string name, string temp)
    {
        Directory.CreateDirectory(Path.Combine(_folder.FullName, "huoshui-run-own"));
        var folder = Directory.CreateDirectory(Path.Combine(_folder.FullName, name));
        var other = Directory.CreateDirectory(Path.Combine(_folder.FullName, temp));
        using var worker = Started(folder.FullName, other.FullName);
        var told = await worker.StandardError.ReadToEndAsync(Token);
        Assert.True(worker.WaitForExit(TimeSpan.FromSeconds(10)));
        Assert.Equal(1, worker.ExitCode);
        Assert.Contains("no folder of a run", told, StringComparison.Ordinal);
        Assert.True(Directory.Exists(folder.FullName));
    }

    [Fact]
    public async Task A_program_that_never_reads_ends_by_the_clock()
    {
        await using var run = new ScriptRun(Short, _folder.FullName, Deaf());
        var clock = Stopwatch.StartNew();
        Assert.Equal("SCR1003", (await RunAsync(run, Long, 1)).Problem?.Code);
        Assert.InRange(clock.Elapsed, Short.RunTime, TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task A_program_that_never_reads_ends_with_the_request()
    {
        await using var run = new ScriptRun(Short with { RunTime = TimeSpan.FromMinutes(1) }, _folder.FullName, Deaf());
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(Token);
        gone.CancelAfter(TimeSpan.FromSeconds(1));
        var clock = Stopwatch.StartNew();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => run.RunAsync(Compiled(Long, Numbers(1)), Numbers(1), gone.Token));
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20), clock.Elapsed.ToString());
    }

    [Fact]
    public async Task Processor_time_that_is_used_up_is_told_as_time()
    {
        await using var run = Runner(new ScriptLimits { RunTime = TimeSpan.FromMinutes(1), ProcessorSeconds = 3 });
        var clock = Stopwatch.StartNew();
        Assert.Equal("SCR1003", (await RunAsync(run, Slow, 5_000)).Problem?.Code);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(50), clock.Elapsed.ToString());
    }

    [Fact]
    public async Task Reading_the_tables_is_in_the_time_of_the_run()
    {
        var told = Path.Combine(_folder.FullName, "told");
        var program = Shell($"read -r task; echo \"$task\" > {told}");
        await using var run = new ScriptRun(new ScriptLimits(), _folder.FullName, program);
        Assert.Equal("SCR1010", (await RunAsync(run, "R <- N;", 20_000)).Problem?.Code);
        using var task = JsonDocument.Parse(await File.ReadAllTextAsync(told, Token));
        Assert.InRange(task.RootElement.GetProperty("Walls").GetProperty("RunMilliseconds").GetInt32(), 1, 9_999);
    }

    [Fact]
    public async Task A_process_has_what_is_left_of_the_time_and_not_the_whole()
    {
        var limits = new ScriptLimits { RunTime = TimeSpan.FromSeconds(3), Grace = TimeSpan.FromSeconds(30) };
        await using var process = ScriptProcess.Start(WorkerStart.Program, limits);
        const string sql = "SELECT sum(a.i * b.i * c.i) AS i, '' AS t "
            + "FROM range(9000) AS a(i), range(9000) AS b(i), range(9000) AS c(i)";
        var task = ScriptTask.Trial with
        {
            Walls = ScriptWalls.Of(limits, TimeSpan.FromMilliseconds(200)),
            Results = [ScriptTask.Trial.Results[0] with { Sql = sql }],
        };
        var clock = Stopwatch.StartNew();
        var (reply, _) = await process.RunAsync(task, TimeSpan.FromMilliseconds(200), Token);
        Assert.Equal(StopReason.Time, reply?.Stop?.Reason);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20), clock.Elapsed.ToString());
    }

    private static readonly ScriptLimits Short = new()
    {
        RunTime = TimeSpan.FromSeconds(2),
        Grace = TimeSpan.FromMilliseconds(500),
    };

    // More than a pipe holds.
    private static readonly string Long = $"R <- N[calc t := \"{new string('a', 300_000)}\"];";

    private ScriptProgram Deaf() => Shell("/bin/sleep 60");

    private ScriptProgram Shell(string line)
    {
        var path = Path.Combine(_folder.FullName, "program");
        File.WriteAllText(path, $"#!/bin/sh\n{line}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return new ScriptProgram(path);
    }

    private static Process Started(string folder, string temp)
    {
        var start = new ProcessStartInfo(WorkerStart.Program.Path, [ScriptWorker.Verb, folder, "1536", "20"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardError = true,
        };
        start.Environment["TMPDIR"] = temp;
        return Process.Start(start)!;
    }

    private const string Slow =
        "P := cross_join(N as a, N[rename id to id2, x to x2] as b, N[rename id to id3, x to x3] as c); R <- P[aggr s := sum(x + x2 * x3) group by id];";

    private static string Doubling(int times) => "A0 := N[calc t := cast(x, string) || \"0123456789\"];\n"
        + string.Concat(Enumerable.Range(1, times).Select(i => $"A{i} := A{i - 1}[calc t := t || t];\n"))
        + $"R <- A{times}[calc n := length(t)][keep n];";

    private ScriptRun Runner(ScriptLimits? limits = null) => new(limits ?? new ScriptLimits(), _folder.FullName, WorkerStart.Program);

    private static async Task<ScriptOutcome> RunAsync(ScriptRun run, string script, int rows, TimeSpan? time = null)
    {
        var inputs = Numbers(rows);
        using var clock = CancellationTokenSource.CreateLinkedTokenSource(Token);
        if (time is null)
            return await run.RunAsync(Compiled(script, inputs), inputs, Token);
        clock.CancelAfter(time.Value);
        try
        {
            return await run.RunAsync(Compiled(script, inputs), inputs, clock.Token);
        }
        catch (OperationCanceledException)
        {
            return new ScriptOutcome([], [], null);
        }
    }

    // The one that has its tables.
    private static async Task<Process> WorkerAsync()
    {
        for (var tries = 0; tries < 500; tries++)
        {
            foreach (var process in Process.GetProcesses())
            {
                var arguments = Arguments(process.Id);
                if (arguments.Length > 2 && arguments[1] == ScriptWorker.Verb && IsOwn(process.Id) && File.Exists(Path.Combine(arguments[2], "table0.parquet")))
                {
                    await Task.Delay(200, Token);
                    return process;
                }
            }

            await Task.Delay(20, Token);
        }

        throw new InvalidOperationException("There is no process of a run.");
    }

    private static bool IsOwn(int process)
    {
        var stat = File.ReadAllText($"/proc/{process}/stat");
        return stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1] == Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
    }

    private static string[] Arguments(int process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/cmdline").Split('\0');
        }
        catch (IOException)
        {
            return [];
        }
    }

    private static List<string> OpenedBy(int process) => [.. Directory.GetFiles($"/proc/{process}/fd").Select(Opened)];

    private static string Opened(string link)
    {
        try
        {
            return new FileInfo(link).LinkTarget ?? string.Empty;
        }
        catch (IOException)
        {
            return string.Empty;
        }
    }
}

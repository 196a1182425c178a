using System.Diagnostics;
using System.Net;
using System.Text;
using Xunit;

namespace Huoshui.Cli.Tests;

/// <summary>A transparency log as a user runs it: create, append, sign, prove, verify offline, check, witness.</summary>
public sealed class LogTests : IDisposable
{
    private const string Origin = "log.example.cn/test";

    private readonly string _folder = Directory.CreateTempSubdirectory("huoshui-log-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string Dir => At("D");

    [Fact]
    public async Task An_entry_is_logged_signed_proved_and_verified_offline()
    {
        var created = await RunAsync("create", "--dir", Dir, "--origin", Origin);
        Assert.True(created.ExitCode == 0, created.ToString());
        Assert.Equal(created.Output, await File.ReadAllTextAsync(At("D/log.vkey"), Stop));
        Assert.StartsWith(Origin + "+", created.Output, StringComparison.Ordinal);
        await File.WriteAllTextAsync(At("lines"), "one\n\nthree\r\nfour", Stop);
        await File.WriteAllBytesAsync(At("file"), [0, 1, 2, 0x0a, 0xff], Stop);
        var lines = await RunAsync("append", "--dir", Dir, "--lines", At("lines"), "--json");
        Assert.Equal((0L, 3L, 4L), Range(lines));
        Assert.Equal((4L, 4L, 5L), Range(await RunAsync("append", "--dir", Dir, At("file"), "--json")));
        var checkpoint = await RunAsync("checkpoint", "--dir", Dir);
        Assert.Equal(checkpoint.Output, await File.ReadAllTextAsync(At("D/checkpoint"), Stop));
        Assert.StartsWith($"{Origin}\n5\n", checkpoint.Output, StringComparison.Ordinal);
        await ProveAsync(2, "p");
        File.Copy(At("D/log.vkey"), At("pinned.vkey"));
        Directory.Move(Dir, At("elsewhere"));

        var verified = await RunAsync("verify", At("p"), "--vkey", At("pinned.vkey"), "--json");
        Assert.True(verified.ExitCode == 0, verified.ToString());
        using var json = verified.Json();
        Assert.Equal("three\r", Encoding.UTF8.GetString(json.RootElement.GetProperty("entry").GetBytesFromBase64()));
    }

    [Fact]
    public async Task A_proof_that_is_false_ends_with_2_and_one_that_cannot_be_judged_with_1()
    {
        await LogAsync(5);
        await ProveAsync(3, "p");
        var proof = await File.ReadAllTextAsync(At("p"), Stop);
        await File.WriteAllTextAsync(At("q"), proof.Replace("index 3", "index 2", StringComparison.Ordinal), Stop);
        var refused = await RunAsync("verify", At("q"), "--vkey", At("D/log.vkey"));
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("LOG1012", refused.Errors, StringComparison.Ordinal);
        await File.WriteAllTextAsync(At("q"), proof[..100], Stop);
        Assert.Equal(2, (await RunAsync("verify", At("q"), "--vkey", At("D/log.vkey"))).ExitCode);
        Assert.Equal(1, (await RunAsync("verify", At("none"), "--vkey", At("D/log.vkey"))).ExitCode);
        Assert.Equal(1, (await RunAsync("verify", At("p"), "--vkey", At("p"))).ExitCode);
        Assert.Equal(1, (await RunAsync("prove", "--dir", Dir, "--index", "5", "--out", At("r"))).ExitCode);
        Assert.False(File.Exists(At("r")));
    }

    [Fact]
    public async Task Fsck_names_the_entry_that_was_changed()
    {
        await LogAsync(300);
        var good = await RunAsync("fsck", "--dir", Dir, "--vkey", At("D/log.vkey"));
        Assert.True(good.ExitCode == 0, good.ToString());
        var bundle = await File.ReadAllBytesAsync(At("D/tile/entries/000"), Stop);
        var offset = bundle.AsSpan().IndexOf("line 42"u8);
        bundle[offset + 5] = (byte)'5';
        await File.WriteAllBytesAsync(At("D/tile/entries/000"), bundle, Stop);
        var bad = await RunAsync("fsck", "--dir", Dir, "--vkey", At("D/log.vkey"), "--lang", "en");
        Assert.Equal(2, bad.ExitCode);
        Assert.Contains($"Entry 42 (tile/entries/000, offset {offset - 2})", bad.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_repeated_call_under_an_idempotency_key_adds_nothing()
    {
        await LogAsync(0);
        await File.WriteAllTextAsync(At("lines"), "a\nb\n", Stop);
        string[] call = ["append", "--dir", Dir, "--lines", At("lines"), "--issuer", "bank", "--idempotency-key", "k1", "--json"];
        Assert.Equal((0L, 1L, 2L), Range(await RunAsync(call)));
        Assert.Equal((0L, 1L, 2L), Range(await RunAsync(call)));
    }

    [Fact]
    public async Task A_witness_cosigns_over_HTTP_and_refuses_a_second_history()
    {
        await LogAsync(5);
        using var witness = await WitnessAsync();
        string[] checkpoint =
            ["checkpoint", "--dir", Dir, "--witness", witness.Address, "--witness-vkey", At("W/witness.vkey")];
        Assert.Equal(0, (await RunAsync(checkpoint)).ExitCode);
        await AppendAsync(4);
        var cosigned = await RunAsync(checkpoint);
        Assert.True(cosigned.ExitCode == 0 && cosigned.Output.Contains("— witness.example/w1 ", StringComparison.Ordinal), cosigned.ToString());
        await ProveAsync(7, "p");
        string[] verify =
            ["verify", At("p"), "--vkey", At("D/log.vkey"), "--witness-vkey", At("W/witness.vkey"), "--quorum", "1"];
        Assert.Equal(0, (await RunAsync(verify)).ExitCode);

        using var client = new HttpClient();
        Assert.Equal(400, await PostAsync(client, witness, "nonsense"));
        var note = await File.ReadAllTextAsync(At("D/checkpoint"), Stop);
        Assert.Equal(409, await PostAsync(client, witness, "old 3\n\n" + note));
        Assert.Equal(404, await PostAsync(client, witness, "old 0\n\n" + note.Replace(Origin, "x.example", StringComparison.Ordinal)));
        var unsigned = note[..(note.IndexOf("\n\n", StringComparison.Ordinal) + 2)] + "— somebody AAAAAAA=\n";
        Assert.Equal(403, await PostAsync(client, witness, "old 9\n\n" + unsigned));
        Assert.Equal(422, await PostAsync(client, witness, $"old 9\n{new string('A', 43)}=\n\n{note}"));
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync(new Uri(witness.Address + "/00/checkpoint"), Stop)).StatusCode);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string At(string name) => Path.Combine(_folder, name);

    private static Task<Outcome> RunAsync(params string[] arguments) => HuoshuiProgram.RunAsync(Stop, ["log", .. arguments]);

    private async Task LogAsync(int lines)
    {
        Assert.Equal(0, (await RunAsync("create", "--dir", Dir, "--origin", Origin)).ExitCode);
        if (lines == 0)
            return;
        await AppendAsync(lines);
        Assert.Equal(0, (await RunAsync("checkpoint", "--dir", Dir)).ExitCode);
    }

    private async Task AppendAsync(int lines)
    {
        await File.WriteAllLinesAsync(At("lines"), Enumerable.Range(0, lines).Select(i => $"line {i}"), Stop);
        Assert.Equal(0, (await RunAsync("append", "--dir", Dir, "--lines", At("lines"))).ExitCode);
    }

    private async Task ProveAsync(int index, string file) => Assert.Equal(
        0, (await RunAsync("prove", "--dir", Dir, "--index", FormattableString.Invariant($"{index}"), "--out", At(file))).ExitCode);

    private static (long First, long Last, long Size) Range(Outcome outcome)
    {
        Assert.True(outcome.ExitCode == 0, outcome.ToString());
        using var json = outcome.Json();
        long Number(string name) => json.RootElement.GetProperty(name).GetInt64();
        return (Number("first"), Number("last"), Number("size"));
    }

    private static async Task<int> PostAsync(HttpClient client, RunningWitness witness, string body)
    {
        using var content = new StringContent(body);
        using var answer = await client.PostAsync(new Uri(witness.Address + "/add-checkpoint"), content, Stop);
        return (int)answer.StatusCode;
    }

    private async Task<RunningWitness> WitnessAsync()
    {
        string[] arguments =
            ["log", "witness", "--dir", At("W"), "--name", "witness.example/w1", "--vkey", At("D/log.vkey"), "--port", "0"];
        var process = Process.Start(new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "huoshui"), arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            StandardOutputEncoding = Encoding.UTF8,
        })!;
        Assert.StartsWith("witness.example/w1+", await process.StandardOutput.ReadLineAsync(Stop), StringComparison.Ordinal);
        return new RunningWitness(process, (await process.StandardOutput.ReadLineAsync(Stop))!);
    }

    private sealed record RunningWitness(Process Process, string Address) : IDisposable
    {
        public void Dispose()
        {
            Process.Kill(entireProcessTree: true);
            Process.WaitForExit();
            Process.Dispose();
        }
    }
}

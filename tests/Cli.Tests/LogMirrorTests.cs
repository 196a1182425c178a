using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Xunit;

namespace Huoshui.Cli.Tests;

/// <summary>A log is mirrored by command, and in the background of the other side's node, which serves the copy.</summary>
public sealed class LogMirrorTests : IDisposable
{
    private const string Origin = "hk.example.hk/crossborder";

    private readonly string _folder = Directory.CreateTempSubdirectory("huoshui-mirror-").FullName;
    private readonly List<Process> _processes = [];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_log_is_mirrored_from_a_folder_followed_and_proved_from_the_copy()
    {
        await LogAsync("HK", Origin, 300);
        var first = await MirrorAsync(At("HK"), "M");
        Assert.True(first.ExitCode == 0 && first.Output.Contains("0 → 300", StringComparison.Ordinal), first.ToString());
        await AppendAsync("HK", 40);
        Assert.Contains("300 → 340", (await MirrorAsync(At("HK"), "M")).Output, StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync("prove", "--dir", At("M"), "--index", "339", "--out", At("p"))).ExitCode);
        Assert.Equal(0, (await RunAsync("verify", At("p"), "--vkey", At("HK/log.vkey"))).ExitCode);
        Assert.Equal(0, (await RunAsync("fsck", "--dir", At("M"), "--vkey", At("HK/log.vkey"))).ExitCode);
        Assert.Equal(1, (await MirrorAsync(At("HK"), "HK")).ExitCode); // LOG2031: never into a log's folder
        var tile = await File.ReadAllBytesAsync(At("HK/tile/0/000"), Stop);
        tile[5] ^= 1;
        await File.WriteAllBytesAsync(At("HK/tile/0/000"), tile, Stop);
        var broken = await MirrorAsync(At("HK"), "M2");
        Assert.True(broken.ExitCode == 2 && broken.Errors.Contains("LOG2028", StringComparison.Ordinal), broken.ToString());
    }

    [Fact]
    public async Task A_fork_is_refused_and_its_proof_holds_for_anybody()
    {
        await LogAsync("HK", Origin, 0);
        Copy(At("HK"), At("FORK"));
        Directory.CreateDirectory(At("FORK/.private/wal"));
        File.Copy(At("HK.signed-checkpoint"), At("FORK.signed-checkpoint"));
        var settings = await File.ReadAllTextAsync(At("FORK/.private/log.json"), Stop);
        await File.WriteAllTextAsync(
            At("FORK/.private/log.json"),
            settings.Replace("HK.signed-checkpoint", "FORK.signed-checkpoint", StringComparison.Ordinal), Stop);
        await AppendAsync("HK", 5);
        await AppendAsync("FORK", 9, "other");
        Assert.Equal(0, (await MirrorAsync(At("HK"), "M")).ExitCode);
        var refused = await MirrorAsync(At("FORK"), "M");
        Assert.True(refused.ExitCode == 2 && refused.Errors.Contains("LOG2029", StringComparison.Ordinal), refused.ToString());
        var proof = Assert.Single(Directory.GetFiles(At("M/.private/forks")));
        Assert.Equal(0, (await RunAsync("verify", proof, "--vkey", At("HK/log.vkey"))).ExitCode);
    }

    [Fact]
    public async Task A_node_mirrors_the_other_side_in_the_background_and_serves_the_copy_to_others()
    {
        await LogAsync("HK", Origin, 260);
        await LogAsync("SZ", "sz.example.cn/crossborder", 0);
        Assert.Equal(0, (await HuoshuiProgram.RunAsync(
            Stop, "border", "provider", "--dir", At("P"), "--name", "issuer.example.cn/a", "--title-zh", "甲", "--title-en", "A",
            "--licence", "1")).ExitCode);
        var hongKong = await StartAsync("border", "serve", "--dir", At("HK"), "--provider", At("P"), "--port", "0");
        var shenzhen = await StartAsync(
            "border", "serve", "--dir", At("SZ"), "--provider", At("P"), "--port", "0", "--mirror", hongKong, "--mirror-dir", At("MHK"),
            "--mirror-vkey", At("HK/log.vkey"), "--mirror-every", "1");
        var address = $"{shenzhen}/mirror/{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Origin)))}";
        using var client = new HttpClient();
        for (var tries = 0; (await client.GetAsync(new Uri(address + "/checkpoint"), Stop)).StatusCode != HttpStatusCode.OK; tries++)
        {
            Assert.True(tries < 300, "nothing was mirrored");
            await Task.Delay(100, Stop);
        }

        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync(new Uri(address + "/.private/lock"), Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(new Uri(shenzhen + "/checkpoint"), Stop)).StatusCode);
        var again = await MirrorAsync(address, "BANK"); // a bank copies the copy, and asks nobody about any entry
        Assert.True(again.ExitCode == 0 && again.Output.Contains("0 → 260", StringComparison.Ordinal), again.ToString());
        Assert.Equal(0, (await RunAsync("prove", "--dir", At("BANK"), "--index", "259", "--out", At("p"))).ExitCode);
        Assert.Equal(0, (await RunAsync("verify", At("p"), "--vkey", At("HK/log.vkey"))).ExitCode);
        var unreachable = await MirrorAsync("http://127.0.0.1:1/", "BANK");
        Assert.True(unreachable.ExitCode == 2 && unreachable.Errors.Contains("127.0.0.1:1", StringComparison.Ordinal), unreachable.ToString());
    }

    public void Dispose()
    {
        foreach (var process in _processes)
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
            process.Dispose();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private string At(string name) => Path.Combine(_folder, name);

    private static Task<Outcome> RunAsync(params string[] arguments) => HuoshuiProgram.RunAsync(Stop, ["log", .. arguments]);

    private Task<Outcome> MirrorAsync(string from, string to) =>
        RunAsync("mirror", "--from", from, "--dir", At(to), "--vkey", At("HK/log.vkey"));

    private async Task LogAsync(string dir, string origin, int lines)
    {
        Assert.Equal(0, (await RunAsync("create", "--dir", At(dir), "--origin", origin)).ExitCode);
        if (lines > 0)
            await AppendAsync(dir, lines);
    }

    private async Task AppendAsync(string dir, int lines, string word = "line")
    {
        await File.WriteAllLinesAsync(At("lines"), Enumerable.Range(0, lines).Select(i => $"{word} {i}"), Stop);
        Assert.Equal(0, (await RunAsync("append", "--dir", At(dir), "--lines", At("lines"))).ExitCode);
        Assert.Equal(0, (await RunAsync("checkpoint", "--dir", At(dir))).ExitCode);
    }

    private async Task<string> StartAsync(params string[] arguments)
    {
        var start = HuoshuiProgram.Start(arguments);
        (start.RedirectStandardError, start.StandardErrorEncoding) = (false, null);
        var process = Process.Start(start)!;
        _processes.Add(process);
        while (await process.StandardOutput.ReadLineAsync(Stop) is { } line)
        {
            if (line.StartsWith("http://", StringComparison.Ordinal))
                return line;
        }

        throw new InvalidOperationException($"{string.Join(' ', arguments)} ended");
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}

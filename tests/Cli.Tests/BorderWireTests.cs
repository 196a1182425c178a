using System.Diagnostics;
using System.Text;
using Xunit;

namespace Huoshui.Cli.Tests;

/// <summary>Every byte between provider, node, witness and mirror is kept, and looked through for what must not be there.</summary>
public sealed class BorderWireTests : IDisposable
{
    private static readonly string[] Planted =
        ["孔乙己有限公司", "PLANTED-91440300", "440300199001011234", "6222021234567890123", "9100.77"];

    private readonly string _folder = Directory.CreateTempSubdirectory("huoshui-wire-").FullName;
    private readonly List<Process> _processes = [];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Planted_personal_data_is_in_no_byte_of_the_network_and_in_no_file_of_any_node()
    {
        Assert.Equal(0, (await HuoshuiProgram.RunAsync(Stop, "log", "create", "--dir", At("SZ"), "--origin", "sz.example.cn/x")).ExitCode);
        await GoodAsync("provider", "--dir", At("P"), "--name", "issuer.example.cn/a", "--title-zh", "甲", "--title-en", "A", "--licence", "1");
        using var witness = new RecordingRelay(await StartAsync(
            "log", "witness", "--dir", At("W"), "--name", "w.example/w", "--vkey", At("SZ/log.vkey"), "--port", "0"));
        using var node = new RecordingRelay(await StartAsync(
            "border", "serve", "--dir", At("SZ"), "--provider", At("P"), "--port", "0", "--witness", witness.Address, "--witness-vkey",
            At("W/witness.vkey")));
        await GoodAsync("publish", "--provider", At("P"), "--server", node.Address);
        await File.WriteAllTextAsync(
            At("report.json"),
            $$$"""{"report_no":"R1","report_date":"2026-11-29","company":{"name":"{{{Planted[0]}}}{{{Planted[2]}}}","usci":"{{{Planted[1]}}}"},"summary":{"rating":"AA-","balance_yuan":"{{{Planted[4]}}}","open_loans":2,"account":"{{{Planted[3]}}}"}}""",
            Stop);
        await File.WriteAllTextAsync(At("secret"), "open sesame\n", Stop);
        await GoodAsync("holder", "--out", At("holder.json"), "--passphrase-file", At("secret"));
        await GoodAsync(
            "issue", "--provider", At("P"), "--server", node.Address, "--scenario", "crossborder/creditreport", "--document",
            At("report.json"), "--purpose", "loan", "--agreed", "--holder", At("holder.json.vkey"), "--out", At("p.zip"));
        await GoodAsync("revoke", "--provider", At("P"), "--server", node.Address, "--package", At("p.zip"));
        Assert.Equal(0, (await HuoshuiProgram.RunAsync(
            Stop, "log", "mirror", "--from", node.Address, "--dir", At("M"), "--vkey", At("SZ/log.vkey"))).ExitCode);
        End();
        byte[] sent = [.. witness.Bytes(), .. node.Bytes()];
        Assert.True(sent.AsSpan().IndexOf("POST /entries"u8) >= 0 && sent.AsSpan().IndexOf("add-checkpoint"u8) >= 0);
        Absent(sent, "the network");
        foreach (var file in new[] { "P", "SZ", "W", "M" }
            .SelectMany(place => Directory.EnumerateFiles(At(place), "*", SearchOption.AllDirectories)))
        {
            Absent(await File.ReadAllBytesAsync(file, Stop), file);
        }

        // The package itself has them: the search would find what it looks for.
        var package = await File.ReadAllBytesAsync(At("p.zip"), Stop);
        Assert.All(Planted, planted => Assert.True(package.AsSpan().IndexOf(Encoding.UTF8.GetBytes(planted)) >= 0, planted));
        Assert.Throws<Xunit.Sdk.TrueException>(() => Absent(package, "the package"));
    }

    public void Dispose()
    {
        End();
        Directory.Delete(_folder, recursive: true);
    }

    private static void Absent(byte[] bytes, string where)
    {
        foreach (var planted in Planted)
        {
            foreach (var form in RecordingRelay.Forms(planted))
                Assert.True(bytes.AsSpan().IndexOf(form) < 0, $"{where}: {planted} as {Encoding.Latin1.GetString(form)}");
        }
    }

    private void End()
    {
        foreach (var process in _processes)
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
            process.Dispose();
        }

        _processes.Clear();
    }

    private string At(string name) => Path.Combine(_folder, name);

    private static async Task GoodAsync(params string[] arguments)
    {
        var outcome = await HuoshuiProgram.RunAsync(Stop, ["border", .. arguments]);
        Assert.True(outcome.ExitCode == 0, outcome.ToString());
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
}

using System.Diagnostics;
using System.Text;
using Xunit;

namespace Huoshui.Portal.Tests;

/// <summary>The two sides as processes: two logs, each the witness of the other, a neutral witness, a provider, a bank's trust file.</summary>
internal sealed class BorderSides : IDisposable
{
    public const string Bank = "bank.example.hk/fubon";

    private readonly string _folder = Directory.CreateTempSubdirectory("huoshui-sides-").FullName;
    private readonly List<(Process Process, string Address)> _nodes = [];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>A file of the sides.</summary>
    public string At(string name) => Path.Combine(_folder, name);

    public static async Task<BorderSides> StartAsync()
    {
        var sides = new BorderSides();
        await sides.CreateAsync();
        return sides;
    }

    /// <summary>Issues a package for a holder.</summary>
    public Task IssueAsync(string holder, string output, string provider = "P") => GoodAsync(
        ["border", "issue", "--provider", At(provider), .. Log(provider), "--scenario", "crossborder/creditreport", "--document", At("report.json"),
            "--purpose", "loan", "--language", "zh-Hant", "--agreed", "--holder", holder, "--out", At(output)]);

    public Task PublishAsync() => GoodAsync("border", "publish", "--provider", At("P"), "--server", _nodes[0].Address);

    public Task RevokeAsync(string package) =>
        GoodAsync("border", "revoke", "--provider", At("P"), "--server", _nodes[0].Address, "--package", At(package));

    /// <summary>The operator keeps a second history with the same keys, which no honest witness signs, and a package in it.</summary>
    public async Task ForkAsync(string holder, string output)
    {
        Copy(At("SZ0"), At("FORK"));
        Directory.CreateDirectory(At("FORK/.private/wal"));
        File.Copy(At("SZ0.signed-checkpoint"), At("FORK.signed-checkpoint"));
        var settings = At("FORK/.private/log.json");
        var text = await File.ReadAllTextAsync(settings, Stop);
        await File.WriteAllTextAsync(settings, text.Replace("SZ.signed-checkpoint", "FORK.signed-checkpoint", StringComparison.Ordinal), Stop);
        await GoodAsync("border", "publish", "--provider", At("P0"), "--log", At("FORK"));
        await IssueAsync(holder, output, "P0");
    }

    /// <summary>Runs the command and returns what it said; it must succeed.</summary>
    public static async Task<string> GoodAsync(params string[] arguments)
    {
        using var process = Process.Start(Prepared(arguments))!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(Stop), process.StandardError.ReadToEndAsync(Stop));
        await process.WaitForExitAsync(Stop);
        Assert.True(process.ExitCode == 0, $"{string.Join(' ', arguments)}\n{await output}{await errors}");
        return await output;
    }

    /// <summary>Ends every node: only files are left.</summary>
    public void SwitchOff()
    {
        foreach (var (process, _) in _nodes)
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
            process.Dispose();
        }

        _nodes.Clear();
    }

    public static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    public void Dispose()
    {
        SwitchOff();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task CreateAsync()
    {
        await File.WriteAllTextAsync(At("secret"), "open sesame\n", Stop);
        await File.WriteAllTextAsync(
            At("report.json"),
            """{"report_no":"R1","report_date":"2026-11-29","company":{"name":"深圳市孔记后海实业有限公司","usci":"91440300MA5EXAMPLE"},"summary":{"rating":"AA-","balance_yuan":"9100.00","open_loans":2}}""",
            Stop);
        await GoodAsync("log", "create", "--dir", At("SZ"), "--origin", "sz.example.cn/crossborder");
        await GoodAsync("log", "create", "--dir", At("HK"), "--origin", "hk.example.hk/crossborder");
        await GoodAsync(
            "border", "provider", "--dir", At("P"), "--name", "issuer.example.cn/credit", "--title-zh", "深圳征信", "--title-en",
            "Shenzhen Credit", "--licence", "京征-001");
        Copy(At("SZ"), At("SZ0"));
        File.Copy(At("SZ.signed-checkpoint"), At("SZ0.signed-checkpoint"));
        Copy(At("P"), At("P0"));
        Directory.CreateDirectory(At("P0/public"));
        await NodesAsync();
        await PublishAsync();
        await GoodAsync(
            "border", "trust", "--log-vkey", At("SZ/log.vkey"), "--log-vkey", At("HK/log.vkey"), "--witness-vkey", At("WN/witness.vkey"),
            "--witness-vkey", At("WHK/witness.vkey"), "--quorum", "2", "--provider", At("P/provider.json"), "--out", At("trust.json"));
    }

    private async Task NodesAsync()
    {
        var neutral = await NodeAsync(
            "log", "witness", "--dir", At("WN"), "--name", "neutral.example/w", "--vkey", At("SZ/log.vkey"), "--vkey", At("HK/log.vkey"), "--port", "0");
        var hongKong = await NodeAsync(
            "border", "serve", "--dir", At("HK"), "--provider", At("P"), "--port", "0", "--witness-dir", At("WHK"), "--witness-name",
            "hk.example.hk/w", "--witness-of", At("SZ/log.vkey"));
        var shenzhen = await NodeAsync(
            "border", "serve", "--dir", At("SZ"), "--provider", At("P"), "--port", "0", "--witness-dir", At("WSZ"), "--witness-name",
            "sz.example.cn/w", "--witness-of", At("HK/log.vkey"), "--witness", neutral.Address, "--witness", hongKong.Address,
            "--witness-vkey", At("WN/witness.vkey"), "--witness-vkey", At("WHK/witness.vkey"));
        _nodes.AddRange([shenzhen, hongKong, neutral]);
    }

    private string[] Log(string provider) => provider == "P" ? ["--server", _nodes[0].Address] : ["--log", At("FORK")];

    private static async Task<(Process Process, string Address)> NodeAsync(params string[] arguments)
    {
        var start = Prepared(arguments);
        start.RedirectStandardError = false;
        start.StandardErrorEncoding = null;
        var process = Process.Start(start)!;
        while (await process.StandardOutput.ReadLineAsync(Stop) is { } line)
        {
            if (line.StartsWith("http://", StringComparison.Ordinal))
                return (process, line);
        }

        throw new InvalidOperationException($"{string.Join(' ', arguments)} ended");
    }

    private static ProcessStartInfo Prepared(string[] arguments)
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        var start = new ProcessStartInfo(Path.Combine(own.Parent!.Parent!.FullName, "Cli", own.Name, "huoshui"), arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        start.Environment["LC_ALL"] = "C.UTF-8";
        start.Environment["HUOSHUI_POLICIES"] = Policies.PolicyLibrary.FindFolder();
        return start;
    }
}

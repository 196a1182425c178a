using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;

namespace Huoshui.Cli.Benches;

/// <summary>Other engines on the same table: from npm through bench/peers/dmn.mjs, whose packages are installed there,
/// and NuGet's RulesEngine through bench/peers/RulesEngine, which is built when it is run.</summary>
internal static class DmnPeers
{
    private const string Folder = "bench/peers";

    /// <summary>Evaluations a second by engine; without those that cannot be run here, which is said.</summary>
    public static async Task<IReadOnlyList<(string Name, double PerSecond)>> RunAsync(
        DmnPortfolio portfolio, string workFolder, CancellationToken cancellationToken)
    {
        var data = Path.GetFullPath(Path.Combine(workFolder, "dmn.json"));
        await File.WriteAllTextAsync(data, Data(portfolio), cancellationToken);
        var project = Path.Combine(Folder, "RulesEngine");
        return
        [
            .. await RunAsync("npm install", "node", [Path.Combine(Folder, "dmn.mjs"), data], cancellationToken),
            .. await RunAsync(
                "dotnet build RulesEngine", "dotnet", ["run", "-c", "Release", "--project", project, "--", data],
                cancellationToken),
        ];
    }

    private static async Task<IReadOnlyList<(string Name, double PerSecond)>> RunAsync(
        string remedy, string program, string[] arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, UseShellExecute = false };
        try
        {
            using var peer = Process.Start(start)!;
            var output = await peer.StandardOutput.ReadToEndAsync(cancellationToken);
            await peer.WaitForExitAsync(cancellationToken);
            if (peer.ExitCode == 0)
                return [.. Rates(output)];
            Console.Error.WriteLine(
                $"同类引擎没有运行：在 {Folder} 中运行 {remedy} / peers not run: run {remedy} in {Folder}");
        }
        catch (Win32Exception exception)
        {
            Console.Error.WriteLine($"同类引擎没有运行 / peers not run: {program}: {exception.Message}");
        }

        return [];
    }

    private static IEnumerable<(string Name, double PerSecond)> Rates(string json) =>
        JsonSerializer.Deserialize<Dictionary<string, double>>(json)!.Select(p => (p.Key, p.Value));

    private static string Data(DmnPortfolio portfolio) => JsonSerializer.Serialize(new
    {
        names = DmnPortfolio.InputNames,
        rules = portfolio.Rules.Select(r => new
        {
            numbers = r.Numbers.Select(c => c is { } range ? new[] { range.From / 100m, range.To / 100m } : null),
            grade = r.Grade,
            number = r.Number,
        }),
        rows = Enumerable.Range(0, portfolio.Rows).Select(portfolio.Applicant),
        first = Enumerable.Range(0, portfolio.Rows).Select(portfolio.FirstRule),
    });
}

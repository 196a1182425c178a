using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;

namespace Huoshui.Cli.Benches;

/// <summary>Other engines on the same table, through bench/peers/dmn.mjs; its packages are installed there with npm.
/// </summary>
internal static class DmnPeers
{
    private const string Folder = "bench/peers";

    /// <summary>Evaluations a second by engine; empty where node or the packages are missing, which is said.</summary>
    public static async Task<IReadOnlyList<(string Name, double PerSecond)>> RunAsync(
        DmnPortfolio portfolio, string workFolder, CancellationToken cancellationToken)
    {
        var data = Path.Combine(workFolder, "dmn.json");
        await File.WriteAllTextAsync(data, Data(portfolio), cancellationToken);
        var start = new ProcessStartInfo("node", [Path.Combine(Folder, "dmn.mjs"), data])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        try
        {
            using var node = Process.Start(start)!;
            var output = await node.StandardOutput.ReadToEndAsync(cancellationToken);
            await node.WaitForExitAsync(cancellationToken);
            if (node.ExitCode == 0)
                return [.. JsonSerializer.Deserialize<Dictionary<string, double>>(output)!.Select(p => (p.Key, p.Value))];
            Console.Error.WriteLine($"没有同类引擎可比：在 {Folder} 中运行 npm install / no peers: run npm install in {Folder}");
        }
        catch (Win32Exception exception)
        {
            Console.Error.WriteLine($"没有同类引擎可比 / no peers: node: {exception.Message}");
        }

        return [];
    }

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

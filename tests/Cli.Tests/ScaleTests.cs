using System.Text.Json;
using Xunit;

namespace Huoshui.Cli.Tests;

/// <summary>Cities of other sizes and seeds: slow, run with HUOSHUI_SLOW_TESTS=1 (<c>./check all</c>).</summary>
public sealed class ScaleTests
{
    // Ratios are no decimal fractions: the platform computes them in double, the generator in decimal.
    private static readonly string[] Ratios = ["G03", "I04", "I06", "I07", "D02", "O05"];

    // figures.csv: what was published, to the printed digits.
    private static readonly Dictionary<string, decimal> Published = new(StringComparer.Ordinal)
    {
        ["G03"] = 5m,
        ["I04"] = 26.29m,
        ["I06"] = 2.51m,
        ["I07"] = 2.79m,
        ["D02"] = 11.31m,
        ["O05"] = 33.3m,
    };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("0.01", "7")]
    [InlineData("0.001", "77")]
    public async Task Every_connected_figure_equals_the_truth_at_another_scale_and_seed(string scale, string seed)
    {
        Assert.SkipWhen(
            Environment.GetEnvironmentVariable("HUOSHUI_SLOW_TESTS") is not "1", "慢测试：设 HUOSHUI_SLOW_TESTS=1 / slow");
        var folder = Directory.CreateTempSubdirectory("huoshui-scale-").FullName;
        try
        {
            var demo = await HuoshuiProgram.RunAsync(
                Stop, "demo", "--no-serve", "--scale", scale, "--seed", seed, "--data", folder);
            Assert.True(demo.ExitCode == 0, demo.ToString());
            using var truth = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(folder, "truth.json"), Stop));
            var outcome = await HuoshuiProgram.RunAsync(Stop, "figures", "--json", "--data", folder);
            using var json = outcome.Json();
            AssertEqual(truth.RootElement.GetProperty("figures"), json.RootElement);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void AssertEqual(JsonElement truth, JsonElement figures)
    {
        var values = figures.EnumerateArray().Where(f => f.GetProperty("state").GetString() == "connected")
            .ToDictionary(f => f.GetProperty("id").GetString()!, f => f.GetProperty("value").GetDecimal(), StringComparer.Ordinal);
        var exact = truth.EnumerateObject().ToDictionary(t => t.Name, t => t.Value.GetDecimal(), StringComparer.Ordinal);
        Assert.Equal(exact.Keys.Order(StringComparer.Ordinal), values.Keys.Order(StringComparer.Ordinal));
        Assert.All(values.Where(v => !Ratios.Contains(v.Key, StringComparer.Ordinal)), v => Assert.Equal(exact[v.Key], v.Value));
        Assert.All(Published, p =>
        {
            Assert.Equal(exact[p.Key], values[p.Key], 10);
            Assert.Equal(p.Value, Math.Round(values[p.Key], Digits(p.Value), MidpointRounding.AwayFromZero));
        });
    }

    private static int Digits(decimal number) => number.Scale;
}

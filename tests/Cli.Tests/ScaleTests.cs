using System.Globalization;
using System.Text.Json;
using Xunit;

namespace Huoshui.Cli.Tests;

/// <summary>The figures of other cities: a larger one, another seed. Minutes each, so only where they are asked for.</summary>
public sealed class ScaleTests
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(20);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("0.01", "7")]
    [InlineData("0.001", "20250630")]
    public async Task Every_connected_figure_equals_the_truth_and_ratios_equal_the_published_digits(string scale, string seed)
    {
        Assert.SkipUnless(
            Environment.GetEnvironmentVariable("HUOSHUI_SLOW_TESTS") == "1", "set HUOSHUI_SLOW_TESTS=1 to run it (minutes)");
        var folder = Directory.CreateTempSubdirectory("huoshui-scale-").FullName;
        try
        {
            var demo = await HuoshuiProgram.RunAsync(
                Longest, Stop, "demo", "--no-serve", "--scale", scale, "--seed", seed, "--data", folder);
            Assert.True(demo.ExitCode == 0, demo.ToString());
            Assert.Contains("全部一致", demo.Output, StringComparison.Ordinal);
            using var figures = (await HuoshuiProgram.RunAsync(Stop, "figures", "--json", "--data", folder)).Json();
            var values = figures.RootElement.EnumerateArray().ToDictionary(
                row => row.GetProperty("id").GetString()!, row => row.GetProperty("value"), StringComparer.Ordinal);
            Assert.All(Published, figure => Assert.Equal(figure.Value, Printed(values[figure.Key], figure.Value)));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // Ratios and growth of the published platform, as printed.
    private static readonly Dictionary<string, string> Published = new(StringComparer.Ordinal)
    {
        ["G03"] = "5",
        ["I04"] = "26.29",
        ["I06"] = "2.51",
        ["I07"] = "2.79",
        ["D01"] = "67.99",
        ["D02"] = "11.31",
        ["O05"] = "33.3",
    };

    private static string Printed(JsonElement value, string like)
    {
        var decimals = like.Contains('.', StringComparison.Ordinal) ? like.Length - like.IndexOf('.', StringComparison.Ordinal) - 1 : 0;
        return Math.Round(value.GetDecimal(), decimals, MidpointRounding.AwayFromZero)
            .ToString(string.Create(CultureInfo.InvariantCulture, $"F{decimals}"), CultureInfo.InvariantCulture);
    }
}

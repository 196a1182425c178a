using System.Globalization;
using System.Text.Json;
using Xunit;

namespace Huoshui.Cli.Tests;

/// <summary>The main job end to end: generate, file, check, certify, accept, compute.</summary>
public sealed class JourneyTests(DemoCity demo) : IClassFixture<DemoCity>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void The_demo_ends_within_three_minutes_and_every_figure_equals_the_truth()
    {
        Assert.True(demo.Outcome.ExitCode == 0, demo.Outcome.ToString());
        Assert.True(demo.Elapsed < TimeSpan.FromMinutes(3), $"{demo.Elapsed}");
        Assert.Contains("全部一致", demo.Outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Figures_as_json_equal_the_truth_and_hold_no_value_for_what_is_not_connected()
    {
        var outcome = await HuoshuiProgram.RunAsync(Stop, "figures", "--json", "--data", demo.Folder);
        using var truth = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(demo.Folder, "truth.json"), Stop));
        var exact = truth.RootElement.GetProperty("figures").EnumerateObject()
            .ToDictionary(figure => figure.Name, figure => figure.Value.GetDecimal(), StringComparer.Ordinal);
        using var json = outcome.Json();

        var rows = json.RootElement.EnumerateArray().ToList();

        Assert.Equal(44, rows.Count);
        Assert.All(rows, row => AssertRow(row, exact));
        Assert.Empty(exact.Keys.Except(
            rows.Where(row => row.GetProperty("state").GetString() == "connected").Select(Id), StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_second_demo_on_the_same_folder_resumes_and_changes_nothing()
    {
        var again = await HuoshuiProgram.RunAsync(Stop, "demo", "--no-serve", "--data", demo.Folder);

        Assert.True(again.ExitCode == 0, again.ToString());
        Assert.DoesNotContain("demo accounts", again.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_figure_opens_down_to_filed_lines()
    {
        var rows = Path.Combine(demo.Folder, "rows.csv");

        var outcome = await HuoshuiProgram.RunAsync(Stop, "explain", "T03", "--rows", rows, "--data", demo.Folder);

        Assert.True(outcome.ExitCode == 0, outcome.ToString());
        Assert.True((await File.ReadAllLinesAsync(rows, Stop)).Length > 1);
    }

    [Fact]
    public async Task Every_planted_error_is_found_with_table_line_field_and_rule()
    {
        using var truth = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(demo.Folder, "truth.json"), Stop));
        var planted = truth.RootElement.GetProperty("errors").EnumerateArray().ToList();
        var kinds = planted.Select(error => Text(error, "rule")).Distinct(StringComparer.Ordinal).Count();
        Assert.True(kinds >= 40, $"{kinds} kinds");
        var missing = new List<string>();
        foreach (var filing in planted.GroupBy(error => (Text(error, "return"), Text(error, "date"), Text(error, "institution"))))
        {
            var found = await FindingsAsync(filing.Key.Item1, filing.Key.Item2, filing.Key.Item3);
            missing.AddRange(filing.Select(Signature).Where(error => !found.Contains(error)));
        }

        Assert.Empty(missing);
    }

    private async Task<HashSet<string>> FindingsAsync(string returnId, string date, string institution)
    {
        var folder = Path.Combine(demo.Folder, "city", "dirty", returnId, date, institution);
        var output = Path.Combine(demo.Folder, $"findings-{returnId}-{date}-{institution}.csv");
        var outcome = await HuoshuiProgram.RunAsync(
            Stop, ["file", returnId, folder, "--institution", institution, "--date", date,
                "--check-only", "--findings", output, .. PreviousOf(returnId, date, institution)]);
        Assert.True(outcome.ExitCode is 0 or 2, outcome.ToString());
        var lines = await File.ReadAllLinesAsync(output, Stop);
        var header = lines[0].TrimStart('\uFEFF').Split(',');
        int Column(string name) => Array.IndexOf(header, name);
        return [.. lines.Skip(1).Select(line => line.Split(',')).Where(cells => cells.Length >= header.Length).Select(cells =>
            string.Join('|', cells[Column("table")], cells[Column("line")], cells[Column("field")], cells[Column("rule")]))];
    }

    // The clean filing of the date before, as the bank has it: what the rules across periods compare with.
    private string[] PreviousOf(string returnId, string date, string institution)
    {
        var dates = new DirectoryInfo(Path.Combine(demo.Folder, "city", "filings", returnId)).GetDirectories();
        var before = dates.Where(d => string.CompareOrdinal(d.Name, date) < 0)
            .Select(d => Path.Combine(d.FullName, institution)).Where(Directory.Exists).Max(StringComparer.Ordinal);
        return before is null ? [] : ["--previous", before];
    }

    private static void AssertRow(JsonElement row, Dictionary<string, decimal> truth)
    {
        var value = row.GetProperty("value");
        if (row.GetProperty("state").GetString() != "connected")
        {
            Assert.Equal(JsonValueKind.Null, value.ValueKind);
            return;
        }

        if (truth.TryGetValue(Id(row), out var exact))
            Assert.True(Math.Abs(value.GetDecimal() - exact) <= 0.000000001m * Math.Max(1, Math.Abs(exact)), $"{row} ≠ {exact}");
    }

    private static string Signature(JsonElement error) => string.Join('|',
        Text(error, "table"), error.GetProperty("line").GetInt64().ToString(CultureInfo.InvariantCulture),
        Text(error, "field"), Text(error, "rule"));

    private static string Id(JsonElement row) => row.GetProperty("id").GetString()!;

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}

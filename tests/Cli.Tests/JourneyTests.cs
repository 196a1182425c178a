using System.Text.Json;
using Xunit;

namespace Huoshui.Cli.Tests;

/// <summary>The main job end to end: generate, file, check, certify, accept, compute.</summary>
public sealed class JourneyTests(DemoCity demo)
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
        var others = await HuoshuiProgram.RunAsync(
            Stop, "figures", "--pack", "supervision/loantemplate", "--json", "--data", demo.Folder);
        using var unpublished = others.Json();

        var rows = json.RootElement.EnumerateArray().ToList();
        var beside = unpublished.RootElement.EnumerateArray().ToList();

        Assert.Equal((44, 2), (rows.Count, beside.Count));
        Assert.All(rows.Concat(beside), row => AssertRow(row, exact));
        Assert.Empty(exact.Keys.Except(
            rows.Concat(beside).Where(row => row.GetProperty("state").GetString() == "connected").Select(Id), StringComparer.Ordinal));
    }

    [Fact]
    public void The_demo_leaves_something_to_do_for_whoever_signs_in_and_changes_nothing_published()
    {
        var left = StoredFindings.Rows(demo.Folder, """
            SELECT State FROM Filings WHERE State <> 'Accepted'
                AND InstitutionId = (SELECT InstitutionId FROM Accounts WHERE UserName = 'preparer')
            UNION ALL SELECT 'request' FROM FilingRequests WHERE State = 0
            UNION ALL SELECT DISTINCT 'proposal' FROM FigurePublications p WHERE State = 'Proposed' AND NOT EXISTS
                (SELECT 1 FROM FigurePublications s WHERE s.FigureId = p.FigureId AND s.AsOf = p.AsOf AND s.Id <> p.Id)
            UNION ALL SELECT DISTINCT 'explanation' FROM FilingExplanations e JOIN Filings f USING (InstitutionId, ReturnId, AsOf)
                WHERE e.Verdict = 0 AND f.State = 'Filed'
            """).Select(row => (string)row[0]);

        Assert.Equal(
            ["AwaitingReview", "AwaitingSignature", "CheckFailed", "Filed", "explanation", "proposal", "request"],
            left.Order(StringComparer.Ordinal));
        Assert.Equal(0L, StoredFindings.Rows(demo.Folder,
            "SELECT count(*) FROM FilingExplanations e JOIN Filings f USING (InstitutionId, ReturnId, AsOf) WHERE e.Verdict = 0 AND f.State = 'Accepted'")
            .Single()[0]);
    }

    [Fact]
    public void Nobody_of_the_demo_acts_before_his_account_is_there()
    {
        var early = StoredFindings.Rows(demo.Folder, """
            SELECT e.Actor, e.Action FROM AuditEntries e JOIN AuditEntries made
            ON made.Action = 'account.add' AND made.Subject = 'account/' || e.Actor AND made.Sequence > e.Sequence
            """);

        Assert.Empty(early);
    }

    [Fact]
    public async Task A_second_demo_on_the_same_folder_resumes_and_changes_nothing()
    {
        var again = await HuoshuiProgram.RunAsync(Stop, "demo", "--no-serve", "--data", demo.Folder);

        Assert.True(again.ExitCode == 0, again.ToString());
        Assert.DoesNotContain("demo accounts (shown", again.Output, StringComparison.Ordinal);
        Assert.Contains("passwords of the demo accounts were shown at the first start", again.Output, StringComparison.Ordinal);
        Assert.Contains(
            $"./huoshui serve --data '{demo.Folder}' --urls http://localhost:5080", again.Output, StringComparison.Ordinal);
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
        var planted = (await TruthAsync("errors")).Select(PlantedError.Of).ToList();

        var found = StoredFindings.OfReplacedVersions(demo.Folder);

        Assert.InRange(planted.Select(error => error.Rule).Distinct(StringComparer.Ordinal).Count(), 80, int.MaxValue);
        Assert.Contains(planted, error => error.Rule.Contains("_12", StringComparison.Ordinal)); // across periods too
        Assert.Empty(planted.Except(found));
    }

    [Fact]
    public async Task A_row_that_is_gone_is_found_by_its_key()
    {
        var gone = (await TruthAsync("gone")).Select(PlantedError.Of).ToList();

        Assert.NotEmpty(gone);
        Assert.Empty(gone.Except(StoredFindings.OfReplacedVersions(demo.Folder)));
    }

    [Fact]
    public void Clean_data_gives_no_fatal_finding()
    {
        var (filings, fatals) = StoredFindings.OfStandingVersions(demo.Folder);

        Assert.InRange(filings, 500, int.MaxValue);
        Assert.Equal(0, fatals);
    }

    [Fact]
    public async Task A_bank_checks_the_rules_across_periods_itself()
    {
        var planted = (await TruthAsync("errors")).Concat(await TruthAsync("gone")).Select(PlantedError.Of)
            .Where(error => error.Rule.Contains("_12", StringComparison.Ordinal)).ToList();
        var institution = planted[0].Institution;
        string Folder(string version, string date) =>
            Path.Combine(demo.Folder, "city", version, "onetable", date, institution);
        var output = Path.Combine(demo.Folder, "across-periods.csv");

        var outcome = await HuoshuiProgram.RunAsync(
            Stop, "file", "onetable", Folder("dirty", "2025-06-30"), "--institution", institution,
            "--date", "2025-06-30", "--check-only", "--previous", Folder("filings", "2025-05-31"), "--findings", output);

        Assert.True(outcome.ExitCode == 2, outcome.ToString());
        var own = planted.FindAll(error => error.Institution == institution);
        Assert.NotEmpty(own);
        Assert.Empty(own.Except(PlantedError.OfFindingsFile(output, "onetable")));
    }

    [Fact]
    public async Task Files_of_the_period_before_are_only_for_a_check_before_filing()
    {
        var outcome = await HuoshuiProgram.RunAsync(
            Stop, "file", "onetable", demo.Folder, "--institution", "B0001", "--date", "2025-06-30",
            "--data", demo.Folder, "--previous", demo.Folder);

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("--check-only", outcome.Errors, StringComparison.Ordinal);
    }

    private async Task<IReadOnlyList<JsonElement>> TruthAsync(string list)
    {
        using var truth = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(demo.Folder, "truth.json"), Stop));
        return [.. truth.RootElement.GetProperty(list).EnumerateArray().Select(entry => entry.Clone())];
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

    private static string Id(JsonElement row) => row.GetProperty("id").GetString()!;
}

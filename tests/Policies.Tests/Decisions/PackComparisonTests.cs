using Huoshui.Policies.Decisions;
using Xunit;

namespace Huoshui.Policies.Tests.Decisions;

/// <summary>Versions of a pack, its claims, and the smallest change that would be approved.</summary>
public sealed class PackComparisonTests : IDisposable
{
    private const string Claim = "  monotonic: [{fact: amount_yuan, output: outcome, never: rises, order: [refused, granted]}]\n";
    private const string Approval = "  approval: {output: outcome, values: [granted], immutable: [kind]}\n";

    private readonly TinyDecision _tiny = new();

    public void Dispose() => _tiny.Dispose();

    [Fact]
    public void A_parameter_that_rises_lets_in_just_those_between_the_old_and_the_new_limit()
    {
        var difference = Compare("2024-12-31", "2025-01-01").Difference!;
        var region = Assert.Single(difference.Regions);
        Assert.Equal("(1000..2000]", region.Conditions.Single(c => c.Key == "amount_yuan").Value);
        Assert.Equal(("refused", "granted"), (Outcome(region.Before), Outcome(region.After)));
    }

    [Fact]
    public void A_version_that_is_not_in_force_is_a_problem_and_no_difference()
    {
        var difference = Compare("2023-12-31", "2025-01-01");
        Assert.Null(difference.Difference);
        Assert.Contains(difference.Problems, p => p.Code == PackCodes.NotInForce);
    }

    [Fact]
    public void Two_folders_are_compared_as_well_as_two_days()
    {
        using var other = new TinyDecision();
        other.Files.Replace("tech/limit/decision.dmn", "note = \"no\"", "note = \"never\"");
        var difference = PackComparison.Of(Version("2025-06-30"), new(other.Files.Load().Pack(TinyDecision.Id)!, new DateOnly(2025, 6, 30))).Difference!;
        Assert.Equal(["\"never\"", "\"no\""], difference.Regions.SelectMany(r => r.Conditions).Where(c => c.Key == "note").Select(c => c.Value).Distinct().Order());
    }

    [Fact]
    public void A_portfolio_is_counted_and_rows_that_are_no_facts_are_named_and_left_out()
    {
        string?[] amounts = ["500", "1500", "1999.99", "2000.01", "much", null];
        var table = new PortfolioTable(["amount_yuan", "kind", "name"],
            [amounts, ["a", "b", "a", "a", "a", "a"], ["1", "2", "3", "4", "5", "6"]], 6);
        var count = PackPortfolio.Count(Version("2024-12-31"), Version("2025-01-01"), table);

        Assert.Equal((6, 2, 2), (count.Rows, count.Unreadable, count.Changed));
        var change = Assert.Single(count.Changes);
        Assert.Equal(("outcome", "refused", "granted", 2, 3), (change.Output, change.Before.ToString(), change.After.ToString(), change.Rows, change.FirstRow));
        Assert.Equal([PackCodes.PortfolioColumns, PackCodes.PortfolioRow, PackCodes.PortfolioRow], count.Problems.Select(p => p.Code));
        Assert.Contains("第 6 行", count.Problems[1].Message.Zh, StringComparison.Ordinal); // as a spreadsheet counts
    }

    [Fact]
    public void A_portfolio_of_one_output_counts_the_rows_in_which_it_changes()
    {
        _tiny.Files.Replace("tech/limit/tables/rates.csv", "2024-01-01,,某办法第三条,,a,3.5", "2024-01-01,2024-12-31,某办法第三条,,a,3.5\n2025-01-01,,某办法第三条,,a,3");
        var table = new PortfolioTable(["amount_yuan", "kind"], [["500", "1500", "500"], ["a", "b", "b"]], 3);

        var all = PackPortfolio.Count(Version("2024-12-31"), Version("2025-01-01"), table);
        var one = PackPortfolio.Count(Version("2024-12-31"), Version("2025-01-01"), table, "outcome");

        Assert.Equal((2, 2), (all.Changed, all.Changes.Count));
        Assert.Equal((1, "outcome"), (one.Changed, Assert.Single(one.Changes).Output));
    }

    [Fact]
    public void Numbers_are_counted_pair_by_pair_and_money_is_summed_over_the_rows_that_were_read()
    {
        _tiny.Files.Replace("tech/limit/pack.yaml", "unit: percent", "unit: yuan");
        _tiny.Files.Replace("tech/limit/tables/rates.csv", "2024-01-01,,某办法第三条,,a,3.5", "2024-01-01,2024-12-31,某办法第三条,,a,3.5\n2025-01-01,,某办法第三条,,a,3");
        var table = new PortfolioTable(["amount_yuan", "kind"], [["500", "600", "900", "much"], ["a", "a", "b", "b"]], 4);

        var count = PackPortfolio.Count(Version("2024-12-31"), Version("2025-01-01"), table);
        var change = Assert.Single(count.Changes);
        Assert.Equal(("rate", "3.5", "3", 2), (change.Output, change.Before.ToString(), change.After.ToString(), change.Rows));
        var total = Assert.Single(count.Totals);
        Assert.Equal(("rate", "yuan", 11m, 10m, -1m), (total.Output, total.Unit, total.Before, total.After, total.Difference));
        Assert.Empty(PackPortfolio.Count(Version("2024-12-31"), Version("2025-01-01"), table, "outcome").Totals);
    }

    [Fact]
    public void Pairs_of_numbers_beyond_the_limit_are_counted_together_and_sums_too_large_are_none()
    {
        var tally = new PortfolioTally(null, [new DecisionOutput("x", new("x", "x"), "yuan", IsCode: false)]);
        for (var row = 0; row < PackPortfolio.MaxWays + 2; row++)
            tally.IsChanged(Answer(row), Answer(-row - 1), row);
        tally.Sum(Answer(decimal.MaxValue), Answer(1));
        Assert.Equal(PackPortfolio.MaxWays + 1, tally.Ways);
        Assert.Equal(("…", 2), (tally.Changes.First().Before.ToString(), tally.Changes.First().Rows));
        Assert.Equal((null, 1m), (tally.Totals[0].Before, tally.Totals[0].After));

        static Dmn.Feel.Values.FeelValue Answer(decimal value) => Dmn.Feel.Values.FeelValue.From(value);
    }

    [Fact]
    public void A_misspelt_column_is_one_error_of_the_file_and_nothing_is_counted()
    {
        var table = new PortfolioTable(["amount_yaun", "类型"], [["500", "1500"], ["a", "b"]], 2);
        var count = PackPortfolio.Count(Version("2024-12-31"), Version("2025-01-01"), table);

        Assert.Equal((2, 2, 0), (count.Rows, count.Unreadable, count.Changed));
        Assert.All(count.Problems, p => Assert.Equal(PackCodes.PortfolioColumns, p.Code));
        Assert.Equal(["没有“金额”的列，列名应为 amount_yuan；“amount_yaun”是不是它？请改列名", "没有“类型”的列，列名应为 kind；“类型”是不是它？请改列名"], count.Problems.Select(p => p.Message.Zh));
    }

    [Fact]
    public void A_column_that_is_no_fact_is_warned_of_once_and_asks_for_the_optional_fact_that_it_may_be()
    {
        var table = new PortfolioTable(["amount_yuan", "kind", "notes", "branch"], [["500"], ["a"], ["no"], ["南山"]], 1);
        var count = PackPortfolio.Count(Version("2024-12-31"), Version("2025-01-01"), table);

        Assert.Equal(0, count.Unreadable);
        Assert.All(count.Problems, p => Assert.Equal((PackCodes.PortfolioColumns, Diagnostics.DiagnosticSeverity.Warning), (p.Code, p.Severity)));
        Assert.Equal(["是不是“note”？请改列名", "列“branch”不是事实，没有用到"], count.Problems.Select(p => p.Message.Zh.Split('；')[^1]));
    }

    [Theory]
    [InlineData(PackPortfolio.MaxProblems, 0)]
    [InlineData(PackPortfolio.MaxProblems + 1, 1)]
    public void Cells_that_cannot_be_read_are_listed_up_to_a_limit_and_counted_beyond(int rows, int leftOut)
    {
        string?[] amounts = [.. Enumerable.Repeat("much", rows)];
        string?[] kinds = [.. Enumerable.Repeat("a", rows)];
        var count = PackPortfolio.Count(Version("2025-01-01"), Version("2025-01-01"), new PortfolioTable(["amount_yuan", "kind"], [amounts, kinds], rows));
        Assert.Equal((PackPortfolio.MaxProblems, leftOut, rows), (count.Problems.Count, count.ProblemsLeftOut, count.Unreadable));
    }

    [Fact]
    public void A_claim_that_holds_is_silent_and_a_planted_violation_is_an_error_with_both_applicants()
    {
        Declare(Claim);
        Assert.DoesNotContain(Checked(), d => d.Code is PackCodes.ClaimBroken or PackCodes.ClaimTried);
        _tiny.Files.Replace("tech/limit/decision.dmn", "amount_yuan &gt; amount_max_yuan", "amount_yuan &lt; amount_max_yuan");
        var broken = Assert.Single(Checked(), d => d.Code == PackCodes.ClaimBroken);
        Assert.Contains("\"amount_yuan\"", broken.Message.Zh, StringComparison.Ordinal);
        Assert.NotNull(broken.Position);
    }

    [Fact]
    public void A_claim_whose_order_leaves_out_a_code_of_a_case_is_an_error_and_not_silent()
    {
        Declare(Claim.Replace("[refused, granted]", "[refused]", StringComparison.Ordinal));
        var broken = Assert.Single(Checked(), d => d.Code == PackCodes.ClaimBroken);
        Assert.Contains("granted", broken.Message.Zh, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(", order: [refused, granted]", "", PackCodes.MissingKey)]
    [InlineData("never: rises", "never: stops", PackCodes.WrongValue)]
    [InlineData("fact: amount_yuan", "fact: amount", PackCodes.UnknownReference)]
    [InlineData("output: outcome", "output: result", PackCodes.UnknownReference)]
    [InlineData("order: [refused", "order: [rejected", PackCodes.UnknownReference)]
    [InlineData("never: rises", "always: rises", PackCodes.UnknownKey)]
    public void A_claim_about_what_is_not_there_refuses_the_pack(string old, string text, string code)
    {
        Declare(Claim.Replace(old, text, StringComparison.Ordinal));
        Assert.Contains(_tiny.Files.Load().Diagnostics, d => d.Code == code && d.Position is not null);
    }

    [Fact]
    public void A_refused_amount_is_told_the_largest_that_is_granted()
    {
        Declare(Approval);
        var change = Assert.Single(_tiny.Decision.NearestApproval(TinyDecision.Request("""{"amount_yuan": 2500.5, "kind": "a"}"""))!.Changes);
        Assert.Equal(("amount_yuan", "2500.5", "2000"), (change.Input, change.From.ToString(), change.To.ToString()));
    }

    [Fact]
    public void Only_conditions_that_a_rule_tests_are_told()
    {
        var request = TinyDecision.Request("""{"amount_yuan": 1, "kind": "a"}""") with { IsExplained = true };
        var answer = _tiny.Decision.Decide(request);
        Assert.Equal("是否可以，第 2 条：金额超过上限：否（第二条）", Assert.Single(new AnswerText(_tiny.Decision, request, answer, "zh").Rules()));
    }

    [Fact]
    public void Nothing_is_looked_for_where_it_is_approved_or_the_pack_does_not_say()
    {
        Assert.Null(_tiny.Decision.NearestApproval(TinyDecision.Request("""{"amount_yuan": 2500, "kind": "a"}""")));
        Declare(Approval);
        Assert.Null(_tiny.Decision.NearestApproval(TinyDecision.Request("""{"amount_yuan": 1, "kind": "a"}""")));
        Assert.Null(_tiny.Decision.NearestApproval(TinyDecision.Request("""{"kind": "a"}""")));
    }

    private void Declare(string yaml) => _tiny.Files.Replace("tech/limit/pack.yaml", "  outputs:\n", yaml + "  outputs:\n");

    private IReadOnlyList<Diagnostics.Diagnostic> Checked()
    {
        var library = _tiny.Files.Load();
        return PackCheck.Run(library, library.Pack(TinyDecision.Id)!);
    }

    private PackVersion Version(string date) => new(
        _tiny.Files.Load().Pack(TinyDecision.Id)!,
        DateOnly.ParseExact(date, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));

    private PackDifference Compare(string from, string to) => PackComparison.Of(Version(from), Version(to));

    private static string Outcome(Dmn.Feel.Values.FeelValue answer) =>
        ((Dmn.Feel.Values.ContextValue)answer).TryGet("outcome", out var value) ? value.ToString() : "";
}

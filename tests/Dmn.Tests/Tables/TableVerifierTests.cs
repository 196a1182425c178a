using Xunit;

namespace Huoshui.Dmn.Tests.Tables;

public sealed class TableVerifierTests
{
    [Fact]
    public void A_gap_is_shown_with_an_input_that_no_rule_covers()
    {
        var finding = Single("UNIQUE", ["age"], "DMN5001", "< 18 => 1", "[19..60] => 2", "> 60 => 3");
        Assert.Contains("age = 18", finding, StringComparison.Ordinal);
    }

    [Fact]
    public void A_gap_between_two_columns_is_found()
    {
        var findings = Found("UNIQUE", ["x", "s"], "< 5 | - => 1", ">= 5 | true => 2");
        Assert.All(findings, f => Assert.Equal("DMN5001", f.Code));
        Assert.Contains(findings, f => f.Message.En.Contains("x = 5, s = false", StringComparison.Ordinal));
    }

    [Fact]
    public void A_table_that_covers_everything_once_has_no_findings() =>
        Assert.Empty(Found("UNIQUE", ["x", "s"], "< 5 | true => 1", "< 5 | false => 2", ">= 5 | - => 3"));

    [Fact]
    public void An_overlap_under_unique_is_an_error_with_an_example()
    {
        var finding = Single("UNIQUE", ["x"], "DMN5002", "< 5 => 1", "[4..10] => 2", "> 10 => 3");
        Assert.Contains("rules 1 and 2 both match x = 4", finding, StringComparison.Ordinal);
    }

    [Fact]
    public void Rules_that_differ_under_any_are_an_error() =>
        Assert.Contains("x = 4", Single("ANY", ["x"], "DMN5003", "<= 4 => 1", ">= 4 => 2"), StringComparison.Ordinal);

    [Fact]
    public void A_rule_behind_others_that_cover_it_together_is_masked()
    {
        var finding = Single("FIRST", ["x"], "DMN5004", "< 5 => 1", ">= 5 => 2", "[3..8] => 3");
        Assert.Contains("rule 3 never takes effect", finding, StringComparison.Ordinal);
    }

    [Fact]
    public void A_rule_inside_another_with_the_same_output_is_redundant() =>
        Assert.Contains("rule 2 is redundant", Single("ANY", ["x"], "DMN5005", "- => 1", "[3..8] => 1"),
            StringComparison.Ordinal);

    [Fact]
    public void Two_rules_that_differ_in_one_column_can_be_one() =>
        Assert.Contains("rules 1 and 2", Single("UNIQUE", ["x"], "DMN5006", "< 5 => 1", "[5..7] => 1", "> 7 => 2"),
            StringComparison.Ordinal);

    [Fact]
    public void First_without_overlaps_could_be_unique() =>
        Assert.Contains("UNIQUE", Single("FIRST", ["x"], "DMN5007", "< 5 => 1", ">= 5 => 2"), StringComparison.Ordinal);

    [Fact]
    public void A_rule_that_depends_on_variables_is_left_out_and_said_so() =>
        Assert.Contains("< y", Single("UNIQUE", ["x", "y"], "DMN5008", "< y | - => 1"), StringComparison.Ordinal);

    [Fact]
    public void A_collecting_table_needs_no_rule_to_match() =>
        Assert.Empty(Found("COLLECT", ["x"], "< 5 => 1", "> 7 => 2"));

    [Fact]
    public void Listed_values_bound_what_must_be_covered()
    {
        var table = ModelText.Table("hitPolicy=\"UNIQUE\"", ["s"], "\"A\" => 1", "\"B\" => 2").Replace(
            "</inputExpression>", "</inputExpression><inputValues><text>\"A\", \"B\", \"C\"</text></inputValues>",
                StringComparison.Ordinal);
        var finding = Assert.Single(ModelText.Load(ModelText.Of(table)).Verify());
        Assert.Contains("s = \"C\"", finding.Message.En, StringComparison.Ordinal);
    }

    private static IReadOnlyList<Huoshui.Diagnostics.Diagnostic> Found(
        string policy, string[] inputs, params string[] rules) =>
        ModelText.Load(ModelText.Of(ModelText.Table($"hitPolicy=\"{policy}\"", inputs, rules))).Verify();

    private static string Single(string policy, string[] inputs, string code, params string[] rules) =>
        Assert.Single(Found(policy, inputs, rules), f => f.Code == code).Message.En;
}

using Huoshui.Dmn.Feel.Values;
using Xunit;

namespace Huoshui.Dmn.Tests.Tables;

public sealed class HitPolicyTests
{
    private static readonly string[] Overlapping = ["> 1 => 100", "> 2 => 300", "> 3 => 200"];

    [Theory]
    [InlineData("UNIQUE", "", 2, "100")]
    [InlineData("UNIQUE", "", 5, "null")]
    [InlineData("FIRST", "", 5, "100")]
    [InlineData("RULE ORDER", "", 5, "[100, 300, 200]")]
    [InlineData("COLLECT", "", 3, "[100, 300]")]
    [InlineData("COLLECT", "SUM", 5, "600")]
    [InlineData("COLLECT", "COUNT", 5, "3")]
    [InlineData("COLLECT", "MIN", 5, "100")]
    [InlineData("COLLECT", "MAX", 5, "300")]
    [InlineData("ANY", "", 5, "null")]
    [InlineData("FIRST", "", 1, "null")]
    public void A_policy_decides_between_rules_that_match(string policy, string aggregation, int input, string expected)
    {
        var attributes = $"hitPolicy=\"{policy}\"" + (aggregation.Length > 0 ? $" aggregation=\"{aggregation}\"" : "");
        var model = ModelText.Load(ModelText.Of(ModelText.Table(attributes, ["x"], Overlapping)));
        Assert.Equal(expected, Nested(model.Evaluate("d", ModelText.Inputs(("x", FeelValue.From(input))))));
    }

    [Theory]
    [InlineData("not(null)", "1", "true")]
    [InlineData("not(null)", "null", "false")]
    [InlineData("null", "1", "false")]
    [InlineData("null", "null", "true")]
    [InlineData("not(1, null)", "2", "true")]
    [InlineData("not(1, null)", "null", "false")]
    public void A_cell_tests_for_null_like_for_any_other_value(string cell, string input, string expected)
    {
        var model = ModelText.Load(ModelText.Of(
            ModelText.Table("hitPolicy=\"FIRST\"", ["x"], cell + " => true", "- => false")));
        var inputs = ModelText.Inputs(("x", FeelRun.Evaluate(input).Value));
        Assert.Equal(expected, Nested(model.Evaluate("d", inputs)));
        Assert.Equal(expected, Nested(model.Interpret("d", inputs, isExplained: false)));
    }

    [Fact]
    public void Priority_takes_the_output_that_its_values_list_first()
    {
        var table = ModelText.Table(
            "hitPolicy=\"PRIORITY\"", ["x"], "> 1 => \"low\"", "> 2 => \"high\"", "> 3 => \"middle\"")
            .Replace("<output/>", "<output><outputValues><text>\"high\", \"middle\", \"low\"</text></outputValues></output>", StringComparison.Ordinal);
        Assert.Equal("\"high\"", Decided(table, 9));
        Assert.Equal("[\"high\", \"middle\", \"low\"]",
            Decided(table.Replace("PRIORITY", "OUTPUT ORDER", StringComparison.Ordinal), 9));
        Assert.Equal("\"low\"", Decided(table, 2));
    }

    [Fact]
    public void Any_accepts_rules_that_agree() =>
        Assert.Equal("1", Decided(ModelText.Table("hitPolicy=\"ANY\"", ["x"], "> 1 => 1", "> 2 => 0 + 1"), 5));

    [Fact]
    public void A_default_output_stands_where_no_rule_matches()
    {
        var table = ModelText.Table("hitPolicy=\"UNIQUE\"", ["x"], "> 1 => 1")
            .Replace("<output/>", "<output><defaultOutputEntry><text>7</text></defaultOutputEntry></output>",
                StringComparison.Ordinal);
        Assert.Equal("7", Decided(table, 0));
    }

    [Fact]
    public void A_null_says_which_rules_broke_the_policy()
    {
        var model = ModelText.Load(ModelText.Of(ModelText.Table("hitPolicy=\"UNIQUE\"", ["x"], Overlapping)));
        var cause = Assert.Single(model.Evaluate("d", ModelText.Inputs(("x", FeelValue.From(5)))).Diagnostics);
        Assert.Equal("DMN3015", cause.Code);
        Assert.Contains("1, 2, 3", cause.Message.En, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_that_the_column_does_not_list_is_reported()
    {
        var table = ModelText.Table("hitPolicy=\"UNIQUE\"", ["x"], "- => 1").Replace(
            "</inputExpression>", "</inputExpression><inputValues><text>\"A\", \"B\"</text></inputValues>",
                StringComparison.Ordinal);
        var model = ModelText.Load(ModelText.Of(table));
        Assert.Equal("1", Nested(model.Evaluate("d", ModelText.Inputs(("x", FeelValue.From("A"))))));
        var result = model.Evaluate("d", ModelText.Inputs(("x", FeelValue.From("C"))));
        Assert.Equal("DMN3023", Assert.Single(result.Diagnostics).Code);
    }

    private static string Decided(string table, int x) =>
        Nested(ModelText.Load(ModelText.Of(table)).Evaluate("d", ModelText.Inputs(("x", FeelValue.From(x)))));

    private static string Nested(DmnResult result) => ValueText.Nested(result.Value);
}

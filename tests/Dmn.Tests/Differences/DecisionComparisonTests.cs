using CsCheck;
using Huoshui.Dmn.Feel.Values;
using Xunit;

namespace Huoshui.Dmn.Tests.Differences;

/// <summary>Two versions differ exactly where their answers do.</summary>
public sealed class DecisionComparisonTests
{
    private static readonly string[] NumberCells =
        ["-", "< 3", "<= 5", "> 2", ">= 7", "[1..4]", "(2..6)", "5", "1, 4, 8", "not(2)", "not([3..5])", "!= 4"];

    private static readonly string[] TextCells = ["-", "\"a\"", "\"b\", \"c\"", "not(\"a\")", "> \"b\""];

    private static readonly Gen<string> Rule = Gen.Select(
        Gen.Int[0, NumberCells.Length - 1], Gen.Int[0, TextCells.Length - 1], Gen.Int[1, 3])
        .Select((x, s, o) => $"{NumberCells[x]} | {TextCells[s]} => {o}");

    private static readonly Gen<FeelValue> Number = Gen.Int[-1, 20].Select(
        n => n < 0 ? FeelValue.Null : FeelValue.From(n / 2m));

    private static readonly Gen<FeelValue> Text = Gen.Int[0, 4].Select(
        n => n == 4 ? FeelValue.Null : FeelValue.From("abcd"[n].ToString()));

    private static readonly ComparisonOptions WithNulls =
        new() { Nullable = new HashSet<string>(StringComparer.Ordinal) { "x", "s" } };

    private static readonly string[] Policies = ["hitPolicy=\"FIRST\"", "hitPolicy=\"COLLECT\"", "hitPolicy=\"UNIQUE\""];

    [Fact]
    public void A_moved_limit_changes_one_region_with_a_witness_in_it()
    {
        var difference = Compare(Table("< 18 | - => \"no\"", ">= 18 | - => \"yes\""),
            Table("< 21 | - => \"no\"", ">= 21 | - => \"yes\""));

        var region = Assert.Single(difference.Regions);
        Assert.Equal([new("x", "[18..21)")], region.Conditions);
        Assert.Equal(("yes", "no"), (region.Before.ToString(), region.After.ToString()));
        Assert.Equal("18", region.Witness["x"].ToString());
        Assert.True(difference is { IsExact: true, IsFromIndex: true });
    }

    [Fact]
    public void Everything_but_null_is_told_as_a_test_that_holds()
    {
        var difference = DecisionComparison.Of(
            Version(Table("< 3 | - => 1", ">= 3 | - => 2", "null | - => 0")),
            Version(Table("< 3 | - => 4", ">= 3 | - => 4", "null | - => 0")), WithNulls)!;
        Assert.Equal(["< 3", ">= 3"], difference.Regions.Select(r => r.Conditions.Single(c => c.Key == "x").Value));
        var all = DecisionComparison.Of(
            Version(Table("< 3 | - => 1", ">= 3 | - => 1", "null | - => 0")),
            Version(Table("< 3 | - => 4", ">= 3 | - => 4", "null | - => 0")), WithNulls)!;
        Assert.Equal("!= null", Assert.Single(all.Regions).Conditions.Single(c => c.Key == "x").Value);
        Assert.True(IsIn(FeelValue.From(7), "!= null"));
        Assert.False(IsIn(FeelValue.Null, "!= null"));
    }

    [Fact]
    public void Equal_versions_have_no_difference() =>
        Assert.Empty(Compare(Table("< 3 | - => 1", "- | - => 2"), Table("< 3 | - => 1", "- | - => 2")).Regions);

    [Fact]
    public void An_answer_differs_for_an_input_just_where_a_region_says_so() =>
        Gen.Select(Rule.Array[1, 9], Rule.Array[1, 9], Gen.Int[0, 2], Number, Text).Sample((one, two, policy, x, s) =>
        {
            var (before, after) = (Load(Policies[policy], one), Load(Policies[policy], two));
            var difference = DecisionComparison.Of(Version(before), Version(after), WithNulls)!;
            Assert.All(difference.Regions, r => Assert.Equal(
                (Shown(r.Before), Shown(r.After)), (Answer(before, r.Witness), Answer(after, r.Witness))));
            var inputs = ModelText.Inputs(("x", x), ("s", s));
            var regions = difference.Regions.Count(r => r.Conditions.All(c => IsIn(inputs[c.Key], c.Value)));
            return regions == (Answer(before, inputs) == Answer(after, inputs) ? 0 : 1);
        }, iter: 60);

    [Fact]
    public void A_parameter_of_the_version_moves_the_break_point_of_a_decision_that_is_no_table()
    {
        var model = ModelText.Load(ModelText.Of(
            Inputs("amount", "number") + Inputs("cap", "number")
            + Decision("d", ["amount", "cap"], "if amount &gt; cap then \"refused\" else \"granted\"")));
        var difference = DecisionComparison.Of(
            new DecisionVersion(model, "d", ModelText.Inputs(("cap", FeelValue.From(1000)))),
            new DecisionVersion(model, "d", ModelText.Inputs(("cap", FeelValue.From(2000)))))!;

        var region = Assert.Single(difference.Regions);
        Assert.Equal([new("amount", "(1000..2000]")], region.Conditions);
        Assert.True(difference is { IsExact: true, IsFromIndex: false });
    }

    [Fact]
    public void An_input_that_is_calculated_with_is_compared_at_the_examples_and_named()
    {
        var (one, two) = (Product("a * 2"), Product("a * 3"));
        var options = new ComparisonOptions { Examples = [ModelText.Inputs(("a", FeelValue.From(7)))] };
        var difference = DecisionComparison.Of(new(one, "d", Nothing), new(two, "d", Nothing), options)!;

        Assert.Equal(["a"], difference.Sampled);
        Assert.Equal("DMN5013", Assert.Single(difference.Diagnostics).Code);
        Assert.Equal(("14", "21"), Assert.Single(difference.Regions) is var r ? (r.Before.ToString(), r.After.ToString()) : default);
        Assert.False(difference.IsExact);
    }

    [Fact]
    public void One_entry_of_the_answers_is_compared_exactly_though_another_is_calculated()
    {
        DmnModel[] models = [.. new[] { "18", "21" }.Select(age => ModelText.Load(ModelText.Of(
            Inputs("x", "number") + Inputs("z", "number")
            + Decision("d", ["x", "z"], $"{{ok: x &gt;= {age}, fee: z * {age}}}"))))];
        var difference = DecisionComparison.Of(
            Version(models[0]), Version(models[1]), new ComparisonOptions { Output = "ok" })!;
        Assert.Equal([new("x", "[18..21)")], Assert.Single(difference.Regions).Conditions);
        Assert.True(difference.IsExact);
        Assert.Equal(["z"], DecisionComparison.Of(Version(models[0]), Version(models[1]))!.Sampled);
    }

    [Fact]
    public void A_loop_variable_of_the_name_of_a_parameter_is_no_constant()
    {
        var model = ModelText.Load(ModelText.Of(
            Inputs("a", "number") + Inputs("p", "number") + Decision("d", ["a", "p"], "some p in [1, 2] satisfies a &gt; p")));
        var difference = DecisionComparison.Of(
            new(model, "d", ModelText.Inputs(("p", FeelValue.From(9)))), new(model, "d", ModelText.Inputs(("p", FeelValue.From(9)))))!;
        Assert.Equal(["a"], difference.Sampled);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Beyond_the_limit_the_comparison_says_that_it_is_not_whole(bool isTable)
    {
        var (one, two) = isTable ? (Table("< 3 | \"a\" => 1", "- | - => 2"), Table("< 5 | \"b\" => 1", "- | - => 2"))
            : (Condition("x &gt; 3 and y &gt; 1 and z &gt; 2"), Condition("x &gt; 4 and y &gt; 2 and z &gt; 1"));
        var difference = DecisionComparison.Of(Version(one), Version(two), new ComparisonOptions { MaxSteps = 2 })!;
        Assert.Contains(difference.Diagnostics, d => d.Code == "DMN5011" && d.Position is not null);
        Assert.False(difference.IsExact);
    }

    [Fact]
    public void More_regions_than_are_listed_are_counted()
    {
        var difference = DecisionComparison.Of(
            Version(Table("1 | - => 1", "3 | - => 2", "- | - => 0")), Version(Table("1 | - => 4", "3 | - => 5", "- | - => 0")),
            new ComparisonOptions { MaxRegions = 1 })!;
        Assert.Single(difference.Regions);
        Assert.Contains(difference.Diagnostics, d => d.Code == "DMN5012");
    }

    [Fact]
    public void Without_such_a_decision_there_is_no_comparison() =>
        Assert.Null(DecisionComparison.Of(new(Table("- | - => 1"), "e", Nothing), Version(Table("- | - => 1"))));

    internal static Dictionary<string, FeelValue> Nothing => [];

    internal static string Inputs(string name, string type) =>
        $"<inputData id=\"i{name}\" name=\"{name}\"><variable name=\"{name}\" typeRef=\"{type}\"/></inputData>\n";

    internal static string Decision(string name, string[] inputs, string feel) =>
        $"<decision id=\"{name}\" name=\"{name}\"><variable name=\"{name}\"/>"
        + string.Concat(inputs.Select(i => $"<informationRequirement><requiredInput href=\"#i{i}\"/></informationRequirement>"))
        + $"<literalExpression><text>{feel}</text></literalExpression></decision>\n";

    internal static DecisionVersion Version(DmnModel model) => new(model, "d", Nothing);

    internal static DmnModel Table(params string[] rules) => Load("hitPolicy=\"FIRST\"", rules);

    internal static DmnModel Load(string attributes, string[] rules) =>
        ModelText.Load(ModelText.Of(ModelText.Table(attributes, ["x", "s"], rules)));

    private static DmnModel Product(string feel) =>
        ModelText.Load(ModelText.Of(Inputs("a", "number") + Decision("d", ["a"], feel)));

    private static DmnModel Condition(string feel) => ModelText.Load(ModelText.Of(
        Inputs("x", "number") + Inputs("y", "number") + Inputs("z", "number") + Decision("d", ["x", "y", "z"], feel)));

    private static DecisionDifference Compare(DmnModel before, DmnModel after) =>
        DecisionComparison.Of(Version(before), Version(after))!;

    private static string Answer(DmnModel model, IReadOnlyDictionary<string, FeelValue> inputs) =>
        Shown(model.Evaluate("d", inputs).Value);

    private static string Shown(FeelValue value) => value.ToString();

    private static bool IsIn(FeelValue value, string tests) => FeelRun.Evaluate(
        $"{(value is StringValue text ? $"\"{text.Text}\"" : value.ToString())} in ({tests})").Value == FeelValue.From(true);
}

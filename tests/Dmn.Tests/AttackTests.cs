using Huoshui.Diagnostics;
using Huoshui.Dmn.Feel.Values;
using Xunit;

namespace Huoshui.Dmn.Tests;

/// <summary>What a hostile model might try.</summary>
public sealed class AttackTests
{
    [Fact]
    public void A_document_type_is_refused()
    {
        var model = ModelText.Load(
            "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>" + ModelText.Of("<a>&e;</a>"));
        Assert.False(model.CanEvaluate);
        Assert.Equal("DMN1001", Assert.Single(model.Diagnostics).Code);
    }

    [Theory]
    [InlineData("System.IO.File", "ReadAllText(java.lang.String)")]
    [InlineData("java.lang.Runtime", "exit(int)")]
    [InlineData("java.lang.System", "exit(int)")]
    [InlineData("java.lang.Math", "GetType(int)")]
    public void An_external_function_reaches_nothing_that_is_not_listed(string type, string method)
    {
        var (value, diagnostics) = FeelRun.Evaluate(
            $"{{f: function(x) external {{java: {{class: \"{type}\", method signature: \"{method}\"}}}}, r: f(1)}}.r");
        Assert.True(value.IsNull);
        Assert.Contains(diagnostics, d => d.Code == "DMN3022");
    }

    [Fact]
    public void A_listed_external_function_is_called_with_arguments_of_its_kinds()
    {
        const string max = "function(x, y) external {java: {class: \"java.lang.Math\", method signature: \"max(double, double)\"}}";
        Assert.Equal("3", FeelRun.Shown($"({max})(2, 3)"));
        Assert.Equal("null", FeelRun.Shown($"({max})(2, \"3\")"));
        const string text = "function(x) external {java: {class: \"java.lang.String\", method signature: \"valueOf(double)\"}}";
        Assert.Equal("\"3.0\"", FeelRun.Shown($"({text})(3)"));
    }

    [Fact]
    public void Endless_recursion_ends() => Stops("{f: function(n) f(n + 1), r: f(0)}.r", "DMN4001");

    [Fact]
    public void Near_names_are_sought_fifty_times_in_a_file_and_for_names_of_forty_characters()
    {
        var longName = new string('n', 41);
        var model = ModelText.Load(ModelText.Of(ModelText.Decision("first", ModelText.Literal($"{longName}o"))
            + ModelText.Decision(longName, ModelText.Literal("1"))
            + string.Concat(Enumerable.Range(0, 60).Select(i => ModelText.Decision($"name{i}", ModelText.Literal($"nam{i}"))))));
        var unknown = model.Diagnostics.Where(d => d.Code == "DMN2006").ToList();
        Assert.Equal(61, unknown.Count);
        Assert.Equal(49, unknown.Count(d => d.Message.En.Contains("Do you mean", StringComparison.Ordinal)));
    }

    [Fact]
    public void An_expression_nested_without_end_is_refused() =>
        Assert.Contains(FeelRun.Evaluate(new string('(', 5000) + "1" + new string(')', 5000)).Diagnostics, d =>
            d.Code == "DMN2005");

    [Theory]
    [InlineData("+")]
    [InlineData(" and ")]
    [InlineData("**")]
    [InlineData("[")]
    public void A_chain_of_operators_without_end_is_refused(string sign)
    {
        var text = sign == "[" ? "1" + string.Concat(Enumerable.Repeat("[1]", 100_000))
            : string.Join(sign, Enumerable.Repeat("1", 100_000));
        Assert.Contains(FeelRun.Evaluate(text).Diagnostics, d => d.Code == "DMN2009");
    }

    [Fact]
    public void As_many_operators_as_allowed_are_evaluated() =>
        Assert.Equal("1000", FeelRun.Shown(string.Join("+", Enumerable.Repeat("1", 1000))));

    [Theory]
    [InlineData("[1,2,3][-9223372036854775808]", "null")]
    [InlineData("date(-9223372036854775808, 1, 1)", "null")]
    [InlineData("@\"P9999999999999999D\" * 10 ** 20", "null")]
    [InlineData("@\"P9999999999999999D\" * 9", "P89999999999999991D")]
    [InlineData("@\"12000-02-29T12:00:00@Europe/Paris\".time offset", "PT1H")]
    [InlineData("@\"-12000-07-01T12:00:00@Europe/Paris\" + @\"P1D\" > @\"-12000-07-01\" + @\"P0D\"", "null")]
    public void Numbers_and_times_at_the_ends_of_their_range_do_not_throw(string expression, string expected) =>
        Assert.Equal(expected, FeelRun.Shown(expression));

    [Fact]
    public void Elements_nested_without_end_are_refused() =>
        Assert.Equal("DMN1012", Assert.Single(ModelText.Load(ModelText.Of(
            string.Concat(Enumerable.Repeat("<list>", 5000)) + string.Concat(
                Enumerable.Repeat("</list>", 5000)))).Diagnostics).Code);

    [Fact]
    public void A_pattern_that_backtracks_without_end_is_stopped()
    {
        var options = DmnOptions.Default with { MaxRegexTime = TimeSpan.FromMilliseconds(50) };
        var (_, diagnostics) = FeelRun.Evaluate("matches(\"" + new string('a', 60) + "!\", \"^(a+)+$\")", options);
        Assert.Contains(diagnostics, d => d.Code == "DMN3019");
    }

    [Theory]
    [InlineData("for i in 1..2000 return i", "DMN4002")]
    [InlineData("for i in 1..900, j in 1..900 return i", "DMN4002")]
    [InlineData("count(for i in 1..900 return every j in 1..900 satisfies true)", "DMN4003")]
    [InlineData("count(for i in 1..900 return string join(for j in 1..900 return \"xxxxx\"))", "DMN4003")]
    [InlineData("{s: \"0123456789\", r: replace(s, \".\", \"0123456789\"), t: replace(r, \".\", r), u: replace(t, \".\", r)}.u", "DMN4005")]
    public void Loops_lists_and_strings_end_at_their_limits(string expression, string code) => Stops(expression, code);

    [Fact]
    public void Time_ends_an_evaluation()
    {
        var options = DmnOptions.Default with { MaxTime = TimeSpan.FromMilliseconds(20) };
        var (_, diagnostics) = FeelRun.Evaluate("for i in 1..1000, j in 1..1000 return i ** j", options);
        Assert.Contains(diagnostics, d => d.Code == "DMN4004");
    }

    [Fact]
    public void A_model_larger_than_the_limit_is_refused()
    {
        var model = DmnModel.Load(
            new SourceText("m", new string(' ', 200)), null, DmnOptions.Default with { MaxModelCharacters = 100 });
        Assert.Equal("DMN1003", Assert.Single(model.Diagnostics).Code);
    }

    [Fact]
    public void Diagnostics_stop_at_their_limit()
    {
        var list = new ListValue([.. Enumerable.Range(0, 3000).Select(i => FeelValue.From(i))]);
        var (_, diagnostics) = FeelRun.Evaluate(
            "[" + string.Join(", ", Enumerable.Range(0, 900).Select(_ => "1/0")) + "]", null, ("list", list));
        Assert.Equal(DmnOptions.Default.MaxDiagnostics, diagnostics.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<definitions/>")]
    [InlineData("<<<")]
    [InlineData("{\"json\": true}")]
    public void What_is_no_model_is_said_and_not_thrown(string text)
    {
        var model = ModelText.Load(text);
        Assert.False(model.CanEvaluate);
        Assert.NotEmpty(model.Diagnostics);
        Assert.True(model.Evaluate("d", ModelText.Inputs()).Value.IsNull);
    }

    private static void Stops(string expression, string code)
    {
        var options = DmnOptions.Default with { MaxListLength = 1000, MaxSteps = 100_000, MaxStringLength = 5_000 };
        var (value, diagnostics) = FeelRun.Evaluate(expression, options);
        Assert.True(value.IsNull);
        Assert.Contains(diagnostics, d => d.Code == code && d.Position is not null);
    }
}

using System.Globalization;
using Huoshui.Cli.VtlRuns;
using Huoshui.Vtl;
using Xunit;

namespace Huoshui.Conformance.Tests.Vtl;

/// <summary>What a run does with cases that are wrong themselves, and how strictly it compares.</summary>
public sealed class ConformanceRunTests
{
    private const string Structure =
        """[{"name":"Id_1","role":"identifier","type":"integer"},{"name":"Me_1","role":"measure","type":"number"}]""";

    [Fact]
    public void A_line_that_is_no_case_fails_alone()
    {
        var results = Run("{ no json", "null", """{"id":"x"}""", Case("A := DS_1;", "A", """["1","2"]"""));
        Assert.Equal([false, false, false, true], results.Select(r => r.Passed));
        Assert.Equal(["line 1", "line 2", "x", "c"], results.Select(r => r.Id));
    }

    [Theory]
    [InlineData("""[1,2.5]""", """["1","2.5"]""")]
    [InlineData("""[" 1","2.50 "]""", """["1","2.5"]""")]
    [InlineData("""["+01","1E3"]""", """["1","1000"]""")]
    public void Cells_may_be_numbers_or_have_blanks_around_them(string given, string expected)
    {
        var result = Run(Case("A := DS_1;", "A", given, expected))[0];
        Assert.True(result.Passed, result.Message);
    }

    [Fact]
    public void Inputs_may_be_null_and_an_id_may_be_a_number()
    {
        var result = Run("""
            {"id":7,"script":"A := 1;","inputs":null,"scalars":null,"only_semantic":null,"expect":{"outcome":"value","outputs":[{"name":"A","type":"integer","value":1}]}}
            """)[0];
        Assert.True(result.Passed, result.Message);
        Assert.Equal("7", result.Id);
    }

    [Fact]
    public void One_number_in_two_forms_is_one_identifier() =>
        Assert.True(Run(Case("A := DS_1;", "A", """["1","2"],["01","3"]""")
            .Replace("""{"outcome":"value",""", """{"outcome":"error","phase":"load",""", StringComparison.Ordinal))[0]
            .Passed);

    [Fact]
    public void A_case_that_takes_too_long_fails_alone_and_soon()
    {
        var rows = string.Join(",", Enumerable.Range(0, 3000).Select(
            i => string.Create(CultureInfo.InvariantCulture, $"""["{i}","1"]""")));
        const string slow = "A := count(cross_join(DS_1 as a, DS_1 as b, DS_1 as c rename a#Id_1 to I, b#Id_1 to J, " +
            "c#Id_1 to K, a#Me_1 to L, b#Me_1 to M, c#Me_1 to N)[filter L + M * N > I + J * K] group by I)" +
            "[rename I to Id_1][calc Me_1 := cast(int_var, number)][keep Me_1];";
        var started = TimeProvider.System.GetTimestamp();
        var results = ConformanceRun.Run(
            [Case(slow, "A", rows), Case("A := DS_1;", "A", """["1","2"]""")],
            NumberTolerance.Exact, TimeSpan.FromSeconds(1));
        Assert.False(results[0].Passed);
        Assert.Contains("time limit", results[0].Message, StringComparison.Ordinal);
        Assert.True(results[1].Passed, results[1].Message);
        Assert.True(TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(60));
    }

    [Fact]
    public void An_error_counts_only_in_its_own_phase()
    {
        var results = Run(
            Error("A := 1 / 0;", "runtime"), Error("A := 1 / 0;", "semantic"), Error("A := 1 + \"x\";", "semantic"),
            Error("A := 1 + \"x\";", "load"), Error("A := 1;", "runtime"));
        Assert.Equal([true, false, true, false, false], results.Select(r => r.Passed));
    }

    [Theory]
    [InlineData("0.3333333333", true)]
    [InlineData("0.33333333", false)]
    [InlineData("0.333333", false)]
    public void Numbers_are_equal_to_nine_digits(string expected, bool passes)
    {
        var line = Case("A := DS_1 / 3;", "A", """["1","1"]""", $"""["1","{expected}"]""");
        Assert.Equal(passes, Run(line)[0].Passed);
    }

    [Theory]
    [InlineData("""["1",null]""", """["1",""]""", true)]
    [InlineData("""["1",null]""", """["1","0"]""", false)]
    [InlineData("""["1","5"],["2","6"]""", """["2","6"],["1","5"]""", true)]
    [InlineData("""["1","5"],["2","6"]""", """["1","5"]""", false)]
    [InlineData("""["1","5"]""", """["1","5"],["1","5"]""", false)]
    public void Rows_match_by_identifiers_and_null_is_empty(string given, string expected, bool passes) =>
        Assert.Equal(passes, Run(Case("A := DS_1;", "A", given, expected))[0].Passed);

    [Theory]
    [InlineData("2010Q1", "2010-Q1", true)]
    [InlineData("2010M3", "2010-03", true)]
    [InlineData("2010", "2010A1", true)]
    [InlineData("2010M3", "2010M4", false)]
    public void Periods_are_equal_in_all_their_forms(string a, string b, bool areEqual) => Assert.Equal(
        areEqual, CellText.Normal(ScalarKind.TimePeriod, a) == CellText.Normal(ScalarKind.TimePeriod, b));

    private static IReadOnlyList<ConformanceResult> Run(params string[] lines) =>
        ConformanceRun.Run(lines, NumberTolerance.Exact);

    private static string Error(string script, string phase) =>
        $$"""{"id":"e","script":"{{script.Replace("\"", "\\\"", StringComparison.Ordinal)}}","inputs":[],"expect":{"outcome":"error","phase":"{{phase}}"} }""";

    private static string Case(string script, string result, string rows, string? expected = null) =>
        $$"""
        {"id":"c","script":"{{script}}","inputs":[{"name":"DS_1","components":{{Structure}},"header":["Id_1","Me_1"],"rows":[{{rows}}]}],"expect":{"outcome":"value","outputs":[{"name":"{{result}}","components":{{Structure}},"header":["Id_1","Me_1"],"rows":[{{expected ?? rows}}]}]} }
        """.Trim();
}

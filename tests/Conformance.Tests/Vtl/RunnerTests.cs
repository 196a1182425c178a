using Huoshui.Cli.VtlRuns;
using Xunit;

namespace Huoshui.Conformance.Tests.Vtl;

/// <summary>The judge of the cases is judged: what must pass, and what must not.</summary>
public sealed class RunnerTests
{
    private const string Input = """
        "inputs":[{"name":"DS_1","components":[{"name":"Id_1","role":"identifier","type":"integer"},
        {"name":"Me_1","role":"measure","type":"TYPE"}],"header":["Id_1","Me_1"],"rows":ROWS}]
        """;

    private const string Output = """
        "expect":{"outcome":"value","outputs":[{"name":"DS_r","components":[{"name":"Id_1","role":"identifier",
        "type":"integer"},{"name":"Me_1","role":"measure","type":"TYPE"}],"header":["Id_1","Me_1"],"rows":ROWS}]}
        """;

    [Theory]
    [InlineData("number", "2.5000000001", true)]
    [InlineData("number", "2.50001", false)]
    [InlineData("number", null, false)]
    public void Numbers_are_the_same_to_a_billionth(string type, string? expected, bool passes)
    {
        var text = expected is null ? "null" : $"\"{expected}\"";
        var results = Run(Case("a", "DS_r := DS_1;", type, "[[\"1\",\"2.5\"]]", Out(type, $"[[\"1\",{text}]]")));
        Assert.Equal(passes, results[0].Passed);
    }

    [Fact]
    public void Null_and_the_empty_text_are_the_same() =>
        Assert.True(Run(Case("a", "DS_r := DS_1;", "string", "[[\"1\",null]]", Out("string", "[[\"1\",\"\"]]")))[0].Passed);

    [Fact]
    public void An_integer_is_no_number() =>
        Assert.False(Run(Case("a", "DS_r := DS_1;", "integer", "[[\"1\",\"2\"]]", Out("number", "[[\"1\",\"2\"]]")))[0].Passed);

    [Fact]
    public void Periods_are_the_same_in_any_spelling() =>
        Assert.True(Run(Case(
            "a", "DS_r := DS_1;", "time_period", "[[\"1\",\"2010-Q1\"],[\"2\",\"2010-03\"],[\"3\",\"2010A1\"]]",
            Out("time_period", "[[\"3\",\"2010\"],[\"2\",\"2010M3\"],[\"1\",\"2010Q1\"]]")))[0].Passed);

    [Theory]
    [InlineData("integer", "[[\"1\",\"1.5\"]]", "DS_r := DS_1;", "load")]
    [InlineData("date", "[[\"1\",\"2020-02-30\"]]", "DS_r := DS_1;", "load")]
    [InlineData("time_period", "[[\"1\",\"2020Q5\"]]", "DS_r := DS_1;", "load")]
    [InlineData("integer", "[[null,\"1\"]]", "DS_r := DS_1;", "load")]
    [InlineData("integer", "[[\"1\",\"1\"],[\"1\",\"2\"]]", "DS_r := DS_1;", "load")]
    [InlineData("integer", "[[\"1\",\"1\"]]", "DS_r := DS_9;", "semantic")]
    [InlineData("integer", "[[\"1\",\"1\"]]", "DS_r := DS_1 +;", "semantic")]
    [InlineData("integer", "[[\"1\",\"1\"]]", "DS_r := DS_1 / 0;", "runtime")]
    [InlineData("integer", "[[\"1\",null]]", "DS_r := DS_1[calc identifier Id_2 := Me_1];", "runtime")]
    public void An_error_counts_only_in_its_phase(string type, string rows, string script, string phase)
    {
        string[] phases = ["load", "semantic", "runtime"];
        var results = Run([.. phases.Select(p => Case(p, script, type, rows, Failing(p)))]);
        Assert.Equal([phase], results.Where(r => r.Passed).Select(r => r.Id));
    }

    [Fact]
    public void Where_a_value_comes_out_an_expected_error_is_missed() =>
        Assert.False(Run(Case("a", "DS_r := DS_1;", "integer", "[[\"1\",\"1\"]]", Failing("runtime")))[0].Passed);

    [Fact]
    public void Scalars_are_named_values_and_a_line_that_is_no_case_costs_only_itself()
    {
        var scalar = """
            {"id":"s","script":"DS_r := sc * 2;","inputs":[{"name":"sc","type":"integer","value":["3"]}],
            "expect":{"outcome":"value","outputs":[{"name":"DS_r","type":"integer","value":["6"]}]}}
            """;
        var named = """
            {"id":"n","script":"DS_r := sc * 2;","inputs":[],"scalars":{"sc":3},
            "expect":{"outcome":"value","outputs":[{"name":"DS_r","type":"integer","value":["6"]}]}}
            """;
        var results = Run("{ no json", scalar, named, "{\"id\":\"x\"}");
        Assert.Equal([false, true, true, false], results.Select(r => r.Passed));
    }

    [Fact]
    public void Only_semantic_compares_structures_without_reading_rows() =>
        Assert.True(Run(Case(
            "a", "DS_r := DS_1;", "integer", "[[\"1\",\"no number\"]]", "\"only_semantic\":true," + Out("integer", "[]")))[0].Passed);

    private static string Out(string type, string rows) =>
        Output.Replace("TYPE", type, StringComparison.Ordinal).Replace("ROWS", rows, StringComparison.Ordinal);

    private static string Failing(string phase) => $$"""
        "expect":{"outcome":"error","phase":"{{phase}}"}
        """;

    private static string Case(string id, string script, string type, string rows, string expect)
    {
        var input = Input.Replace("TYPE", type, StringComparison.Ordinal).Replace("ROWS", rows, StringComparison.Ordinal);
        return $$"""{"id":"{{id}}","script":"{{script}}",{{input}},{{expect}}}""";
    }

    private static IReadOnlyList<ConformanceResult> Run(params string[] cases)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllLines(path, cases.Select(c => c.ReplaceLineEndings(" ")));
            return ConformanceFile.Run(path);
        }
        finally
        {
            File.Delete(path);
        }
    }
}

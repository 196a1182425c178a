using Huoshui.Diagnostics;
using Xunit;

namespace Huoshui.Vtl.Tests.Syntax;

/// <summary>Trees that walks would not come back from are refused where they are read, whoever reads them.</summary>
public sealed class HeightTests
{
    private static readonly VtlInputs Inputs = new() { Datasets = [Scripts.Structure("DS_1", Scripts.Id("Id_1"), Scripts.Me("x", ScalarKind.Number))] };

    public static TheoryData<string> High => [
        "R := " + Nested(48, 990) + ";",
        "R := " + string.Concat(Enumerable.Repeat("- ", 20_000)) + "1;",
        "R := " + string.Concat(Enumerable.Repeat("not ", 3_000)) + "true;",
        "R := inner_join(DS_1 as a, DS_1 as b calc y := " + Nested(48, 990) + ");",
        "R := DS_1" + string.Concat(Enumerable.Repeat("[calc x := x + 1]", 2_000)) + ";",
        "define operator f(a number) returns number is " + Nested(48, 990) + " end operator; R := DS_1[calc y := f(x)];"];

    [Theory]
    [MemberData(nameof(High))]
    public void A_tree_that_is_too_high_is_an_error_of_its_script(string script)
    {
        Assert.Contains(Scripts.Compile(script, Inputs).Diagnostics, d => d.Code == "VTL1009");
        Assert.Contains(VtlExplanation.Of(new SourceText("s", script)).Diagnostics, d => d.Code == "VTL1009");
        VtlCompletion.At(new SourceText("s", script), script.Length - 2, Inputs, _ => null);
    }

    [Fact]
    public void What_is_as_high_as_allowed_is_compiled_and_told()
    {
        var script = "R := DS_1[calc y := " + Nested(1, 990) + "];";
        var module = Scripts.MustCompile(script, Inputs);
        Assert.NotEmpty(module.Results[0].Sql);
        Assert.NotEmpty(VtlLineage.Of(module.Results).Results);
        Assert.NotEmpty(VtlExplanation.Of(new SourceText("s", script)).Statements);
    }

    [Fact]
    public void A_rest_of_a_rest_grows_by_its_depth_and_not_by_its_power()
    {
        var script = "R := DS_1[calc y := " + string.Concat(Enumerable.Repeat("mod(", 24)) + "x / 3" + string.Concat(Enumerable.Repeat(", 7.5)", 24)) + "];";
        foreach (var dialect in Enum.GetValues<SqlDialect>())
            Assert.InRange(Scripts.MustCompile(script, Inputs with { Dialect = dialect }).Results[0].Sql.Length, 1, 200_000);
    }

    // ((1 + 1 + … + 1) + 1 + … + 1) …
    private static string Nested(int brackets, int chain)
    {
        var ones = string.Concat(Enumerable.Repeat(" + 1", chain));
        return new string('(', brackets) + "1" + string.Concat(Enumerable.Repeat(ones + ")", brackets));
    }
}

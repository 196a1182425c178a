using Huoshui.Cli.VtlRuns;
using Huoshui.Diagnostics;
using Huoshui.Vtl;
using Xunit;

namespace Huoshui.Conformance.Tests.Vtl;

[Collection(ClickHouseTests.Name)]
public sealed class ClickHouseErrorPlaceTests
{
    [Theory]
    [MemberData(nameof(ErrorPlaceTests.Errors), MemberType = typeof(ErrorPlaceTests))]
    public void An_error_on_ClickHouse_names_place_and_data_point(string script, string code, string place, string? point)
    {
        using var execution = new ClickHouseExecution(ClickHouseTests.ServerOrSkip());
        ErrorPlaceTests.Check(execution, script, code, place, point);
    }

    [Theory]
    [InlineData("dateadd(d, 400, \"A\")")]
    [InlineData("dateadd(d, 200000, \"D\")")]
    public void A_date_that_ClickHouse_does_not_have_is_an_error(string expression)
    {
        using var execution = new ClickHouseExecution(ClickHouseTests.ServerOrSkip());
        var structure = Dates(execution, "2010-03-05");
        var module = VtlCompiler.Compile(
            [new SourceText("s.vtl", $"DS_r := DS_1[calc x := {expression}];")],
            new VtlInputs { Datasets = [structure], Dialect = SqlDialect.ClickHouse });
        var error = Assert.Throws<VtlRuntimeException>(() => execution.Rows(module.Results[0])).Error;
        Assert.Equal(("VTL5004", "Id_1 = 1"), (error.Code, error.DataPoint));
    }

    [Theory]
    [InlineData("1899-12-31")]
    [InlineData("2300-01-01")]
    public void A_file_with_a_date_that_ClickHouse_does_not_have_is_not_loaded(string date)
    {
        using var execution = new ClickHouseExecution(ClickHouseTests.ServerOrSkip());
        var error = Assert.Throws<VtlLoadException>(() => Dates(execution, date)).Diagnostic;
        Assert.Equal("VTL4007", error.Code);
    }

    private static DataStructure Dates(ClickHouseExecution execution, string date)
    {
        var structure = new DataStructure(
            "DS_1",
            [
                new Component("Id_1", ComponentRole.Identifier, ScalarKind.Integer, null, false),
                new Component("d", ComponentRole.Measure, ScalarKind.Date),
            ]);
        execution.Load(structure, ["Id_1", "d"], [["1", date]]);
        return structure;
    }
}

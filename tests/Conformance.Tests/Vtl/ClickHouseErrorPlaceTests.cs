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
        // DuckDB alone knows of its overflow; here it is found like all else.
        if (point is null && code == "VTL5004")
            (place, point) = ("s.vtl:1:24", "Id_1 = 2, Id_2 = 2010M02");
        ErrorPlaceTests.Check(execution, script, code, place, point);
    }

    // 26.7 counts beyond the days that it can read; others give the last day that they have.
    [Theory]
    [InlineData("dateadd(d, 400, \"A\")", "2410-03-05")]
    [InlineData("dateadd(d, 200000, \"D\")", "2557-10-03")]
    public void A_date_beyond_the_range_of_ClickHouse_is_right_or_an_error(string expression, string date)
    {
        using var execution = new ClickHouseExecution(ClickHouseTests.ServerOrSkip());
        var structure = Dates(execution, "2010-03-05");
        var module = VtlCompiler.Compile(
            [new SourceText("s.vtl", $"DS_r := DS_1[calc x := {expression}];")],
            new VtlInputs { Datasets = [structure], Dialect = SqlDialect.ClickHouse });
        try
        {
            Assert.Equal(date, Assert.Single(execution.Rows(module.Results[0]))[2]);
        }
        catch (VtlRuntimeException exception)
        {
            Assert.Equal(("VTL5004", "Id_1 = 1"), (exception.Error.Code, exception.Error.DataPoint));
        }
    }

    [Theory]
    [InlineData("1899-12-31")]
    [InlineData("2300-01-01")]
    public void A_result_that_reads_a_date_that_ClickHouse_does_not_have_is_an_error_and_no_other(string date)
    {
        using var execution = new ClickHouseExecution(ClickHouseTests.ServerOrSkip());
        var module = VtlCompiler.Compile(
            [new SourceText("s.vtl", "DS_r := DS_1; DS_s := 1;")],
            new VtlInputs { Datasets = [Dates(execution, date)], Dialect = SqlDialect.ClickHouse });
        var error = Assert.Throws<VtlLoadException>(() => execution.Rows(module.Results[0])).Diagnostic;
        Assert.Equal("VTL4007", error.Code);
        Assert.Equal("1", Assert.Single(execution.Rows(module.Results[1]))[0]);
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

using Huoshui.Cli.VtlRuns;
using Huoshui.Diagnostics;
using Huoshui.Vtl;
using Xunit;

namespace Huoshui.Conformance.Tests.Vtl;

/// <summary>What stops a script names the statement, the place and the data point; what cannot be loaded names the line
/// and the value.</summary>
public sealed class ErrorPlaceTests : IDisposable
{
    private static readonly DataStructure Structure = new(
        "DS_1",
        [
            new Component("Id_1", ComponentRole.Identifier, ScalarKind.Integer, null, false),
            new Component("Id_2", ComponentRole.Identifier, ScalarKind.TimePeriod, null, false),
            new Component("n", ComponentRole.Measure, ScalarKind.Number),
            new Component("s", ComponentRole.Measure, ScalarKind.String),
        ]);

    private readonly string _folder = Directory.CreateTempSubdirectory("huoshui-vtl-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Scripts, codes, places and data points.</summary>
    public static TheoryData<string, string, string, string?> Errors => new()
    {
        { "A := DS_1;\nDS_r := DS_1[calc x := 1 / n];", "VTL5001", "s.vtl:2:24", "Id_1 = 2, Id_2 = 2010M02" },
        { "DS_r := DS_1[filter n > 1 / n];", "VTL5001", "s.vtl:1:25", "Id_1 = 2, Id_2 = 2010M02" },
        { "DS_r := DS_1[calc x := cast(s, integer)];", "VTL5002", "s.vtl:1:24", "Id_1 = 1, Id_2 = 2010M01" },
        { "DS_r := DS_1[calc x := cast(s, date, \"YYYY/MM/DD\")];", "VTL5002", "s.vtl:1:24", "Id_1 = 1, Id_2 = 2010M01" },
        { "DS_r := DS_1[calc x := ln(n)];", "VTL5004", "s.vtl:1:24", "Id_1 = 2, Id_2 = 2010M02" },
        { "DS_r := DS_1[calc x := sqrt(n - 1)];", "VTL5004", "s.vtl:1:24", "Id_1 = 2, Id_2 = 2010M02" },
        { "DS_r := DS_1[calc x := power(n, -1)];", "VTL5004", "s.vtl:1:24", "Id_1 = 2, Id_2 = 2010M02" },
        { "DS_r := DS_1[calc x := substr(s, cast(n, integer))];", "VTL5004", "s.vtl:1:24", "Id_1 = 2, Id_2 = 2010M02" },
        { "DS_r := DS_1[aggr x := sum(1 / n) group by Id_1];", "VTL5001", "s.vtl:1:28", "Id_1 = 2, Id_2 = 2010M02" },
        { "DS_r := DS_1[aggr x := 1 / sum(n) group by Id_1];", "VTL5001", "s.vtl:1:24", "Id_1 = 2" },
        { "DS_r := inner_join(DS_1 as a, DS_1[rename n to m, s to t] as b calc x := n / m);", "VTL5001", "s.vtl:1:74", "Id_1 = 2, Id_2 = 2010M02" },
        { "DS_r := time_agg(\"A\", DS_1[sub Id_1 = 1]);", "VTL5003", "s.vtl:1:1", "Id_2 = 2010" },
        { "DS_r := DS_1[calc identifier x := if n = 0 then null else n];", "VTL5005", "s.vtl:1:1", "Id_1 = 2, Id_2 = 2010M02, x = null" },
        { "DS_r := 1 / 0;", "VTL5001", "s.vtl:1:9", null },
        { "DS_r := DS_1[calc x := 9223372036854775807 * Id_1];", "VTL5004", "s.vtl:1:1", null },
    };

    [Theory]
    [MemberData(nameof(Errors))]
    public void An_error_while_data_are_read_names_place_and_data_point(string script, string code, string place, string? point)
    {
        using var execution = VtlExecution.ForCases();
        var result = Check(execution, script, code, place, point);
        if (code is "VTL5003" or "VTL5005")
        {
            using var writer = new VtlExecution([], _folder);
            writer.Load(
                Structure, ["Id_1", "Id_2", "n", "s"],
                [["1", "2010M01", "1", "1.5x"], ["1", "2010M03", "5", "1"], ["2", "2010-02", "0", "2"]]);
            var written = Assert.Throws<VtlRuntimeException>(() => writer.Write(result, Path.Combine(_folder, "r.csv"))).Error;
            Assert.Equal((code, point), (written.Code, written.DataPoint));
            Assert.False(File.Exists(Path.Combine(_folder, "r.csv")));
        }
    }

    /// <summary>Runs a script that is stopped, and looks at what is told of it.</summary>
    internal static VtlResult Check(ICaseDatabase execution, string script, string code, string place, string? point)
    {
        execution.Load(
            Structure, ["Id_1", "Id_2", "n", "s"],
            [["1", "2010M01", "1", "1.5x"], ["1", "2010M03", "5", "1"], ["2", "2010-02", "0", "2"]]);
        var inputs = new VtlInputs { Datasets = [Structure], Dialect = execution.Dialect };
        var module = VtlCompiler.Compile([new SourceText("s.vtl", script)], inputs);
        var result = module.Results[^1];

        var error = Assert.Throws<VtlRuntimeException>(() => execution.Rows(result)).Error;

        Assert.Equal((code, place, point), (error.Code, error.Place, error.DataPoint));
        Assert.Contains("DS_r", error.Message.Zh, StringComparison.Ordinal);
        return result;
    }

    [Theory]
    [InlineData("1,2010,1.5e,x", "VTL4001", "a.csv, line 2, column 3 'n': the value '1.5e' is no number.")]
    [InlineData("1,2010,nan,x", "VTL4001", "a.csv, line 2, column 3 'n': the value 'nan' is no number.")]
    [InlineData("1,2010,1,\"a\nb\"\n1.5,2010,1,x", "VTL4001", "a.csv, line 4, column 1 'Id_1': the value '1.5' is no integer.")]
    [InlineData("1,2010,1,x\n1,2010Q5,1,x", "VTL4001", "a.csv, line 3, column 2 'Id_2': the value '2010Q5' is no time_period.")]
    [InlineData("1,2010,1,x\n,2011,1,x", "VTL4002", "a.csv, row 3: identifier 'Id_1' is null.")]
    [InlineData("1,2010,1,x\n2,2010,1,x\n1,2010,4,y", "VTL4003", "a.csv, rows 2, 4: the same identifiers (Id_1 = 1, Id_2 = 2010).")]
    [InlineData("1,2010M3,1,x\n1,2010-03,4,y", "VTL4003", "a.csv, rows 2, 3: the same identifiers (Id_1 = 1, Id_2 = 2010M03).")]
    public void A_file_that_cannot_be_loaded_names_line_and_value(string rows, string code, string words)
    {
        var path = Path.Combine(_folder, "a.csv");
        File.WriteAllText(path, "Id_1,Id_2,n,s\n" + rows + "\n");
        using var execution = new VtlExecution([path]);
        var error = Assert.Throws<VtlLoadException>(() => execution.Load(Structure, path)).Diagnostic;
        Assert.Equal(code, error.Code);
        Assert.Contains(words, error.Message.En, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_of_text_with_the_same_identifiers_are_both_named()
    {
        using var execution = VtlExecution.ForCases();
        var error = Assert.Throws<VtlLoadException>(() => execution.Load(
            Structure, ["Id_1", "Id_2", "n", "s"], [["1", "2010", "1", "a"], ["2", "2010", "1", "a"], ["1", "2010A", "2", "b"]]));
        Assert.Contains("rows 1, 3", error.Diagnostic.Message.En, StringComparison.Ordinal);
        Assert.Contains("Id_1 = 1, Id_2 = 2010", error.Diagnostic.Message.En, StringComparison.Ordinal);
    }
}

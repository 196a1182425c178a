using System.Globalization;
using Xunit;

namespace Huoshui.Cli.Tests;

/// <summary><c>huoshui vtl run</c>: what is read and what is written, byte for byte.</summary>
public sealed class VtlWriteTests : IDisposable
{
    private const string Structure = """
        {"components":[{"name":"ID","role":"identifier","type":"integer"},{"name":"T","role":"measure","type":"string"},
        {"name":"N","role":"measure","type":"number"},{"name":"D","role":"measure","type":"date"},
        {"name":"B","role":"measure","type":"boolean"}]}
        """;

    // More than one row group of the engine, so that its threads could mix up the order.
    private const int Rows = 300_000;

    private readonly string _folder = Directory.CreateTempSubdirectory("huoshui-vtl-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_findings_of_many_rules_come_in_the_order_of_the_file()
    {
        var data = Enumerable.Range(0, Rows).Select(i => (Line: Row(i), IsLate: i % 3 == 0)).ToList();
        await File.WriteAllLinesAsync(
            At("a.csv"), data.Select(r => r.Line).Prepend("ID,T,N,D,B"), TestContext.Current.CancellationToken);

        var outcome = await RunAsync("""
            define datapoint ruleset rules (variable ID, N) is
              unborn: ID < 0 errorcode "never" errorlevel 2;
              late: mod(ID, 3) <> 0;
              small: N > 1000000000 errorcode "small, at most"
            end datapoint ruleset;
            R <- check_datapoint(DS_1, rules);
            """);

        Assert.Equal((0, string.Empty), (outcome.ExitCode, outcome.Errors));
        var expected = data.SelectMany(r => Findings(r.Line, r.IsLate)).Prepend("ID,ruleid,T,N,D,B,errorcode,errorlevel");
        Assert.Equal(expected, File.ReadLines(At("out/R.csv")));
    }

    [Fact]
    public async Task Where_every_rule_holds_only_the_header_is_written()
    {
        await File.WriteAllTextAsync(At("a.csv"), "ID,T,N,D,B\n1,a,2.5,2026-01-31,true\n", TestContext.Current.CancellationToken);

        await RunAsync("""
            define datapoint ruleset rules (variable ID) is one: ID > 0; two: ID < 9 end datapoint ruleset;
            R <- check_datapoint(DS_1, rules);
            """);

        Assert.Equal(["ID,ruleid,T,N,D,B,errorcode,errorlevel"], await File.ReadAllLinesAsync(At("out/R.csv"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task All_results_of_rules_are_written_too()
    {
        await File.WriteAllTextAsync(At("a.csv"), "ID,T,N,D,B\n1,,,,\n2,\"\",1e300,2026-01-31,true\n", TestContext.Current.CancellationToken);

        await RunAsync("""
            define datapoint ruleset rules (variable ID, N) is one: N > 0 errorlevel 3; two: ID > 1 errorcode "e" end datapoint ruleset;
            R <- check_datapoint(DS_1, rules all_measures);
            """);

        Assert.Equal(
            [
                "ID,ruleid,T,N,D,B,bool_var,errorcode,errorlevel",
                "1,one,,,,,,,", "1,two,,,,,false,e,", "2,one,,1e+300,2026-01-31,true,true,,", "2,two,,1e+300,2026-01-31,true,true,,",
            ],
            await File.ReadAllLinesAsync(At("out/R.csv"), TestContext.Current.CancellationToken));
    }

    // An integer may be written in other ways, as long as it is one.
    [Theory]
    [InlineData("1e3", "1000")]
    [InlineData("+7", "7")]
    [InlineData("7.0", "7")]
    [InlineData("007", "7")]
    [InlineData(" 7", "7")]
    [InlineData("9007199254740993", "9007199254740993")]
    [InlineData("-9223372036854775808", "-9223372036854775808")]
    [InlineData("nan", null)]
    [InlineData("7.5", null)]
    [InlineData("15e-1", null)]
    [InlineData("99999999999999999999", null)]
    public async Task A_number_is_read_as_it_is_written(string text, string? read)
    {
        await File.WriteAllTextAsync(At("a.csv"), $"ID,T,N,D,B\n{text},a,1,2026-01-31,true\n", TestContext.Current.CancellationToken);

        var outcome = await RunAsync("R <- DS_1[keep T];");

        if (read is not null)
            Assert.Equal(["ID,T", $"{read},a"], await File.ReadAllLinesAsync(At("out/R.csv"), TestContext.Current.CancellationToken));
        else
            Assert.Contains($"a.csv 第 2 行第 1 列“ID”的值“{text}”不是 integer", outcome.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_errors_of_a_script_are_told_before_those_of_its_data()
    {
        await File.WriteAllTextAsync(At("a.csv"), "ID,T,N,D,B\nx,a,1,2026-01-31,true\n", TestContext.Current.CancellationToken);

        var outcome = await RunAsync("R <- DS_1[keep NOTHING];");

        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("NOTHING", outcome.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("a.csv", outcome.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pivot_waits_for_the_data_and_tells_their_errors()
    {
        await File.WriteAllTextAsync(
            At("a.json"), """{"components":[{"name":"ID","role":"identifier","type":"integer"},{"name":"C","role":"identifier","type":"string"},{"name":"N","role":"measure","type":"number"}]}""",
            TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(At("a.csv"), "ID,C,N\n1,b,2\n1,a,1\nx,a,1\n", TestContext.Current.CancellationToken);

        var wrong = await RunAsync("R <- DS_1[pivot C, N];", At("a.json"));
        await File.WriteAllTextAsync(At("a.csv"), "ID,C,N\n1,b,2\n1,a,1\n", TestContext.Current.CancellationToken);
        var right = await RunAsync("R <- DS_1[pivot C, N];", At("a.json"));

        Assert.Contains("a.csv 第 4 行第 1 列“ID”的值“x”不是 integer", wrong.Errors, StringComparison.Ordinal);
        Assert.Equal(0, right.ExitCode);
        Assert.Equal(["ID,a,b", "1,1.0,2.0"], await File.ReadAllLinesAsync(At("out/R.csv"), TestContext.Current.CancellationToken));
    }

    // Deeper than a reader of JSON goes by itself, and than the database nests expressions.
    [Theory]
    [InlineData("[calc N := N + 1]")]
    [InlineData("[filter N > 0][calc N := N + 1]")]
    [InlineData("[aggr N := sum(N) + 1 group by ID]")]
    public async Task A_long_chain_of_statements_runs(string step)
    {
        await File.WriteAllTextAsync(At("a.csv"), "ID,T,N,D,B\n1,a,2.5,2026-01-31,true\n", TestContext.Current.CancellationToken);
        var chain = Enumerable.Range(1, 500).Select(i => $"S{i} := S{i - 1}{step};");

        var outcome = await RunAsync($"S0 := DS_1[keep N];\n{string.Join('\n', chain)}\nR <- S500;");

        Assert.Equal((0, string.Empty), (outcome.ExitCode, outcome.Errors));
        Assert.Equal(["ID,N", "1,502.5"], await File.ReadAllLinesAsync(At("out/R.csv"), TestContext.Current.CancellationToken));
    }

    private static string Row(int i) => string.Create(
        CultureInfo.InvariantCulture, $"{i},{(i % 5 == 0 ? "\"a, \"\"b\"\"\"" : i % 7 == 0 ? string.Empty : "c")},{i}.5,2026-01-{(i % 31) + 1:00},{(i % 2 == 0 ? "true" : "false")}");

    private static IEnumerable<string> Findings(string line, bool isLate)
    {
        var (id, rest) = (line[..line.IndexOf(',', StringComparison.Ordinal)], line[(line.IndexOf(',', StringComparison.Ordinal) + 1)..]);
        yield return $"{id},unborn,{rest},never,2";
        if (isLate)
            yield return $"{id},late,{rest},,";
        yield return $"{id},small,{rest},\"small, at most\",";
    }

    private string At(string name) => Path.Combine(_folder, name);

    private async Task<Outcome> RunAsync(string script, string? structure = null)
    {
        await File.WriteAllTextAsync(At("s.vtl"), script, TestContext.Current.CancellationToken);
        if (structure is null)
            await File.WriteAllTextAsync(At("a.json"), Structure, TestContext.Current.CancellationToken);
        return await HuoshuiProgram.RunAsync(
            TestContext.Current.CancellationToken, "vtl", "run", At("s.vtl"), "--input", $"DS_1={At("a.csv")},{At("a.json")}", "--out", At("out"));
    }
}

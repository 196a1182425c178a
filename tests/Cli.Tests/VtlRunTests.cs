using Xunit;

namespace Huoshui.Cli.Tests;

/// <summary><c>huoshui vtl run</c> on inputs that cannot be loaded: each says where.</summary>
public sealed class VtlRunTests : IDisposable
{
    private const string Structure =
        """{"components":[{"name":"ID","role":"identifier","type":"integer"},{"name":"ME","role":"measure","type":"integer"},{"name":"T","role":"measure","type":"string"}]}""";

    private readonly string _folder = Directory.CreateTempSubdirectory("huoshui-vtl-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("ID,T,ME\n1,\"two\nlines\",3\n2,b,abc\n", Structure, 2, "a.csv 第 4 行第 3 列“ME”的值“abc”不是 integer。")]
    [InlineData("ID,T,ME\n1,a\n", Structure, 2, "VTL4006")]
    [InlineData("ID,T,ME\n1,a,3\n", """{"datasets":[]}""", 1, "a.json：结构应为")]
    [InlineData("ID,T,ME\n1,a,3\n", """{"components":[{"name":"ID","role":"identifir","type":"integer"}]}""", 1, "role 'identifir'")]
    [InlineData(null, Structure, 1, "没有文件")]
    public async Task What_cannot_be_loaded_is_told_by_its_place(string? data, string structure, int exitCode, string words)
    {
        var (csv, json, script) = (Path.Combine(_folder, "a.csv"), Path.Combine(_folder, "a.json"), Path.Combine(_folder, "s.vtl"));
        if (data is not null)
            await File.WriteAllTextAsync(csv, data, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(json, structure, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(script, "DS_r := DS_1 [calc X := ME + 1];", TestContext.Current.CancellationToken);

        var outcome = await HuoshuiProgram.RunAsync(
            TestContext.Current.CancellationToken, "vtl", "run", script, "--input", $"DS_1={csv},{json}", "--out", Path.Combine(_folder, "out"));

        Assert.Equal(exitCode, outcome.ExitCode);
        Assert.Contains(words, outcome.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", outcome.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, 0, "R#twice ← A#ME")]
    [InlineData("R#twice", 0, "源头 origins: DS_1#ME")]
    [InlineData("R#nothing", 2, "R#nothing")]
    [InlineData("nothing", 2, "RESULT#COLUMN, as in R#twice")]
    public async Task The_lineage_of_a_script_is_printed_for_all_columns_or_for_one(string? column, int exitCode, string words)
    {
        var (json, script) = (Path.Combine(_folder, "a.json"), Path.Combine(_folder, "s.vtl"));
        await File.WriteAllTextAsync(json, Structure, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            script, "A := DS_1[filter T = \"a\"][keep ME]; B := A; R <- A[calc twice := ME * 2][keep twice];", TestContext.Current.CancellationToken);
        string[] chosen = column is null ? [] : ["--column", column];

        var outcome = await HuoshuiProgram.RunAsync(
            TestContext.Current.CancellationToken, ["vtl", "lineage", script, "--structure", $"DS_1={json}", .. chosen]);

        Assert.Equal(exitCode, outcome.ExitCode);
        Assert.Contains(words, outcome.Output + outcome.Errors, StringComparison.Ordinal);
        Assert.Equal(column is null, outcome.Output.Contains("B#ME", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_lineage_of_a_script_is_json_for_machines()
    {
        var (json, script) = (Path.Combine(_folder, "a.json"), Path.Combine(_folder, "s.vtl"));
        await File.WriteAllTextAsync(json, Structure, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(script, "R <- DS_1[filter T = \"a\"][keep ME];", TestContext.Current.CancellationToken);

        var outcome = await HuoshuiProgram.RunAsync(
            TestContext.Current.CancellationToken, "vtl", "lineage", script, "--structure", $"DS_1={json}", "--json");

        var result = System.Text.Json.JsonDocument.Parse(outcome.Output).RootElement[0];
        Assert.Equal("R", result.GetProperty("result").GetString());
        Assert.Equal("DS_1#T", result.GetProperty("conditions")[0].GetString());
        Assert.Equal("DS_1#ME", result.GetProperty("columns")[1].GetProperty("origins")[0].GetString());
    }

    [Theory]
    [InlineData("clickhouse", "ID", 0, "-- DS_r: 按 ID 分组汇总：各节点自行完成 / aggregate by ID: on each node by itself")]
    [InlineData("clickhouse", "T", 0, "cluster('huoshui', view(SELECT")]
    [InlineData("clickhouse", "T", 0, "分两步，各节点先得部分结果，再合并")]
    [InlineData("duckdb", "ID", 1, "--cluster 只用于 --dialect clickhouse")]
    public async Task The_SQL_of_a_cluster_is_printed_with_what_its_nodes_do(string dialect, string shard, int exitCode, string words)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "a.json"), Structure, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            Path.Combine(_folder, "s.vtl"), "DS_r := DS_1[aggr s := sum(ME) group by ID];", TestContext.Current.CancellationToken);

        var outcome = await HuoshuiProgram.RunAsync(
            TestContext.Current.CancellationToken, "vtl", "sql", Path.Combine(_folder, "s.vtl"), "--structure",
            $"DS_1={Path.Combine(_folder, "a.json")}", "--dialect", dialect, "--explain", "--shard", $"DS_1={shard}", "--cluster", "huoshui");

        Assert.Equal(exitCode, outcome.ExitCode);
        Assert.Contains(words, exitCode == 0 ? outcome.Output : outcome.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SELECT ID, ME * 2 AS ME FROM rows", 0, "1,6")]
    [InlineData("SELECT * FROM read_csv('/etc/passwd')", 1, "read_csv")]
    public async Task A_routine_of_eval_is_a_query_over_its_operands(string sql, int exitCode, string words)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "a.csv"), "ID,T,ME\n1,a,3\n", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(_folder, "a.json"), Structure, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(_folder, "f.sql"), sql, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            Path.Combine(_folder, "s.vtl"),
            "DS_r <- eval(f(DS_1) language \"SQL\" returns dataset {identifier<integer> ID, measure<integer> ME});",
            TestContext.Current.CancellationToken);

        var outcome = await HuoshuiProgram.RunAsync(
            TestContext.Current.CancellationToken, "vtl", "run", Path.Combine(_folder, "s.vtl"), "--input",
            $"DS_1={Path.Combine(_folder, "a.csv")}", "--routine", $"f(rows)={Path.Combine(_folder, "f.sql")}", "--out",
            Path.Combine(_folder, "out"));

        Assert.Equal(exitCode, outcome.ExitCode);
        var given = exitCode == 0 ? await File.ReadAllTextAsync(Path.Combine(_folder, "out", "DS_r.csv"), TestContext.Current.CancellationToken) : outcome.Errors;
        Assert.Contains(words, given, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("DS_r := DS_1[filter RF12 > 1];", "en", "coordination", 0, "1. From DS_1: keep the data points for which amount as filed in RMB (RF12) is greater than 1")]
    [InlineData("DS_r := DS_1[filter RF12 > 1];", "zh", null, 0, "1. 取 DS_1，只留 RF12 大于 1 的数据点")]
    [InlineData("a := ;\nDS_r := DS_1;", "zh", null, 2, "DS_r（中间结果）  第 2 行")]
    [InlineData("DS_r := DS_1;", "zh", "nothing", 1, "there is no return nothing")]
    public async Task A_script_is_told_in_words(string script, string language, string? returnId, int exitCode, string words)
    {
        var file = Path.Combine(_folder, "s.vtl");
        await File.WriteAllTextAsync(file, script, TestContext.Current.CancellationToken);
        string[] more = returnId is null ? [] : ["--return", returnId];

        var outcome = await HuoshuiProgram.RunAsync(
            TestContext.Current.CancellationToken, ["vtl", "explain", file, "--lang", language, .. more]);

        Assert.Equal(exitCode, outcome.ExitCode);
        Assert.Contains(words, outcome.Output + outcome.Errors, StringComparison.Ordinal);
    }
}

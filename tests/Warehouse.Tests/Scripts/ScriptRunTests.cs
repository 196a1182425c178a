using System.Diagnostics;
using Huoshui.Diagnostics;
using Huoshui.Policies;
using Huoshui.Vtl;
using Huoshui.Warehouse.Scripts;
using Xunit;
using static Huoshui.Warehouse.Tests.Scripts.ScriptSamples;

namespace Huoshui.Warehouse.Tests.Scripts;

/// <summary>A script that somebody wrote runs on a sample, walled in, within its limits.</summary>
[Collection(nameof(ScriptRun))]
public sealed class ScriptRunTests : IDisposable
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("huoshui-script-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task The_results_that_are_kept_are_run_and_shown_by_their_identifiers()
    {
        var outcome = await RunAsync("A := N[calc y := x * 2]; R <- A[filter id > 1];", Numbers(3));
        Assert.Null(outcome.Problem);
        var result = Assert.Single(outcome.Results);
        Assert.Equal("R", result.Structure.Name);
        Assert.Equal(["2|2|4", "3|3|6"], result.Rows.Select(r => string.Join('|', r)));
        Assert.Equal(new ScriptTable("N", 3, 3, IsMasked: false), Assert.Single(outcome.Tables));
    }

    [Fact]
    public async Task A_table_of_a_return_is_read_in_order_up_to_the_limit_of_the_sample()
    {
        var (table, file) = Facts(10);
        var limits = new ScriptLimits { SampleRows = 4 };
        var outcome = await RunAsync("R := T[aggr n := count(), latest := max(line_no) group by institution];", [ScriptInput.Of(table, [file], isClear: true)], limits);
        Assert.Equal(["B1|4|5"], outcome.Results[0].Rows.Select(r => string.Join('|', r)));
        Assert.Equal(new ScriptTable("T", 4, 10, IsMasked: false), Assert.Single(outcome.Tables));
    }

    [Fact]
    public async Task What_the_viewer_may_not_see_in_clear_is_masked_before_the_script_and_equal_texts_stay_equal()
    {
        var (table, file) = Facts(4);
        var outcome = await RunAsync("R := T[keep T1, T2, T3, T4];", [ScriptInput.Of(table, [file], isClear: false)]);
        var names = outcome.Results[0].Rows.Select(r => r[4]!).ToList();
        Assert.All(names, n => Assert.DoesNotContain("王小明", n));
        Assert.All(names, n => Assert.StartsWith("王**~", n));
        Assert.Equal(2, names.Distinct(StringComparer.Ordinal).Count());
        Assert.All(outcome.Results[0].Rows, r => Assert.Null(r[5]));
        Assert.All(outcome.Results[0].Rows, r => Assert.Equal("1.50", r[6]));
        Assert.True(outcome.Tables[0].IsMasked);
    }

    [Fact]
    public async Task No_script_brings_a_masked_text_out_again()
    {
        var (table, file) = Facts(4);
        var outcome = await RunAsync(
            "R := T[calc same := T2 = \"王小明\", a := substr(T2, 2, 1), d := string_distance(levenshtein, T2, \"王小明\")][keep same, a, d];",
            [ScriptInput.Of(table, [file], isClear: false)]);
        Assert.All(outcome.Results[0].Rows, r => Assert.Equal(["false", "*"], r.Skip(3).Take(2)));
        Assert.All(outcome.Results[0].Rows, r => Assert.NotEqual("0", r[5]));
    }

    [Fact]
    public async Task A_script_that_runs_too_long_is_interrupted()
    {
        var clock = Stopwatch.StartNew();
        var limits = new ScriptLimits { RunTime = TimeSpan.FromSeconds(1) };
        var outcome = await RunAsync(
            "P := cross_join(N as a, N[rename id to id2, x to x2] as b, N[rename id to id3, x to x3] as c); R <- P[aggr s := sum(x + x2 * x3) group by id];",
            Numbers(5_000), limits);
        Assert.Equal("SCR1003", outcome.Problem?.Code);
        Assert.Empty(outcome.Results);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20), clock.Elapsed.ToString());
    }

    [Fact]
    public async Task A_script_that_wants_too_much_memory_is_stopped()
    {
        var limits = new ScriptLimits
        {
            RunTime = TimeSpan.FromMinutes(1),
            MaxResultRows = 100_000_000,
            Engine = new DuckLimits { MemoryMebibytes = 32, Threads = 1, SpillMebibytes = 1 },
        };
        var outcome = await RunAsync(
            "R <- cross_join(N as a, N[calc t := cast(id, string) || \"0123456789012345678901234567890123456789\"][rename id to id2, x to x2] as b);",
            Numbers(3_000), limits);
        Assert.Equal("SCR1004", outcome.Problem?.Code);
    }

    [Fact]
    public async Task A_script_that_yields_too_many_rows_is_refused_and_one_at_the_limit_is_not()
    {
        var limits = new ScriptLimits { MaxResultRows = 100 };
        Assert.Equal("SCR1005", (await RunAsync("R <- N;", Numbers(101), limits)).Problem?.Code);
        var outcome = await RunAsync("R <- N;", Numbers(100), limits with { ShownRows = 7 });
        Assert.Null(outcome.Problem);
        Assert.Equal((100, 7), (outcome.Results[0].TotalRows, outcome.Results[0].Rows.Count));
    }

    [Fact]
    public async Task What_stops_a_result_is_told_with_its_place_and_data_point()
    {
        var outcome = await RunAsync("R := N[calc y := 1 / (x - 2)];", Numbers(3));
        Assert.Equal("VTL5001", outcome.Problem?.Code);
        Assert.Contains("id = 2", outcome.Problem!.Message.En, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cell_that_is_told_stays_as_it_is_in_both_languages()
    {
        const string script = "R := N[calc y := cast(cast(x, string) || \" characters\", integer)];";
        var outcome = await RunAsync(script, Numbers(1));
        Assert.StartsWith("VTL5", outcome.Problem?.Code, StringComparison.Ordinal);
        Assert.Contains("1 characters", outcome.Problem!.Message.Zh, StringComparison.Ordinal);
        Assert.Contains("1 characters", outcome.Problem.Message.En, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_only_the_engine_knows_is_for_the_log_and_not_for_the_page()
    {
        var (table, file) = Facts(4);
        File.Delete(file.ParquetPath);
        var lost = await RunAsync("R := T[keep T1];", [ScriptInput.Of(table, [file], isClear: true)]);
        await using var run = new ScriptRun(new ScriptLimits(), _folder.FullName, WorkerStart.Program);
        var other = await run.RunAsync(Compiled("R := T[keep T1];", [ScriptInput.Of(table, [], isClear: true)]), [ScriptInput.Of(new DataStructure("T", Numbers(1)[0].Structure.Components), [["1", "1"]])], Token);
        foreach (var outcome in new[] { lost, other })
        {
            Assert.Equal("SCR1011", outcome.Problem?.Code);
            Assert.DoesNotContain("Error", outcome.Problem!.Message.En, StringComparison.Ordinal);
            Assert.DoesNotContain("/", outcome.Problem.Message.Zh, StringComparison.Ordinal);
        }

        Assert.Contains(file.ParquetPath, lost.Cause, StringComparison.Ordinal);
        Assert.Contains("Binder Error", other.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_data_points_with_the_same_identifiers_are_an_error()
    {
        var outcome = await RunAsync("R := N[calc identifier k := mod(id, 2)][aggr n := count() group by id, k]; S := R[sub k = 0];", Numbers(3));
        Assert.Null(outcome.Problem);
        var twice = await RunAsync("R := N[filter id < 3][calc identifier k := cast(null, integer)];", Numbers(3));
        Assert.Equal("VTL5005", twice.Problem?.Code);
    }

    [Fact]
    public async Task Who_goes_away_ends_the_run()
    {
        using var gone = new CancellationTokenSource();
        gone.Cancel();
        await using var run = new ScriptRun(new ScriptLimits(), _folder.FullName, WorkerStart.Program);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.RunAsync(Compiled("R <- N;", Numbers(3)), Numbers(3), gone.Token));
    }

    [Fact]
    public async Task A_long_cell_is_cut()
    {
        var limits = new ScriptLimits { ShownCharacters = 5 };
        Assert.Equal("01234…", (await RunAsync("R := N[calc t := \"0123456789\"][keep t];", Numbers(1), limits)).Results[0].Rows[0][1]);
    }

    private async Task<ScriptOutcome> RunAsync(string script, IReadOnlyList<ScriptInput> inputs, ScriptLimits? limits = null)
    {
        await using var run = new ScriptRun(limits ?? new ScriptLimits(), _folder.FullName, WorkerStart.Program);
        return await run.RunAsync(Compiled(script, inputs), inputs, Token);
    }

    // T1 general, T2 a person's name, T3 a person's day of birth, T4 an amount.
    private (TableDefinition Table, AcceptedTable File) Facts(int rows)
    {
        FieldDefinition Field(string code, ColumnKind kind, FieldSensitivity sensitivity, int scale = 0) =>
            new(code, new LocalizedText(code, code), "anc..60", kind, scale, null, sensitivity, false, "文本类", []);
        var table = new TableDefinition(
            "T", "T", "测试", new LocalizedText("表", "table"),
            [
                Field("T1", ColumnKind.Text, FieldSensitivity.General), Field("T2", ColumnKind.Text, FieldSensitivity.Personal),
                Field("T3", ColumnKind.Date, FieldSensitivity.Personal), Field("T4", ColumnKind.Decimal, FieldSensitivity.General, 2),
            ],
            ["T1"], null);
        var path = Path.Combine(_folder.FullName, "t.parquet");
        using var session = DuckSession.Open(new DuckLimits(), [], _folder.FullName);
        session.Execute(
            $"""
            COPY (SELECT 1 AS file_no, i + 1 AS line_no, 'k' || i AS T1, CASE WHEN i % 2 = 0 THEN '王小明' ELSE '王大力' END AS T2,
                DATE '1990-01-01' AS T3, CAST(1.5 AS DECIMAL(18,2)) AS T4 FROM range(1, {rows + 1}) AS r(i)) TO {Sql.Text(path)} (FORMAT parquet)
            """, TestContext.Current.CancellationToken);
        return (table, new AcceptedTable("B1", Guid.Empty, 1, "T", Guid.Empty, path, rows));
    }
}

using Huoshui.Diagnostics;
using Huoshui.Vtl;
using Huoshui.Warehouse.Scripts;
using Xunit;

namespace Huoshui.Warehouse.Tests.Scripts;

/// <summary>What becomes of a run when the temporary folder is gone. It is the whole process's: alone.</summary>
[Collection(nameof(ScriptRunFolderTests))]
[CollectionDefinition(nameof(ScriptRunFolderTests), DisableParallelization = true)]
public sealed class ScriptRunFolderTests : IDisposable
{
    private const string Temp = "TMPDIR";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("huoshui-script-");
    private readonly string? _before = Environment.GetEnvironmentVariable(Temp);

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(Temp, _before);
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_run_without_a_folder_is_told_and_the_next_one_with_a_folder_is_well()
    {
        await using var run = new ScriptRun(new ScriptLimits(), _folder.FullName, WorkerStart.Program);
        Lose();
        var lost = await RunAsync(run);
        Assert.Equal("SCR1012", lost.Problem?.Code);
        Assert.False(string.IsNullOrEmpty(lost.Cause));
        Environment.SetEnvironmentVariable(Temp, _before);
        Assert.Null((await RunAsync(run)).Problem);
    }

    [Fact]
    public async Task A_process_that_stands_ready_without_a_folder_for_the_sample_is_told()
    {
        await using var run = new ScriptRun(new ScriptLimits(), _folder.FullName, WorkerStart.Program);
        Assert.Null((await RunAsync(run)).Problem);
        Lose();
        var lost = await RunAsync(run);
        Assert.Equal("SCR1012", lost.Problem?.Code);
        Assert.DoesNotContain("gone", lost.Problem!.Message.Zh, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_result_is_not_lost_because_the_next_process_cannot_start()
    {
        var limits = new ScriptLimits();
        limits = limits with { Engine = limits.Engine with { TempFolder = _folder.FullName } };
        await using var run = new ScriptRun(limits, _folder.FullName, WorkerStart.Program);
        Assert.Null((await RunAsync(run)).Problem);
        Lose();
        var outcome = await RunAsync(run);
        Assert.Null(outcome.Problem);
        Assert.Equal("1", outcome.Results[0].Rows[0][0]);
        Assert.Equal("SCR1012", (await RunAsync(run)).Problem?.Code);
    }

    private void Lose() => Environment.SetEnvironmentVariable(Temp, Path.Combine(_folder.FullName, "gone"));

    private static async Task<ScriptOutcome> RunAsync(ScriptRun run)
    {
        var input = ScriptInput.Of(
            new DataStructure(
                "N", [new Component("id", ComponentRole.Identifier, ScalarKind.Integer, IsNullable: false)]),
            [["1"]]);
        var module = VtlCompiler.Compile(
            [new SourceText("t.vtl", "R <- N;")], new VtlInputs { Datasets = [input.Structure] });
        return await run.RunAsync(module, [input], TestContext.Current.CancellationToken);
    }
}

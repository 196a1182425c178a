using Xunit;

namespace Huoshui.Cli.Tests;

/// <summary>The command line is a contract: names, exit codes and one clear line of error.</summary>
public sealed class ContractTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("demo")]
    [InlineData("serve")]
    [InlineData("city", "generate")]
    [InlineData("file")]
    [InlineData("filing")]
    [InlineData("figures")]
    [InlineData("explain")]
    [InlineData("vtl", "run")]
    [InlineData("vtl", "sql")]
    [InlineData("vtl", "conformance")]
    [InlineData("log")]
    [InlineData("log", "create")]
    [InlineData("log", "append")]
    [InlineData("log", "checkpoint")]
    [InlineData("log", "prove")]
    [InlineData("log", "verify")]
    [InlineData("log", "fsck")]
    [InlineData("log", "witness")]
    [InlineData("pack", "check")]
    [InlineData("pack", "decide")]
    [InlineData("pack", "mutate")]
    [InlineData("bench")]
    [InlineData("backup")]
    [InlineData("restore")]
    [InlineData("migrate")]
    public async Task Every_command_of_the_contract_helps_with_an_example(params string[] command)
    {
        var outcome = await HuoshuiProgram.RunAsync(Stop, [.. command, "--help"]);

        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains("example", outcome.Output, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task An_unknown_command_could_not_run()
    {
        var outcome = await HuoshuiProgram.RunAsync(Stop, "no-such-command");

        Assert.Equal(1, outcome.ExitCode);
        Assert.NotEmpty(outcome.Errors);
    }

    [Fact]
    public async Task Demo_refuses_a_folder_that_is_neither_empty_nor_a_demo()
    {
        var folder = Directory.CreateTempSubdirectory("huoshui-cli-").FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "mine.txt"), "mine", Stop);

        var outcome = await HuoshuiProgram.RunAsync(Stop, "demo", "--no-serve", "--data", folder);

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("--data", outcome.Errors, StringComparison.Ordinal);
        Assert.Equal(["mine.txt"], Directory.EnumerateFileSystemEntries(folder).Select(Path.GetFileName));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task File_without_a_file_says_what_is_missing()
    {
        var outcome = await HuoshuiProgram.RunAsync(
            Stop, "file", "sba7a", "/nowhere.csv", "--institution", "X", "--date", "2014-12-31", "--check-only");

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("/nowhere.csv", outcome.Errors, StringComparison.Ordinal);
    }
}

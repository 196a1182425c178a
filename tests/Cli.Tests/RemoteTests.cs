using Xunit;

namespace Huoshui.Cli.Tests;

/// <summary>Filing with <c>--server URL --token-file F</c> against a portal in a process of its own.</summary>
public sealed class RemoteTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_machine_files_looks_at_findings_and_is_told_what_stands_in_the_way()
    {
        using var folder = await FilersFolder.CreateAsync(Stop);
        var token = await folder.TokenFileAsync("machine", "preparer", Stop);
        await using var portal = await PortalProcess.StartAsync(folder.Data, Stop);
        string[] remote = ["--server", portal.Url, "--token-file", token];
        var findings = Path.Combine(folder.Root, "findings.csv");

        var filed = await folder.RunAsync(Stop, [.. File(folder.Loans(1, 5), FilersFolder.Lender), "--findings", findings, .. remote]);
        var broken = await folder.RunAsync(Stop, [.. File(Broken(folder), FilersFolder.Lender), "--lang", "en", .. remote]);
        var foreign = await folder.RunAsync(Stop, [.. File(folder.Loans(1, 5), FilersFolder.OtherLender), .. remote]);
        var step = await folder.RunAsync(Stop, ["filing", "submit", $"sba7a:{FilersFolder.Lender}:{FilersFolder.Date}", .. remote]);

        Assert.True(filed.ExitCode == 0, filed.ToString());
        Assert.Contains("SBA_0301", filed.Output, StringComparison.Ordinal);
        Assert.Equal(4, (await System.IO.File.ReadAllLinesAsync(findings, Stop)).Length);
        Assert.Equal(2, broken.ExitCode);
        Assert.Contains("line 3", broken.Output, StringComparison.Ordinal);
        Assert.Equal((1, true), (foreign.ExitCode, foreign.Errors.Contains("FIL1007", StringComparison.Ordinal)));
        Assert.True(step.ExitCode == 2 && step.Errors.Contains("FIL1012", StringComparison.Ordinal), step.ToString());
        await folder.GoodAsync(Stop, "token", "revoke", "machine", "--name", "test", "--data", folder.Data);
        var refused = await folder.RunAsync(Stop, ["filing", "list", .. remote]);
        Assert.Equal((1, true), (refused.ExitCode, refused.Errors.Contains("API1001", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("http://192.0.2.1:5080", "https")]
    [InlineData("http://127.0.0.1:9", "--server")]
    [InlineData("huoshui", "http(s)")]
    public async Task A_server_that_cannot_be_used_is_told_in_one_line(string server, string says)
    {
        var file = Path.GetTempFileName();
        await System.IO.File.WriteAllTextAsync(file, "hs_x", Stop);

        var outcome = await HuoshuiProgram.RunAsync(Stop, "filing", "list", "--server", server, "--token-file", file);

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains(says, Assert.Single(outcome.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        System.IO.File.Delete(file);
    }

    private static string[] File(string path, string institution) =>
        ["file", "sba7a", path, "--institution", institution, "--date", FilersFolder.Date];

    private static string Broken(FilersFolder folder)
    {
        var path = folder.Loans(1, 4);
        System.IO.File.WriteAllText(path, System.IO.File.ReadAllText(path).Replace("NEW PARIS", "\"NEW PARIS", StringComparison.Ordinal));
        return path;
    }
}

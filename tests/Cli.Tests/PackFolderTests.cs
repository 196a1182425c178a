using Xunit;

namespace Huoshui.Cli.Tests;

/// <summary><c>huoshui pack</c> in a policies folder of one's own.</summary>
public sealed class PackFolderTests : IDisposable
{
    private const string Product = "inclusive/qualityloan";

    private readonly DirectoryInfo _own = Directory.CreateTempSubdirectory("huoshui-packs-");

    public PackFolderTests()
    {
        foreach (var folder in (string[])["templates/loan", Product, "vocabulary"])
        {
            foreach (var file in Directory.EnumerateFiles(Path.Combine(HuoshuiProgram.Root, "policies", folder), "*", SearchOption.AllDirectories))
                Copy(file);
        }

        File.WriteAllText(Path.Combine(Policies, "systems.yaml"), "{}\n");
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string Policies => Path.Combine(_own.FullName, "policies");

    public void Dispose() => _own.Delete(recursive: true);

    [Fact]
    public async Task The_folder_in_which_one_stands_goes_before_the_programs()
    {
        var outcome = await RunAsync("decide", "tech/mergerloans", "--as-of", "2025-06-30", "--input", "-");
        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains($"{Policies} 里没有决策包 tech/mergerloans；有 {Product}", outcome.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_product_without_a_table_of_its_template_fails_the_check_and_is_not_mutated()
    {
        File.Delete(Path.Combine(Policies, Product, "tables", "grades.csv"));
        foreach (var command in (string[])["check", "mutate"])
        {
            var outcome = await RunAsync(command, Product);
            Assert.Equal(2, outcome.ExitCode);
            Assert.Contains("grades", outcome.Errors, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Where_no_pack_decides_nothing_is_called_noticed()
    {
        var outcome = await RunAsync("mutate", "vocabulary");
        Assert.Equal((2, "这里没有决策包\n"), (outcome.ExitCode, outcome.Errors));
    }

    private void Copy(string file)
    {
        var target = Path.Combine(_own.FullName, Path.GetRelativePath(HuoshuiProgram.Root, file));
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        File.Copy(file, target);
    }

    private Task<Outcome> RunAsync(params string[] arguments)
    {
        var start = HuoshuiProgram.Start(["pack", .. arguments]);
        start.WorkingDirectory = _own.FullName;
        start.Environment.Remove("HUOSHUI_POLICIES");
        start.RedirectStandardInput = true;
        return HuoshuiProgram.RunAsync(start, Stop);
    }
}

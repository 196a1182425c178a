using Huoshui.Policies.Figures;
using Xunit;

namespace Huoshui.Policies.Tests;

public sealed class FigureLibraryTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("huoshui-figures-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_figure_of_filings_that_says_not_where_its_support_is_counted_is_refused()
    {
        var text = File.ReadAllText(Path.Combine(PolicyLibrary.FindFolder(), "supervision", "ppp", "pack.yaml"));
        var lines = text.Split('\n').Where(l => !l.TrimStart().StartsWith("support:", StringComparison.Ordinal)).ToList();
        var pack = Directory.CreateDirectory(Path.Combine(_folder.FullName, "supervision", "ppp"));
        File.WriteAllText(Path.Combine(pack.FullName, "pack.yaml"), string.Join('\n', lines));

        var refusal = Assert.Single(FigureLibrary.Load(_folder.FullName).Diagnostics, d => d.Code == "PAK1102");

        Assert.Contains("PPP2", refusal.ToLine("zh"), StringComparison.Ordinal);
        Assert.Equal(lines.FindIndex(l => l.Contains("id: PPP2", StringComparison.Ordinal)) + 1, refusal.Position?.Line);
    }

    [Fact]
    public void The_packs_of_the_house_are_accepted() =>
        Assert.Empty(FigureLibrary.Load(PolicyLibrary.FindFolder()).Diagnostics);
}

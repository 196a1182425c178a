using System.Text.RegularExpressions;
using System.Xml.Linq;
using Xunit;

namespace Huoshui.Tidy.Tests;

/// <summary>Sizes, drawers and names in the source.</summary>
public sealed partial class SourceTests
{
    private const int LongestFile = 800;
    private const int LongestLine = 120;
    private const int KnownLongLines = 690;

    [Fact]
    public void No_folder_is_a_drawer()
    {
        string[] drawers = ["Common", "Core", "Helpers", "Managers", "Misc", "Shared", "Utilities", "Utils"];
        var found = Directory.EnumerateDirectories(Repository.At("src"), "*", SearchOption.AllDirectories)
            .Where(folder => !folder.Contains("/node_modules/", StringComparison.Ordinal))
            .Where(folder => drawers.Contains(Path.GetFileName(folder), StringComparer.OrdinalIgnoreCase))
            .Select(Repository.Show);

        Assert.Empty(found);
    }

    [Fact]
    public void No_class_is_a_manager_or_a_helper()
    {
        var found = from file in Repository.Files("src", "*.cs")
                    from Match match in DrawerClass().Matches(File.ReadAllText(file))
                    select $"{Repository.Show(file)}: {match.Value}";

        Assert.Empty(found);
    }

    [Fact]
    public void A_file_fits_a_reader()
    {
        var tooLong = from file in Repository.Files("src", "*.cs").Concat(Repository.Files("tests", "*.cs"))
                      where !IsGenerated(file)
                      let lines = File.ReadAllLines(file)
                      where lines.Length > LongestFile
                      select $"{Repository.Show(file)}: {lines.Length} lines";

        Assert.Empty(tooLong);
    }

    // Debt of the first session: the count may only fall; at 0 this becomes a plain rule.
    [Fact]
    public void Lines_that_do_not_fit_a_screen_only_get_fewer()
    {
        var tooLong = from file in Repository.Files("src", "*.cs")
                      where !IsGenerated(file)
                      from line in File.ReadLines(file).Select((text, index) => (text, number: index + 1))
                      where line.text.Length > LongestLine
                      select $"{Repository.Show(file)}:{line.number}: {line.text.Length} characters";

        Assert.InRange(tooLong.Count(), 0, KnownLongLines);
    }

    [Fact]
    public void A_project_file_holds_references_only()
    {
        var talkative = Repository.Files("src", "*.csproj").Concat(Repository.Files("tests", "*.csproj"))
            .Where(file => XDocument.Load(file).Descendants("PropertyGroup").Any())
            .Select(Repository.Show);

        Assert.Empty(talkative);
    }

    [Fact]
    public void Every_engine_and_platform_project_has_a_readme()
    {
        var without = Repository.Files("src/Engines", "*.csproj").Concat(Repository.Files("src/Platform", "*.csproj"))
            .Select(Path.GetDirectoryName)
            .Where(folder => !File.Exists(Path.Combine(folder!, "README.md")))
            .Select(folder => Repository.Show(folder!));

        Assert.Empty(without);
    }

    [Fact]
    public void Every_project_stands_in_the_solution()
    {
        var solution = File.ReadAllText(Repository.At("Huoshui.slnx"));
        var missing = Repository.Files("src", "*.csproj").Concat(Repository.Files("tests", "*.csproj"))
            .Select(Repository.Show)
            .Where(path => !solution.Contains($"\"{path}\"", StringComparison.Ordinal));

        Assert.Empty(missing);
    }

    [Fact]
    public void No_work_is_left_unfinished()
    {
        var found = from file in Repository.Files("src", "*.cs").Concat(Repository.Files("src", "*.razor"))
                    from line in File.ReadLines(file).Select((text, index) => (text, number: index + 1))
                    where Unfinished().IsMatch(line.text)
                    select $"{Repository.Show(file)}:{line.number}: {line.text.Trim()}";

        Assert.Empty(found);
    }

    private static bool IsGenerated(string file) =>
        file.Contains("/Migrations", StringComparison.Ordinal) && !file.EndsWith("Factory.cs", StringComparison.Ordinal);

    [GeneratedRegex(@"\b(?:class|record|struct)\s+\w+(?:Manager|Helper)\b", RegexOptions.None, 1000)]
    private static partial Regex DrawerClass();

    [GeneratedRegex(@"\b(?:TODO|FIXME|HACK|NotImplementedException)\b", RegexOptions.None, 1000)]
    private static partial Regex Unfinished();
}

using System.Text.RegularExpressions;
using Xunit;

namespace Huoshui.Tidy.Tests;

/// <summary>What is written for people is true: links lead somewhere, codes have a page.</summary>
public sealed partial class DocumentationTests
{
    [Fact]
    public void Every_relative_link_leads_to_a_file()
    {
        var broken = from file in Pages()
                     from Match match in Link().Matches(File.ReadAllText(file))
                     let target = match.Groups[1].Value.Split('#')[0]
                     where target.Length > 0 && !target.Contains("://", StringComparison.Ordinal)
                         && !target.StartsWith("mailto:", StringComparison.Ordinal)
                     let path = Path.Combine(Path.GetDirectoryName(file)!, Uri.UnescapeDataString(target))
                     where !File.Exists(path) && !Directory.Exists(path)
                     select $"{Repository.Show(file)} → {target}";

        Assert.Empty(broken);
    }

    [Fact]
    public void Every_diagnostic_code_has_a_place_in_the_reference()
    {
        var documented = string.Concat(Repository.Files("docs/reference", "*.md").Select(File.ReadAllText));
        var undocumented = Repository.Files("src", "*.cs")
            .SelectMany(file => Code().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value))
            .Distinct(StringComparer.Ordinal)
            .Where(code => !documented.Contains(code, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);

        Assert.Empty(undocumented);
    }

    [Fact]
    public void Every_decision_record_is_short_and_says_its_outcome()
    {
        var poor = from file in Repository.Files("docs/decisions", "*.md")
                   let text = File.ReadAllText(file)
                   where text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length > 600
                       || !text.Contains("## Outcome", StringComparison.Ordinal)
                       || !text.Contains("## Consequences", StringComparison.Ordinal)
                   select Repository.Show(file);

        Assert.Empty(poor);
    }

    private static IEnumerable<string> Pages() =>
        Directory.EnumerateFiles(Repository.Root, "*.md")
            .Concat(Repository.Files("docs", "*.md")).Concat(Repository.Files("src", "README.md"))
            .Concat(Repository.Files("policies", "README.md")).Concat(Repository.Files("bench", "*.md"));

    [GeneratedRegex(@"\]\(([^)\s]+)\)", RegexOptions.None, 1000)]
    private static partial Regex Link();

    [GeneratedRegex("\"([A-Z]{3}[0-9]{4})\"", RegexOptions.None, 1000)]
    private static partial Regex Code();
}

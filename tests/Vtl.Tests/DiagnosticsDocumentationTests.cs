using System.Text.RegularExpressions;
using Huoshui.Vtl.Tests.Fixtures;
using Xunit;

namespace Huoshui.Vtl.Tests;

public sealed partial class DiagnosticsDocumentationTests
{
    private static readonly string Root = Path.GetFullPath(Path.Combine(FixtureFile.Folder, "../../.."));

    [Fact]
    public void Every_code_is_documented()
    {
        var documented = File.ReadAllLines(Path.Combine(Root, "docs/reference/vtl-diagnostics.md"))
            .Where(l => l.StartsWith("## VTL", StringComparison.Ordinal)).Select(l => l[3..]).ToHashSet(StringComparer.Ordinal);
        var used = Directory.GetFiles(Path.Combine(Root, "src/Engines/Vtl"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(f => Code().Matches(File.ReadAllText(f))).Select(m => m.Groups["code"].Value).Distinct(StringComparer.Ordinal);
        Assert.All(used, code => Assert.Contains(code, documented));
    }

    [GeneratedRegex("\"(?<code>VTL[0-9]{4})\"", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Code();
}

using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Xunit;

namespace Huoshui.Dmn.Tests;

public sealed partial class DiagnosticsDocumentationTests
{
    [Fact]
    public void The_reference_has_every_code_and_no_other()
    {
        var root = Path.GetFullPath(Path.Combine(Here(), "../.."));
        var documented = File.ReadAllLines(Path.Combine(root, "docs/reference/dmn-diagnostics.md"))
            .Where(l => l.StartsWith("## DMN", StringComparison.Ordinal)).Select(l => l[3..]).Order();
        var used = Directory.GetFiles(Path.Combine(root, "src/Engines/Dmn"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(f => Code().Matches(File.ReadAllText(f))).Select(m => m.Groups["code"].Value)
            .Distinct(StringComparer.Ordinal).Order();

        Assert.Equal(used, documented);
    }

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;

    [GeneratedRegex("\"(?<code>DMN[0-9]{4})\"", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Code();
}

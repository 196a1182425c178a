using System.Runtime.CompilerServices;
using Huoshui.Cli.DmnRuns;
using Xunit;

namespace Huoshui.Conformance.Tests.Dmn;

/// <summary>
/// The DMN Technology Compatibility Kit, levels 2 and 3 of the part in ../shared. The counts only rise.
/// </summary>
public sealed class DmnKitTests
{
    private const int PassedAtLeast = 1611;
    private const int NonNullAtLeast = 1178;

    [Fact]
    public void Every_case_of_levels_2_and_3_passes_or_stands_in_a_list_with_its_reason()
    {
        var folder = Find("shared/conformance/dmn-tck");
        if (folder is null)
            Assert.Skip("../shared/conformance/dmn-tck 不在这里 / is not here");
        var results = KitFile.Below(new DirectoryInfo(folder))
            .Where(f => f.Directory.StartsWith("compliance-level", StringComparison.Ordinal))
            .SelectMany(KitRunner.Run).ToList();
        var failed = results.Where(r => r.Outcome == KitOutcome.Error).ToList();
        var known = DmnKitExclusions.Debt.Keys.Concat(DmnKitExclusions.Permanent.Keys).ToHashSet(
            StringComparer.Ordinal);

        Assert.Empty(failed.Where(r => !known.Contains(Key(r))).Select(r => $"{Key(r)}: {r.Message}"));
        Assert.Empty(known.Where(k => failed.TrueForAll(r => Key(r) != k)));
        var passed = results.Where(r => r.Outcome == KitOutcome.Success).ToList();
        Assert.True(passed.Count >= PassedAtLeast, $"{passed.Count} passed");
        Assert.True(passed.Count(r => r.IsNonNull) >= NonNullAtLeast,
            $"{passed.Count(r => r.IsNonNull)} passed with a value");
    }

    private static string Key(KitResult result) => $"{result.Directory} {result.Case}";

    // ../shared lies beside the repository; a worktree may lie a folder deeper.
    private static string? Find(string name, [CallerFilePath] string path = "")
    {
        for (var folder = Directory.GetParent(path); folder is not null; folder = folder.Parent)
        {
            if (Directory.Exists(Path.Combine(folder.FullName, name)))
                return Path.Combine(folder.FullName, name);
        }

        return null;
    }
}

using System.Runtime.CompilerServices;
using Huoshui.Cli.VtlRuns;
using Xunit;

namespace Huoshui.Conformance.Tests.Vtl;

/// <summary>The examples of the VTL 2.2 reference manual (SDMX TCK), as cases in ../shared/conformance/vtl.</summary>
public sealed class TckTests
{
    // Only rises: an example that passed must not fail again.
    private const int PassedAtLeast = 173;

    [Fact]
    public void Every_example_passes_or_stands_in_a_list_with_its_reason()
    {
        var file = Find("shared/conformance/vtl/tck-2.2.jsonl");
        if (file is null)
            Assert.Skip("../shared/conformance/vtl/tck-2.2.jsonl 不在这里 / is not here");
        var results = ConformanceRun.OfFile(file);
        var failed = results.Where(r => !r.Passed).ToList();
        var surprises = failed.Where(r => !TckExclusions.Debt.ContainsKey(r.Id) && !TckExclusions.Permanent.ContainsKey(r.Id));
        Assert.Empty(surprises.Select(r => $"{r.Id}: {r.Message}"));
        var stale = TckExclusions.Debt.Keys.Concat(TckExclusions.Permanent.Keys).Where(id => failed.TrueForAll(r => r.Id != id));
        Assert.Empty(stale);
        Assert.True(results.Count - failed.Count >= PassedAtLeast, $"{results.Count - failed.Count} passed");
    }

    // ../shared lies beside the repository; a worktree may lie a folder deeper.
    internal static string? Find(string name, [CallerFilePath] string path = "")
    {
        for (var folder = Directory.GetParent(path); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, name)))
                return Path.Combine(folder.FullName, name);
        }

        return null;
    }
}

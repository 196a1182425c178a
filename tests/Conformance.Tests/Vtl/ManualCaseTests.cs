using System.Runtime.CompilerServices;
using Huoshui.Cli.VtlRuns;
using Xunit;

namespace Huoshui.Conformance.Tests.Vtl;

/// <summary>Our own cases, written from the text of the VTL 2.2 manuals: every family, and every phase of
/// errors.</summary>
public sealed class ManualCaseTests
{
    [Fact]
    public void Every_case_written_from_the_manual_passes()
    {
        var results = ConformanceRun.OfFile(Path.Combine(Folder(), "manual-cases.jsonl"));
        Assert.True(results.Count > 2_000, $"{results.Count} cases");
        Assert.Empty(results.Where(r => !r.Passed).Select(r => $"{r.Id}: {r.Message}"));
    }

    internal static string Folder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}

using Huoshui.Cli.VtlRuns;
using Xunit;

namespace Huoshui.Conformance.Tests.Vtl;

/// <summary>The same cases on ClickHouse (libchdb): what passes on DuckDB passes here, or stands in a list.</summary>
[Collection(ClickHouseTests.Name)]
public sealed class ClickHouseCaseTests
{
    // Only rises: a case that passed must not fail again.
    private const int ManualPassedAtLeast = 1_212;
    private const int KitPassedAtLeast = 172;

    [Fact]
    public void Every_case_written_from_the_manual_passes_on_ClickHouse() => Check(
        Path.Combine(ManualCaseTests.Folder(), "manual-cases.jsonl"), ManualPassedAtLeast, []);

    [Fact]
    public void Every_example_that_passes_on_DuckDB_passes_on_ClickHouse()
    {
        var file = TckTests.Find("shared/conformance/vtl/tck-2.2.jsonl");
        if (file is null)
            Assert.Skip("../shared/conformance/vtl/tck-2.2.jsonl 不在这里 / is not here");
        Check(file, KitPassedAtLeast, [.. TckExclusions.Debt.Keys, .. TckExclusions.Permanent.Keys]);
    }

    private static void Check(string file, int atLeast, IReadOnlyList<string> excluded)
    {
        var results = ConformanceRun.OfFile(file, ClickHouseTests.ServerOrSkip());
        var failed = results.Where(r => !r.Passed).ToList();
        List<string> known = [.. ClickHouseExclusions.Debt.Keys, .. ClickHouseExclusions.Permanent.Keys, .. excluded];
        Assert.Empty(failed.Where(r => !known.Contains(r.Id)).Select(r => $"{r.Id}: {r.Message}"));
        Assert.Empty(known.Where(id => results.Any(r => r.Id == id && r.Passed)));
        Assert.True(results.Count - failed.Count >= atLeast, $"{results.Count - failed.Count} passed");
    }
}

/// <summary>Tests on ClickHouse share the one connection of the process and take turns.</summary>
[CollectionDefinition(Name)]
public sealed class ClickHouseTests
{
    public const string Name = "ClickHouse";

    /// <summary>The server; skips the test where there is no library.</summary>
    internal static Chdb ServerOrSkip()
    {
        var server = Chdb.Open();
        Assert.SkipWhen(server is null, $"没有 libchdb.so：export {Chdb.Variable}=$(eng/chdb) / no libchdb.so");
        return server!;
    }
}

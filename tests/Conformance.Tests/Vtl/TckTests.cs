using Huoshui.Cli.VtlRuns;
using Xunit;

namespace Huoshui.Conformance.Tests.Vtl;

public sealed class TckTests
{
    [Fact]
    public void Report()
    {
        var results = ConformanceCase.Read("/work/shared/conformance/vtl/tck-2.2.jsonl").Select(ConformanceRunner.Run).ToList();
        foreach (var r in results.Where(r => r.Outcome == ConformanceOutcome.Error))
            Console.WriteLine($"{r.Id}: {r.Message}");
        Console.WriteLine($"PASSED {results.Count(r => r.Outcome == ConformanceOutcome.Success)} of {results.Count}");
    }
}

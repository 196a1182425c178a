using DuckDB.NET.Data;
using Huoshui.Diagnostics;
using Huoshui.Vtl;

namespace Huoshui.Cli.VtlRuns;

/// <summary>Runs conformance cases and compares structures and rows.</summary>
internal static class ConformanceRunner
{
    public static ConformanceResult Run(ConformanceCase test)
    {
        try
        {
            var problem = Problem(test);
            return new ConformanceResult(test.Id, problem is null ? ConformanceOutcome.Success : ConformanceOutcome.Error, problem ?? string.Empty);
        }
        catch (Exception exception) when (exception is DuckDBException or FormatException or InvalidOperationException)
        {
            var isExpected = test.Expect.Outcome == "error" && exception is DuckDBException;
            return new ConformanceResult(
                test.Id, isExpected ? ConformanceOutcome.Success : ConformanceOutcome.Error, exception.Message.Split('\n')[0]);
        }
    }

    private static string? Problem(ConformanceCase test)
    {
        // A case may list an input twice when an example has several forms of it: the last one counts.
        var inputs = test.Inputs.Where(i => i.Components is not null).GroupBy(i => i.Name, StringComparer.Ordinal).Select(g => g.Last()).ToList();
        var module = VtlCompiler.Compile(
            [new SourceText(test.Id, test.Script)], new VtlInputs { Datasets = [.. inputs.Select(i => i.Structure)] });
        if (!module.Succeeded)
            return test.Expect.Outcome == "error" ? null : string.Join("; ", module.Diagnostics.Select(d => d.ToLine("en")));
        using var execution = new VtlExecution([]);
        foreach (var input in inputs)
            execution.Load(input.Structure, input.Header, input.Rows);
        var isErrorExpected = test.Expect.Outcome == "error";
        foreach (var expected in isErrorExpected ? [] : test.Expect.Outputs ?? [])
        {
            if (module.Results.FirstOrDefault(r => r.Name == expected.Name) is not { } result)
                return $"no result {expected.Name}";
            if (TableComparison.Difference(expected, result, execution.Rows(result)) is { } difference)
                return difference;
        }

        if (!isErrorExpected)
            return null;
        foreach (var result in module.Results)
            execution.Rows(result);
        return "an error was expected";
    }
}

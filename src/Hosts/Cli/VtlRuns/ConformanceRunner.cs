using System.Globalization;
using System.Text.RegularExpressions;
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
            return new ConformanceResult(
                test.Id, problem is null ? ConformanceOutcome.Success : ConformanceOutcome.Error, problem
                ?? string.Empty);
        }
        catch (Exception exception) when (exception is DuckDBException or FormatException or InvalidOperationException)
        {
            var isExpected = test.Expect.Outcome == "error" && exception is DuckDBException;
            return new ConformanceResult(
                test.Id, isExpected ? ConformanceOutcome.Success
                    : ConformanceOutcome.Error, exception.Message.Split('\n')[0]);
        }
    }

    private static string? Problem(ConformanceCase test)
    {
        var inputs = InputsOf(test);
        var module = VtlCompiler.Compile(
            [new SourceText(test.Id, test.Script)], new VtlInputs { Datasets = [.. inputs.Select(i => i.Structure)] });
        if (!module.Succeeded)
        {
            return test.Expect.Outcome == "error" ? null
                : string.Join("; ", module.Diagnostics.Select(d => d.ToLine("en")));
        }

        using var execution = new VtlExecution([]);
        foreach (var input in inputs)
            execution.Load(input.Structure, input.Header, input.Rows);
        var isErrorExpected = test.Expect.Outcome == "error";
        foreach (var expected in isErrorExpected ? [] : test.Expect.Outputs ?? [])
        {
            if (ResultFor(expected, test, module) is not { } result)
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

    /// <summary>
    /// Some examples name an input like another, or like the result; the script then means the input by its place:
    /// the second of the inputs is DS_2.
    /// </summary>
    private static List<VtlTable> InputsOf(ConformanceCase test)
    {
        var inputs = new List<VtlTable>();
        for (var i = 0; i < test.Inputs.Count; i++)
        {
            var input = test.Inputs[i];
            if (input.Components is null)
                continue;
            var isTaken = inputs.Exists(t => t.Name == input.Name) || IsAssigned(test.Script, input.Name);
            inputs.Add(
                isTaken ? input with { Name = string.Create(CultureInfo.InvariantCulture, $"DS_{i + 1}") } : input);
        }

        return inputs;
    }

    private static bool IsAssigned(string script, string name) =>
        Regex.IsMatch(
            script, $@"(^|[\s;]){Regex.Escape(name)}\s*(:=|<-)", RegexOptions.CultureInvariant,
            TimeSpan.FromSeconds(1));

    // An example with one result may call it by another name than its script does.
    private static VtlResult? ResultFor(VtlTable expected, ConformanceCase test, VtlModule module) =>
        module.Results.FirstOrDefault(r => r.Name == expected.Name)
            ?? (test.Expect.Outputs is [_] && module.Results is [var only] ? only : null);
}

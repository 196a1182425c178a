using System.Globalization;
using System.Text.RegularExpressions;
using Huoshui.Diagnostics;
using Huoshui.Vtl;

namespace Huoshui.Cli.VtlRuns;

/// <summary>Runs one case: load, compile, execute, compare. An error counts in the phase that it comes up in.</summary>
internal static class ConformanceRunner
{
    private const string Load = "load";
    private const string Semantic = "semantic";
    private const string Runtime = "runtime";

    /// <summary>Runs a case.</summary>
    /// <returns>Null when the case passes; else what is wrong.</returns>
    public static string? Problem(
        ConformanceCase test, ICaseDatabase execution, NumberTolerance tolerance, CancellationToken stop)
    {
        var inputs = InputsOf(test);
        try
        {
            foreach (var input in inputs)
                execution.Load(input.Structure, input.Header, test.OnlySemantic == true ? [] : input.Rows);
        }
        catch (VtlLoadException exception)
        {
            return Failed(test, Load, exception.Diagnostic.ToLine("en"));
        }
        catch (FormatException exception)
        {
            return Failed(test, Load, exception.Message);
        }

        VtlModule module;
        try
        {
            module = Compile(test, inputs, execution, stop);
        }
        catch (VtlLoadException exception)
        {
            return Failed(test, Load, exception.Diagnostic.ToLine("en"));
        }
        catch (VtlRuntimeException exception)
        {
            return Failed(test, Runtime, exception.Message);
        }

        if (!module.Succeeded)
            return Failed(test, Semantic, string.Join("; ", module.Diagnostics.Select(d => d.ToLine("en"))));
        if (test.OnlySemantic == true)
            return test.Expect.IsError ? NoError(test) : Outputs(test, module, (_, _) => null);
        return Executed(test, module, execution, tolerance, stop);
    }

    private static VtlModule Compile(
        ConformanceCase test, List<VtlTable> inputs, ICaseDatabase execution, CancellationToken stop) =>
        VtlCompiler.Compile([new SourceText(test.Id, test.Script)], new VtlInputs
        {
            Datasets = [.. inputs.Select(i => i.Structure)],
            Constants = ScalarInput.All(test),
            Extensions = false,
            Dialect = execution.Dialect,
            PivotCodes = test.OnlySemantic == true ? null : sql => execution.Codes(sql, stop),
        });

    private static string? Executed(
        ConformanceCase test, VtlModule module, ICaseDatabase execution, NumberTolerance tolerance,
        CancellationToken stop)
    {
        try
        {
            if (!test.Expect.IsError)
            {
                return Outputs(test, module, (expected, result) =>
                    TableComparison.Difference(expected, result, execution.Rows(result, stop), tolerance));
            }

            foreach (var result in module.Results)
                execution.Rows(result, stop);
            return NoError(test);
        }
        catch (VtlRuntimeException exception)
        {
            return Failed(test, Runtime, exception.Message);
        }
        catch (VtlLoadException exception)
        {
            return Failed(test, Load, exception.Diagnostic.ToLine("en"));
        }
    }

    private static string NoError(ConformanceCase test) =>
        $"an error was expected{(test.Expect.Phase is null ? string.Empty : $" ({test.Expect.Phase})")}";

    private static string? Failed(ConformanceCase test, string phase, string message) =>
        test.Expect.IsError && (test.Expect.Phase is null || test.Expect.Phase == phase)
            ? null : $"{phase}: {message}";

    private static string? Outputs(
        ConformanceCase test, VtlModule module, Func<VtlTable, VtlResult, string?> rowDifference)
    {
        foreach (var expected in test.Expect.Outputs ?? [])
        {
            if (ResultFor(expected, test, module) is not { } result)
                return $"no result {expected.Name}";
            if ((TableComparison.StructureDifference(expected, result) ?? rowDifference(expected, result)) is { } found)
                return $"{result.Name}: {found}";
        }

        return null;
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

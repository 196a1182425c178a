using System.Globalization;
using System.Text.RegularExpressions;
using DuckDB.NET.Data;
using Huoshui.Diagnostics;
using Huoshui.Vtl;

namespace Huoshui.Cli.VtlRuns;

/// <summary>Runs a conformance case: compile, load, run, compare structures and rows.</summary>
internal static class ConformanceRunner
{
    public static ConformanceResult Run(
        ConformanceCase test, NumberTolerance tolerance, CancellationToken cancellationToken)
    {
        var problem = Verdict(test, tolerance, cancellationToken);
        return new ConformanceResult(test.Id, problem is null, problem ?? string.Empty);
    }

    /// <returns>Null when the case ends as it should; else why not.</returns>
    private static string? Verdict(ConformanceCase test, NumberTolerance tolerance, CancellationToken cancellationToken)
    {
        var isErrorExpected = string.Equals(test.Expect.Outcome, "error", StringComparison.OrdinalIgnoreCase);
        try
        {
            var difference = Outcome(test, tolerance, isErrorExpected, cancellationToken);
            return isErrorExpected ? $"an error was expected ({test.Expect.Phase ?? "any phase"})" : difference;
        }
        catch (CaseError error)
        {
            if (!isErrorExpected)
                return $"{error.Phase}: {error.Message}";
            var isPhase = test.Expect.Phase is not { } phase ||
                string.Equals(phase, error.Phase, StringComparison.OrdinalIgnoreCase);
            return isPhase ? null : $"{test.Expect.Phase} error expected, {error.Phase}: {error.Message}";
        }
        // A case of strangers may break what nobody thought of; it must not take the others with it.
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            return $"{exception.GetType().Name}: {exception.Message.Split('\n')[0]}";
        }
    }

    private static string? Outcome(
        ConformanceCase test, NumberTolerance tolerance, bool isErrorExpected, CancellationToken cancellationToken)
    {
        var inputs = InputsOf(test);
        var module = Compiled(test, inputs);
        if (test.OnlySemantic)
            return isErrorExpected ? null : StructureDifference(test, module);
        using var execution = Loaded(inputs, cancellationToken);
        foreach (var expected in isErrorExpected ? [] : test.Expect.Outputs ?? [])
        {
            if (ResultFor(expected, test, module) is not { } result)
                return $"no result {expected.Name}";
            var rows = Rows(execution, result, cancellationToken);
            if (TableComparison.Difference(expected, result, rows, tolerance) is { } difference)
                return difference;
        }

        foreach (var result in isErrorExpected ? module.Results : [])
            Rows(execution, result, cancellationToken);
        return null;
    }

    private static VtlModule Compiled(ConformanceCase test, List<VtlTable> inputs)
    {
        var sources = new[] { new SourceText(test.Id, test.Script) };
        var module = VtlCompiler.Compile(sources, new VtlInputs
        {
            Datasets = [.. inputs.Where(i => i.Components is not null).Select(i => i.Structure)],
            Constants = [.. ScalarInputs.Of(test)],
            Enumerations = IdentifierValues.Of(inputs),
        });
        return module.Succeeded ? module
            : throw CaseError.Semantic(string.Join("; ", module.Diagnostics.Select(d => d.ToLine("en"))));
    }

    private static VtlExecution Loaded(List<VtlTable> inputs, CancellationToken cancellationToken)
    {
        var execution = VtlExecution.ForCase();
        try
        {
            foreach (var input in inputs.Where(i => i.Components is not null))
            {
                InputCheck.Require(input);
                execution.Load(input.Structure, input.Header, input.Rows, cancellationToken);
            }

            return execution;
        }
        catch (DuckDBException exception)
        {
            execution.Dispose();
            throw CaseError.Load(exception.Message.Split('\n')[0]);
        }
        catch
        {
            execution.Dispose();
            throw;
        }
    }

    private static List<string?[]> Rows(VtlExecution execution, VtlResult result, CancellationToken cancellationToken)
    {
        try
        {
            var rows = execution.Rows(result, cancellationToken);
            if (InputCheck.NullIdentifier(result.Structure, rows) is { } missing)
                throw CaseError.Runtime(missing);
            if (InputCheck.RepeatedIdentifiers(result.Structure, rows) is { } repeated)
                throw CaseError.Runtime(repeated);
            return rows;
        }
        catch (DuckDBException exception)
        {
            throw CaseError.Runtime(exception.Message.Split('\n')[0]);
        }
    }

    private static string? StructureDifference(ConformanceCase test, VtlModule module)
    {
        foreach (var expected in test.Expect.Outputs ?? [])
        {
            if (ResultFor(expected, test, module) is not { } result)
                return $"no result {expected.Name}";
            if (TableComparison.StructureDifference(expected, result) is { } difference)
                return difference;
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
        foreach (var (input, index) in (test.Inputs ?? []).Select((input, index) => (input, index)))
        {
            var isTaken = inputs.Exists(t => t.Name == input.Name) || IsAssigned(test.Script, input.Name);
            var byPlace = string.Create(CultureInfo.InvariantCulture, $"DS_{index + 1}");
            inputs.Add(isTaken ? input with { Name = byPlace } : input);
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

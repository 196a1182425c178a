using System.Text.Json;

namespace Huoshui.Cli.VtlRuns;

/// <summary>A line of a conformance file: a script, its inputs, and what must come out.</summary>
internal sealed record ConformanceCase(
    string Id, string Script, IReadOnlyList<VtlTable> Inputs, ConformanceExpectation Expect)
{
    public static IEnumerable<ConformanceCase> Read(string path)
    {
        foreach (var line in File.ReadLines(path))
        {
            if (line.Trim().Length > 0)
            {
                yield return JsonSerializer.Deserialize<ConformanceCase>(line, VtlJson.Options)
                    ?? throw new FormatException(path);
            }
        }
    }
}

/// <summary><c>Outcome</c> is "value" or "error".</summary>
internal sealed record ConformanceExpectation(string Outcome, IReadOnlyList<VtlTable>? Outputs);

internal enum ConformanceOutcome
{
    Success,
    Error,
    Ignored,
}

internal sealed record ConformanceResult(string Id, ConformanceOutcome Outcome, string Message);

using System.Globalization;
using System.Text.Json;
using CsvHelper;

namespace Huoshui.Cli.VtlRuns;

/// <summary>Runs a file of cases and writes what came out of each.</summary>
internal static class ConformanceReport
{
    /// <summary>Runs the cases; the report goes to a file if one is named.</summary>
    /// <returns>The exit code: good when every case passes.</returns>
    public static int Run(FileInfo cases, FileInfo? report)
    {
        try
        {
            var results = ConformanceCase.Read(cases.FullName).Select(ConformanceRunner.Run).ToList();
            if (report is not null)
                Write(results, report);
            var passed = results.Count(r => r.Outcome == ConformanceOutcome.Success);
            var ignored = results.Count(r => r.Outcome == ConformanceOutcome.Ignored);
            Console.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                    $"{passed} passed, {results.Count - passed - ignored} failed, {ignored} ignored"));
            return passed + ignored == results.Count ? ExitCodes.Good : ExitCodes.InputFailed;
        }
        catch (Exception exception) when (
            exception is IOException or FormatException or JsonException or UnauthorizedAccessException)
        {
            return Say.Wrong($"huoshui vtl conformance: {cases.Name}: {exception.Message}");
        }
    }

    private static void Write(List<ConformanceResult> results, FileInfo report)
    {
        using var writer = new CsvWriter(new StreamWriter(report.FullName), CultureInfo.InvariantCulture);
        foreach (var header in new[] { "id", "outcome", "message" })
            writer.WriteField(header);
        writer.NextRecord();
        foreach (var result in results)
        {
            writer.WriteField(result.Id);
            writer.WriteField(result.Outcome.ToString().ToUpperInvariant());
            writer.WriteField(result.Message);
            writer.NextRecord();
        }
    }
}

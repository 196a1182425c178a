using System.Globalization;
using System.Xml;
using CsvHelper;
using CsvHelper.Configuration;

namespace Huoshui.Cli.DmnRuns;

/// <summary>Runs a folder in the kit's layout and writes the kit's report.</summary>
internal static class KitReport
{
    /// <summary>Runs the kit.</summary>
    /// <returns>The exit code: good when every case passes.</returns>
    public static int Run(DirectoryInfo folder, FileInfo? report)
    {
        try
        {
            var results = KitFile.Below(folder).SelectMany(KitRunner.Run).ToList();
            if (results.Count == 0)
                return Say.Wrong($"{folder.FullName} 中没有 *-test-*.xml / no *-test-*.xml in there");
            if (report is not null)
                Write(results, report);
            foreach (var failed in results.Where(r => r.Outcome == KitOutcome.Error).Take(40))
                Console.Out.WriteLine($"{failed.Directory} {failed.File} {failed.Case}: {failed.Message}");
            Summarize(results);
            return results.TrueForAll(r => r.Outcome == KitOutcome.Success) ? ExitCodes.Good : ExitCodes.InputFailed;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or XmlException)
        {
            return Say.Wrong($"huoshui dmn conformance: {exception.Message}");
        }
    }

    private static void Summarize(List<KitResult> results)
    {
        var nonNull = results.Where(r => r.IsNonNull).ToList();
        var passed = results.Count(r => r.Outcome == KitOutcome.Success);
        var valued = nonNull.Count(r => r.Outcome == KitOutcome.Success);
        Console.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"期望非空的用例 / cases that expect a value: {valued} / {nonNull.Count}"));
        Console.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{passed} passed, {results.Count - passed} failed"));
    }

    // The kit's columns, without a header, every field in quotes.
    private static void Write(List<KitResult> results, FileInfo report)
    {
        var format = new CsvConfiguration(CultureInfo.InvariantCulture) { ShouldQuote = _ => true, NewLine = "\n" };
        using var writer = new CsvWriter(new StreamWriter(report.FullName), format);
        foreach (var result in results)
        {
            writer.WriteField(result.Directory);
            writer.WriteField(result.File);
            writer.WriteField(result.Case);
            writer.WriteField(result.Outcome.ToString().ToUpperInvariant());
            writer.WriteField(result.Message.ReplaceLineEndings(" "));
            writer.NextRecord();
        }
    }
}

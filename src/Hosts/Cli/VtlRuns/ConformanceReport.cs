using System.Globalization;
using CsvHelper;

namespace Huoshui.Cli.VtlRuns;

/// <summary>Runs a file of cases and writes what came out of each.</summary>
internal static class ConformanceReport
{
    /// <summary>Runs the cases.</summary>
    /// <returns>The exit code: good when every case passes.</returns>
    /// <param name="cases">A JSONL file.</param>
    /// <param name="report">Where each outcome is written; null for nowhere.</param>
    /// <param name="dialect">duckdb or clickhouse.</param>
    /// <param name="library">libchdb.so; null for what the environment names.</param>
    public static int Run(FileInfo cases, FileInfo? report, string dialect, FileInfo? library)
    {
        var server = dialect == "clickhouse" ? Chdb.Open(library?.FullName) : null;
        if (dialect == "clickhouse" && server is null)
        {
            return Say.Wrong("huoshui vtl conformance: 找不到 libchdb.so；请运行 eng/chdb，再给出 --chdb 路径或环境变量 " +
                $"{Chdb.Variable} / no libchdb.so: run eng/chdb, then give --chdb PATH or {Chdb.Variable}");
        }

        try
        {
            var results = ConformanceRun.OfFile(cases.FullName, server);
            if (report is not null)
                Write(results, report);
            var passed = results.Count(r => r.Passed);
            Console.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{passed} passed, {results.Count - passed} failed"));
            return passed == results.Count ? ExitCodes.Good : ExitCodes.InputFailed;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Say.Wrong($"huoshui vtl conformance: {cases.Name}: {exception.Message}");
        }
    }

    private static void Write(IReadOnlyList<ConformanceResult> results, FileInfo report)
    {
        using var writer = new CsvWriter(new StreamWriter(report.FullName), CultureInfo.InvariantCulture);
        foreach (var header in new[] { "id", "verdict", "message" })
            writer.WriteField(header);
        writer.NextRecord();
        foreach (var result in results)
        {
            writer.WriteField(result.Id);
            writer.WriteField(result.Passed ? "passed" : "failed");
            writer.WriteField(result.Message.ReplaceLineEndings(" "));
            writer.NextRecord();
        }
    }
}

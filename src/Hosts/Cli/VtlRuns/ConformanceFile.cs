using System.Globalization;
using System.Text.Json;

namespace Huoshui.Cli.VtlRuns;

/// <summary>Runs every case of a file, several at once; a case that fails, breaks or hangs costs only itself.</summary>
internal static class ConformanceFile
{
    // A case has a few rows: what takes longer than this has gone wrong, and the others must still be run.
    private static readonly TimeSpan CaseLimit = TimeSpan.FromSeconds(20);

    /// <summary>The results in the order of the lines.</summary>
    public static IReadOnlyList<ConformanceResult> Run(string path)
    {
        var tolerance = NumberTolerance.For(path);
        var lines = File.ReadLines(path).Where(l => l.Trim().Length > 0).ToList();
        var results = new ConformanceResult[lines.Count];
        var workers = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount };
        Parallel.For(0, lines.Count, workers, i => results[i] = Result(lines[i], i + 1, tolerance));
        return results;
    }

    private static ConformanceResult Result(string line, int number, NumberTolerance tolerance)
    {
        ConformanceCase test;
        try
        {
            test = JsonSerializer.Deserialize<ConformanceCase>(line, VtlJson.Options) ?? throw new JsonException("null");
            if (test.Script is null || test.Expect is null)
                throw new JsonException("script, expect");
        }
        catch (JsonException exception)
        {
            return new ConformanceResult(
                string.Create(CultureInfo.InvariantCulture, $"line {number}"), false, $"no case: {exception.Message}");
        }

        return InTime(test, tolerance);
    }

    private static ConformanceResult InTime(ConformanceCase test, NumberTolerance tolerance)
    {
        using var stop = new CancellationTokenSource(CaseLimit);
        var work = Task.Factory.StartNew(
            () => ConformanceRunner.Run(test, tolerance, stop.Token), CancellationToken.None,
            TaskCreationOptions.LongRunning, TaskScheduler.Default);
        // The engine answers a cancellation; a compiler that turned in circles would not, and is left behind.
        return work.Wait(CaseLimit + CaseLimit)
            ? work.Result
            : new ConformanceResult(test.Id, false, $"not done after {CaseLimit.TotalSeconds * 2:F0} s");
    }
}

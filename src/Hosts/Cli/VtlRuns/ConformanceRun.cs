using System.Data.Common;
using System.Globalization;
using System.Text.Json;

namespace Huoshui.Cli.VtlRuns;

/// <summary>
/// Runs many cases on a few threads. A case that is no JSON, throws, or takes too long fails alone: the others run on,
/// with a fresh database after one that had to be left behind.
/// </summary>
internal static class ConformanceRun
{
    /// <summary>A case takes some 10 ms; one that takes this long hangs.</summary>
    public static readonly TimeSpan CaseLimit = TimeSpan.FromSeconds(10);

    // Deep scripts are bound recursively; the compiler's own limit on nesting fits well into this.
    private const int StackBytes = 64 * 1024 * 1024;

    // The examples of the standard print their numbers with six significant digits, and some headers in disorder.
    private const string KitPrefix = "tck-";

    private static readonly NumberTolerance Printed = new(SignificantDigits: 6, AllowsDisorder: true);

    /// <summary>The result of each line that is not empty, in their order.</summary>
    /// <param name="path">A JSONL file.</param>
    /// <param name="server">ClickHouse; null runs the cases on DuckDB.</param>
    public static IReadOnlyList<ConformanceResult> OfFile(string path, Chdb? server = null)
    {
        var isKit = Path.GetFileName(path).StartsWith(KitPrefix, StringComparison.Ordinal);
        var lines = File.ReadLines(path).Where(l => !string.IsNullOrWhiteSpace(l)).ToList();
        return Run(lines, isKit ? Printed : NumberTolerance.Exact, server: server);
    }

    public static IReadOnlyList<ConformanceResult> Run(
        IReadOnlyList<string> lines, NumberTolerance tolerance, TimeSpan? caseLimit = null, Chdb? server = null)
    {
        var results = new ConformanceResult[lines.Count];
        var next = -1;
        // All workers would share the one ClickHouse of the process, and its tables.
        var count = server is null ? Math.Min(Environment.ProcessorCount, 4) : 1;
        var workers = Enumerable.Range(0, count).Select(_ => new Thread(() =>
        {
            using var worker = new Worker(tolerance, caseLimit ?? CaseLimit, server);
            for (var i = Interlocked.Increment(ref next); i < lines.Count; i = Interlocked.Increment(ref next))
                results[i] = worker.Run(lines[i], i + 1);
        })).ToList();
        workers.ForEach(w => w.Start());
        workers.ForEach(w => w.Join());
        return results;
    }

    private sealed class Worker(NumberTolerance tolerance, TimeSpan limit, Chdb? server) : IDisposable
    {
        private ICaseDatabase? _execution;

        public ConformanceResult Run(string line, int number)
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"line {number}");
            try
            {
                var test = JsonSerializer.Deserialize<ConformanceCase>(line, VtlJson.Options);
                return test is null ? new ConformanceResult(id, false, "null") : Guarded(test);
            }
            catch (Exception exception) when (exception is JsonException or NotSupportedException)
            {
                return new ConformanceResult(IdOf(line) ?? id, false, exception.Message);
            }
            catch (DbException exception)
            {
                // The database could not be opened or closed: the next case takes a new one.
                _execution = null;
                return new ConformanceResult(id, false, exception.Message);
            }
        }

        public void Dispose() => _execution?.Dispose();

        // A case that is JSON, but not of this form, still says which it is.
        private static string? IdOf(string line)
        {
            try
            {
                using var text = JsonDocument.Parse(line);
                return text.RootElement.ValueKind == JsonValueKind.Object &&
                    text.RootElement.TryGetProperty("id", out var id) ? id.ToString() : null;
            }
            catch (JsonException)
            {
                return null;
            }
        }

        private ConformanceResult Guarded(ConformanceCase test)
        {
            var execution = _execution ??= server is null ? VtlExecution.ForCases() : new ClickHouseExecution(server);
            ConformanceResult? result = null;
            using var stop = new CancellationTokenSource(limit);
            var thread = new Thread(() => result = Caught(test, execution, stop.Token), StackBytes)
            {
                IsBackground = true,
            };
            thread.Start();
            if (!thread.Join(limit + TimeSpan.FromSeconds(2)))
            {
                // The thread may still hold the database: both are left behind.
                _execution = null;
                return TimedOut(test);
            }

            if (stop.IsCancellationRequested || !execution.TryClear())
            {
                execution.Dispose();
                _execution = null;
            }

            return stop.IsCancellationRequested && !result!.Passed ? TimedOut(test) : result!;
        }

        private ConformanceResult TimedOut(ConformanceCase test) => new(test.Id, false, string.Create(
            CultureInfo.InvariantCulture, $"time limit of {limit.TotalSeconds} s"));

        // Whatever a case does wrong, it is that case's failure and not the run's.
        private ConformanceResult Caught(ConformanceCase test, ICaseDatabase execution, CancellationToken stop)
        {
            try
            {
                var problem = ConformanceRunner.Problem(test, execution, tolerance, stop);
                return new ConformanceResult(test.Id, problem is null, problem ?? string.Empty);
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                return new ConformanceResult(test.Id, false, $"{exception.GetType().Name}: {exception.Message}");
            }
        }
    }
}

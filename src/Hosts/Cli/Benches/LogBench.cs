using System.Diagnostics;
using Huoshui.TransparencyLog;
using Huoshui.TransparencyLog.Keys;

namespace Huoshui.Cli.Benches;

/// <summary>
/// <c>huoshui bench log</c>: entries of 256 bytes, durable, in process, with tiles, signed checkpoints and the
/// twin tree: one
/// client beside the bare fsync, 512 clients, 4,096 outstanding, and the time from an entry to its proof.
/// </summary>
internal sealed class LogBench
{
    private const int EntryBytes = 256;
    private const int FrameBytes = 300; // what one entry takes in the write-ahead log
    private const double GoalSingleRatio = 0.9;
    private const double GoalClients = 40_000;
    private const double GoalClientsP99Milliseconds = 60;
    private const double GoalOutstanding = 80_000;
    private const double GoalProofMilliseconds = 250;

    private static readonly TimeSpan Warm = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Measure = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly string _folder;
    private readonly CancellationToken _cancellationToken;
    private readonly LogKeys _keys = LogKeys.Generate("bench.example/log");
    private readonly List<BenchFigure> _figures = [];

    private LogBench(BenchSettings settings, CancellationToken cancellationToken)
    {
        _folder = settings.WorkFolder;
        _cancellationToken = cancellationToken;
    }

    /// <summary>Runs it.</summary>
    public static async Task<IReadOnlyList<BenchFigure>> RunAsync(
        BenchSettings settings, CancellationToken cancellationToken)
    {
        var bench = new LogBench(settings, cancellationToken);
        var bare = bench.BareSync();
        var single = await bench.ClientsAsync("1 client", 1);
        bench.Add("1 client : bare write and fsync", single.PerSecond / bare, "ratio", atLeast: GoalSingleRatio);
        var clients = await bench.ClientsAsync("512 clients", 512);
        bench.Add("512 clients: rate", clients.PerSecond, "entries/s", atLeast: GoalClients);
        bench.Add("512 clients: p99", clients.P99, "ms", GoalClientsP99Milliseconds);
        var outstanding = await bench.ClientsAsync("4,096 outstanding", 4096);
        bench.Add("4,096 outstanding: rate", outstanding.PerSecond, "entries/s", atLeast: GoalOutstanding);
        await bench.ProofAsync();
        return bench._figures;
    }

    // The same bytes, a write and an fsync each, and nothing else.
    private double BareSync()
    {
        using var file = File.OpenHandle(Path.Combine(_folder, "bare"), FileMode.Create, FileAccess.Write);
        var frame = new byte[FrameBytes];
        var clock = Stopwatch.StartNew();
        var writes = 0L;
        for (; clock.Elapsed < Warm; writes++)
        {
            RandomAccess.Write(file, frame, writes * FrameBytes);
            RandomAccess.FlushToDisk(file);
        }

        var rate = writes / clock.Elapsed.TotalSeconds;
        Add("bare write and fsync", rate, "1/s");
        return rate;
    }

    private async Task<(double PerSecond, double P99)> ClientsAsync(string name, int clients)
    {
        await using var writer = await OpenAsync(name);
        var waits = new List<double>[clients];
        var stop = Stopwatch.GetTimestamp() + (long)((Warm + Measure).TotalSeconds * Stopwatch.Frequency);
        var begin = Stopwatch.GetTimestamp() + (long)(Warm.TotalSeconds * Stopwatch.Frequency);
        await Task.WhenAll(Enumerable.Range(0, clients).Select(client => Task.Run(async () =>
            waits[client] = await ClientAsync(writer, client, begin, stop))));
        var all = waits.SelectMany(w => w).Order().ToList();
        Add($"{name}: p50", all[all.Count / 2], "ms");
        return (all.Count / Measure.TotalSeconds, all[all.Count * 99 / 100]);
    }

    private async Task<List<double>> ClientAsync(LogWriter writer, int client, long begin, long stop)
    {
        var waits = new List<double>();
        var entry = new byte[EntryBytes];
        for (var n = 0L; ; n++)
        {
            BitConverter.TryWriteBytes(entry, client);
            BitConverter.TryWriteBytes(entry.AsSpan(sizeof(long)), n);
            var sent = Stopwatch.GetTimestamp();
            await writer.AppendAsync(entry, cancellationToken: _cancellationToken);
            var done = Stopwatch.GetTimestamp();
            if (done > stop)
                return waits;
            if (done > begin)
                waits.Add(Stopwatch.GetElapsedTime(sent, done).TotalMilliseconds);
        }
    }

    // From sending an entry to holding its proof under a published checkpoint, while 64 others write.
    private async Task ProofAsync()
    {
        const int others = 64;
        const int samples = 40;
        await using var writer = await OpenAsync("proof");
        var stop = Stopwatch.GetTimestamp() + (long)(TimeSpan.FromMinutes(1).TotalSeconds * Stopwatch.Frequency);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(_cancellationToken);
        var load = Enumerable.Range(0, others).Select(client => Task.Run(async () =>
        {
            while (!enough.IsCancellationRequested)
            {
                await ClientAsync(writer, client, long.MaxValue,
                    Math.Min(stop, Stopwatch.GetTimestamp() + (Stopwatch.Frequency / 4)));
            }

        })).ToList();
        var waits = new List<double>();
        for (var i = 0; i < samples; i++)
        {
            var sent = Stopwatch.GetTimestamp();
            var index = (await writer.AppendAsync(new byte[EntryBytes], cancellationToken: _cancellationToken)).Index;
            LogReader reader;
            while ((reader = new LogReader(At("proof"))).Head.Size <= index)
                await Task.Delay(2, _cancellationToken);
            reader.Prove(index);
            waits.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
        }

        await enough.CancelAsync();
        await Task.WhenAll(load);
        waits.Sort();
        Add("entry to proof under a checkpoint: p50", waits[samples / 2], "ms", GoalProofMilliseconds);
    }

    private async Task<LogWriter> OpenAsync(string name)
    {
        await LogWriter.CreateAsync(At(name), _keys, "bench");
        return LogWriter.Open(At(name), _keys,
            new LogOptions { Limits = new LogLimits { PublishInterval = Interval } });
    }

    private string At(string name) => Path.Combine(_folder, name.Replace(' ', '-'));

    private void Add(string name, double value, string unit, double? atMost = null, double? atLeast = null) =>
        _figures.Add(new BenchFigure(name, value, unit, atMost, atLeast));
}

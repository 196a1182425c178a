using System.Diagnostics;
using System.Globalization;

namespace Huoshui.Cli.Benches;

/// <summary>What a piece of work took.</summary>
/// <param name="Wall">Seconds on the clock.</param>
/// <param name="Cpu">Seconds of all cores of this process.</param>
/// <param name="PeakMebibytes">Largest resident memory of this process meanwhile; NaN where the system does not
/// tell.</param>
internal sealed record Measured(double Wall, double Cpu, double PeakMebibytes)
{
    private const string Status = "/proc/self/status";
    private const string ClearRefs = "/proc/self/clear_refs";
    private const string ResetPeak = "5"; // proc(5): resets the peak resident set size

    /// <summary>Runs work and measures it.</summary>
    public static async Task<(Measured Taken, T Result)> OfAsync<T>(Func<Task<T>> work)
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        if (File.Exists(ClearRefs))
            await File.WriteAllTextAsync(ClearRefs, ResetPeak);
        var cpu = Environment.CpuUsage.TotalTime;
        var clock = Stopwatch.StartNew();
        var result = await work();
        return (new Measured(clock.Elapsed.TotalSeconds, (Environment.CpuUsage.TotalTime - cpu).TotalSeconds, Peak()), result);
    }

    private static double Peak()
    {
        if (!File.Exists(Status))
            return double.NaN;
        var line = File.ReadLines(Status).First(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
        var kibibytes = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
        return double.Parse(kibibytes, CultureInfo.InvariantCulture) / 1024;
    }
}

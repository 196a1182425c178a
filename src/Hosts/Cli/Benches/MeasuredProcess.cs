using System.Diagnostics;
using System.Globalization;

namespace Huoshui.Cli.Benches;

/// <summary>What another process took, from its start to its end; read from /proc (Linux) every few milliseconds.
/// </summary>
/// <param name="Wall">Seconds on the clock.</param>
/// <param name="Cpu">Seconds of all cores.</param>
/// <param name="PeakMebibytes">Largest resident memory.</param>
internal sealed record MeasuredProcess(double Wall, double Cpu, double PeakMebibytes)
{
    private const double TicksPerSecond = 100; // USER_HZ, fixed in proc(5)
    private const int UserTime = 11;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    /// <summary>Runs this program once more with arguments of its own.</summary>
    /// <exception cref="InvalidOperationException">It did not end well.</exception>
    public static async Task<MeasuredProcess> OfSelfAsync(
        IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, arguments)
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        var output = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, cancellationToken);
        var (cpu, peak) = (0.0, 0.0);
        while (!process.HasExited)
        {
            (cpu, peak) = Sample(process.Id) ?? (cpu, peak);
            await Task.Delay(Pause, cancellationToken);
        }

        var wall = clock.Elapsed.TotalSeconds;
        await output;
        return process.ExitCode == ExitCodes.Good ? new MeasuredProcess(wall, cpu, peak)
            : throw new InvalidOperationException($"huoshui {string.Join(' ', arguments)}: {await errors}");
    }

    // Null once it has ended. Both only grow, so that the last look is the answer to within a pause.
    private static (double Cpu, double Peak)? Sample(int id)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{id}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            var ticks = Number(fields[UserTime]) + Number(fields[UserTime + 1]);
            var peak = File.ReadLines($"/proc/{id}/status")
                .FirstOrDefault(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
            return peak is null ? null
                : (ticks / TicksPerSecond, Number(peak.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) / 1024);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}

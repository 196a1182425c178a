using System.Globalization;
using Xunit;

[assembly: AssemblyFixture(typeof(Huoshui.Cli.Tests.DemoCity))]

namespace Huoshui.Cli.Tests;

/// <summary>
/// One demo folder at scale 0.001, made by the command itself and read by the tests. <c>./check</c> runs the demo before the
/// tests, alone on the machine, and names the run in <c>HUOSHUI_DEMO_RUN</c>: <c>data/</c>, <c>output</c>, <c>seconds</c>.
/// </summary>
public sealed class DemoCity : IAsyncLifetime
{
    private static readonly string? Run = Environment.GetEnvironmentVariable("HUOSHUI_DEMO_RUN");

    internal string Folder { get; } = Directory.CreateTempSubdirectory("huoshui-demo-").FullName;

    internal Outcome Outcome { get; private set; } = null!;

    internal TimeSpan Elapsed { get; private set; }

    /// <inheritdoc />
    public async ValueTask InitializeAsync()
    {
        if (Run is { Length: > 0 })
            await TakeAsync(Run);
        else
            await MakeAsync();
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        Directory.Delete(Folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private async Task MakeAsync()
    {
        var begun = TimeProvider.System.GetTimestamp();
        Outcome = await HuoshuiProgram.RunAsync(CancellationToken.None, "demo", "--no-serve", "--data", Folder);
        Elapsed = TimeProvider.System.GetElapsedTime(begun);
    }

    // The tests write into the folder, so they get a copy.
    private async Task TakeAsync(string run)
    {
        var data = Path.Combine(run, "data");
        foreach (var file in Directory.EnumerateFiles(data, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(Folder, Path.GetRelativePath(data, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        Outcome = new Outcome(0, await File.ReadAllTextAsync(Path.Combine(run, "output")), string.Empty);
        Elapsed = TimeSpan.FromSeconds(double.Parse(
            await File.ReadAllTextAsync(Path.Combine(run, "seconds")), CultureInfo.InvariantCulture));
    }
}

using Xunit;

namespace Huoshui.Cli.Tests;

/// <summary>One demo folder at scale 0.001, made by the command itself and read by the tests.</summary>
public sealed class DemoCity : IAsyncLifetime
{
    internal string Folder { get; } = Directory.CreateTempSubdirectory("huoshui-demo-").FullName;

    internal Outcome Outcome { get; private set; } = null!;

    internal TimeSpan Elapsed { get; private set; }

    /// <inheritdoc />
    public async ValueTask InitializeAsync()
    {
        var begun = TimeProvider.System.GetTimestamp();
        Outcome = await HuoshuiProgram.RunAsync(CancellationToken.None, "demo", "--no-serve", "--data", Folder);
        Elapsed = TimeProvider.System.GetElapsedTime(begun);
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        Directory.Delete(Folder, recursive: true);
        return ValueTask.CompletedTask;
    }
}

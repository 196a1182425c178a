using Huoshui.Cli.Border.Demo;
using Huoshui.Systems.CrossBorderData.Watching;

namespace Huoshui.Cli.Demo;

/// <summary>The cross-border nodes of the demo: they run beside its portal and end with it.</summary>
internal sealed class BorderNodes : IAsyncDisposable
{
    private BorderDemo? _demo;

    /// <summary>Starts them, runs their story once, tells it, and lets the portal's store see them.</summary>
    /// <exception cref="DemoFailedException">A node did not start, or a verification came out otherwise.</exception>
    public async Task RunAsync(string folder, IServiceProvider services, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        _demo = await BorderDemo.RunAsync(folder, cancellationToken);
        await services.GetRequiredService<NodeWatch>().RoundAsync(cancellationToken);
        foreach (var line in _demo.Lines())
            Console.WriteLine(line);
    }

    /// <summary>Where to look in the portal.</summary>
    public IEnumerable<string> Walk(string url) => _demo is null ? [] :
    [
        $"跨境数据：{url.TrimEnd('/')}/crossborder/logs（日志与见证人）、/crossborder/scenarios、/crossborder/statistics（analyst）/ "
            + "cross-border data: logs and witnesses, scenarios, statistics",
        .. _demo.Running(),
    ];

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _demo?.DisposeAsync() ?? ValueTask.CompletedTask;
}

using System.Diagnostics;
using System.Text;
using Xunit;

namespace Huoshui.Cli.Tests;

/// <summary><c>huoshui serve</c> in a process of its own.</summary>
internal sealed class PortalProcess : IAsyncDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);
    private readonly Process _process;
    private readonly StringBuilder _output = new();

    private PortalProcess(Process process) => _process = process;

    /// <summary>Where it listens.</summary>
    public string Url { get; private set; } = string.Empty;

    /// <summary>Its process id.</summary>
    public int ProcessId => _process.Id;

    /// <summary>What it printed so far.</summary>
    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    /// <summary>Starts it and waits until it listens.</summary>
    public static async Task<PortalProcess> StartAsync(
        string data, CancellationToken cancellationToken, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = HuoshuiProgram.Start("serve", "--data", data, "--urls", "http://127.0.0.1:0");
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        var portal = new PortalProcess(Process.Start(start)!);
        portal.Listen();
        var begun = Stopwatch.GetTimestamp();
        while (!portal.Output.Contains("http://127.0.0.1:", StringComparison.Ordinal))
        {
            Assert.False(portal._process.HasExited, portal.Output);
            Assert.True(Stopwatch.GetElapsedTime(begun) < Longest, "The portal did not listen: " + portal.Output);
            await Task.Delay(100, cancellationToken);
        }

        portal.Url = portal.Output[portal.Output.IndexOf("http://127.0.0.1:", StringComparison.Ordinal)..].Split('\n', ' ')[0].Trim();
        return portal;
    }

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(CancellationToken.None);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await KillAsync();
        _process.Dispose();
    }

    private void Listen()
    {
        _process.OutputDataReceived += Take;
        _process.ErrorDataReceived += Take;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    private void Take(object sender, DataReceivedEventArgs line)
    {
        lock (_output)
            _output.Append(line.Data).Append('\n');
    }
}

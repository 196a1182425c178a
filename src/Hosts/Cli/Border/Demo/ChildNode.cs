using System.Diagnostics;
using System.Text;
using Huoshui.Cli.Demo;

namespace Huoshui.Cli.Border.Demo;

/// <summary>A node in a process of its own, which ends with this one.</summary>
internal sealed class ChildNode : IAsyncDisposable
{
    private const int MostErrorChars = 4_000;
    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(10);

    private readonly Process _process;
    private readonly StringBuilder _errors = new();
    private readonly TaskCompletionSource<string> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ChildNode(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Read(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Id of the process.</summary>
    public int Id => _process.Id;

    /// <summary>Starts a command of this program and waits until it says where it listens.</summary>
    /// <param name="passphraseFile">Opens its keys.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <param name="arguments">The command.</param>
    /// <returns>The node and its address.</returns>
    /// <exception cref="DemoFailedException">It ended or stayed silent: the message has what it said.</exception>
    public static async Task<(ChildNode Node, string Address)> StartAsync(
        string passphraseFile, CancellationToken cancellationToken, params string[] arguments)
    {
        var node = new ChildNode(Process.Start(Prepare(passphraseFile, arguments))!);
        try
        {
            var ended = node._process.WaitForExitAsync(cancellationToken);
            var first = await Task.WhenAny(
                node._address.Task, ended, Task.Delay(LongestStart, TimeProvider.System, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
            if (first == node._address.Task)
                return (node, await node._address.Task);
            throw new DemoFailedException(
                $"节点没有启动（{string.Join(' ', arguments.Take(2))}）/ a node did not start: "
                + node._errors.ToString().Trim());
        }
        catch
        {
            await node.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        try
        {
            if (!_process.HasExited)
            {
                _process.StandardInput.Close(); // it ends in order
                await _process.WaitForExitAsync().WaitAsync(LongestEnd);
            }
        }
        catch (Exception error) when (error is TimeoutException or IOException)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private static ProcessStartInfo Prepare(string passphraseFile, string[] arguments)
    {
        var program = Environment.ProcessPath!;
        var isHosted = Path.GetFileNameWithoutExtension(program) == "dotnet";
        var start = new ProcessStartInfo(
            program, isHosted ? [Path.Combine(AppContext.BaseDirectory, "huoshui.dll"), .. arguments] : arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment[NodeLife.Variable] = "1";
        start.Environment["HUOSHUI_LOG_PASSPHRASE_FILE"] = passphraseFile;
        return start;
    }

    private void Read(string? line)
    {
        if (line?.IndexOf("http://", StringComparison.Ordinal) is >= 0 and var at)
            _address.TrySetResult(line[at..].Trim());
    }

    private void Keep(string? line)
    {
        lock (_errors)
        {
            if (line is not null && _errors.Length < MostErrorChars)
                _errors.AppendLine(line);
        }
    }
}

using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Huoshui.Warehouse.Scripts.Sandbox;

/// <summary>
/// One process for one run, in a folder of its own: no shell, an environment of a few words, three pipes. It is ended
/// when it takes too much, when nobody waits for it any more, and when this is disposed. Not thread safe.
/// </summary>
internal sealed class ScriptProcess : IAsyncDisposable
{
    private const int MostErrorCharacters = 4_000;
    private const int KilledBySignal = 128;
    private const int ProcessorTimeSignal = 24;

    private static readonly TimeSpan Watch = TimeSpan.FromMilliseconds(50);

    private readonly Process _process;
    private readonly DirectoryInfo _folder;
    private readonly ScriptLimits _limits;
    private readonly Task<string> _errors;

    private ScriptProcess(Process process, DirectoryInfo folder, ScriptLimits limits)
    {
        (_process, _folder, _limits) = (process, folder, limits);
        _errors = ReadAsync(process.StandardError, MostErrorCharacters);
    }

    /// <summary>Where its tables are put.</summary>
    public string Folder => _folder.FullName;

    /// <summary>Number of the process.</summary>
    public int Id => _process.Id;

    /// <summary>What it wrote on its standard error; for the log.</summary>
    public string Errors => _errors.IsCompletedSuccessfully ? _errors.Result : string.Empty;

    public bool HasEnded => _process.HasExited;

    /// <summary>Starts a process that waits for its task.</summary>
    /// <exception cref="NoScriptProcessException">It cannot be started.</exception>
    public static ScriptProcess Start(ScriptProgram program, ScriptLimits limits)
    {
        DirectoryInfo? folder = null;
        try
        {
            folder = Directory.CreateTempSubdirectory(ScriptWorker.FolderPrefix);
            Posix.KeepFilesFromChildren();
            return new ScriptProcess(Process.Start(ProcessStart.Of(program, limits, folder.FullName))!, folder, limits);
        }
        catch (Exception exception) when (
            exception is Win32Exception or IOException or UnauthorizedAccessException)
        {
            Remove(folder);
            throw new NoScriptProcessException(exception);
        }
    }

    /// <summary>Gives it its task and waits for the answer.</summary>
    /// <param name="task">The task; its tables lie in <see cref="Folder"/>.</param>
    /// <param name="rest">How long it may take; <see cref="ScriptLimits.Grace"/> later it is given up.</param>
    /// <param name="cancellationToken">Ends the process.</param>
    /// <exception cref="NoScriptProcessException">It lives and takes no task.</exception>
    /// <returns>The answer, or what ended it without one (null where only <see cref="Errors"/> may tell).</returns>
    public async Task<(ScriptReply? Reply, StopReason? Ended)> RunAsync(
        ScriptTask task, TimeSpan rest, CancellationToken cancellationToken)
    {
        var begin = Stopwatch.GetTimestamp();
        // A child that does not read holds up who writes: elsewhere, until it is ended.
        var answer = Task.Run(() => AskAsync(task), CancellationToken.None);
        _ = answer.ContinueWith(
            static t => t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted,
            TaskScheduler.Default);
        while (await Task.WhenAny(answer, Task.Delay(Watch, cancellationToken)) != answer)
        {
            if (cancellationToken.IsCancellationRequested)
                break;
            if (ProcessWalls.ResidentBytes(_process.Id) > _limits.ProcessMebibytes * 1024L * 1024L)
                return (null, StopReason.Memory);
            if (Stopwatch.GetElapsedTime(begin) > rest + _limits.Grace)
                return (null, StopReason.Time);
        }

        cancellationToken.ThrowIfCancellationRequested();
        return await answer is { } reply ? (reply, null) : (null, await WhyAsync(cancellationToken));
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
        Remove(_folder);
    }

    // What cannot be removed must not cost a result: it is in the temporary folder.
    private static void Remove(DirectoryInfo? folder)
    {
        try
        {
            if (folder is not null && Directory.Exists(folder.FullName))
                folder.Delete(recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // left to the system
        }
    }

    private async Task<ScriptReply?> AskAsync(ScriptTask task)
    {
        var answer = ReadAsync(_process.StandardOutput, _limits.ReplyBytes);
        await WriteAsync(task);
        return Read(await answer);
    }

    // A process that has ended already takes nothing: its exit tells why.
    private async Task WriteAsync(ScriptTask task)
    {
        try
        {
            var input = _process.StandardInput.BaseStream;
            await JsonSerializer.SerializeAsync(input, task);
            input.WriteByte((byte)'\n');
            await input.FlushAsync();
        }
        catch (IOException exception)
        {
            if (!await HasExitedAsync(Watch, CancellationToken.None))
                throw new NoScriptProcessException(exception);
        }
    }

    private async Task<bool> HasExitedAsync(TimeSpan within, CancellationToken cancellationToken)
    {
        try
        {
            await _process.WaitForExitAsync(cancellationToken).WaitAsync(within, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private static async Task<string> ReadAsync(StreamReader reader, int most)
    {
        var text = new StringBuilder();
        var buffer = new char[4096];
        while (text.Length < most && await reader.ReadAsync(buffer) is > 0 and var read)
            text.Append(buffer, 0, read);
        return text.ToString();
    }

    private static ScriptReply? Read(string line)
    {
        try
        {
            return line.EndsWith('\n') ? JsonSerializer.Deserialize<ScriptReply>(line) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private async Task<StopReason?> WhyAsync(CancellationToken cancellationToken)
    {
        if (!await HasExitedAsync(_limits.Grace, cancellationToken))
            return null;
        await Task.WhenAny(_errors, Task.Delay(_limits.Grace, cancellationToken));
        cancellationToken.ThrowIfCancellationRequested();
        return _process.ExitCode switch
        {
            KilledBySignal + ProcessorTimeSignal => StopReason.Time,
            _ when Errors.Contains("memory", StringComparison.OrdinalIgnoreCase)
                || Errors.Contains("bad_alloc", StringComparison.Ordinal) => StopReason.Memory,
            _ => null,
        };
    }
}

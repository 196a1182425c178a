using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
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
        var folder = Directory.CreateTempSubdirectory("huoshui-run-");
        Posix.KeepFilesFromChildren();
        try
        {
            return new ScriptProcess(Process.Start(Prepared(program, limits, folder.FullName))!, folder, limits);
        }
        catch (Exception exception) when (exception is Win32Exception or IOException)
        {
            folder.Delete(recursive: true);
            throw new NoScriptProcessException(exception);
        }
    }

    /// <summary>Gives it its task and waits for the answer.</summary>
    /// <param name="task">The task; its tables lie in <see cref="Folder"/>.</param>
    /// <param name="cancellationToken">Ends the process.</param>
    /// <returns>The answer, or what ended it without one (null where only <see cref="Errors"/> may tell).</returns>
    public async Task<(ScriptReply? Reply, StopReason? Ended)> RunAsync(
        ScriptTask task, CancellationToken cancellationToken)
    {
        var answer = ReadAsync(_process.StandardOutput, _limits.ReplyBytes);
        await WriteAsync(JsonSerializer.Serialize(task));
        var begin = Stopwatch.GetTimestamp();
        while (await Task.WhenAny(answer, Task.Delay(Watch, cancellationToken)) != answer)
        {
            if (cancellationToken.IsCancellationRequested)
                break;
            if (ProcessWalls.ResidentBytes(_process.Id) > _limits.ProcessMebibytes * 1024L * 1024L)
                return (null, StopReason.Memory);
            if (Stopwatch.GetElapsedTime(begin) > _limits.RunTime + _limits.Grace)
                return (null, StopReason.Time);
        }

        cancellationToken.ThrowIfCancellationRequested();
        return Read(await answer) is { } reply ? (reply, null) : (null, await WhyAsync(cancellationToken));
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
        if (Directory.Exists(Folder))
            _folder.Delete(recursive: true);
    }

    private static ProcessStartInfo Prepared(ScriptProgram program, ScriptLimits limits, string folder)
    {
        var start = new ProcessStartInfo(
            program.Path,
            [ScriptWorker.Verb, folder, Text(limits.DataMebibytes), Text(limits.ProcessorSeconds)])
        {
            UseShellExecute = false,
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        start.Environment["TMPDIR"] = folder;
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        start.Environment["DOTNET_TieredPGO"] = "0";
        start.Environment["DOTNET_gcServer"] = "0";
        start.Environment["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "1";
        foreach (var name in new[] { "DOTNET_ROOT", "DOTNET_ROOT_X64", "DOTNET_ROOT_ARM64" })
        {
            if (Environment.GetEnvironmentVariable(name) is { } root)
                start.Environment[name] = root;
        }

        return start;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    // A process that has ended already takes nothing: its exit tells why.
    private async Task WriteAsync(string line)
    {
        try
        {
            await _process.StandardInput.WriteAsync(line + "\n");
            await _process.StandardInput.FlushAsync(CancellationToken.None);
        }
        catch (IOException) when (_process.WaitForExit(Watch))
        {
            // told by WhyAsync
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
        if (!_process.WaitForExit(_limits.Grace))
            return null;
        await _errors.WaitAsync(cancellationToken);
        return _process.ExitCode switch
        {
            KilledBySignal + ProcessorTimeSignal => StopReason.Time,
            _ when Errors.Contains("memory", StringComparison.OrdinalIgnoreCase)
                || Errors.Contains("bad_alloc", StringComparison.Ordinal) => StopReason.Memory,
            _ => null,
        };
    }
}

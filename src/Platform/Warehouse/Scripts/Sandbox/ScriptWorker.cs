using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Huoshui.Warehouse.Scripts.Sandbox;

/// <summary>
/// The process in which a script of the portal runs: it takes one task, gives one answer and ends. It holds no secret,
/// knows no store, and sees of the facts only the sample in its own folder, masked already. Whoever started it holds
/// its standard input open: when that ends, so does it.
/// </summary>
public static class ScriptWorker
{
    /// <summary>The word by which a program is asked to be such a process; no command of a user.</summary>
    public const string Verb = "script-worker";

    /// <summary>How the name of such a process's folder begins; of no other will it remove anything.</summary>
    internal const string FolderPrefix = "huoshui-run-";

    private const int FailedExit = 1;

    /// <summary>Whether a program is asked to be such a process.</summary>
    /// <param name="arguments">Of the program.</param>
    public static bool IsAsked(IReadOnlyList<string> arguments) => arguments is [Verb, _, _, _];

    /// <summary>Takes the task from standard input and answers on standard output.</summary>
    /// <param name="arguments">The verb; its own folder, where its tables lie, which is removed when the starter is
    /// gone; most memory of the process in MiB; most processor time in seconds.</param>
    /// <returns>The exit code: 0 when it answered.</returns>
    public static int Serve(IReadOnlyList<string> arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        var folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(arguments[1]));
        if (!IsOwn(folder))
        {
            Console.Error.WriteLine(
                $"huoshui {Verb}: {folder} 不是试运行的文件夹，没有运行 / is no folder of a run; nothing was run");
            return FailedExit;
        }

        ProcessWalls.Raise(
            int.Parse(arguments[2], CultureInfo.InvariantCulture),
            int.Parse(arguments[3], CultureInfo.InvariantCulture));
        using var input = new StreamReader(Console.OpenStandardInput(), Encoding.UTF8);
        Warm(folder);
        if (input.ReadLine() is not { } line || JsonSerializer.Deserialize<ScriptTask>(line) is not { } task)
        {
            Remove(folder);
            return FailedExit;
        }

        new Thread(() => EndWith(input, folder)) { IsBackground = true }.Start();
        using var output = Console.OpenStandardOutput();
        JsonSerializer.Serialize(output, ScriptRows.Run(task, folder));
        output.WriteByte((byte)'\n');
        return 0;
    }

    // Its starter made it in the temporary folder and then named it as such.
    private static bool IsOwn(string folder)
    {
        var temp = Path.TrimEndingDirectorySeparator(Path.GetFullPath(Path.GetTempPath()));
        return Path.GetFileName(folder).StartsWith(FolderPrefix, StringComparison.Ordinal)
            && (folder == temp || Path.GetDirectoryName(folder) == temp);
    }

    // What is loaded before the task comes, nobody waits for.
    private static void Warm(string folder)
    {
        var trial = JsonSerializer.Deserialize<ScriptTask>(JsonSerializer.Serialize(ScriptTask.Trial))!;
        JsonSerializer.Serialize(Stream.Null, ScriptRows.Run(trial, folder));
    }

    // The starter writes nothing more; the end of the stream is its own end.
    private static void EndWith(StreamReader input, string folder)
    {
        while (input.ReadLine() is not null)
        {
        }

        Remove(folder);
        Environment.Exit(FailedExit);
    }

    private static void Remove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // removed by the starter already
        }
    }
}

using System.CommandLine;
using Huoshui.Warehouse;

namespace Huoshui.Cli.Benches;

/// <summary>SQL written by hand, run as a process of its own: what <c>bench vtl</c> sets <c>vtl run</c> beside, so that
/// both are measured from start to end.</summary>
internal static class HandWritten
{
    private const string Name = "by-hand";
    private const string Between = "\n;;\n";

    private static readonly Argument<FileInfo> Script = new("FILE");
    private static readonly Argument<DirectoryInfo> Folder = new("FOLDER");
    private static readonly Argument<DirectoryInfo> Output = new("OUT");

    /// <summary>The hidden command below <c>bench</c>.</summary>
    public static Command Create()
    {
        var command = new Command(Name) { Script, Folder, Output };
        command.Hidden = true;
        command.SetAction((parse, cancellationToken) => Task.FromResult(Run(
            File.ReadAllText(parse.GetValue(Script)!.FullName).Split(Between), parse.GetValue(Folder)!.FullName,
            parse.GetValue(Output)!.FullName, cancellationToken)));
        return command;
    }

    /// <summary>Measures it.</summary>
    /// <param name="statements">What is run, in one session.</param>
    /// <param name="folder">Where the data lie, and the script is put.</param>
    /// <param name="output">Where the results go.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    public static Task<MeasuredProcess> MeasureAsync(
        IReadOnlyList<string> statements, string folder, string output, CancellationToken cancellationToken)
    {
        var script = Path.Combine(folder, Name + ".sql");
        File.WriteAllText(script, string.Join(Between, statements));
        return MeasuredProcess.OfSelfAsync(["bench", Name, script, folder, output], cancellationToken);
    }

    /// <summary>Runs it here, with the limits of <c>vtl run</c>.</summary>
    public static int Run(
        IReadOnlyList<string> statements, string folder, string output, CancellationToken cancellationToken)
    {
        var limits = new DuckLimits { Threads = Environment.ProcessorCount, MemoryMebibytes = 2048 };
        using var session = DuckSession.Open(limits, [folder], output);
        foreach (var sql in statements)
            session.Execute(sql, cancellationToken);
        return ExitCodes.Good;
    }
}

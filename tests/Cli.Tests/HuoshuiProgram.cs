using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Huoshui.Cli.Tests;

/// <summary>The command as a user runs it: the built program in a process of its own.</summary>
internal static class HuoshuiProgram
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(4);

    /// <summary>Runs the command to its end.</summary>
    public static Task<Outcome> RunAsync(CancellationToken cancellationToken, params string[] arguments) =>
        RunAsync(Longest, cancellationToken, arguments);

    /// <summary>Runs a command that may take longer than others.</summary>
    public static Task<Outcome> RunAsync(
        TimeSpan longest, CancellationToken cancellationToken, params string[] arguments) =>
        RunAsync(Start(arguments), longest, cancellationToken);

    /// <summary>The built program with its arguments, not yet started.</summary>
    public static ProcessStartInfo Start(params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "huoshui"), arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        start.Environment["LC_ALL"] = "C.UTF-8"; // Chinese, wherever the tests run
        start.Environment["HUOSHUI_POLICIES"] = Path.Combine(Root, "policies");
        return start;
    }

    /// <summary>Runs a prepared command to its end.</summary>
    public static Task<Outcome> RunAsync(ProcessStartInfo start, CancellationToken cancellationToken) =>
        RunAsync(start, Longest, cancellationToken);

    private static async Task<Outcome> RunAsync(
        ProcessStartInfo start, TimeSpan longest, CancellationToken cancellationToken)
    {
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(longest);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }

        return new Outcome(process.ExitCode, await output, await errors);
    }

    /// <summary>The checkout.</summary>
    public static string Root { get; } = FindRoot();

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Directory.Build.props")))
            folder = folder.Parent;
        return folder.FullName;
    }
}

/// <summary>What a run gave.</summary>
internal sealed record Outcome(int ExitCode, string Output, string Errors)
{
    /// <summary>Standard output as JSON.</summary>
    public JsonDocument Json() => JsonDocument.Parse(Output);

    /// <inheritdoc />
    public override string ToString() => $"exit {ExitCode}\n{Output}\n{Errors}";
}

using System.Globalization;

namespace Huoshui.Cli.Border;

/// <summary>How a node ends, and where it finds witnesses that have no fixed address.</summary>
internal static class NodeLife
{
    /// <summary>
    /// Set by who starts a node as its child: the child ends when its standard input does, so that it dies with its
    /// parent however the parent dies.
    /// </summary>
    public const string Variable = "HUOSHUI_END_WITH_PARENT";

    /// <summary>A token that also ends with the parent, where there is one.</summary>
    public static CancellationTokenSource Of(CancellationToken cancellationToken)
    {
        var life = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (Environment.GetEnvironmentVariable(Variable) == "1")
            _ = Task.Run(() => WaitForParent(life), CancellationToken.None);
        return life;
    }

    /// <summary>Addresses of a file, one a line; read at each use, since it may be written after the start.</summary>
    public static IReadOnlyList<string> Addresses(string? file) => file is not null && File.Exists(file)
        ? [.. File.ReadAllLines(file).Select(l => l.Trim()).Where(l => l.Length > 0)] : [];

    /// <summary>A number as an argument.</summary>
    public static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static void WaitForParent(CancellationTokenSource life)
    {
        using var input = Console.OpenStandardInput();
        var buffer = new byte[1];
        while (input.Read(buffer) > 0)
        {
            // what the parent writes says nothing
        }

        try
        {
            life.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // the node ended first
        }
    }
}

using System.CommandLine;
using Huoshui.Cli.Border.Demo;
using Huoshui.Cli.Demo;

namespace Huoshui.Cli;

/// <summary><c>huoshui border demo</c>: two running logs with witnesses, and issue, carry, verify between
/// them.</summary>
internal static class BorderDemoCommand
{
    public static Command Create()
    {
        var dir = new Option<string>("--dir") { Description = "演示的文件夹 / folder of the demo", Required = true };
        var noServe = new Option<bool>("--no-serve") { Description = "办完即停 / stop the processes afterwards" };
        var command = new Command(
            "demo",
            "演示：两个日志与见证人，发行、携带、验证 / two running logs with witnesses: issue, carry, verify\n"
            + "例 example: huoshui border demo --dir border-demo")
        {
            dir, noServe,
        };
        command.SetAction((parse, token) => RunAsync(
            Path.GetFullPath(parse.GetRequiredValue(dir)), parse.GetValue(noServe), token));
        return command;
    }

    private static async Task<int> RunAsync(string folder, bool isShort, CancellationToken cancellationToken)
    {
        try
        {
            Directory.CreateDirectory(folder);
            await using var demo = await BorderDemo.RunAsync(folder, cancellationToken);
            foreach (var line in demo.Lines())
                await Console.Out.WriteLineAsync(line);
            if (isShort)
                return ExitCodes.Good;
            foreach (var line in demo.Running())
                await Console.Out.WriteLineAsync(line);
            await Console.Out.WriteLineAsync("按 Ctrl+C 结束 / Ctrl+C ends it");
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return ExitCodes.Good;
        }
        catch (Exception error) when (error is DemoFailedException or IOException or UnauthorizedAccessException)
        {
            return Say.Wrong($"huoshui border demo: {error.Message}");
        }
    }
}

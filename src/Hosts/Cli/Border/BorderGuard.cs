using Huoshui.TransparencyLog;

namespace Huoshui.Cli.Border;

/// <summary>Turns refusals and failures of the outside world into one line and an exit code.</summary>
internal static class BorderGuard
{
    public static int Run(Func<int> run) => Run(BorderWords.Both, run);

    public static int Run(BorderWords words, Func<int> run) =>
        RunAsync(words, () => Task.FromResult(run())).GetAwaiter().GetResult();

    public static Task<int> RunAsync(Func<Task<int>> run) => RunAsync(BorderWords.Both, run);

    /// <summary>Runs a command; what refuses is told in its language where the text has one.</summary>
    public static async Task<int> RunAsync(BorderWords words, Func<Task<int>> run)
    {
        try
        {
            return await run();
        }
        catch (FileNotFoundException missing) when (missing.FileName is not null)
        {
            return Say.Wrong("huoshui border: " + words.In(
                $"找不到文件 {missing.FileName}，请检查路径", $"no such file, check the path: {missing.FileName}"));
        }
        catch (HttpRequestException error)
        {
            return Say.Wrong("huoshui border: " + words.In(
                "连不上日志服务，请检查 --server", "the log's server cannot be reached: check --server")
                + ". " + error.Message);
        }
        catch (LogRefusedException refusal)
        {
            var (code, text) = (refusal.Reason.Code, refusal.Reason.Message);
            return Say.Wrong($"huoshui border: {code} {words.In(text.Zh, text.En)}");
        }
        catch (Exception error) when (error is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return Say.Wrong("huoshui border: " + error.Message);
        }
    }
}

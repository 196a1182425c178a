using Huoshui.TransparencyLog;

namespace Huoshui.Cli.Border;

/// <summary>Turns refusals and failures of the outside world into one line and an exit code.</summary>
internal static class BorderGuard
{
    public static int Run(Func<int> run) => RunAsync(() => Task.FromResult(run())).GetAwaiter().GetResult();

    public static async Task<int> RunAsync(Func<Task<int>> run)
    {
        try
        {
            return await run();
        }
        catch (FileNotFoundException missing) when (missing.FileName is not null)
        {
            return Say.Wrong($"huoshui border: 找不到文件 {missing.FileName}，请检查路径 / no such file: check the path");
        }
        catch (HttpRequestException error)
        {
            return Say.Wrong("huoshui border: 连不上日志服务，请检查 --server / the log's server cannot be reached: check "
                + "--server. " + error.Message);
        }
        catch (Exception error) when (error is LogRefusedException or InvalidDataException or IOException
            or UnauthorizedAccessException or DirectoryNotFoundException)
        {
            return Say.Wrong("huoshui border: " + error.Message);
        }
    }
}

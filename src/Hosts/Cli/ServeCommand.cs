using System.CommandLine;
using System.Net.Sockets;
using Huoshui.Portal;
using Huoshui.Warehouse.ClickHouse;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging.Abstractions;

namespace Huoshui.Cli;

/// <summary><c>huoshui serve</c>: the portal on an existing data folder.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var data = new Option<string>("--data")
        {
            Description = "数据目录 / the data folder",
            DefaultValueFactory = _ => "./data",
        };
        var urls = new Option<string>("--urls")
        {
            Description = "监听地址；使用通行密钥时请用 http://localhost:5080 / where to listen; passkeys need a name such as localhost",
            DefaultValueFactory = _ => PortalOptions.DefaultUrls,
        };
        var noJobs = new Option<bool>("--no-jobs")
        {
            Description = "不在本进程执行后台作业 / leave queued jobs to other processes",
        };
        var command = new Command(
            "serve",
            "启动门户 / serve the portal on existing data\n"
            + "例 example: huoshui serve --data ./data --urls http://127.0.0.1:5080")
        {
            data, urls, noJobs, CommonOptions.Facts,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            var platform = HuoshuiOptions.FromEnvironment(
                parsed.GetRequiredValue(data), parsed.GetValue(CommonOptions.Facts));
            if (platform.Facts is { } facts && !await CanUseAsync(facts, cancellation))
                return ExitCodes.CouldNotRun;
            return await RunAsync(
                new PortalOptions
                {
                    Platform = platform,
                    Urls = parsed.GetRequiredValue(urls),
                    RunsJobs = !parsed.GetValue(noJobs),
                    Started = (url, _) => SayAsync(url, LoanText.State(platform.Loans, platform.DataFolder)),
                },
                cancellation);
        });
        return command;
    }

    private static readonly TimeSpan FactsPatience = TimeSpan.FromSeconds(30);

    // A wrong setting ends it here; a server that is away does not: filings go on, and figures come from the other
    // servers, or when it is back.
    private static async Task<bool> CanUseAsync(FactServers facts, CancellationToken cancellationToken)
    {
        using var database = new FactDatabase(facts, TimeProvider.System, NullLogger<FactDatabase>.Instance);
        var faults = await Task.Run(() => database.Check(FactsPatience, cancellationToken), cancellationToken);
        foreach (var problem in faults)
            await Console.Error.WriteLineAsync($"huoshui serve: {problem.Message}");
        if (faults.Any(f => !f.IsOutage))
            return false;
        await (faults.Count == 0
            ? Console.Out.WriteLineAsync($"指标在此计算 / figures are computed on: {facts}")
            : Console.Error.WriteLineAsync(faults.Count == facts.All.Count
                ? "门户照常启动；恢复前指标不可用 / the portal starts; no figures until it is back"
                : "门户照常启动；指标由其余服务器计算 / the portal starts; the other servers compute the figures"));
        return true;
    }

    /// <summary>Says where the portal listens, and what else there is to know.</summary>
    public static async Task SayAsync(string url, IEnumerable<string> more)
    {
        await Console.Out.WriteLineAsync($"活水门户已启动 / the portal listens: {url}");
        foreach (var line in more)
            await Console.Out.WriteLineAsync(line);
    }

    /// <summary>Serves until the process is asked to end.</summary>
    /// <returns>The exit code: 0 when it ended in order, 1 when it could not start.</returns>
    public static async Task<int> RunAsync(PortalOptions options, CancellationToken cancellationToken)
    {
        try
        {
            await PortalHost.RunAsync(options, cancellationToken);
            return 0;
        }
        catch (Exception exception) when (exception is AddressInUseException or FormatException or SocketException
            || exception is IOException { InnerException: AddressInUseException or SocketException }
            || exception is ArgumentOutOfRangeException { ParamName: "port" })
        {
            await Console.Error.WriteLineAsync(
                $"huoshui serve: 无法监听 {options.Urls}：{exception.Message} 请用 --urls 换一个地址或端口，如 http://127.0.0.1:5080 / "
                + "cannot listen; choose another address or port with --urls.");
            return 1;
        }
        catch (UnauthorizedAccessException exception)
        {
            await Console.Error.WriteLineAsync(
                $"huoshui serve: 无法使用数据目录 {options.Platform.DataFolder}：{exception.Message} / the data folder cannot be used; check its owner.");
            return 1;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return 0;
        }
    }
}

using System.CommandLine;
using Huoshui.AuditTree;
using Huoshui.Notices;
using Huoshui.Operations;
using Huoshui.Portal;

namespace Huoshui.Cli;

/// <summary><c>huoshui work</c>: runs queued jobs apart from the portal; several may share one data folder.</summary>
internal static class WorkCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command(
            "work",
            """
            执行后台任务，直到进程结束 / run queued jobs until the process ends
            例 example: huoshui work --data ./data
            """)
        {
            CommonOptions.Data,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true).SetMinimumLevel(LogLevel.Information);
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning)
            .AddFilter("Microsoft.EntityFrameworkCore", LogLevel.Critical);
        builder.Services.AddHuoshui(HuoshuiOptions.FromEnvironment(parse.GetValue(CommonOptions.Data)!));
        builder.Services.AddOperationsWorkers().AddAuditTreeWorker().AddNoticeWorker();
        using var host = builder.Build();
        await host.Services.GetRequiredService<OperationsDatabase>().PrepareAsync(cancellationToken);
        try
        {
            await host.RunAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // asked to end: jobs were handed back
        }

        return ExitCodes.Good;
    }
}

using System.CommandLine;
using Huoshui.Operations;
using Huoshui.Portal;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Cli;

/// <summary><c>huoshui migrate</c>: brings the operations store to the schema of this build.</summary>
internal static class MigrateCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command(
            "migrate",
            """
            把数据库升级到本版本的结构；升级前请先备份 / upgrade the database to this build; back up first
            例 example: huoshui migrate --data ./data
            """)
        {
            CommonOptions.Data,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        await using var services = new ServiceCollection()
            .AddHuoshui(HuoshuiOptions.FromEnvironment(parse.GetValue(CommonOptions.Data)!)).BuildServiceProvider();
        var contexts = services.GetRequiredService<IDbContextFactory<OperationsContext>>();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var pending = (await context.Database.GetPendingMigrationsAsync(cancellationToken)).ToList();
        await services.GetRequiredService<OperationsDatabase>().PrepareAsync(cancellationToken);
        Console.Out.WriteLine(pending.Count == 0
            ? "已是最新 / up to date"
            : $"已升级 / upgraded: {string.Join(", ", pending)}");
        return ExitCodes.Good;
    }
}

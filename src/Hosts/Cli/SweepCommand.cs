using System.CommandLine;
using System.Globalization;
using Huoshui.Systems.Returns;
using Huoshui.Warehouse.ClickHouse;

namespace Huoshui.Cli;

/// <summary><c>huoshui sweep</c>: removes files that a killed process left and no row of the store names.</summary>
internal static class SweepCommand
{
    private static readonly Option<int?> Hours = new("--older-than")
    {
        Description = "未改动的小时数，至少 24，默认 168 / hours untouched, at least 24",
    };

    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "只列出，不删除 / only list" };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command(
            "sweep",
            """
            清理孤立文件：进程被中断后留下、数据库没有登记的文件 / remove files that no row of the store names
            例 example: huoshui sweep --data ./data --dry-run
            """)
        {
            Hours, DryRun, CommonOptions.Data,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        await using var store = await DataStore.OpenAsync(parse.GetValue(CommonOptions.Data)!, cancellationToken);
        if (store is null)
            return ExitCodes.CouldNotRun;
        var least = store.Get<FilingLimits>().LeastOrphanAge;
        TimeSpan? age = parse.GetValue(Hours) is { } hours ? TimeSpan.FromHours(hours) : null;
        if (age < least)
            return Say.Wrong($"--older-than 至少 {least.TotalHours} 小时：更新的文件可能正在写入 / at least {least.TotalHours} hours: younger files may be in flight");
        try
        {
            var dryRun = parse.GetValue(DryRun);
            var report = await store.Get<OrphanSweep>().RunAsync(age, !dryRun, cancellationToken);
            foreach (var path in report.Paths)
                Console.Out.WriteLine(path);
            Console.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{(dryRun ? "可清理 to remove" : "已清理 removed")}: {report.Paths.Count} 个 files, {report.Bytes:N0} B"));
            var servers = store.Services.GetService<FactSweep>()?.Run(age, !dryRun, cancellationToken) ?? [];
            foreach (var server in servers)
                SayFacts(server, dryRun);
            return servers.Any(s => s.Fault is not null) ? ExitCodes.CouldNotRun : ExitCodes.Good;
        }
        catch (ForeignStoreException exception)
        {
            return Say.Wrong($"huoshui sweep: {exception.Message}");
        }
    }

    private static void SayFacts(FactSweepReport report, bool dryRun)
    {
        if (report.Fault is { } fault)
        {
            Say.Wrong($"huoshui sweep: {fault.Message}");
            return;
        }

        Console.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"ClickHouse {report.Server} {(dryRun ? "可清理 to remove" : "已清理 removed")}: "
                + $"{report.Tables.Count} 张 tables, {report.Rows:N0} 行 rows"
                + $"{(report.Moved > 0 ? $"；已归别的服务器 moved away: {report.Moved:N0} 行 rows" : string.Empty)}"));
    }
}

using System.CommandLine;
using System.Globalization;
using Huoshui.AuditTree;
using Huoshui.Operations;
using Huoshui.Operations.Backup;
using Huoshui.Portal;
using Huoshui.TransparencyLog;

namespace Huoshui.Cli;

/// <summary><c>huoshui backup</c>: one consistent point of the data, while the portal and workers go on.</summary>
internal static class BackupCommand
{
    private static readonly Option<string> Out = new("--out")
    {
        Description = "备份文件（不得已存在）/ the file to write, which must not exist",
        Required = true,
    };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command(
            "backup",
            """
            备份：数据库、原始文件、Parquet、密钥（不停机）；审计链断开时照样写出并以 2 结束 /
            back up while it runs; where the audit chain is broken it is written all the same and ends with 2
            例 example: huoshui backup --data ./data --out /backup/huoshui-2025-06-30.tar
            """)
        {
            Out, CommonOptions.Data,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        await using var store = await DataStore.OpenAsync(parse.GetValue(CommonOptions.Data)!, cancellationToken);
        if (store is null)
            return ExitCodes.CouldNotRun;
        try
        {
            var path = Path.GetFullPath(parse.GetValue(Out)!);
            var manifest = await store.Get<DataBackup>().BackUpAsync(path, Progress(), cancellationToken);
            Console.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{path}: {manifest.Files.Count} 个文件 files, {manifest.Files.Sum(f => f.Bytes):N0} B, 审计 audit {manifest.AuditEntries} {manifest.AuditHead}"));
            if (manifest.AuditMissing > 0)
                Console.Out.WriteLine(AuditWords.Missing(manifest.AuditMissing));
            return manifest.AuditBroken is { } broken ? Broken(broken) : ExitCodes.Good;
        }
        catch (BackupException exception)
        {
            return Say.Wrong($"huoshui backup: 备份没有完成 / the backup was not made: {exception.Message}");
        }
    }

    private static int Broken(long entry)
    {
        Say.Wrong(string.Create(
            CultureInfo.InvariantCulture,
            $"huoshui backup: 备份已写出，但审计日志在第 {entry} 条处断链：恢复时须加 --accept-broken-audit。"
                + $"请立即查明（huoshui audit reconcile），并保留断链之前的备份 / the backup was written, but the audit log is "
                + $"broken at entry {entry}: restoring it takes --accept-broken-audit. Find out now "
                + $"(huoshui audit reconcile), and keep the backups from before"));
        return ExitCodes.InputFailed;
    }

    private static Progress<(int Done, int All)>? Progress()
    {
        const int Step = 1000;
        return Console.IsErrorRedirected
            ? null
            : new Progress<(int Done, int All)>(p =>
            {
                if (p.Done % Step == 0)
                    Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{p.Done} / {p.All}"));
            });
    }
}

/// <summary>What backup and restore both say of the audit log.</summary>
internal static class AuditWords
{
    /// <summary>Numbers that are noted as having no row.</summary>
    public static string Missing(long count) => string.Create(
        CultureInfo.InvariantCulture,
        $"审计日志有 {count} 个编号没有记录，其叶已注明（AUD1002）/ {count} audit numbers have no row, "
            + $"as their leaves say (AUD1002)");
}

/// <summary><c>huoshui restore</c>: puts a backup into an empty folder after checking every hash.</summary>
internal static class RestoreCommand
{
    private static readonly Option<string> From = new("--from")
    {
        Description = "huoshui backup 写出的文件 / a file that huoshui backup wrote",
        Required = true,
    };

    private static readonly Option<bool> AcceptsBroken = new("--accept-broken-audit")
    {
        Description = "审计链断开也恢复，并说出断在哪一条 / restore also where the audit chain is broken, and say where",
    };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command(
            "restore",
            """
            恢复备份到空文件夹，逐一核对哈希 / restore into an empty folder, every hash checked
            例 example: huoshui restore --from /backup/huoshui-2025-06-30.tar --data ./restored
            """)
        {
            From, CommonOptions.Data, AcceptsBroken,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        var host = HuoshuiOptions.FromEnvironment(parse.GetValue(CommonOptions.Data)!);
        var target = new OperationsOptions { DataFolder = host.DataFolder, PostgreSql = host.PostgreSql };
        var broken = false;
        try
        {
            var manifest = await DataRestore.RestoreAsync(
                parse.GetValue(From)!, target, cancellationToken,
                parse.GetValue(AcceptsBroken) ? entry => broken = Told(entry) : null);
            var takenAt = manifest.TakenAt;
            var what = broken ? "哈希一致 hashes hold" : "哈希与审计链一致 hashes and audit chain hold";
            Console.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{host.DataFolder}: {manifest.Files.Count} 个文件，备份时点 files as of "
                    + $"{takenAt:yyyy-MM-dd HH:mm:ss}Z；{what}"));
            if (manifest.AuditMissing > 0)
                Console.Out.WriteLine(AuditWords.Missing(manifest.AuditMissing));
            if (Directory.Exists(Path.Combine(host.DataFolder, "audit-log")))
            {
                await NoteAsync(host, target, cancellationToken);
                Console.Out.WriteLine(
                    "审计树须另起：huoshui audit restart --data D --reason R（docs/operator/audit.md）/ begin a new audit tree");
            }

            return ExitCodes.Good;
        }
        catch (LogRefusedException refusal)
        {
            return Say.Wrong("huoshui restore: " + refusal.Message);
        }
        catch (BackupException exception)
        {
            Say.Wrong($"huoshui restore: 没有恢复 / nothing was restored: {exception.Message}");
            return ExitCodes.InputFailed;
        }
    }

    private static bool Told(long entry)
    {
        Console.Error.WriteLine(
            $"审计日志在第 {entry} 条处断链；已照样恢复 / the audit log is broken at entry {entry}; restored all the same");
        return true;
    }

    // As it was restored, before anything of this release changes the store.
    private static async Task NoteAsync(
        HuoshuiOptions host, OperationsOptions target, CancellationToken cancellationToken)
    {
        await using var services = new ServiceCollection().AddSingleton(TimeProvider.System).AddLogging()
            .AddOperations(target).AddAuditTree(host.Audit ?? AuditTreeOptions.Of(host.DataFolder))
            .BuildServiceProvider();
        if (await services.GetRequiredService<AuditRestored>().NoteAsync(cancellationToken) is > 0 and var ahead)
        {
            Console.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"备份期间签发的 {ahead} 条行为重新等待入树 / {ahead} acts were signed during the backup and wait again"));
        }
    }
}

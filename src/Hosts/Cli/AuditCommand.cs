using System.CommandLine;
using Huoshui.Cli.Audits;

namespace Huoshui.Cli;

/// <summary><c>huoshui audit</c>: the audit tree: compare, prove, verify, and what follows a restore.</summary>
internal static class AuditCommand
{
    private static readonly Option<string[]> Vkeys = new("--vkey")
    {
        Description = "所信任的审计树公钥文件；X.vkey 旁的 X.sm2.vkey 一并读入 / files with the keys of the tree that are trusted",
    };

    private static readonly Option<string> Reason = new("--reason")
    {
        Description = "理由，记入审计 / the reason, which goes into the audit log",
        Required = true,
    };

    /// <summary>The command.</summary>
    public static Command Create() => new(
        "audit",
        """
        审计树：对账、签发、证明、离线验证、保存期满、另起新树 / the audit tree: compare, sign, prove, verify offline, forget, restart
        例 example: huoshui audit reconcile --data ./data
        """)
    {
        Reconcile(), Checkpoint(), Prove(), Verify(), Forget(), Restart(),
    };

    private static Command Reconcile()
    {
        var command = new Command(
            "reconcile",
            """
            全量对账：每条审计记录与签名的树、各项记录与审计行为；退出码 0 一致，2 有差异 / compare everything; 0 equal, 2 differs
            例 example: huoshui audit reconcile --data ./data --vkey audit.vkey --json
            """)
        {
            CommonOptions.Data, Vkeys, CommonOptions.Json, CommonOptions.Language,
        };
        command.SetAction((parse, token) => AuditRuns.ReconcileAsync(
            parse.GetValue(CommonOptions.Data)!, parse.GetValue(Vkeys) ?? [], parse.GetValue(CommonOptions.Json),
            parse.GetValue(CommonOptions.Language)!, token));
        return command;
    }

    private static Command Checkpoint()
    {
        var command = new Command(
            "checkpoint",
            """
            把等待的记录入树并签发检查点（没有 serve 或 work 进程时用）/ enter what waits and sign, where no worker runs
            例 example: huoshui audit checkpoint --data ./data
            """)
        {
            CommonOptions.Data,
        };
        command.SetAction((parse, token) => AuditRuns.CheckpointAsync(parse.GetValue(CommonOptions.Data)!, token));
        return command;
    }

    private static Command Prove()
    {
        var row = new Argument<long>("ROW") { Description = "审计记录的编号 / number of the audit row" };
        var file = new Option<string>("--out") { Description = "证明文件 / the proof file", Required = true };
        var command = new Command(
            "prove",
            """
            写出一条审计记录的证明文件（含其内容与盐）/ write the proof of an audit row, with its content and salt
            例 example: huoshui audit prove 17 --data ./data --out row-17.json
            """)
        {
            row, CommonOptions.Data, file,
        };
        command.SetAction((parse, token) => AuditRuns.ProveAsync(
            parse.GetValue(CommonOptions.Data)!, parse.GetValue(row), parse.GetValue(file)!, token));
        return command;
    }

    private static Command Verify()
    {
        var file = new Argument<string>("PROOF") { Description = "证明文件 / the proof file" };
        var vkeys = new Option<string[]>("--vkey")
        {
            Description = "所信任的公钥文件，从运营方另行取得 / files with the keys, had from the operator another way",
            Required = true,
        };
        var command = new Command(
            "verify",
            """
            离线验证证明文件；退出码 0 成立，2 不成立 / check a proof offline; 0 holds, 2 does not
            例 example: huoshui audit verify proof.json --vkey audit.vkey
            """)
        {
            file, vkeys, CommonOptions.Json, CommonOptions.Language,
        };
        command.SetAction(parse => AuditVerification.Run(
            parse.GetValue(file)!, parse.GetValue(vkeys)!, parse.GetValue(CommonOptions.Json),
            parse.GetValue(CommonOptions.Language)!));
        return command;
    }

    private static Command Forget()
    {
        var from = new Option<long>("--from") { Description = "起始编号 / the first row", Required = true };
        var to = new Option<long>("--to") { Description = "终止编号 / the last row", Required = true };
        var command = new Command(
            "forget",
            """
            保存期满：删除这些记录的盐，其叶从此不可解读 / delete the salts of rows: their leaves mean nothing from then on
            例 example: huoshui audit forget --data ./data --from 1 --to 5000 --reason "保存期满六年"
            """)
        {
            CommonOptions.Data, from, to, Reason,
        };
        command.SetAction((parse, token) => AuditRuns.ForgetAsync(
            parse.GetValue(CommonOptions.Data)!, (parse.GetValue(from), parse.GetValue(to)), parse.GetValue(Reason)!,
            token));
        return command;
    }

    private static Command Restart()
    {
        var command = new Command(
            "restart",
            """
            恢复备份之后另起一棵树；旧树封存 / after a restore: put the old tree aside and begin a new one
            例 example: huoshui audit restart --data ./data --reason "由 2025-06-30 备份恢复"
            """)
        {
            CommonOptions.Data, Reason,
        };
        command.SetAction((parse, token) => AuditRuns.RestartAsync(
            parse.GetValue(CommonOptions.Data)!, parse.GetValue(Reason)!, token));
        return command;
    }
}

using System.CommandLine;
using Huoshui.Cli.Logs;

namespace Huoshui.Cli;

/// <summary><c>huoshui log</c>: transparency logs, their proofs and their witnesses.</summary>
internal static class LogCommand
{
    private static readonly Option<string> Dir =
        new("--dir") { Description = "日志的文件夹 / folder of the log", Required = true };

    private static readonly Option<string?> Passphrase = new("--passphrase-file")
    {
        Description = "口令文件（或环境变量 HUOSHUI_LOG_PASSPHRASE、HUOSHUI_LOG_PASSPHRASE_FILE）/ file with the passphrase "
            + "of the keys",
    };

    private static readonly Option<string?> State = new("--state")
    {
        Description = "最后签名的检查点存放处（默认 DIR.signed-checkpoint）/ where the last signed checkpoint is kept",
    };

    private static readonly Option<string[]> Vkeys = new("--vkey")
    {
        Description = "所信任的日志公钥文件，可多个；X.vkey 旁的 X.sm2.vkey 一并读入 / files with the log's keys; X.sm2.vkey beside "
            + "X.vkey is read too",
        Required = true,
    };

    private static readonly Option<string[]> WitnessKeys = new("--witness-vkey")
    {
        Description = "所信任的见证人公钥文件，可多个 / files with keys of witnesses",
    };

    public static Command Create() =>
        new("log", "透明日志：新建、写入、签发、证明、离线验证、核查、见证、镜像 / transparency logs: create, append, sign, prove, "
            + "verify offline, check, witness, mirror\n"
            + "例 example: huoshui log create --dir D --origin log.example.cn/test")
    {
        CreateLog(), Append(), Checkpoint(), Prove(), Verify(), Check(), Witness(), Mirror(),
    };

    private static Command CreateLog()
    {
        var origin = new Option<string>("--origin")
        {
            Description = "日志的名称，如 log.example.cn/crossborder / identity of the log",
            Required = true,
        };
        var command = new Command(
            "create", "新建日志，打印验证公钥 / create a log and print its verifier key\n"
            + "例 example: huoshui log create --dir D --origin log.example.cn/test")
        {
            Dir, origin, Passphrase, State, TokenOptions.Uri, TokenOptions.Generate,
        };
        command.SetAction((parse, token) => LogRuns.CreateAsync(
            Access(parse), parse.GetRequiredValue(origin), () => TokenOptions.Choice(parse)));
        return command;
    }

    private static Command Append()
    {
        var files = new Argument<string[]>("FILE")
        {
            Description = "每个文件一条；- 为标准输入 / one entry a file; - is standard input",
            Arity = ArgumentArity.OneOrMore,
        };
        var lines = new Option<bool>("--lines")
        {
            Description = "每行一条 / one entry a line",
            Arity = ArgumentArity.Zero,
        };
        var issuer = new Option<string>("--issuer")
        {
            Description = "发行人 / who sends the entries",
            DefaultValueFactory = _ => string.Empty,
        };
        var key = new Option<string>("--idempotency-key")
        {
            Description = "幂等键：重复调用不再写入 / under the same key nothing is added twice",
            DefaultValueFactory = _ => string.Empty,
        };
        var command = new Command(
            "append", "写入条目（落盘后返回）/ append entries; returns when they are durable\n"
            + "例 example: huoshui log append --dir D --lines entries.txt")
        {
            files, Dir, lines, issuer, key, State, CommonOptions.Json,
        };
        command.SetAction((parse, token) => LogRuns.AppendAsync(
            Access(parse),
            new AppendRequest(
                parse.GetRequiredValue(files), parse.GetValue(lines), parse.GetValue(issuer)!, parse.GetValue(key)!),
            parse.GetValue(CommonOptions.Json),
            token));
        return command;
    }

    private static Command Checkpoint()
    {
        var witnesses = new Option<string[]>("--witness")
        {
            Description = "见证人地址，可多个 / addresses of witnesses",
        };
        var accept = new Option<bool>("--accept-folder")
        {
            Description = "确知文件夹为最新，重建最后签名的检查点 / the folder is surely the latest: make the kept checkpoint anew",
        };
        var rebuild = new Option<bool>("--rebuild")
        {
            Description = "由预写日志重建全部分片 / make all tiles anew from the write-ahead log",
        };
        var command = new Command(
            "checkpoint", "签发并公布检查点 / sign and publish a checkpoint\n"
            + "例 example: huoshui log checkpoint --dir D")
        {
            Dir, Passphrase, State, witnesses, WitnessKeys, accept, rebuild, CommonOptions.Json,
        };
        command.SetAction((parse, token) => LogRuns.CheckpointAsync(
            Access(parse) with { AcceptFolder = parse.GetValue(accept), Rebuild = parse.GetValue(rebuild) },
            new WitnessChoice(parse.GetValue(witnesses) ?? [], parse.GetValue(WitnessKeys) ?? []),
            parse.GetValue(CommonOptions.Json),
            token));
        return command;
    }

    private static Command Prove()
    {
        var index = new Option<long>("--index")
        {
            Description = "条目序号，从 0 起 / number of the entry, from 0",
            Required = true,
        };
        var output = new Option<string>("--out") { Description = "证明文件 / the proof file", Required = true };
        var without = new Option<bool>("--without-entry")
        {
            Description = "证明内不含条目内容 / leave the entry out of the proof",
        };
        var lean = new Option<bool>("--lean")
        {
            Description = "只留 Ed25519 和见证人签名 / keep only Ed25519 and witness signatures",
        };
        var command = new Command(
            "prove", "生成可离线验证的证明（C2SP tlog-proof）/ write a proof that is verified offline\n"
            + "例 example: huoshui log prove --dir D --index 0 --out entry.tlog-proof")
        {
            Dir, index, output, without, lean,
        };
        command.SetAction(parse => LogRuns.Prove(
            parse.GetRequiredValue(Dir),
            parse.GetRequiredValue(index),
            parse.GetRequiredValue(output),
            !parse.GetValue(without),
            parse.GetValue(lean)));
        return command;
    }

    private static Command Verify()
    {
        var proof = new Argument<string>("PROOF")
        {
            Description = "证明、检查点或分叉证据 / a proof, a checkpoint, or a proof of a fork",
        };
        var entry = new Option<string?>("--entry") { Description = "条目文件 / file with the entry" };
        var quorum = new Option<int>("--quorum") { Description = "至少几个见证人签名 / how many witnesses must have signed" };
        var any = new Option<bool>("--any-key")
        {
            Description = "Ed25519 或 SM2 任一签名即可 / one of Ed25519 and SM2 suffices",
        };
        var command = new Command(
            "verify", "离线验证（退出码 0 成立，2 不成立，1 无法运行）/ verify offline: exit 0 holds, 2 does not, 1 could not run\n"
            + "例 example: huoshui log verify entry.tlog-proof --vkey log.vkey")
        {
            proof, Vkeys, entry, WitnessKeys, quorum, any, CommonOptions.Json,
        };
        command.SetAction(parse => LogVerification.Run(
            new VerificationRequest(
                parse.GetRequiredValue(proof),
                parse.GetRequiredValue(Vkeys),
                parse.GetValue(WitnessKeys) ?? [],
                parse.GetValue(quorum),
                parse.GetValue(any))
            { Entry = parse.GetValue(entry) },
            parse.GetValue(CommonOptions.Json)));
        return command;
    }

    private static Command Check()
    {
        var command = new Command(
            "fsck", "核查整个日志，指出条目、分片和偏移 / check a whole log: names the entry, tile and offset\n"
            + "例 example: huoshui log fsck --dir D --vkey log.vkey")
        {
            Dir, Vkeys, CommonOptions.Json, CommonOptions.Language,
        };
        command.SetAction(parse => LogRuns.Check(
            parse.GetRequiredValue(Dir),
            parse.GetRequiredValue(Vkeys),
            parse.GetValue(CommonOptions.Json),
            parse.GetValue(CommonOptions.Language)!));
        return command;
    }

    private static Command Witness()
    {
        var name = new Option<string>("--name") { Description = "见证人名称 / name of the witness", Required = true };
        var logs = new Option<string[]>("--vkey")
        {
            Description = "所见证日志的公钥文件，可多个 / files with keys of the logs",
            Required = true,
        };
        var port = new Option<int>("--port")
        {
            Description = "127.0.0.1 上的端口；0 为任意 / port on 127.0.0.1; 0 is any",
            DefaultValueFactory = _ => 7380,
        };
        var command = new Command(
            "witness", "运行见证人（C2SP tlog-witness）/ run a witness\n"
            + "例 example: huoshui log witness --dir W --name witness.example.cn/w1 --vkey log.vkey --port 7380")
        {
            Dir, name, logs, port, Passphrase,
        };
        command.SetAction((parse, token) => WitnessHost.RunAsync(
            Access(parse), parse.GetRequiredValue(name), parse.GetRequiredValue(logs), parse.GetValue(port), token));
        return command;
    }

    private static Command Mirror()
    {
        var from = new Option<string>("--from")
        {
            Description = "日志的地址，或存有其公布文件的文件夹 / address of the log, or a folder with what it serves",
            Required = true,
        };
        var quorum = new Option<int>("--quorum") { Description = "至少几个见证人签名 / how many witnesses must have signed" };
        var every = new Option<int?>("--every")
        {
            Description = "每隔多少秒再取，直到停止（缺省一次）/ again every so many seconds, until it is stopped; default: once",
        };
        var command = new Command(
            "mirror", "镜像另一日志：逐片核对后写入，可续传，发现分叉即停并留证据 / copy another log, verified as it is copied; "
            + "stops at a fork and keeps its proof\n"
            + "例 example: huoshui log mirror --from http://127.0.0.1:7391 --dir M --vkey HK/log.vkey")
        {
            from, Dir, Vkeys, WitnessKeys, quorum, every,
        };
        command.SetAction((parse, token) => MirrorRuns.RunAsync(
            new MirrorChoice(
                parse.GetRequiredValue(from), parse.GetRequiredValue(Dir), parse.GetRequiredValue(Vkeys))
            {
                WitnessVkeys = parse.GetValue(WitnessKeys) ?? [],
                Quorum = parse.GetValue(quorum),
                EverySeconds = parse.GetValue(every),
            },
            token));
        return command;
    }

    private static LogAccess Access(ParseResult parse) => new(
        parse.GetRequiredValue(Dir), parse.GetValue(Passphrase), parse.GetValue(State));
}

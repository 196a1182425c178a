using System.CommandLine;
using System.Globalization;
using Huoshui.Cli.Border;
using Huoshui.Cli.Logs;
using Huoshui.Systems.CrossBorderData;
using Huoshui.TransparencyLog.Issuing;
using Huoshui.TransparencyLogVerifier.Packages;
using Huoshui.TransparencyLogVerifier.Records;

namespace Huoshui.Cli;

/// <summary><c>huoshui border</c>: data that crosses the border in its subject's hands.</summary>
internal static class BorderCommand
{
    private const int DefaultKeyDays = 365;
    private const int DefaultListDays = 7;
    private const int DefaultMinutes = 15;
    private const int DefaultPort = 7390;
    private const int DefaultMirrorSeconds = 30;
    private const int LatestYear = 9998; // a later time has no form in HKT

    private static readonly Option<string> Provider = Needed("--provider", "提供方的文件夹 / folder of the provider");
    private static readonly Option<string> Purpose = Needed("--purpose", "用途代码 / code of the purpose");
    private static readonly Option<string> Out = Needed("--out", "写到的文件 / the file to write");
    private static readonly Option<string?> Passphrase =
        Maybe("--passphrase-file", "口令文件（或 HUOSHUI_LOG_PASSPHRASE）/ file with the passphrase");
    private static readonly Option<string?> Log = Maybe("--log", "本机的日志文件夹 / folder of a log on this machine");
    private static readonly Option<string?> Server =
        Maybe("--server", "日志服务的地址（huoshui border serve）/ address of a log's server");
    private static readonly Option<string[]> Witness = Many("--witness", "见证人地址，可多个 / addresses of witnesses");
    private static readonly Option<string[]> WitnessKeys =
        Many("--witness-vkey", "见证人公钥文件，可多个 / files with keys of witnesses");
    private static readonly Option<int> Days = Number("--days", "清单有效天数 / days that lists are valid", DefaultListDays);
    private static readonly Option<string?> Audience = Maybe("--audience", "验证方的名称 / name of who verifies");
    private static readonly Option<string?> Nonce = Maybe("--nonce", "验证方给出的随机数 / what who verifies asked for");

    public static Command Create() => new(
        "border", "跨境数据验证：数据由本人携带，平台只存加盐承诺 / cross-border data: it crosses in its subject's hands\n"
        + "例 example: huoshui border verify PACKAGE --trust trust.json --purpose loan")
    {
        Scenarios(), CreateProvider(), Publish(), Rotate(), Issue(), Revoke(), Holder(), Present(), Trust(), Verify(),
        Serve(), BorderRecordCommand.Record(), BorderRecordCommand.Recheck(), BorderRecordCommand.Page(),
        BorderDeskCommand.Create(), BorderDemoCommand.Create(), BorderRelayCommand.Create(),
    };

    private static Command Scenarios()
    {
        var command = new Command("scenarios", "列出场景 / list the scenarios\n例 example: huoshui border scenarios")
        {
            BorderWords.Option,
        };
        command.SetAction(parse => ScenarioRuns.List(BorderWords.Of(parse)));
        return command;
    }

    private static Command CreateProvider()
    {
        var dir = Needed("--dir", "提供方的文件夹 / folder of the provider");
        var name = Needed("--name", "名称，如 issuer.example.cn/bank / its name");
        var zh = Needed("--title-zh", "中文名 / its name in Chinese");
        var en = Needed("--title-en", "英文名 / its name in English");
        var licence = Needed("--licence", "牌照号 / number of its licence");
        var days = Number("--days", "签名密钥有效天数 / days that its signing keys are valid", DefaultKeyDays);
        var command = new Command(
            "provider", "新建提供方：根密钥与签名密钥 / create a provider: root keys and signing keys\n例 example: huoshui border "
            + "provider --dir P --name issuer.example.cn/bank --title-zh 甲银行 --title-en \"Bank A\" --licence B0001")
        {
            dir, name, zh, en, licence, days, Passphrase, TokenOptions.Uri, TokenOptions.Generate, BorderWords.Option,
        };
        command.SetAction(parse => ProviderRuns.Create(
            new ProviderAccess(
                parse.GetRequiredValue(dir), parse.GetValue(Passphrase), NoLog, BorderWords.Of(parse)),
            new ProviderProfile(
                parse.GetRequiredValue(name), parse.GetRequiredValue(zh), parse.GetRequiredValue(en),
                parse.GetRequiredValue(licence), [], [], 0, 0),
            parse.GetValue(days), () => TokenOptions.Choice(parse)));
        return command;
    }

    private static Command Publish()
    {
        var only = new Option<bool>("--status-only") { Description = "只发状态清单 / the status list only" };
        var command = new Command(
            "publish", "签发密钥清单和状态清单并上链 / sign and log key manifest and status list\n"
            + "例 example: huoshui border publish --provider P --server http://127.0.0.1:7390")
        {
            Provider, Passphrase, Log, Server, Witness, WitnessKeys, Days, only, BorderWords.Option,
        };
        command.SetAction((parse, token) => ProviderRuns.PublishAsync(
            Access(parse), parse.GetValue(Days), parse.GetValue(only), token));
        return command;
    }

    private static Command Rotate()
    {
        var at = Maybe("--compromised-at", "旧密钥可能泄露的时刻，如 2026-11-30T02:00:00Z / since when the old keys may be known");
        var days = Number("--days", "新密钥有效天数 / days that the new keys are valid", DefaultKeyDays);
        var command = new Command(
            "rotate", "换签名密钥 / new signing keys\n例 example: huoshui border rotate --provider P")
        {
            Provider, Passphrase, at, days, TokenOptions.Uri, TokenOptions.Generate, BorderWords.Option,
        };
        command.SetAction(parse => BorderGuard.Run(BorderWords.Of(parse), () => ProviderRuns.Rotate(
            Access(parse), parse.GetValue(days), Time(parse.GetValue(at), "--compromised-at"),
                TokenOptions.Choice(parse))));
        return command;
    }

    private static Command Issue()
    {
        var scenario = Needed("--scenario", "场景，见 huoshui border scenarios / the scenario");
        var document = Needed("--document", "文件 / the document");
        var fields = Maybe("--fields", "字段的 JSON 文件（JSON 文件的字段由其自身读出）/ file with the fields");
        var purposes = new Option<string[]>("--purpose")
        {
            Description = "当事人同意的用途，可多个 / purposes consented to",
            Required = true,
        };
        var language = new Option<string>("--language")
        {
            Description = "同意文字的语言 / language of the consent",
            DefaultValueFactory = _ => "zh-CN",
        };
        var agreed = new Option<bool>("--agreed") { Description = "当事人已同意（见 consent）/ the subject agreed" };
        var media = Maybe("--media-type", "文件类型 / media type");
        var holder = Maybe("--holder", "持有人的公钥文件 / file with the holder's public key");
        var command = new Command(
            "issue", "发行数据包，交给当事人 / issue a package for its subject\n例 example: huoshui border issue --provider P "
            + "--log D --scenario crossborder/creditreport --document r.json --purpose loan --agreed --holder h.vkey "
            + "--out p.zip")
        {
            Provider, Passphrase, Log, Server, Witness, WitnessKeys, scenario, document, fields, purposes, language,
            agreed, media, holder, Out, BorderWords.Option,
        };
        command.SetAction((parse, token) => BorderGuard.RunAsync(BorderWords.Of(parse), () => ProviderRuns.IssueAsync(
            Access(parse),
            new IssueRequest(
                parse.GetRequiredValue(scenario), File.ReadAllBytes(parse.GetRequiredValue(document)),
                parse.GetValue(media),
                BorderFiles.Fields(parse.GetValue(fields)), parse.GetRequiredValue(purposes), parse.GetValue(language)!,
                parse.GetValue(agreed), parse.GetValue(holder) is { } key ? BorderFiles.Key(key) : null),
            parse.GetRequiredValue(Out), token)));
        return command;
    }

    private static Command Revoke()
    {
        var package = Maybe("--package", "要撤销的数据包 / the package");
        var index = new Option<int?>("--index") { Description = "或其状态序号 / or its status index" };
        var command = new Command(
            "revoke", "撤销一个数据包 / revoke a package\n例 example: huoshui border revoke --provider P --log D --index 4711")
        {
            Provider, Passphrase, Log, Server, Witness, WitnessKeys, package, index, Days, BorderWords.Option,
        };
        command.SetAction((parse, token) => ProviderRuns.RevokeAsync(
            Access(parse), parse.GetValue(package), parse.GetValue(index), parse.GetValue(Days), token));
        return command;
    }

    private static Command Holder()
    {
        var command = new Command(
            "holder", "新建持有人密钥（口令加密）/ create a holder's key, encrypted under a passphrase\n"
            + "例 example: huoshui border holder --out holder-key.json --passphrase-file F")
        {
            Out, Passphrase, BorderWords.Option,
        };
        command.SetAction(parse => HolderRuns.Create(
            parse.GetRequiredValue(Out), parse.GetValue(Passphrase), BorderWords.Of(parse)));
        return command;
    }

    private static Command Present()
    {
        var package = new Argument<string>("PACKAGE") { Description = "数据包 / the package" };
        var key = Needed("--key", "持有人密钥文件 / file with the holder's key");
        var fields = Many("--field", "只出示这些字段，可多个（缺省全部）/ show these fields only");
        var none = new Option<bool>("--no-fields") { Description = "不出示字段 / show no field" };
        var noDocument = new Option<bool>("--without-document") { Description = "不出示文件 / withhold the document" };
        var noConsent = new Option<bool>("--without-consent") { Description = "不出示同意记录 / withhold the consent" };
        var person = new Option<string>("--person")
        {
            Description = "企业授权的出示人 / who presents for a firm",
            DefaultValueFactory = _ => string.Empty,
        };
        var minutes = Number("--minutes", "有效分钟数 / minutes that it holds", DefaultMinutes);
        var command = new Command(
            "present", "向一个验证方出示 / present to one who verifies\n例 example: huoshui border present p.zip --key h.json "
            + "--audience bank.example.hk/a --purpose loan --nonce N --field rating --without-document --out shown.zip")
        {
            package, key, Passphrase, Audience, Purpose, Nonce, fields, none, noDocument, noConsent, person, minutes,
            Out, BorderWords.Option,
        };
        command.SetAction(parse =>
        {
            if (parse.GetValue(Audience) is not { } audience || parse.GetValue(Nonce) is not { } nonce)
            {
                return Say.Wrong("huoshui border: " + BorderWords.Of(parse).In(
                    "请给出 --audience 和 --nonce", "give --audience and --nonce"));
            }

            var names = parse.GetValue(none) ? new HashSet<string>(StringComparer.Ordinal)
                : parse.GetValue(fields) is { Length: > 0 } some ? some.ToHashSet(StringComparer.Ordinal) : null;
            return HolderRuns.Present(new PresentRequest(
                parse.GetRequiredValue(package), parse.GetRequiredValue(key), parse.GetValue(Passphrase),
                parse.GetRequiredValue(Out),
                new PackageChoice(!parse.GetValue(noDocument), !parse.GetValue(noConsent), names))
            {
                Audience = audience,
                Purpose = parse.GetRequiredValue(Purpose),
                Nonce = nonce,
                Minutes = parse.GetValue(minutes),
                Person = parse.GetValue(person)!,
                Words = BorderWords.Of(parse),
            });
        });
        return command;
    }

    private static Command Trust()
    {
        var logs = new Option<string[]>("--log-vkey")
        {
            Description = "日志公钥文件，可多个 / files with keys of logs",
            Required = true,
        };
        var providers = new Option<string[]>("--provider")
        {
            Description = "提供方的 provider.json，可多个 / profiles of providers",
            Required = true,
        };
        var quorum = Number("--quorum", "至少几个见证人 / how many witnesses must have signed", 0);
        var hours = Number("--status-hours", "状态清单最多多旧 / hours that a status list may be old", 24);
        var any = new Option<bool>("--any-signature")
        {
            Description = "Ed25519 或 SM2 任一即可 / one of Ed25519 and SM2 suffices",
        };
        var use = new Option<PackageManifestRule>("--package-manifest")
        {
            Description = "随数据包而来的密钥清单：never 不用，newer 比自取的新才用，alone 没有自取的也用 / whether a key "
                + "manifest of a package counts",
            DefaultValueFactory = _ => PackageManifestRule.Newer,
        };
        var manifestHours = Number("--manifest-hours", "这样的清单最多多旧 / hours that such a manifest may be old", 168);
        var command = new Command(
            "trust", "写信任文件：日志、见证人、提供方 / write a trust file\n例 example: huoshui border trust --log-vkey log.vkey "
            + "--witness-vkey w.vkey --quorum 1 --provider provider.json --out trust.json")
        {
            logs, WitnessKeys, providers, quorum, hours, any, use, manifestHours, Out, BorderWords.Option,
        };
        command.SetAction(parse => VerifierRuns.Trust(
            parse.GetRequiredValue(logs), parse.GetValue(WitnessKeys) ?? [], parse.GetRequiredValue(providers),
            new TrustBundle
            {
                Logs = [],
                Witnesses = [],
                Issuers = [],
                Quorum = parse.GetValue(quorum),
                StatusHours = parse.GetValue(hours),
                IsAnySignatureEnough = parse.GetValue(any),
                PackageManifest = parse.GetValue(use),
                ManifestHours = parse.GetValue(manifestHours),
            },
            parse.GetRequiredValue(Out), BorderWords.Of(parse)));
        return command;
    }

    private static Command Verify()
    {
        var package = new Argument<string>("PACKAGE") { Description = "数据包 / the package" };
        var trust = Needed("--trust", "信任文件 / the trust file");
        var published = Many("--published", "提供方公布的文件夹（状态清单、密钥清单），可多个 / folders with what providers published");
        var record = Maybe("--record", "验证记录写到 / write the record to");
        var at = Maybe("--at", "按此时刻判断（缺省现在）/ judge by this time");
        var optional = new Option<bool>("--without-status")
        {
            Description = "不查撤销也接受 / accept although revocation is not looked at",
        };
        var officer = new Option<string>("--officer")
        {
            Description = "经办人 / the officer",
            DefaultValueFactory = _ => string.Empty,
        };
        var reference = new Option<string>("--case")
        {
            Description = "业务编号 / reference of the case",
            DefaultValueFactory = _ => string.Empty,
        };
        var command = new Command(
            "verify", "离线验证（退出码 0 通过，2 不通过，1 无法运行）/ verify offline\n例 example: huoshui border verify shown.zip --trust "
            + "trust.json --published P/public --purpose loan --audience bank.example.hk/a --nonce N --record r.json")
        {
            package, trust, published, Purpose, Audience, Nonce, record, at, optional, officer, reference,
            CommonOptions.Json, BorderWords.Option,
        };
        command.SetAction(parse => BorderGuard.Run(BorderWords.Of(parse), () => VerifierRuns.Verify(
            new BorderVerification(
                parse.GetRequiredValue(package), parse.GetRequiredValue(trust), parse.GetValue(published) ?? [],
                parse.GetValue(record), new VerificationCase(parse.GetValue(officer)!, parse.GetValue(reference)!))
            {
                Purpose = parse.GetRequiredValue(Purpose),
                Audience = parse.GetValue(Audience),
                Nonce = parse.GetValue(Nonce),
                At = Time(parse.GetValue(at), "--at"),
                IsStatusOptional = parse.GetValue(optional),
                Words = BorderWords.Of(parse),
            },
            parse.GetValue(CommonOptions.Json))));
        return command;
    }

    private static Command Serve()
    {
        var dir = Needed("--dir", "日志的文件夹 / folder of the log");
        var providers = new Option<string[]>("--provider")
        {
            Description = "可写入的提供方 provider.json，可多个 / profiles of who may write",
            Required = true,
        };
        var port = Number("--port", "127.0.0.1 上的端口；0 为任意 / port on 127.0.0.1; 0 is any", DefaultPort);
        var quorum = new Option<int?>("--quorum") { Description = "至少几个见证人（缺省全部）/ how many witnesses must sign" };
        var witnessDir = Maybe("--witness-dir", "兼作见证人的文件夹 / folder of the witness that runs here");
        var witnessName = Maybe("--witness-name", "见证人名称 / name of that witness");
        var witnessFile = Maybe(
            "--witness-file", "见证人地址的文件，每轮重读 / file with addresses of witnesses, read at each round");
        var waiting = Number(
            "--waiting", "最多同时等待的请求，多的答 503 / submissions that may wait, more get 503", OperatorHost.DefaultWaiting);
        var relayHours = Number(
            "--relay-hours", "转递（端到端加密）最长保存小时数；0 为不开通 / hours that a relayed box is kept; 0: no relay", 0);
        var witnessOf = Many("--witness-of", "所见证日志的公钥文件，可多个 / keys of the logs that it cosigns");
        var mirror = Maybe("--mirror", "对侧日志的地址：在后台镜像，公布于 /mirror/ / address of the other log: mirrored in the "
            + "background, served below /mirror/");
        var mirrorDir = Maybe("--mirror-dir", "镜像的文件夹 / folder of the mirror");
        var mirrorKeys = Many("--mirror-vkey", "对侧日志的公钥文件 / files with the keys of that log");
        var mirrorEvery = Number("--mirror-every", "每隔多少秒取一次 / seconds from one round to the next",
            DefaultMirrorSeconds);
        var command = new Command(
            "serve", "运行一侧的节点：收条目、公布日志、见证对侧 / run one side's node: takes entries, serves the log, cosigns the other's\n"
            + "例 example: huoshui border serve --dir SZ --provider P --port 7390 --witness http://127.0.0.1:7391 "
            + "--witness-vkey hk.vkey --witness-dir WS --witness-name sz.example.cn/w --witness-of HK/log.vkey")
        {
            dir, Passphrase, providers, port, Witness, WitnessKeys, quorum, witnessDir, witnessName, witnessOf,
            mirror, mirrorDir, mirrorKeys, mirrorEvery, witnessFile, waiting, relayHours, BorderWords.Option,
        };
        command.SetAction((parse, token) => OperatorHost.RunAsync(
            new NodeRequest(
                new LogAccess(parse.GetRequiredValue(dir), parse.GetValue(Passphrase), null),
                parse.GetRequiredValue(providers),
                parse.GetValue(port), Witnesses(parse), parse.GetValue(quorum))
            {
                WitnessFile = parse.GetValue(witnessFile),
                MostWaiting = parse.GetValue(waiting),
                RelayHours = parse.GetValue(relayHours),
                Words = BorderWords.Of(parse),
                Witness = parse.GetValue(witnessDir) is { } folder && parse.GetValue(witnessName) is { } name
                    ? (new LogAccess(folder, parse.GetValue(Passphrase), null), name, parse.GetValue(witnessOf) ?? [])
                    : null,
                Mirror = parse.GetValue(mirror) is { } from
                    ? new MirrorChoice(from, parse.GetValue(mirrorDir) ?? string.Empty, parse.GetValue(mirrorKeys)
                        ?? [])
                    {
                        EverySeconds = parse.GetValue(mirrorEvery),
                    }
                    : null,
            },
            token));
        return command;
    }

    private static LogChoice NoLog { get; } = new(null, null, new WitnessChoice([], []));

    private static ProviderAccess Access(ParseResult parse) => new(
        parse.GetRequiredValue(Provider), parse.GetValue(Passphrase),
        new LogChoice(parse.GetValue(Log), parse.GetValue(Server), Witnesses(parse)), BorderWords.Of(parse));

    private static WitnessChoice Witnesses(ParseResult parse) =>
        new(parse.GetValue(Witness) ?? [], parse.GetValue(WitnessKeys) ?? []);

    private static DateTimeOffset? Time(string? text, string option)
    {
        if (text is null)
            return null;
        return DateTimeOffset.TryParseExact(
            text, "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            && time.Year is >= 1970 and <= LatestYear
            ? time : throw new InvalidDataException($"{option} “{text}”应如 / must be like 2026-11-30T02:00:00Z");
    }

    private static Option<string> Needed(string name, string words) =>
        new(name) { Description = words, Required = true };

    private static Option<string?> Maybe(string name, string words) => new(name) { Description = words };

    private static Option<string[]> Many(string name, string words) => new(name) { Description = words };

    private static Option<int> Number(string name, string words, int value) =>
        new(name) { Description = words, DefaultValueFactory = _ => value };
}

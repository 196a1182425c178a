using System.Text.Json;
using Huoshui.Cli.Logs;
using Huoshui.Systems.CrossBorderData;
using Huoshui.TransparencyLog;
using Huoshui.TransparencyLog.Keys;
using Huoshui.TransparencyLogVerifier.Notes;
using Huoshui.TransparencyLogVerifier.Packages;

namespace Huoshui.Cli.Border.Demo;

/// <summary>A provider of the demo.</summary>
/// <param name="Folder">Its folder, below the demo's.</param>
/// <param name="Name">Its name.</param>
/// <param name="TitleZh">In Chinese.</param>
/// <param name="TitleEn">In English.</param>
/// <param name="Licence">Number of its licence.</param>
/// <param name="IsHongKong">Whether it writes to Hong Kong's log.</param>
internal sealed record DemoProvider(
    string Folder, string Name, string TitleZh, string TitleEn, string Licence, bool IsHongKong);

/// <summary>
/// Two sides with a log each, each the witness of the other, a neutral witness, and providers: three processes that
/// live
/// as long as this object. Made where it is not there yet; a later start uses the same keys and other ports.
/// </summary>
internal sealed class BorderHouse : IAsyncDisposable
{
    private const int ProviderDays = 365;

    private static readonly JsonSerializerOptions Form = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly string _folder;
    private readonly List<ChildNode> _nodes = [];

    private BorderHouse(string folder) => _folder = folder;

    /// <summary>The providers; all are invented.</summary>
    public static IReadOnlyList<DemoProvider> Providers { get; } =
    [
        new("provider-credit", "credit.sz.example.cn/issuer", "深圳征信（样例）", "Shenzhen Credit (sample)", "样例-001", false),
        new("provider-bank", "bank.sz.example.cn/issuer", "深圳银行（样例）", "Shenzhen Bank (sample)", "样例-002", false),
        new(
            "provider-hk", "registry.hk.example.hk/issuer", "香港资料提供方（样例）", "Hong Kong Provider (sample)", "SAMPLE-003",
            true),
    ];

    /// <summary>Address of Shenzhen's node.</summary>
    public string Shenzhen { get; private set; } = string.Empty;

    /// <summary>Address of Hong Kong's node.</summary>
    public string HongKong { get; private set; } = string.Empty;

    /// <summary>Address of the neutral witness.</summary>
    public string Neutral { get; private set; } = string.Empty;

    /// <summary>Opens every key of the demo.</summary>
    public string Passphrase { get; private set; } = string.Empty;

    /// <summary>File with <see cref="Passphrase"/>.</summary>
    public string PassphraseFile => At(".private/passphrase");

    /// <summary>Ids of the processes.</summary>
    public IReadOnlyList<int> Processes => [.. _nodes.Select(n => n.Id)];

    /// <summary>Makes what is not there and starts the processes.</summary>
    /// <exception cref="Huoshui.Cli.Demo.DemoFailedException">A process did not start.</exception>
    public static async Task<BorderHouse> OpenAsync(string folder, CancellationToken cancellationToken)
    {
        var house = new BorderHouse(Path.GetFullPath(folder));
        try
        {
            await house.MakeAsync();
            await house.StartAsync(cancellationToken);
            house.WriteNodes();
            return house;
        }
        catch
        {
            await house.DisposeAsync();
            throw;
        }
    }

    /// <summary>A path below the demo's folder.</summary>
    public string At(string name) => Path.Combine(_folder, name);

    /// <summary>Address of the node that a provider writes to.</summary>
    public string NodeOf(DemoProvider provider) => provider.IsHongKong ? HongKong : Shenzhen;

    /// <summary>The keys of Shenzhen's log, for the story of its operator's second history.</summary>
    public LogKeys KeysOfShenzhen() => LogWriter.ReadKeys(At("log-sz"), Passphrase);

    /// <summary>Whom a bank that verifies trusts.</summary>
    public TrustBundle Trust() => new()
    {
        Logs = [LogKeysOf("log-sz"), LogKeysOf("log-hk")],
        Witnesses = LogAccess.ReadKeys(
            [At("witness-neutral/witness.vkey"), At("witness-sz/witness.vkey"), At("witness-hk/witness.vkey")]),
        Quorum = 2,
        Issuers = [.. Providers.Select(p => BorderFiles.Profile(At(p.Folder)).ToTrusted())],
        StatusHours = 24,
    };

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_nodes.Select(n => n.DisposeAsync().AsTask()));
        _nodes.Clear();
    }

    private async Task MakeAsync()
    {
        Directory.CreateDirectory(At(".private"));
        if (!File.Exists(PassphraseFile))
            WritePrivate(PassphraseFile, LogAccess.RandomPassphrase() + "\n");
        Passphrase = (await File.ReadAllTextAsync(PassphraseFile)).Trim();
        var now = TimeProvider.System.GetUtcNow();
        var logs = new[] { ("log-sz", "sz.example.cn/crossborder"), ("log-hk", "hk.example.hk/crossborder") }
            .Where(l => !File.Exists(At(l.Item1 + "/log.vkey")))
            .Select(l => LogWriter.CreateAsync(At(l.Item1), LogKeys.Generate(l.Item2), Passphrase));
        var providers = Providers.Where(p => !File.Exists(At(p.Folder + "/provider.json"))).Select(p => Task.Run(() =>
            ProviderFolder.Create(
                At(p.Folder), new ProviderProfile(p.Name, p.TitleZh, p.TitleEn, p.Licence, [], [], 0, 0), Passphrase,
                ProviderDays, now)));
        await Task.WhenAll(logs.Concat(providers));
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var side in new[] { "sz", "hk" })
            await File.WriteAllTextAsync(At($"witnesses-of-{side}"), string.Empty, cancellationToken);
        // All at once; a node asks its witnesses only when an entry comes, and by then their addresses are known.
        var starts = new[]
        {
            StartOneAsync(
                cancellationToken, "log", "witness", "--dir", At("witness-neutral"), "--name", "neutral.example/w",
                "--vkey", At("log-sz/log.vkey"), "--vkey", At("log-hk/log.vkey"), "--port", "0"),
            StartOneAsync(cancellationToken, Serve("sz", "hk", isHongKong: false)),
            StartOneAsync(cancellationToken, Serve("hk", "sz", isHongKong: true)),
        };
        var addresses = await Task.WhenAll(starts);
        (Neutral, Shenzhen, HongKong) = (addresses[0], addresses[1], addresses[2]);
        await File.WriteAllTextAsync(At("witnesses-of-sz"), $"{Neutral}\n{HongKong}\n", cancellationToken);
        await File.WriteAllTextAsync(At("witnesses-of-hk"), $"{Neutral}\n{Shenzhen}\n", cancellationToken);
    }

    private async Task<string> StartOneAsync(CancellationToken cancellationToken, params string[] arguments)
    {
        var (node, address) = await ChildNode.StartAsync(PassphraseFile, cancellationToken, arguments);
        lock (_nodes)
            _nodes.Add(node);
        return address;
    }

    private string[] Serve(string side, string other, bool isHongKong) =>
    [
        "border", "serve", "--dir", At("log-" + side), "--port", "0",
        .. Providers.Where(p => p.IsHongKong == isHongKong).SelectMany(p => new[] { "--provider", At(p.Folder) }),
        "--witness-dir", At("witness-" + side), "--witness-name", isHongKong ? "hk.example.hk/w" : "sz.example.cn/w",
        "--witness-of", At($"log-{other}/log.vkey"), "--witness-file", At("witnesses-of-" + side),
        "--witness-vkey", At("witness-neutral/witness.vkey"), "--witness-vkey", At($"witness-{other}/witness.vkey"),
    ];

    // What the portal watches.
    private void WriteNodes()
    {
        var file = new
        {
            logs = new[]
            {
                Log("sz", "深圳日志", "深圳日誌", "Shenzhen's log", Shenzhen),
                Log("hk", "香港日志", "香港日誌", "Hong Kong's log", HongKong),
            },
            witnesses = new[]
            {
                Witness("neutral", "中立见证人", "中立見證人", "Neutral witness", Neutral, ["sz", "hk"]),
                Witness("sz", "深圳见证人", "深圳見證人", "Shenzhen's witness", Shenzhen, ["hk"]),
                Witness("hk", "香港见证人", "香港見證人", "Hong Kong's witness", HongKong, ["sz"]),
            },
            providers = Providers.Select(p => p.Folder + "/provider.json"),
        };
        File.WriteAllBytes(At("nodes.json.new"), JsonSerializer.SerializeToUtf8Bytes(file, Form));
        File.Move(At("nodes.json.new"), At("nodes.json"), overwrite: true);
    }

    private object Log(string id, string zh, string zhHant, string en, string address) =>
        new { id, title = new { zh, zhHant, en }, address, keys = KeyTexts($"log-{id}/log.vkey") };

    private object Witness(string id, string zh, string zhHant, string en, string address, string[] of) => new
    {
        id = "w-" + id,
        title = new { zh, zhHant, en },
        address,
        keys = KeyTexts($"witness-{id}/witness.vkey"),
        of,
    };

    private List<string> KeyTexts(string file) => LogAccess.ReadKeys([At(file)]).ConvertAll(k => k.ToString());

    private List<VerifierKey> LogKeysOf(string log)
    {
        var keys = LogAccess.ReadKeys([At(log + "/log.vkey")]);
        if (keys.Find(k => k.Kind == SignatureKind.Sm2) is { } sm2)
            keys.Add(sm2.Twin());
        return keys;
    }

    private static void WritePrivate(string path, string text)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new StreamWriter(path, options);
        file.Write(text);
    }
}

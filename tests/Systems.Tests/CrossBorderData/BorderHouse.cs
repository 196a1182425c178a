using System.Text;
using System.Text.Json.Nodes;
using Huoshui.Policies;
using Huoshui.Systems.CrossBorderData;
using Huoshui.TransparencyLog;
using Huoshui.TransparencyLog.Keys;
using Huoshui.TransparencyLog.Witnesses;
using Huoshui.TransparencyLogVerifier.Notes;
using Huoshui.TransparencyLogVerifier.Packages;
using Xunit;

namespace Huoshui.Systems.Tests.CrossBorderData;

/// <summary>A provider, an operator with a log, a witness and who verifies, in a temporary folder.</summary>
internal sealed class BorderHouse : IAsyncDisposable
{
    public const string Passphrase = "open sesame";
    public const string Name = "issuer.example.cn/bank";

    private static readonly Lazy<PolicyLibrary> Packs =
        new(() => PolicyLibrary.Load(PolicyLibrary.FindFolder(), ModelLoading.WhenAsked));

    private readonly DirectoryInfo _root;
    private readonly WitnessKeys _witness = WitnessKeys.Generate("witness.example/w");
    private readonly WitnessDesk _desk;
    private readonly LogKeys _logKeys;
    private readonly LogWriter _writer;
    private long _seen;

    private BorderHouse(LogKeys logKeys, string root)
    {
        _logKeys = logKeys;
        _writer = LogWriter.Open(Path.Combine(root, "log"), logKeys);
        _root = new DirectoryInfo(root);
        _desk = new WitnessDesk(At("witness"), _witness, [logKeys.Ed25519], Clock);
        ProviderFolder.Create(At("P"), new ProviderProfile(Name, "甲银行", "Bank A", "B0001", [], [], 0, 0), Passphrase, 90, Clock.Now);
        Gate = new EgressGate(() => EgressGate.KeysOf([Profile]), Scenarios, At("refused.log"), Clock);
        Operator = new OperatorDesk(At("log"), _writer, Gate, AskAsync);
    }

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public static PolicyLibrary Library => Packs.Value;

    public static Dictionary<int, long> Scenarios => Library.Packs.Where(p => p.Scenario is not null)
        .ToDictionary(p => p.Scenario!.Code, p => p.Parameters.Integer(p.Scenario!.Terms.Validity, new DateOnly(2026, 11, 30)));

    public FixedClock Clock { get; } = new();

    public EgressGate Gate { get; }

    public OperatorDesk Operator { get; }

    public HolderKeys Holder { get; } = HolderKeys.Generate();

    public ProviderProfile Profile => ProviderProfile.Read(At("P/provider.json"));

    public bool IsWitnessAway { get; set; }

    public int Rounds { get; private set; }

    public PackageQuestion Question => new()
    {
        Trust = new TrustBundle
        {
            Logs = [[_logKeys.Ed25519, _logKeys.Sm2, _logKeys.Sm2.Twin()]],
            Witnesses = [_witness.Public],
            Quorum = 1,
            Issuers = [Profile.ToTrusted()],
            StatusHours = 24,
        },
        Now = Clock.Now,
        Purpose = "loan",
        StatusLists = Published("status-0"),
        Manifests = Published("manifest"),
    };

    public static async Task<BorderHouse> CreateAsync()
    {
        var root = Directory.CreateTempSubdirectory("huoshui-border-").FullName;
        var keys = LogKeys.Generate("log.example.cn/border");
        await LogWriter.CreateAsync(Path.Combine(root, "log"), keys, Passphrase);
        var house = new BorderHouse(keys, root);
        Assert.Null(await house.PublishAsync());
        return house;
    }

    public string At(string name) => Path.Combine(_root.FullName, name);

    public async Task<TransparencyLogVerifier.Refusal?> PublishAsync()
    {
        using var provider = ProviderFolder.Open(At("P"));
        return await provider.PublishAsync(Passphrase, 7, Clock.Now, Operator.SubmitAsync, Token);
    }

    public async Task<IssueAnswer> IssueAsync(IssueRequest request)
    {
        using var provider = ProviderFolder.Open(At("P"));
        return await new IssueDesk(Library, Clock).IssueAsync(
            provider, provider.Keys(Passphrase), request, Operator.SubmitAsync, Token);
    }

    public static IssueRequest Statement { get; } = new(
        "crossborder/bankstatement", Encoding.UTF8.GetBytes("date,amount\n2026-11-01,12.00\n"), null,
        JsonNode.Parse("""{"account_holder":"李明","currency":"CNY","period_from":"2026-10-01","period_to":"2026-10-31","closing_balance":"12.00"}""")!.AsObject(),
        ["loan"], "zh-CN", true, null);

    public async ValueTask DisposeAsync()
    {
        Operator.Dispose();
        await _writer.DisposeAsync();
        _desk.Dispose();
        _root.Delete(recursive: true);
    }

    private List<LoggedNote> Published(string name)
    {
        var index = File.ReadAllLines(At("P/public/index.txt"));
        var newest = At("P/public/" + index.Single(line => line.StartsWith(name + ".", StringComparison.Ordinal)));
        return [new(File.ReadAllBytes(newest + ".note"), File.ReadAllBytes(newest + ".tlog-proof"))];
    }

    private Task<WitnessRound> AskAsync(LogReader log, CancellationToken cancellationToken)
    {
        Rounds++;
        if (IsWitnessAway)
            return Task.FromResult(new WitnessRound([], false));
        var answer = _desk.AddCheckpoint(new WitnessRequest(_seen, log.Consistency(_seen), log.CheckpointNote).ToArray());
        Assert.Equal(200, answer.Status);
        _seen = log.Head.Size;
        return Task.FromResult(new WitnessRound(SignedNote.ReadLines(Encoding.UTF8.GetBytes(answer.Body))!, true));
    }

    internal sealed class FixedClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 11, 30, 2, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}

using Huoshui.Cli.Demo;
using Huoshui.Cli.Logs;
using Huoshui.Policies;
using Huoshui.Systems.CrossBorderData;
using Huoshui.Systems.CrossBorderData.Providing;
using Huoshui.TransparencyLog;
using Huoshui.TransparencyLog.Issuing;
using Huoshui.TransparencyLog.Keys;
using Huoshui.TransparencyLogVerifier.Packages;
using Huoshui.TransparencyLogVerifier.Records;
using PackagePresentation = Huoshui.TransparencyLogVerifier.Packages.Presentation;

namespace Huoshui.Cli.Border.Demo;

/// <summary>What came of a verification of the demo.</summary>
/// <param name="Name">Name of the file.</param>
/// <param name="Zh">What was tried.</param>
/// <param name="En">The same in English.</param>
/// <param name="Expected">The code of the refusal; null for accepted.</param>
/// <param name="Codes">Codes of all refusals; empty for accepted.</param>
internal sealed record BorderOutcome(string Name, string Zh, string En, string? Expected, IReadOnlyList<string> Codes)
{
    /// <summary>Whether it came out as it should.</summary>
    public bool IsAsExpected => Expected is null ? Codes.Count == 0 : Codes.Contains(Expected, StringComparer.Ordinal);
}

/// <summary>
/// Issue, carry, verify: sample packages of every scenario, and what becomes of one that is shown to the right bank, to
/// another one, too late, for another purpose, with a flipped bit, revoked, or from a second history of its log.
/// </summary>
/// <param name="house">The running nodes.</param>
/// <param name="library">The scenarios.</param>
internal sealed class BorderStory(BorderHouse house, PolicyLibrary library) : IAsyncDisposable
{
    private const string Bank = "bank.example.hk/sample";
    private const string Report = "crossborder/creditreport";
    private const int AtOnce = 8;
    private const int Minutes = 15;

    // How many packages of each scenario: some cells are large enough to be shown in the statistics.
    private static readonly (string Scenario, int Provider, int Count)[] Samples =
    [
        (Report, 0, 12), ("crossborder/ownercredit", 0, 3), ("crossborder/bankstatement", 1, 11),
        ("crossborder/depositproof", 1, 10), ("crossborder/kycreport", 1, 2), ("crossborder/taxproof", 0, 2),
        ("crossborder/companyextract", 2, 10), ("crossborder/northboundcredit", 2, 3),
    ];

    private readonly HolderKeys _holder = HolderKeys.Generate();
    private readonly List<ProviderDesk> _desks = [];
    private readonly List<LogConnection> _logs = [];
    private readonly List<BorderOutcome> _outcomes = [];
    private readonly BorderJudge _judge = new(library, house.Trust());

    /// <summary>How many packages were issued.</summary>
    public int Issued { get; private set; }

    /// <summary>Runs it, writes packages, records and the trust file, and says what came out.</summary>
    /// <exception cref="DemoFailedException">Something came out otherwise.</exception>
    public async Task<IReadOnlyList<BorderOutcome>> RunAsync(CancellationToken cancellationToken)
    {
        foreach (var folder in new[] { "packages", "records" })
            Directory.CreateDirectory(house.At(folder));
        await File.WriteAllBytesAsync(house.At("trust.json"), house.Trust().ToArray(), cancellationToken);
        _holder.Write(house.At("holder.json"), house.Passphrase);
        await OpenAsync(cancellationToken);
        await SamplesAsync(cancellationToken);
        await ReportAsync(cancellationToken);
        await NorthboundAsync(cancellationToken);
        await ForkAsync(cancellationToken);
        return _outcomes.Find(o => !o.IsAsExpected) is { } wrong
            ? throw new DemoFailedException($"{wrong.Name}：{wrong.Zh}，得到 {string.Join(' ', wrong.Codes)} / {wrong.En}: "
                + $"expected {wrong.Expected ?? "accepted"}")
            : _outcomes;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        _desks.ForEach(d => d.Dispose());
        foreach (var log in _logs)
            await log.DisposeAsync();
    }

    private async Task OpenAsync(CancellationToken cancellationToken)
    {
        foreach (var provider in BorderHouse.Providers)
        {
            var folder = ProviderFolder.Open(house.At(provider.Folder));
            var log = LogConnection.Open(
                new LogChoice(null, house.NodeOf(provider), new WitnessChoice([], [])), library, folder.Profile);
            _logs.Add(log);
            _desks.Add(new ProviderDesk(folder, house.Passphrase, library, log.Submit, TimeProvider.System));
        }

        var published = _desks.Select(d => d.PublishAsync(isStatusOnly: false, cancellationToken));
        foreach (var refusal in await Task.WhenAll(published))
            Demand(refusal);
    }

    private async Task SamplesAsync(CancellationToken cancellationToken)
    {
        var all = Samples.SelectMany(s =>
            Enumerable.Range(0, s.Count).Select(n => (s.Scenario, s.Provider, Number: n)));
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(all, options, async (sample, _) =>
        {
            var parts = await IssueAsync(sample.Scenario, sample.Provider, sample.Number);
            if (sample.Number == 0)
                Keep(Path.GetFileName(sample.Scenario), parts.Parts.ToArray());
        });
        Fetch();
    }

    // The same report, shown well and badly.
    private async Task ReportAsync(CancellationToken cancellationToken)
    {
        var (parts, _) = await IssueAsync(Report, 0, 100);
        var (revoked, issued) = await IssueAsync(Report, 0, 101);
        Fetch();
        var now = TimeProvider.System.GetUtcNow();
        var shown = Present(parts, now);
        Verify("accepted", "出示给约定的银行", "shown to the bank that asked", null, shown,
            _judge.Ask(now, "loan", Bank, "n1"));
        var flipped = shown.ToArray();
        flipped[flipped.Length / 2] ^= 1;
        Verify("flipped-bit", "改动一位", "one bit flipped", "XBD1001", flipped, _judge.Ask(now, "loan", Bank, "n1"));
        Verify("wrong-purpose", "用于没有同意的用途", "for a purpose that was not consented to", "XBD1022", shown,
            _judge.Ask(now, "tender", Bank, "n1"));
        Verify("other-bank", "转给另一家银行", "passed on to another bank", "XBD1032", shown,
            _judge.Ask(now, "loan", "bank.example.hk/other", "n1"));
        Verify("expired", "过期之后", "after it expired", "XBD1020", shown,
            _judge.Ask(now.AddDays(31), "loan", Bank, "n1"));
        Demand(await _desks[0].RevokeAsync(issued.Index, "subject", cancellationToken));
        Fetch();
        Verify("revoked", "撤销之后", "after it was revoked", "XBD1023", Present(revoked, now),
            _judge.Ask(TimeProvider.System.GetUtcNow(), "loan", Bank, "n1"));
    }

    private async Task NorthboundAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var (parts, _) = await IssueAsync("crossborder/companyextract", 2, 100);
        var now = TimeProvider.System.GetUtcNow();
        Verify("northbound", "香港公司资料北上", "a Hong Kong company's extract, northbound", null, parts.ToArray(),
            _judge.Ask(now, "account", null, null));
    }

    // The operator signs a second history with the same keys: no honest witness signs it.
    private async Task ForkAsync(CancellationToken cancellationToken)
    {
        var folder = house.At("second-history");
        var keys = house.KeysOfShenzhen();
        await LogWriter.CreateAsync(folder, keys, house.Passphrase);
        await using var writer = LogWriter.Open(folder, keys);
        var gate = new EgressGate(
            () => EgressGate.KeysOf([_desks[0].Profile]), LogConnection.Scenarios(library), null, TimeProvider.System);
        using var desk = new OperatorDesk(
            folder, writer, gate, (_, _) => Task.FromResult(new WitnessRound([], true)));
        _desks[0].Dispose();
        using var provider = ProviderFolder.Open(house.At(BorderHouse.Providers[0].Folder));
        var answer = await new IssueDesk(library, TimeProvider.System).IssueAsync(
            provider, provider.Keys(house.Passphrase), SampleDocuments.Of(library.Pack(Report)!, 102, "zh-Hant", null),
            desk.SubmitAsync, cancellationToken);
        Demand(answer.Refusal);
        Verify("forked-log", "日志的第二份历史", "from a second history of the log", "LOG1007", answer.Package!.ToArray(),
            _judge.Ask(TimeProvider.System.GetUtcNow(), "loan", null, null));
    }

    private async Task<(PackageParts Parts, IssuedPackage Issued)> IssueAsync(string scenario, int provider, int number)
    {
        var pack = library.Pack(scenario)!;
        var language = pack.Scenario!.Direction == "southbound" ? "zh-CN" : "zh-Hant";
        var request = SampleDocuments.Of(pack, number, language, _holder.Public);
        var answer = await _desks[provider].IssueAsync($"demo/{scenario}/{number}", request);
        Demand(answer.Refusal);
        lock (_outcomes)
            Issued++;
        return (answer.Package!, answer.Issued!);
    }

    private byte[] Present(PackageParts parts, DateTimeOffset now)
    {
        var fields = new HashSet<string>(StringComparer.Ordinal) { "rating", "company_name" };
        var shown = PackagePresenter.Choose(parts, new PackageChoice(false, true, fields));
        var presentation = PackagePresentation.Of(shown.ToArray(), Bank, "loan", "n1", now, now.AddMinutes(Minutes));
        return PackagePresenter.Sign(shown, presentation, _holder).ToArray();
    }

    private void Verify(string name, string zh, string en, string? expected, byte[] package, PackageQuestion question)
    {
        Keep(name, package);
        var (verdict, pack) = _judge.Judge(package, question);
        var about = new VerificationCase("样例经办人", "DEMO-" + name);
        File.WriteAllBytes(
            house.At($"records/{name}.json"), VerificationRecord.Write(package, question, verdict, pack, about));
        _outcomes.Add(new BorderOutcome(name, zh, en, expected, [.. verdict.Refusals.Select(r => r.Code)]));
    }

    private void Keep(string name, byte[] package) => File.WriteAllBytes(house.At($"packages/{name}.zip"), package);

    private void Fetch() => _judge.Fetch([.. BorderHouse.Providers.Select(p => house.At(p.Folder + "/public"))]);

    private static void Demand(TransparencyLogVerifier.Refusal? refusal)
    {
        if (refusal is not null)
            throw new DemoFailedException(BorderFiles.Line(refusal));
    }
}

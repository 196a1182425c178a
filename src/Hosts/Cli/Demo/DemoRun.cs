using System.Diagnostics;
using System.Globalization;
using Huoshui.Operations;
using Huoshui.Policies;
using Huoshui.Registry;
using Huoshui.Systems.City;
using Huoshui.Systems.Indicators;

namespace Huoshui.Cli.Demo;

/// <summary>
/// The whole journey on the generated city through the real pipeline: generate, register, make the accounts, file the
/// dirty versions, file the clean ones, explain, certify, accept. Each step is skipped when it was done before, so that
/// a stopped demo resumes.
/// </summary>
/// <param name="services">The composed platform.</param>
/// <param name="folder">The data folder.</param>
/// <param name="state">Scale and seed.</param>
internal sealed class DemoRun(IServiceProvider services, string folder, DemoState state)
{
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly bool _wasComplete = DemoState.Read(folder) is { IsComplete: true };
    private readonly CityFilings _filings = new(services, new CityFolder(Path.Combine(folder, "city")));

    private CityFolder City { get; } = new(Path.Combine(folder, "city"));

    /// <summary>Accounts made in this run, with their passwords, once <see cref="PrepareAsync"/> has made them; empty
    /// on every later start.</summary>
    public IReadOnlyList<IssuedAccount> Accounts { get; private set; } = [];

    /// <summary>Does what is not done yet. The accounts come before anything that is done in their names.</summary>
    /// <exception cref="DemoFailedException">A clean filing was not accepted: the demo stops and says why.</exception>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        await services.GetRequiredService<OperationsDatabase>().PrepareAsync(cancellationToken);
        state.Write(folder);
        Generate(cancellationToken);
        var sets = City.Sets().OrderBy(set => set.AsOf).ThenBy(set => set.ReturnId == CityLedger.Return).ToList();
        Say("登记机构与报送口径", "registering institutions and what they owe");
        await _filings.RegisterAsync(sets, cancellationToken);
        Accounts = await services.GetRequiredService<DemoAccounts>()
            .EnsureAsync(BankOf(folder), CityFilings.Actor, cancellationToken);
        Say("走访与放款的历史", "the history of visits and loans");
        await new CityVisits(services, City).LoadAsync(cancellationToken);
        await new CityCampaigns(services).LoadAsync(cancellationToken);
        foreach (var set in sets)
            await FileAsync(set, cancellationToken);
    }

    /// <summary>Publishes, and leaves something to do for those who sign in, unless the demo was once
    /// complete.</summary>
    /// <param name="values">The figures.</param>
    /// <param name="cancellationToken">Stops between two steps.</param>
    public async Task PublishAsync(IReadOnlyList<FigureValue> values, CancellationToken cancellationToken)
    {
        await DemoPublication.PublishAsync(services, values, cancellationToken);
        if (_wasComplete)
            return;
        var inbox = new DemoInbox(services, City, BankOf(folder));
        await inbox.LeaveFilingsAsync(cancellationToken);
        await inbox.LeaveProposalAsync(cancellationToken);
        Say("走访、申报与融资需求", "visits, declarations and cases");
        await new DemoVisits(services, City, BankOf(folder)).LeaveAsync(cancellationToken);
        Say("活动与线索", "campaigns and leads");
        await new DemoCampaigns(services, City, BankOf(folder)).LeaveAsync(cancellationToken);
        Say("名单：拟定、公示与异议", "lists: candidates, publicity and objections");
        await new DemoLists(services).LeaveAsync(cancellationToken);
        Say("完成", "done");
    }

    /// <summary>The bank whose people have accounts, and that lends online: one that had errors to repair.</summary>
    public static string BankOf(string folder)
    {
        var latest = new CityFolder(Path.Combine(folder, "city")).Sets().Where(set => set.ReturnId == "onetable").MaxBy(set => set.AsOf)!;
        return latest.Dirty().Concat(latest.Clean()).First().InstitutionId;
    }

    private void Generate(CancellationToken cancellationToken)
    {
        if (!File.Exists(City.Truth))
        {
            var scale = state.Scale.ToString(CultureInfo.InvariantCulture);
            Say($"生成城市：规模 {scale}，种子 {state.Seed}", $"generating the city: scale {scale}, seed {state.Seed}");
            var options = new CityOptions(state.Scale, state.Seed, City.Folder, CityFormat.Csv);
            CityGenerator.Generate(options, PolicyLibrary.FindFolder(), progress: null, cancellationToken);
        }

        File.Copy(City.Truth, Path.Combine(folder, "truth.json"), overwrite: true);
    }

    private async Task FileAsync(FilingSet set, CancellationToken cancellationToken)
    {
        var open = await _filings.OpenAsync(set, cancellationToken);
        if (open.Count == 0)
            return;
        var asOf = set.AsOf.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        Say($"报送 {set.ReturnId} {asOf}：{open.Count} 家机构", $"filing, {open.Count} institutions");
        if (set.ReturnId == CityLedger.Return)
            await CityLedger.WriteAsync(services, set, cancellationToken);
        var dirty = set.Dirty().Where(filer => open.Any(o => o.InstitutionId == filer.InstitutionId)).ToList();
        if (dirty.Count > 0)
            await _filings.SendAsync(set, dirty, cancellationToken);
        await _filings.SendAsync(set, open, cancellationToken);
        await _filings.AcceptAsync(set.ReturnId, set.AsOf, cancellationToken);
    }

    private void Say(string zh, string en) => Console.Error.WriteLine(
        string.Create(CultureInfo.InvariantCulture, $"[{_clock.Elapsed.TotalSeconds,5:0.0} s] {zh} / {en}"));
}

/// <summary>The demo cannot go on; the message says why.</summary>
internal sealed class DemoFailedException(string message) : Exception(message);

using System.Diagnostics;
using System.Globalization;
using Huoshui.Operations;
using Huoshui.Policies;
using Huoshui.Registry;
using Huoshui.Systems.City;
using Huoshui.Systems.Returns;

namespace Huoshui.Cli.Demo;

/// <summary>
/// The whole journey on the generated city through the real pipeline: generate, register, file the dirty versions, file
/// the clean ones, explain, certify, accept. Each step is skipped when it was done before, so that a stopped demo resumes.
/// </summary>
/// <param name="services">The composed platform.</param>
/// <param name="folder">The data folder.</param>
/// <param name="state">Scale and seed.</param>
internal sealed class DemoRun(IServiceProvider services, string folder, DemoState state)
{
    private const string Actor = "演示";
    private const string Explanation = "演示数据：已与业务系统核对，属实。";

    private readonly Stopwatch _clock = Stopwatch.StartNew();

    private CityFolder City { get; } = new(Path.Combine(folder, "city"));

    /// <summary>Does what is not done yet.</summary>
    /// <exception cref="DemoFailedException">A clean filing was not accepted: the demo stops and says why.</exception>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        await services.GetRequiredService<OperationsDatabase>().PrepareAsync(cancellationToken);
        state.Write(folder);
        Generate(cancellationToken);
        var sets = City.Sets();
        await RegisterAsync(sets, cancellationToken);
        foreach (var set in sets)
            await FileAsync(set, cancellationToken);
    }

    /// <summary>Accounts made now; empty on every later start.</summary>
    public async Task<IReadOnlyList<IssuedAccount>> AccountsAsync(CancellationToken cancellationToken)
    {
        var latest = City.Sets().Where(set => set.ReturnId == "onetable").MaxBy(set => set.AsOf)!;
        var bank = latest.Dirty().Concat(latest.Clean()).First().InstitutionId; // one that had errors to repair
        return await services.GetRequiredService<DemoAccounts>().EnsureAsync(bank, Actor, cancellationToken);
    }

    private void Generate(CancellationToken cancellationToken)
    {
        if (!File.Exists(City.Truth))
        {
            Say($"生成城市：规模 {state.Scale.ToString(CultureInfo.InvariantCulture)}，种子 {state.Seed}");
            var options = new CityOptions(state.Scale, state.Seed, City.Folder, CityFormat.Csv);
            CityGenerator.Generate(options, PolicyLibrary.FindFolder(), progress: null, cancellationToken);
        }

        File.Copy(City.Truth, Path.Combine(folder, "truth.json"), overwrite: true);
    }

    private async Task RegisterAsync(IReadOnlyList<FilingSet> sets, CancellationToken cancellationToken)
    {
        var registry = services.GetRequiredService<InstitutionRegistry>();
        if ((await registry.ListAsync(cancellationToken)).Count > 0)
            return;
        Say("登记机构与报送口径");
        var report = await registry.ImportAsync(City.Institutions, Actor, cancellationToken);
        if (report.Diagnostics.Count > 0)
            throw new DemoFailedException(report.Diagnostics[0].ToLine("zh"));
        await VocabularyDistricts.ImportAsync(services, Actor, cancellationToken);
        await registry.DeclareAsync(
            CityProfile.Rules(sets, services.GetRequiredService<TimeProvider>()), Actor, cancellationToken);
    }

    private async Task FileAsync(FilingSet set, CancellationToken cancellationToken)
    {
        var clean = set.Clean();
        var accepted = await AcceptedAsync(set, cancellationToken);
        var open = clean.Where(filer => !accepted.Contains(filer.InstitutionId)).ToList();
        if (open.Count == 0)
            return;
        Say(string.Create(CultureInfo.InvariantCulture, $"报送 {set.ReturnId} {set.AsOf:yyyy-MM-dd}：{open.Count} 家机构"));
        var dirty = set.Dirty().Where(filer => open.Exists(o => o.InstitutionId == filer.InstitutionId)).ToList();
        if (dirty.Count > 0)
            Refuse(await SendAsync(set, dirty, cancellationToken));
        Refuse(await SendAsync(set, open, cancellationToken));
        var result = await services.GetRequiredService<FilingBatch>()
            .CertifyAndAcceptAsync(set.ReturnId, set.AsOf, People, Explanation, cancellationToken);
        if (result.Blocked.Count > 0)
        {
            var (filing, why) = result.Blocked[0];
            throw new DemoFailedException($"{filing.InstitutionId} {set.ReturnId} {set.AsOf}: {why[0].ToLine("zh")}");
        }
    }

    private Task<IReadOnlyList<FilingIntakeResult>> SendAsync(
        FilingSet set, IReadOnlyList<InstitutionFiles> filers, CancellationToken cancellationToken)
    {
        var due = CityProfile.Tables(set);
        var sent = filers.Select(filer => new SentFiling(
            filer.InstitutionId, [.. filer.Files.Select(path => new SentFile(path, Path.GetFileName(path)))])
        {
            ZeroTables = [.. due.Except(filer.Tables, StringComparer.Ordinal)],
        });
        return services.GetRequiredService<FilingIntake>()
            .FileManyAsync(Viewer.Operator(Actor), set.ReturnId, set.AsOf, [.. sent], cancellationToken);
    }

    // A file that was not even taken is a fault of the demo itself; findings are what the dirty versions are for.
    private static void Refuse(IReadOnlyList<FilingIntakeResult> results)
    {
        if (results.FirstOrDefault(result => result.Filing is null) is { } lost)
            throw new DemoFailedException($"{lost.InstitutionId}: {lost.Notes.FirstOrDefault()?.ToLine("zh")}");
    }

    private async Task<IReadOnlySet<string>> AcceptedAsync(FilingSet set, CancellationToken cancellationToken)
    {
        var tables = await services.GetRequiredService<Warehouse.FactCatalog>()
            .AcceptedAsync(set.ReturnId, set.AsOf, null, null, cancellationToken);
        return tables.Select(table => table.InstitutionId).ToHashSet(StringComparer.Ordinal);
    }

    private static BatchPeople People(string institution) => new(
        Person("填报", Roles.Preparer, institution),
        Person("复核", Roles.Reviewer, institution),
        Person("签发", Roles.Signer, institution),
        Person("受理", Roles.Approver, null));

    private static Viewer Person(string name, string role, string? institution) =>
        new($"{Actor}{name}", new HashSet<string>(StringComparer.Ordinal) { role }, institution, SeesClear: false);

    private void Say(string what) => Console.Error.WriteLine(
        string.Create(CultureInfo.InvariantCulture, $"[{_clock.Elapsed.TotalSeconds,5:0.0} s] {what}"));
}

/// <summary>The demo cannot go on; the message says why.</summary>
internal sealed class DemoFailedException(string message) : Exception(message);

using Huoshui.Registry;
using Huoshui.Systems.Returns;
using Huoshui.Warehouse;

namespace Huoshui.Cli.Demo;

/// <summary>Takes the filings of a generated city through the real pipeline: register, file, check, explain, certify,
/// accept; for the demo and for benchmarks.</summary>
/// <param name="services">The composed platform.</param>
/// <param name="city">What the generator wrote.</param>
internal sealed class CityFilings(IServiceProvider services, CityFolder city)
{
    /// <summary>Who acts for the operator.</summary>
    public const string Actor = "演示";

    private const string Explanation = "演示数据：已与业务系统核对，属实。";

    // Filings are checked together up to this size of their files: many small ones cost little more than one, and a few
    // large ones fill the memory of a run.
    private const long BytesAtOnce = 128L * 1024 * 1024;

    /// <summary>The people who act for an institution; no one of them acts twice.</summary>
    public static BatchPeople People(string institution) => new(
        Person("填报", Roles.Preparer, institution),
        Person("复核", Roles.Reviewer, institution),
        Person("签发", Roles.Signer, institution),
        Person("受理", Roles.Approver, null));

    /// <summary>Registers institutions and who owes what, unless it was done before.</summary>
    /// <returns>Whether there was anything to do.</returns>
    public async Task<bool> RegisterAsync(IReadOnlyList<FilingSet> sets, CancellationToken cancellationToken)
    {
        var registry = services.GetRequiredService<InstitutionRegistry>();
        if ((await registry.ListAsync(cancellationToken)).Count > 0)
            return false;
        var report = await registry.ImportAsync(city.Institutions, Actor, cancellationToken);
        if (report.Diagnostics.Count > 0)
            throw new DemoFailedException(report.Diagnostics[0].ToLine("zh"));
        await VocabularyDistricts.ImportAsync(services, Actor, cancellationToken);
        await registry.DeclareAsync(
            CityProfile.Rules(sets, services.GetRequiredService<TimeProvider>()), Actor, cancellationToken);
        return true;
    }

    /// <summary>The filers of a set that have no accepted version yet.</summary>
    public async Task<IReadOnlyList<InstitutionFiles>> OpenAsync(FilingSet set, CancellationToken cancellationToken)
    {
        var accepted = await services.GetRequiredService<FactCatalog>()
            .FilersAsync(set.ReturnId, set.AsOf, null, cancellationToken);
        return [.. set.Clean().Where(f => !accepted.Contains(f.InstitutionId, StringComparer.Ordinal))];
    }

    /// <summary>Files: stages and checks.</summary>
    /// <exception cref="DemoFailedException">A file was not even taken.</exception>
    public async Task SendAsync(
        FilingSet set, IReadOnlyList<InstitutionFiles> filers, CancellationToken cancellationToken)
    {
        var due = CityProfile.Tables(set);
        foreach (var group in Groups(filers))
        {
            var sent = group.Select(filer => new SentFiling(
                filer.InstitutionId, [.. filer.Files.Select(path => new SentFile(path, Path.GetFileName(path)))])
            {
                ZeroTables = [.. due.Except(filer.Tables, StringComparer.Ordinal)],
            });
            Refuse(await services.GetRequiredService<FilingIntake>()
                .FileManyAsync(Viewer.Operator(Actor), set.ReturnId, set.AsOf, [.. sent], cancellationToken));
        }
    }

    /// <summary>Explains, certifies and accepts what was filed for a return and date.</summary>
    /// <exception cref="DemoFailedException">A filing was not accepted: the message says why.</exception>
    public async Task AcceptAsync(string returnId, DateOnly asOf, CancellationToken cancellationToken)
    {
        var result = await services.GetRequiredService<FilingBatch>()
            .CertifyAndAcceptAsync(returnId, asOf, People, Explanation, cancellationToken);
        if (result.Blocked.Count > 0)
        {
            var (filing, why) = result.Blocked[0];
            throw new DemoFailedException($"{filing.InstitutionId} {returnId} {asOf}: {why[0].ToLine("zh")}");
        }
    }

    private static IEnumerable<List<InstitutionFiles>> Groups(IReadOnlyList<InstitutionFiles> filers)
    {
        var group = new List<InstitutionFiles>();
        var bytes = 0L;
        foreach (var filer in filers)
        {
            var size = filer.Files.Sum(path => new FileInfo(path).Length);
            if (group.Count > 0 && bytes + size > BytesAtOnce)
            {
                yield return group;
                group = [];
                bytes = 0;
            }

            group.Add(filer);
            bytes += size;
        }

        if (group.Count > 0)
            yield return group;
    }

    // Findings are what the dirty versions are for; a file that was not even taken is a fault of the city itself.
    private static void Refuse(IReadOnlyList<FilingIntakeResult> results)
    {
        if (results.FirstOrDefault(result => result.Filing is null) is { } lost)
            throw new DemoFailedException($"{lost.InstitutionId}: {(lost.Notes is [var note, ..] ? note.ToLine("zh") : "—")}");
    }

    private static Viewer Person(string name, string role, string? institution) =>
        new($"{Actor}{name}", new HashSet<string>(StringComparer.Ordinal) { role }, institution, SeesClear: false);
}

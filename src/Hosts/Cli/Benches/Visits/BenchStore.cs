using System.Diagnostics;
using Huoshui.Operations;
using Huoshui.Registry;
using Huoshui.Systems.Visits;
using Huoshui.Systems.Visits.Bulk;
using Huoshui.Systems.Visits.Counts;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Cli.Benches.Visits;

/// <summary>A store with the register and history of a scale, and what the measurements need to know of it.</summary>
internal sealed class BenchStore(IServiceProvider services, int entities)
{
    private const int Banks = 60;
    private const int Changes = 100;
    private const int CasesOfBatch = 20_000;
    private const int SecondsOfRun = 60;
    private const int Runs = 900;
    private const int OwnNumbers = 80_000_000; // entities of the measurements themselves, beyond those of the register

    private BenchHistory _history = default!;

    public int Entities => entities;

    public BenchRegister Register { get; private set; } = default!;

    public IReadOnlyList<Street> Streets { get; private set; } = [];

    /// <summary>The street of the officer who reads.</summary>
    public Street Street => Streets[12];

    /// <summary>机构ID of the banks.</summary>
    public IReadOnlyList<string> BankIds { get; } =
        [.. Enumerable.Range(1, Banks).Select(n => FormattableString.Invariant($"BENCH{n:D2}"))];

    /// <summary>Whether it holds a history already: a store that an earlier run has filled is measured again.</summary>
    public bool IsFilled { get; private set; }

    /// <summary>0 for a store that this run makes; else a number that tells this run's own rows from those of earlier
    /// ones.</summary>
    public int Run { get; private set; }

    /// <summary>Districts, streets and banks; nothing else.</summary>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        await VocabularyDistricts.ImportAsync(services, "bench", cancellationToken);
        Streets = await Get<DistrictRegistry>().StreetsAsync(cancellationToken);
        var districts = (await Get<DistrictRegistry>().ListAsync(Get<VisitPolicy>().Today(), cancellationToken))
            .ToDictionary(d => d.Code, d => d.NameZh, StringComparer.Ordinal);
        Register = new BenchRegister([.. Streets.Where(s => districts.ContainsKey(s.DistrictCode))], districts);
        await using var context = await ContextAsync(cancellationToken);
        IsFilled = await context.Set<VisitedEntity>().AnyAsync(cancellationToken);
        Run = IsFilled ? (int)(Get<TimeProvider>().GetUtcNow().ToUnixTimeSeconds() / SecondsOfRun % Runs) : 0;
        foreach (var id in IsFilled ? [] : BankIds)
        {
            context.Add(new Institution
            {
                Id = id,
                NameZh = "测速银行" + id[5..],
                NameEn = id,
                Kind = "05",
                ActiveFrom = new DateOnly(2000, 1, 1),
            });
        }

        await context.SaveChangesAsync(cancellationToken);
        var contact = Get<VisitKeys>().Protect(new CaseContact("周店主", "13800000001"));
        _history = new BenchHistory(
            Register, BankIds, Get<VisitPolicy>(), contact, Get<TimeProvider>().Now());
    }

    /// <summary>Visits saved one after the other by the desk, each of a new entity.</summary>
    /// <returns>Milliseconds of each.</returns>
    public async Task<List<double>> ChangeAsync(int turn, CancellationToken cancellationToken)
    {
        var times = new List<double>();
        var officer = Officer(Street);
        for (var n = -10; n < Changes; n++)
        {
            var number = OwnNumbers + (Run * 10_000) + (turn * 1_000) + n + 10;
            var request = Request(number, new EntityRequest(BenchRegister.UsciOf(number), false, "测速商行", Street.Code));
            var begun = Stopwatch.GetTimestamp();
            var answer = await Get<VisitDesk>().RecordAsync(officer, request, cancellationToken);
            if (!answer.Succeeded)
                throw new InvalidOperationException(answer.Refusals[0].ToLine("en"));
            if (n >= 0)
                times.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
        }

        return times;
    }

    /// <summary>Writes the register and its history, and makes the counters whole.</summary>
    public async Task FillAsync(BenchFigures figures, CancellationToken cancellationToken)
    {
        var (bulk, begun) = (Get<VisitBulk>(), Stopwatch.GetTimestamp());
        var all = Enumerable.Range(0, entities);
        var rows = await bulk.WriteAsync(all.Select(_history.Entity), cancellationToken);
        var events = await bulk.WriteAsync(all.SelectMany(_history.Visits), cancellationToken);
        events += await bulk.WriteAsync(all.Select(_history.Merge).OfType<EntityMerge>(), cancellationToken);
        events += await bulk.WriteAsync(all.Select(_history.Correction).OfType<EntityCorrection>(), cancellationToken);
        foreach (var part in all.Select(_history.Case).OfType<FinancingCase>().Chunk(CasesOfBatch))
        {
            events += await bulk.WriteAsync(part, cancellationToken);
            events += await bulk.WriteAsync(part.SelectMany(c => c.Steps), cancellationToken);
            events += await bulk.WriteAsync(part.SelectMany(c => c.Consents), cancellationToken);
            events += await bulk.WriteAsync(part.SelectMany(c => c.Drawdowns), cancellationToken);
        }

        await using (var campaigns = await ContextAsync(cancellationToken))
        {
            var met = await new BenchCampaigns(Register, _history, BankIds, Get<TimeProvider>().Now()).WriteAsync(
                campaigns, [.. Register.Districts.Order(StringComparer.Ordinal)], entities, cancellationToken);
            figures.Add(new("contacts of campaigns", met, "contacts"));
        }

        figures.Add(new("entities", rows, "entities"));
        figures.Add(new("events: visits, cases, steps, consents, drawdowns, merges, corrections", events, "events"));
        figures.Add(new("written in bulk in", Stopwatch.GetElapsedTime(begun).TotalSeconds, "s"));
        begun = Stopwatch.GetTimestamp();
        await bulk.FinishAsync(cancellationToken);
        figures.Add(new("counters and search keys made whole in", Stopwatch.GetElapsedTime(begun).TotalSeconds, "s"));
        await using var context = await ContextAsync(cancellationToken);
        context.Database.SetCommandTimeout(TimeSpan.FromMinutes(30));
        var keys = await context.Set<Huoshui.Systems.Visits.Search.SearchKey>().LongCountAsync(cancellationToken);
        figures.Add(new("search keys", keys, "rows"));
        var analyze = context.Database.IsNpgsql() ? "VACUUM ANALYZE" : "ANALYZE";
        await context.Database.ExecuteSqlRawAsync(analyze, cancellationToken);
    }

    /// <summary>Compares standings and counters with the raw events.</summary>
    public async Task RecountAsync(BenchFigures figures, CancellationToken cancellationToken)
    {
        var begun = Stopwatch.GetTimestamp();
        var report = await Get<VisitRecount>().CompareAsync(cancellationToken);
        foreach (var difference in report.Differences.Take(5))
            Console.Error.WriteLine("  " + difference);
        figures.Add(new("recount at the end: entities compared", report.Entities, "entities"));
        figures.Add(new("recount at the end: counters compared", report.Counters, "counters"));
        figures.Add(new("recount at the end: differences", report.Differences.Count, "differences", AtMost: 0));
        figures.Add(new("recount at the end: took", Stopwatch.GetElapsedTime(begun).TotalSeconds, "s"));
    }

    public T Get<T>()
        where T : notnull => services.GetRequiredService<T>();

    public AsyncServiceScope Scope() => services.CreateAsyncScope();

    public Task<OperationsContext> ContextAsync(CancellationToken cancellationToken) =>
        Get<IDbContextFactory<OperationsContext>>().CreateDbContextAsync(cancellationToken);

    private VisitRequest Request(int number, EntityRequest entity) => new(
        new Guid(number, 1, 0x7600, 0x80, 0, 0, 0, 0, 0, 0, 0), null, entity, Get<TimeProvider>().Now(),
        [new VisitorRequest("bank", "李经理")], "店内", "no_need", null, ["no_collateral"], null);

    private static Viewer Officer(Street street) => new(
        "bench-officer", new HashSet<string>(StringComparer.Ordinal) { Roles.StreetOfficer }, null, SeesClear: true)
    {
        AreaCode = street.Code,
    };
}

using Huoshui.Operations;
using Huoshui.Registry;
using Huoshui.Systems.Campaigns;
using Huoshui.Systems.Visits;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Cli.Demo;

/// <summary>
/// Past campaigns of the generated city, as its history of visits and loans has them: who borrowed was met at an event
/// some days before the declaration, others were met without a loan; every third of those who can was met in two
/// campaigns. Written under the days on which it would have happened; at most <see cref="MostMet"/> contacts.
/// </summary>
/// <param name="services">The composed platform.</param>
internal sealed class CityCampaigns(IServiceProvider services)
{
    private const int MostMet = 3_000;
    private const int DaysBetween = 5;
    private const int Begins = 14 * 60;

    private static readonly (string Zh, string En, string Brand, string Summary, DateOnly From, DateOnly To)[] Past =
    [
        ("走万企提信心优服务（冬季）", "Ten thousand firms, winter", "enterprises", "银行客户经理走进园区和街道，讲产品、听需求。",
            new(2024, 12, 1), new(2025, 2, 15)),
        ("普惠金融推进月（2025年）", "Month of inclusive finance 2025", "inclusive_month", "小微企业融资对接与政策宣讲。",
            new(2025, 3, 1), new(2025, 4, 15)),
        ("走万企提信心优服务（春季）", "Ten thousand firms, spring", "enterprises", "重点走进产业园区和专业市场。",
            new(2025, 4, 1), new(2025, 5, 31)),
        ("个体工商户服务月（2025年）", "Month of individual businesses 2025", "business_month", "个体工商户政策咨询与融资服务。",
            new(2025, 5, 1), new(2025, 6, 25)),
    ];

    private static readonly string[] Places =
        ["产业园区会议中心", "街道党群服务中心", "专业市场服务台", "科技园报告厅", "银行网点"];

    private static readonly string[] Kinds = ["park", "briefing", "market", "matching", "counter"];

    private readonly CampaignPolicy _policy = services.GetRequiredService<CampaignPolicy>();

    /// <summary>Writes them into a store without campaigns.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        await using var context = await services.GetRequiredService<IDbContextFactory<OperationsContext>>()
            .CreateDbContextAsync(cancellationToken);
        if (await context.Set<Campaign>().AnyAsync(cancellationToken))
            return;
        var met = await MetAsync(context, cancellationToken);
        if (met.Count == 0)
            return;
        var banks = met.Select(m => m.BankId).Distinct().Order(StringComparer.Ordinal).ToList();
        var districts = met.Select(m => m.Entity.DistrictCode).Distinct().Order(StringComparer.Ordinal).ToList();
        foreach (var (past, n) in Past.Select((p, n) => (p, n)))
        {
            // Each campaign leaves a bank in four out.
            var taking = banks.Where((_, i) => banks.Count < 4 || i % 4 != n).ToList();
            var one = CampaignOf(past, districts, taking);
            context.Add(one);
            var events = EventsOf(one, districts, taking, n);
            context.AddRange(events);
            foreach (var step in new[] { ("draft", -20), ("announce", -10), ("start", 0), ("close", 100) })
                context.Add(StepOf(one, step.Item1, step.Item2));
            context.AddRange(ContactsOf(one, events, met, n));
            await context.SaveChangesAsync(cancellationToken);
        }
    }

    // Borrowers with the day they declared, and some whom nobody lent to with the day they were visited.
    private static async Task<List<(VisitedEntity Entity, string BankId, DateOnly By, bool Needs, int N)>> MetAsync(
        OperationsContext context, CancellationToken cancellationToken)
    {
        var cases = await context.Set<FinancingCase>().AsNoTracking().Where(c => c.BankId != null)
            .OrderBy(c => c.RequestKey).Take(MostMet)
            .Select(c => new { c.EntityId, c.BankId, At = c.Steps.Min(s => s.At) }).ToListAsync(cancellationToken);
        var ids = cases.Select(c => c.EntityId).ToList();
        var visited = await context.Set<Visit>().AsNoTracking().Where(v => !ids.Contains(v.EntityId))
            .OrderBy(v => v.At).ThenBy(v => v.EntityId).Take(MostMet / 4)
            .Select(v => new { v.EntityId, v.At, v.NeedFen }).ToListAsync(cancellationToken);
        var wanted = ids.Concat(visited.Select(v => v.EntityId)).ToHashSet();
        var entities = await context.Set<VisitedEntity>().AsNoTracking().Where(e => wanted.Contains(e.Id))
            .ToDictionaryAsync(e => e.Id, cancellationToken);
        var banks = cases.Select(c => c.BankId!).Distinct().Order(StringComparer.Ordinal).ToList();
        return
        [
            .. cases.DistinctBy(c => c.EntityId)
                .Select((c, n) => (entities[c.EntityId], c.BankId!, CampaignPolicy.DayOf(c.At), true, n)),
            .. visited.DistinctBy(v => v.EntityId).Where(_ => banks.Count > 0).Select((v, n) => (
                entities[v.EntityId], banks[n % banks.Count], CampaignPolicy.DayOf(v.At), v.NeedFen is not null, n)),
        ];
    }

    private Campaign CampaignOf(
        (string Zh, string En, string Brand, string Summary, DateOnly From, DateOnly To) past, List<string> districts,
        List<string> banks)
    {
        var at = At(past.From.AddDays(-20));
        var one = new Campaign
        {
            Id = Guid.CreateVersion7(at),
            NameZh = past.Zh,
            NameEn = past.En,
            Brand = past.Brand,
            Summary = past.Summary,
            From = past.From,
            To = past.To,
            State = _policy.Process.Step(CampaignSteps.Close).To,
            AddedAt = at,
            AnnouncedAt = At(past.From.AddDays(-10)),
        };
        one.Set(districts, banks, new Dictionary<string, long>(StringComparer.Ordinal)
        {
            ["events"] = 10,
            ["parties"] = 120,
            ["loans"] = 60,
            ["amount"] = 8_000,
        });
        return one;
    }

    private static List<CampaignEvent> EventsOf(Campaign one, List<string> districts, List<string> banks, int n)
    {
        var events = new List<CampaignEvent>();
        for (var (day, i) = (one.From.AddDays(1), 0); day <= one.To; (day, i) = (day.AddDays(DaysBetween), i + 1))
        {
            var added = new CampaignEvent
            {
                Id = Guid.CreateVersion7(At(day.AddDays(-7))),
                CampaignId = one.Id,
                On = day,
                BeginMinute = Begins,
                Place = Places[(i + n) % Places.Length],
                DistrictCode = districts[i % districts.Count],
                Kind = Kinds[(i + n) % Kinds.Length],
                Expected = 40 + (i * 7 % 30),
                Actual = 30 + (i * 11 % 45),
                AddedBy = Roles.Analyst,
                AddedAt = At(day.AddDays(-7)),
            };
            added.Host(banks[i % banks.Count]);
            events.Add(added);
        }

        return events;
    }

    // At the last event before the declaration, by the bank that lent; at the event before that by another bank too.
    private static IEnumerable<CampaignContact> ContactsOf(
        Campaign one, List<CampaignEvent> events,
        List<(VisitedEntity Entity, string BankId, DateOnly By, bool Needs, int N)> met, int n)
    {
        foreach (var who in met.Where(m => m.N % 3 == 0 || m.N % Past.Length != (n + 1) % Past.Length))
        {
            var before = events.Where(e => e.On <= who.By && e.On.AddDays(30) >= who.By).OrderByDescending(e => e.On)
                .Take(who.N % 5 == 0 ? 2 : 1).ToList();
            foreach (var (at, i) in before.Select((e, i) => (e, i)))
            {
                var bank = i == 0 && one.Has(who.BankId) ? who.BankId : one.Banks[who.N % one.Banks.Count].BankId;
                yield return ContactOf(one, at, who.Entity, bank, who.Needs && i == 0, who.N);
            }
        }
    }

    private static CampaignContact ContactOf(
        Campaign one, CampaignEvent at, VisitedEntity entity, string bank, bool needs, int n) => new()
        {
            Id = Guid.CreateVersion7(At(at.On)),
            CampaignId = one.Id,
            EventId = at.Id,
            PartyKey = entity.Usci ?? $"P{entity.Id:N}",
            IsIndividual = entity.IsIndividual,
            Name = entity.Name,
            StreetCode = entity.StreetCode,
            DistrictCode = entity.DistrictCode,
            BankId = bank,
            MetBy = DemoPeople.NameOf(n),
            On = at.On,
            NeedFen = needs ? 20_000_000L + (n * 37L % 48 * 5_000_000) : null,
            Lead = LeadStates.Offered,
            RecordedBy = "复核" + bank,
            RecordedAt = At(at.On),
        };

    private static CampaignStep StepOf(Campaign one, string step, int days)
    {
        var day = step == CampaignSteps.Close ? one.To.AddDays(1) : one.From.AddDays(days);
        return new CampaignStep
        {
            Id = Guid.CreateVersion7(At(day)),
            CampaignId = one.Id,
            Step = step,
            At = At(day),
            Actor = step == CampaignSteps.Announce ? Roles.Approver : Roles.Analyst,
        };
    }

    private static DateTimeOffset At(DateOnly day) =>
        VisitPolicy.InstantOf(day.ToDateTime(new TimeOnly(16, 0))).ToUniversalTime();
}

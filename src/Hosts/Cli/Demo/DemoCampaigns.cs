using Huoshui.Registry;
using Huoshui.Systems.Campaigns;
using Huoshui.Systems.Visits;

namespace Huoshui.Cli.Demo;

/// <summary>
/// Campaigns of the demo's present: one of the city that runs, with an event behind it at which the demo bank met firms
/// and one ahead that it hosts; one of a district that waits to be announced. Everything goes through the desks, with a
/// clock that is set to the day of each act.
/// </summary>
/// <param name="services">The composed platform.</param>
/// <param name="city">What the generator wrote.</param>
/// <param name="bank">The bank whose people have accounts.</param>
internal sealed class DemoCampaigns(IServiceProvider services, CityFolder city, string bank)
{
    private const int DaysAgo = 12;
    private const int Met = 9;

    private static readonly TimeOnly Afternoon = new(14, 30);

    /// <summary>Writes them, unless one of them is there already.</summary>
    /// <exception cref="DemoFailedException">A step was refused: the message says why.</exception>
    public async Task LeaveAsync(CancellationToken cancellationToken)
    {
        await using var desks = await VisitDesks.OpenAsync(services, cancellationToken);
        var all = await desks.Get<CampaignBook>().ListAsync(Viewer.Operator("demo"), cancellationToken);
        if (desks.Streets.Count == 0 || all.Any(c => c.State != "closed"))
            return;
        var today = desks.Get<CampaignPolicy>().Today();
        var known = await desks.KnownAsync(cancellationToken);
        await RunningAsync(desks, today, known, cancellationToken);
        await DraftAsync(desks, today, cancellationToken);
    }

    private async Task RunningAsync(
        VisitDesks desks, DateOnly today, IReadOnlySet<string> known, CancellationToken stop)
    {
        var (analyst, approver) = (Person(Roles.Analyst), Person(Roles.Approver));
        var begin = today.AddDays(-DaysAgo);
        string[] districts = [.. desks.Streets.Select(s => s.DistrictCode).Distinct().Take(3)];
        string[] banks = [bank, .. desks.Banks.Order(StringComparer.Ordinal).Where(b => b != bank).Take(3)];
        var request = RequestOf(begin, "圳在行动：园区融资对接", "Parks and banks", "银行进园区，企业问融资，街道跟进走访。", districts, banks);
        desks.SetDay(begin.AddDays(-5));
        Demand(await desks.Get<CampaignDesk>().DraftAsync(analyst, request, stop));
        var behind = EventOf(begin.AddDays(2), "科技园会议中心", desks.Home.DistrictCode, [bank]);
        Demand(await desks.Get<EventDesk>().AddAsync(analyst, request.Id, behind, stop));
        var ahead = EventOf(today.AddDays(3), "街道党群服务中心", desks.Home.DistrictCode, [bank, banks[^1]]);
        Demand(await desks.Get<EventDesk>().AddAsync(analyst, request.Id, ahead, stop));
        desks.SetDay(begin.AddDays(-4));
        Demand(await desks.Get<CampaignDesk>().AnnounceAsync(approver, request.Id, stop));
        desks.SetDay(begin);
        Demand(await desks.Get<CampaignDesk>().StartAsync(analyst, request.Id, stop));
        desks.SetDay(behind.On);
        var banker = Person(Roles.Reviewer) with { InstitutionId = bank };
        foreach (var (firm, n) in DemoFirms.Read(city).Where(f => !known.Contains(f.Usci)).TakeLast(Met)
            .Select((f, n) => (f, n)))
        {
            Demand(await desks.Get<ContactDesk>().RecordAsync(banker, request.Id, behind.Id, new ContactRequest(
                IdOf(behind.On), firm.Usci, false, firm.Name, desks.Home.Code, null, DemoPeople.NameOf(n), behind.On,
                n % 3 == 0 ? 500_000 : null, n % 4 != 3), stop));
        }
    }

    private async Task DraftAsync(VisitDesks desks, DateOnly today, CancellationToken stop)
    {
        desks.SetDay(today.AddDays(-1));
        var team = Person(Roles.DistrictTeam) with { AreaCode = desks.Home.DistrictCode };
        var request = RequestOf(
            today.AddDays(10), "专业市场个体户服务周", "A week for stallholders", "区里请银行到专业市场设点，现场受理申报。",
            [desks.Home.DistrictCode], [bank]) with
        { Brand = "business_month" };
        Demand(await desks.Get<CampaignDesk>().DraftAsync(team, request, stop));
        Demand(await desks.Get<EventDesk>().AddAsync(
            team, request.Id, EventOf(today.AddDays(11), "水产市场服务台", desks.Home.DistrictCode, [bank]), stop));
    }

    private static CampaignRequest RequestOf(
        DateOnly from, string zh, string en, string summary, string[] districts, string[] banks) => new(
        IdOf(from), zh, en, "other", summary, from, from.AddDays(45), districts, banks,
        new Dictionary<string, long?>(StringComparer.Ordinal) { ["events"] = 6, ["parties"] = 80, ["loans"] = 20 });

    private static EventRequest EventOf(DateOnly on, string place, string district, string[] hosts) =>
        new(IdOf(on), on, Afternoon, place, district, "park", 60, hosts);

    private static Guid IdOf(DateOnly day) =>
        Guid.CreateVersion7(VisitPolicy.InstantOf(day.ToDateTime(Afternoon)).ToUniversalTime());

    private static Viewer Person(string role) =>
        new(role, new HashSet<string>(StringComparer.Ordinal) { role }, null, SeesClear: false);

    private static void Demand<T>(CampaignAnswer<T> answer)
        where T : class
    {
        if (!answer.Succeeded)
            throw new DemoFailedException(answer.Refusals[0].ToLine("zh"));
    }
}

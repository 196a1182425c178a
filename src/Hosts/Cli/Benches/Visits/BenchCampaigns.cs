using System.Globalization;
using Huoshui.Operations;
using Huoshui.Systems.Campaigns;
using Huoshui.Systems.Visits;

namespace Huoshui.Cli.Benches.Visits;

/// <summary>Campaigns of a register, each with one event at which every third of its entities was met by a bank; some
/// entities by two campaigns. The same for the same number. Thread safe.</summary>
internal sealed class BenchCampaigns(
    BenchRegister register, BenchHistory history, IReadOnlyList<string> banks, DateTimeOffset now)
{
    private const int Campaigns = 20;
    private const int MetOf = 15;  // one entity in fifteen was met
    private const int AgainOf = 5; // one of these in five by the next campaign as well
    private const int DaysBack = 120;

    /// <summary>The key of a campaign.</summary>
    public static Guid IdOf(int campaign) => new(campaign, 1, 0x7800, 0x80, 0, 0, 0, 0, 0, 0, 0);

    /// <summary>Writes campaigns, events and contacts.</summary>
    /// <returns>The contacts.</returns>
    public async Task<long> WriteAsync(
        OperationsContext context, IReadOnlyList<string> districts, int entities, CancellationToken cancellationToken)
    {
        for (var n = 0; n < Campaigns; n++)
        {
            context.Add(CampaignOf(n, districts));
            context.Add(EventOf(n, districts));
        }

        await context.SaveChangesAsync(cancellationToken);
        context.ChangeTracker.Clear();
        return await BulkTable.Of<CampaignContact>(context).WriteAsync(
            Enumerable.Range(0, entities).Where(n => n % MetOf == 1).SelectMany(ContactsOf), cancellationToken);
    }

    private DateOnly DayOf(int campaign) =>
        VisitPolicy.DayOf(now).AddDays(-DaysBack + (campaign * DaysBack / Campaigns));

    private Campaign CampaignOf(int n, IReadOnlyList<string> districts)
    {
        var one = new Campaign
        {
            Id = IdOf(n),
            NameZh = string.Create(CultureInfo.InvariantCulture, $"测速活动{n + 1}"),
            NameEn = string.Create(CultureInfo.InvariantCulture, $"Campaign {n + 1} of the bench"),
            Brand = "inclusive_month",
            Summary = "测速",
            From = DayOf(n),
            To = DayOf(n).AddDays(60),
            State = "running",
            AddedAt = now.AddDays(-DaysBack),
            AnnouncedAt = now.AddDays(-DaysBack),
            Revision = 1,
        };
        one.Set(districts, banks, new Dictionary<string, long>(StringComparer.Ordinal) { ["parties"] = 5_000 });
        return one;
    }

    private CampaignEvent EventOf(int n, IReadOnlyList<string> districts)
    {
        var one = new CampaignEvent
        {
            Id = EventId(n),
            CampaignId = IdOf(n),
            On = DayOf(n),
            BeginMinute = 870,
            Place = "测速园区",
            DistrictCode = districts[n % districts.Count],
            Kind = "park",
            Expected = 5_000,
            AddedBy = "bench",
            AddedAt = now.AddDays(-DaysBack),
            Revision = 1,
        };
        one.Host(banks[n % banks.Count]);
        return one;
    }

    private IEnumerable<CampaignContact> ContactsOf(int n)
    {
        var first = (int)(BenchRegister.Mixed(n ^ 0x1F1F) % Campaigns);
        var times = n / MetOf % AgainOf == 0 ? 2 : 1;
        return Enumerable.Range(0, times).Select(k => ContactOf(n, (first + k) % Campaigns, k));
    }

    private CampaignContact ContactOf(int n, int campaign, int k)
    {
        var (entity, dice) = (history.Entity(n), BenchRegister.Mixed(n ^ 0x2E2E));
        return new CampaignContact
        {
            Id = new Guid(n, (short)k, 0x7900, 0x80, 0, 0, 0, 0, 0, 0, 0),
            CampaignId = IdOf(campaign),
            EventId = EventId(campaign),
            PartyKey = entity.Usci ?? "P" + entity.Id,
            IsIndividual = entity.Usci is null,
            Name = register.NameOf(n),
            StreetCode = entity.StreetCode,
            DistrictCode = entity.DistrictCode,
            BankId = banks[(int)((dice + (ulong)k) % (ulong)banks.Count)],
            MetBy = "王经理",
            On = DayOf(campaign),
            NeedFen = dice % 3 == 0 ? 10_000_000 * (long)(1 + (dice % 50)) : null,
            Lead = dice % 4 == 0 ? LeadStates.None : LeadStates.Offered,
            RecordedBy = "bench",
            RecordedAt = now.AddDays(-1),
        };
    }

    private static Guid EventId(int campaign) => new(campaign, 2, 0x7800, 0x80, 0, 0, 0, 0, 0, 0, 0);
}

using Huoshui.Registry;
using Huoshui.Systems.Campaigns;
using Huoshui.Systems.Tests.Visits;
using Huoshui.Systems.Visits;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Huoshui.Systems.Tests.Campaigns;

/// <summary>Campaigns in the city of <see cref="VisitHouse"/>: two districts, three banks.</summary>
internal static class CampaignHouse
{
    public static Viewer Analyst => VisitHouse.Regulator;

    public static Viewer Approver { get; } = VisitHouse.Person("approver", Roles.Approver);

    public static Viewer SecondOfTeam { get; } = VisitHouse.Person("福田专班二", Roles.DistrictTeam, area: "440304");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static CampaignRequest Request(this VisitHouse house, int days = 60, params string[] banks) => new(
        Guid.CreateVersion7(), "普惠金融推进月", "Month of inclusive finance", "inclusive_month", "银行进园区，企业问融资",
        house.Today(), house.Today().AddDays(days), ["440304", "440305"], banks.Length > 0 ? banks : ["B1", "B2"],
        new Dictionary<string, long?>(StringComparer.Ordinal) { ["parties"] = 100, ["loans"] = null });

    public static EventRequest Event(this VisitHouse house, int inDays = 0, string district = "440304") => new(
        Guid.CreateVersion7(), house.Today().AddDays(inDays), new TimeOnly(14, 30), "南山科技园 A 座", district, "park", 40, ["B1"]);

    public static ContactRequest Contact(
        this VisitHouse house, int firm, string? bank = "B1", bool agrees = true, long? need = null, string street = VisitHouse.Street) => new(
        Guid.CreateVersion7(), VisitHouse.UsciOf(firm), false, $"第{firm}商行", street, bank, "王经理", house.Today(), need, agrees);

    public static DateOnly Today(this VisitHouse house) => house.Get<CampaignPolicy>().Today();

    /// <summary>A campaign of the city that has begun, with one event today.</summary>
    public static async Task<(Campaign Campaign, CampaignEvent Event)> RunningAsync(this VisitHouse house, params string[] banks)
    {
        var desk = house.Get<CampaignDesk>();
        var request = house.Request(60, banks);
        Done(await desk.DraftAsync(Analyst, request, Token));
        var one = Done(await house.Get<EventDesk>().AddAsync(Analyst, request.Id, house.Event() with { Hosts = [request.Banks[0]] }, Token));
        Done(await desk.AnnounceAsync(Approver, request.Id, Token));
        return (Done(await desk.StartAsync(Analyst, request.Id, Token)), one);
    }

    public static Task<CampaignAnswer<CampaignContact>> MeetAsync(
        this VisitHouse house, CampaignEvent one, ContactRequest contact, Viewer? viewer = null) =>
        house.Get<ContactDesk>().RecordAsync(viewer ?? VisitHouse.Banker(contact.BankId!), one.CampaignId, one.Id, contact, Token);

    /// <summary>A loan of a firm through the coordination, of whatever bank and day.</summary>
    public static async Task LentAsync(this VisitHouse house, int firm, string bank, string iou, long fen, DateOnly on, string kind = "new")
    {
        await using var context = await house.ContextAsync();
        var code = VisitHouse.UsciOf(firm);
        var entities = context.Set<VisitedEntity>();
        var cases = context.Set<FinancingCase>().Where(c => entities.Any(
            e => e.Id == c.EntityId && entities.Any(a => a.Usci == code && a.RootId == e.RootId))).OrderBy(c => c.Id);
        if (!await cases.AnyAsync(Token))
            await house.DeclaredAsync(VisitHouse.Firm(firm));
        var one = await cases.FirstAsync(Token);
        one.Add(new Drawdown
        {
            BankId = bank,
            IouId = iou,
            CaseId = one.Id,
            AmountFen = fen,
            DrawnOn = on,
            Kind = kind,
            IsCounted = kind == "new",
            RecordedAt = house.Time.Now,
        });
        await context.SaveChangesAsync(Token);
    }

    public static T Done<T>(CampaignAnswer<T> answer)
        where T : class
    {
        Assert.True(answer.Succeeded, string.Join(' ', answer.Refusals.Select(r => r.ToLine("zh"))));
        return answer.Value!;
    }

    public static void Refused<T>(string code, CampaignAnswer<T> answer)
        where T : class
    {
        Assert.False(answer.Succeeded);
        Assert.Contains(answer.Refusals, r => r.Code == code);
    }
}

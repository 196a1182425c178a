using Huoshui.Diagnostics;
using Huoshui.Operations;
using Huoshui.Registry;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.Campaigns;

/// <summary>An event as it is planned.</summary>
/// <param name="Id">Chosen by the form: the same id is the same event.</param>
/// <param name="On">The day.</param>
/// <param name="Begins">When it begins, in Shanghai.</param>
/// <param name="Place">Where, in words.</param>
/// <param name="DistrictCode">管理区 of the place.</param>
/// <param name="Kind">A code of the list <c>event</c>.</param>
/// <param name="Expected">Participants expected.</param>
/// <param name="Hosts">机构ID of the banks that host it.</param>
public sealed record EventRequest(
    Guid Id, DateOnly On, TimeOnly Begins, string Place, string DistrictCode, string Kind, int Expected,
    IReadOnlyList<string> Hosts);

/// <summary>场次: plans events, counts their participants, cancels them. The organiser's house plans anywhere in the
/// campaign, the team of a district of the campaign in its district. Thread safe.</summary>
public sealed class EventDesk
{
    /// <summary>Most events of a campaign.</summary>
    public const int MostEvents = 500;

    private const int LongestPlace = 100;
    private const int MinutesOfHour = 60;

    private readonly CampaignPolicy _policy;
    private readonly CampaignWork _work;
    private readonly TimeProvider _time;

    /// <summary>Works on the operations store, by the pack and the clock.</summary>
    public EventDesk(IDbContextFactory<OperationsContext> contexts, CampaignPolicy policy, TimeProvider time) =>
        (_policy, _time, _work) = (policy, time, new CampaignWork(contexts, time));

    /// <summary>The step by which a viewer adds an event to a campaign as it stands; null when he may not.</summary>
    public string? StepOf(Viewer viewer, Campaign one)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        ArgumentNullException.ThrowIfNull(one);
        var may = CampaignScope.Organises(viewer, one)
            || (CampaignScope.TeamArea(viewer) is { } area && one.Covers(area));
        return may ? CampaignSteps.Events.FirstOrDefault(
            s => _policy.May(viewer, s) && _policy.Process.Step(s).CanFollow(one.State)) : null;
    }

    /// <summary>安排场次.</summary>
    public Task<CampaignAnswer<CampaignEvent>> AddAsync(
        Viewer viewer, Guid campaignId, EventRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        ArgumentNullException.ThrowIfNull(request);
        return _work.InAsync<CampaignEvent>(viewer, campaignId, async (context, one) =>
        {
            var known = await context.Set<CampaignEvent>().SingleOrDefaultAsync(
                e => e.Id == request.Id, cancellationToken);
            if (known is not null)
            {
                return known.CampaignId == campaignId && known.On == request.On && known.Place == request.Place.Trim()
                    ? CampaignAnswer<CampaignEvent>.Yes(known)
                    : CampaignAnswer<CampaignEvent>.No(CampaignRefusals.Used);
            }

            if (StepOf(viewer, one) is not { } step)
                return CampaignAnswer<CampaignEvent>.No(Refused(viewer, one));
            var wrong = Wrong(viewer, one, request);
            if (wrong.Count > 0)
                return CampaignAnswer<CampaignEvent>.No(wrong);
            if (await context.Set<CampaignEvent>().CountAsync(e => e.CampaignId == campaignId, cancellationToken)
                >= MostEvents)
            {
                return CampaignAnswer<CampaignEvent>.No(CampaignRefusals.TooMany(MostEvents));
            }

            var added = Made(viewer, campaignId, request);
            context.Add(added);
            _work.Note(context, viewer, one, step, added.Place);
            return CampaignAnswer<CampaignEvent>.Yes(added);
        }, cancellationToken);
    }

    /// <summary>登记实到人数: by those who plan, and by a bank that hosts.</summary>
    public Task<CampaignAnswer<CampaignEvent>> CountAsync(
        Viewer viewer, Guid campaignId, Guid eventId, int? actual, CancellationToken cancellationToken) =>
        ChangeAsync(viewer, campaignId, eventId, isForHosts: true, (_, one) =>
        {
            var most = _policy.Whole("participants_max", one.On);
            if (one.On > _policy.Today())
                return Task.FromResult<Diagnostic?>(CampaignRefusals.NotCounted.At("actual"));
            if (actual is not { } count || count < 0 || count > most)
                return Task.FromResult<Diagnostic?>(CampaignRefusals.Count(most).At("actual"));
            one.Actual = count;
            return Task.FromResult<Diagnostic?>(null);
        }, "campaign.event.count", cancellationToken);

    /// <summary>取消 an event at which nobody was met.</summary>
    public Task<CampaignAnswer<CampaignEvent>> CancelAsync(
        Viewer viewer, Guid campaignId, Guid eventId, string? words, CancellationToken cancellationToken) =>
        ChangeAsync(viewer, campaignId, eventId, isForHosts: false, async (context, one) =>
        {
            if (CampaignFields.Text(words, "理由", "The reason", CampaignDesk.LongestWords) is { } wrong)
                return wrong.At("words");
            if (await context.Set<CampaignContact>().AnyAsync(c => c.EventId == eventId, cancellationToken))
                return CampaignRefusals.HasContacts;
            one.CancelledWhy = words!.Trim();
            return null;
        }, "campaign.event.cancel", cancellationToken);

    /// <summary>Whether a viewer may say how many came to an event.</summary>
    public bool MayCount(Viewer viewer, Campaign campaign, CampaignEvent one)
    {
        ArgumentNullException.ThrowIfNull(one);
        return one.CancelledWhy is null && _policy.Process.Step(CampaignSteps.Contact).CanFollow(campaign.State)
            && (Plans(viewer, campaign, one) || Hosts(viewer, one));
    }

    /// <summary>Whether a viewer may cancel an event at which nobody was met.</summary>
    public bool MayCancel(Viewer viewer, Campaign campaign, CampaignEvent one)
    {
        ArgumentNullException.ThrowIfNull(one);
        return one.CancelledWhy is null && Plans(viewer, campaign, one);
    }

    // The team of a district plans in its district only.
    private bool Plans(Viewer viewer, Campaign campaign, CampaignEvent one) => StepOf(viewer, campaign) is not null
        && (CampaignScope.Organises(viewer, campaign) || CampaignScope.TeamArea(viewer) == one.DistrictCode);

    private Task<CampaignAnswer<CampaignEvent>> ChangeAsync(
        Viewer viewer, Guid campaignId, Guid eventId, bool isForHosts,
        Func<OperationsContext, CampaignEvent, Task<Diagnostic?>> change, string act,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        return _work.InAsync<CampaignEvent>(viewer, campaignId, async (context, campaign) =>
        {
            var one = await context.Set<CampaignEvent>().Include(e => e.Hosts).SingleOrDefaultAsync(
                e => e.Id == eventId && e.CampaignId == campaignId, cancellationToken);
            if (one is null)
                return CampaignAnswer<CampaignEvent>.No(CampaignRefusals.NotFound);
            if (!Plans(viewer, campaign, one) && !(isForHosts && Hosts(viewer, one)))
                return CampaignAnswer<CampaignEvent>.No(Refused(viewer, campaign));
            if (isForHosts && !_policy.Process.Step(CampaignSteps.Contact).CanFollow(campaign.State))
                return CampaignAnswer<CampaignEvent>.No(NotNow(campaign));
            if (one.CancelledWhy is not null)
                return CampaignAnswer<CampaignEvent>.No(CampaignRefusals.EventOff);
            if (await change(context, one) is { } wrong)
                return CampaignAnswer<CampaignEvent>.No(wrong);
            context.Audit(viewer.AccountName, act, $"campaign/{campaignId}", new { eventId, one.Actual });
            return CampaignAnswer<CampaignEvent>.Yes(one);
        }, cancellationToken);
    }

    private static bool Hosts(Viewer viewer, CampaignEvent one) =>
        CampaignScope.BankOf(viewer) is { } bank && one.Hosts.Any(h => h.BankId == bank);

    private Diagnostic Refused(Viewer viewer, Campaign one) =>
        CampaignSteps.Events.Any(s => _policy.May(viewer, s))
        && !CampaignSteps.Events.Any(s => _policy.Process.Step(s).CanFollow(one.State))
            ? NotNow(one) : CampaignRefusals.NotYours;

    private Diagnostic NotNow(Campaign one) =>
        CampaignRefusals.NotNow(_policy.Process.State(one.State).Title.Zh);

    private List<Diagnostic> Wrong(Viewer viewer, Campaign one, EventRequest request)
    {
        var most = _policy.Whole("participants_max", one.From);
        var area = CampaignScope.Organises(viewer, one) ? null : CampaignScope.TeamArea(viewer);
        var isOutside = !one.Covers(request.DistrictCode) || (area is not null && area != request.DistrictCode);
        return
        [
            .. new[]
            {
                request.On < one.From || request.On > one.To ? CampaignRefusals.OutsidePeriod.At("on") : null,
                CampaignFields.Text(request.Place, "地点", "The place", LongestPlace)?.At("place"),
                isOutside ? CampaignRefusals.OutsideDistricts.At("district") : null,
                _policy.Process.List("event").Find(request.Kind) is null
                    ? CampaignRefusals.NotOfList("场次类型", "kind of event").At("kind") : null,
                request.Expected < 0 || request.Expected > most ? CampaignRefusals.Count(most).At("expected") : null,
                request.Hosts.Count == 0 || !request.Hosts.All(one.Has) ? CampaignRefusals.NoBank.At("hosts") : null,
            }.OfType<Diagnostic>(),
        ];
    }

    private CampaignEvent Made(Viewer viewer, Guid campaignId, EventRequest request)
    {
        var added = new CampaignEvent
        {
            Id = request.Id,
            CampaignId = campaignId,
            On = request.On,
            BeginMinute = (request.Begins.Hour * MinutesOfHour) + request.Begins.Minute,
            Place = request.Place.Trim(),
            DistrictCode = request.DistrictCode,
            Kind = request.Kind,
            Expected = request.Expected,
            AddedBy = viewer.AccountName,
            AddedAt = _time.Now(),
        };
        added.HostedBy(request.Hosts);
        return added;
    }
}

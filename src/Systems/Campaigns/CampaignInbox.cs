using Huoshui.Diagnostics;
using Huoshui.Operations;
using Huoshui.Registry;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.Campaigns;

/// <summary>待办 of campaigns: drafts to announce, campaigns to start or close, events of a bank soon and events whose
/// participants nobody counted. Thread safe.</summary>
public sealed class CampaignInbox(
    IDbContextFactory<OperationsContext> contexts, CampaignBook book, CampaignDesk desk, EventDesk events,
    CampaignPolicy policy)
{
    /// <summary>What waits for the viewer (<see cref="FindWaiting"/>).</summary>
    public async Task<IReadOnlyList<WaitingGroup>> OfAsync(
        Viewer viewer, int most, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        if (!policy.IsThere || !CampaignScope.Works(viewer))
            return [];
        var (today, all) = (policy.Today(), await book.ListAsync(viewer, cancellationToken));
        var groups = new List<WaitingGroup?>
        {
            Group(new("待开始的活动", "Campaigns to start"), most,
                all.Where(c => c.From <= today && desk.May(viewer, c, CampaignSteps.Start)), c => c.From),
            Group(new("已到期、待结束的活动", "Campaigns past their last day, to close"), most,
                all.Where(c => c.To < today && desk.May(viewer, c, CampaignSteps.Close)), c => c.To),
        };
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var drafts = all.Where(c => desk.May(viewer, c, CampaignSteps.Announce)).ToList();
        groups.Insert(0, Group(new("待发布的活动", "Campaigns to announce"), most,
            await ByOthersAsync(context, viewer, drafts, cancellationToken), c => c.From));
        groups.AddRange(await EventsAsync(
            context, viewer, all.Where(c => c.AnnouncedAt is not null).ToDictionary(c => c.Id), most,
            cancellationToken));
        return [.. groups.OfType<WaitingGroup>()];
    }

    private static async Task<IEnumerable<Campaign>> ByOthersAsync(
        OperationsContext context, Viewer viewer, List<Campaign> drafts, CancellationToken cancellationToken)
    {
        var ids = drafts.ConvertAll(c => c.Id);
        var own = await context.Set<CampaignStep>().Where(s => ids.Contains(s.CampaignId)
            && s.Actor == viewer.AccountName
            && (s.Step == CampaignSteps.Draft || s.Step == CampaignSteps.Revise))
            .Select(s => s.CampaignId).Distinct().ToListAsync(cancellationToken);
        var planned = await context.Set<CampaignEvent>().Where(e => ids.Contains(e.CampaignId)
            && e.CancelledWhy == null).Select(e => e.CampaignId).Distinct().ToListAsync(cancellationToken);
        return drafts.Where(c => !own.Contains(c.Id) && planned.Contains(c.Id));
    }

    private async Task<IEnumerable<WaitingGroup?>> EventsAsync(
        OperationsContext context, Viewer viewer, Dictionary<Guid, Campaign> campaigns, int most,
        CancellationToken cancellationToken)
    {
        var (today, bank) = (policy.Today(), CampaignScope.BankOf(viewer));
        var running = campaigns.Values.Where(c => policy.Process.Step(CampaignSteps.Contact).CanFollow(c.State)
            || policy.Process.Step(CampaignSteps.Start).CanFollow(c.State)).Select(c => c.Id).ToList();
        var soon = today.AddDays(policy.Whole("soon_days", today));
        var rows = await context.Set<CampaignEvent>().AsNoTracking().Include(e => e.Hosts)
            .Where(e => running.Contains(e.CampaignId) && e.CancelledWhy == null && e.On <= soon
                && (e.On >= today || e.Actual == null))
            .OrderBy(e => e.On).ThenBy(e => e.Id).ToListAsync(cancellationToken);
        return
        [
            EventGroup(new("近期由本行主办的场次", "Events that your bank hosts soon"), most, campaigns,
                [.. rows.Where(e => e.On >= today && e.Hosts.Any(h => h.BankId == bank))]),
            EventGroup(new("待登记实到人数的场次", "Events whose participants are to be counted"), most, campaigns,
                [.. rows.Where(e => e.On < today && e.Actual is null
                    && events.MayCount(viewer, campaigns[e.CampaignId], e))]),
        ];
    }

    private static WaitingGroup? Group(
        LocalizedText title, int most, IEnumerable<Campaign> some, Func<Campaign, DateOnly> due)
    {
        var all = some.OrderBy(due).ThenBy(c => c.Id).ToList();
        return all.Count == 0 ? null : new WaitingGroup(
            title, all.Count,
            [.. all.Take(most).Select(c => new WaitingTask(NameOf(c), null, null, due(c), $"/campaigns/{c.Id}"))],
            "/campaigns");
    }

    private static WaitingGroup? EventGroup(
        LocalizedText title, int most, Dictionary<Guid, Campaign> campaigns, List<CampaignEvent> all) =>
        all.Count == 0 ? null : new WaitingGroup(
            title, all.Count,
            [
                .. all.Take(most).Select(e => new WaitingTask(
                    new LocalizedText($"{NameOf(campaigns[e.CampaignId]).Zh}　{e.Place}",
                        $"{NameOf(campaigns[e.CampaignId]).En}, {e.Place}"),
                    null, null, e.On, $"/campaigns/{e.CampaignId}/events/{e.Id}")),
            ], "/campaigns");

    /// <summary>The name of a campaign in both languages.</summary>
    internal static LocalizedText NameOf(Campaign one) =>
        new(one.NameZh, one.NameEn.Length > 0 ? one.NameEn : one.NameZh);
}

using Huoshui.Diagnostics;
using Huoshui.Operations;
using Huoshui.Registry;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.Campaigns;

/// <summary>A campaign as its organiser writes it.</summary>
/// <param name="Id">Chosen by the form: the same id is the same campaign.</param>
/// <param name="NameZh">Name in Chinese.</param>
/// <param name="NameEn">Name in English; empty for none.</param>
/// <param name="Brand">A code of the list <c>brand</c>.</param>
/// <param name="Summary">For the public.</param>
/// <param name="From">The first day.</param>
/// <param name="To">The last day, inclusive.</param>
/// <param name="Districts">管理区.</param>
/// <param name="Banks">机构ID.</param>
/// <param name="Targets">By code of the list <c>target</c>, in the unit of the measure; null for none.</param>
public sealed record CampaignRequest(
    Guid Id, string NameZh, string NameEn, string Brand, string Summary, DateOnly From, DateOnly To,
    IReadOnlyList<string> Districts, IReadOnlyList<string> Banks, IReadOnlyDictionary<string, long?> Targets);

/// <summary>办理活动: drafts, announces, starts, closes, cancels; sets targets. Thread safe.</summary>
public sealed class CampaignDesk
{
    /// <summary>Most characters of a name.</summary>
    public const int LongestName = 60;

    /// <summary>Most characters of other texts.</summary>
    public const int LongestWords = 500;

    private readonly IDbContextFactory<OperationsContext> _contexts;
    private readonly CampaignPolicy _policy;
    private readonly CampaignWork _work;
    private readonly TimeProvider _time;

    /// <summary>Works on the operations store, by the pack and the clock.</summary>
    public CampaignDesk(IDbContextFactory<OperationsContext> contexts, CampaignPolicy policy, TimeProvider time) =>
        (_contexts, _policy, _time, _work) = (contexts, policy, time, new CampaignWork(contexts, time));

    /// <summary>拟定. Sent twice it is one campaign.</summary>
    public async Task<CampaignAnswer<Campaign>> DraftAsync(
        Viewer viewer, CampaignRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        ArgumentNullException.ThrowIfNull(request);
        var area = CampaignScope.TeamArea(viewer);
        if (!_policy.May(viewer, CampaignSteps.Draft) || (area is null && !viewer.IsRegulator))
            return CampaignAnswer<Campaign>.No(CampaignRefusals.NotYours);
        await using var context = await _contexts.CreateDbContextAsync(cancellationToken);
        if (await KnownAsync(context, viewer, request.Id, cancellationToken) is { } known)
            return known;
        var one = new Campaign { Id = request.Id, Organiser = area ?? string.Empty, AddedAt = _time.Now() };
        var wrong = await WriteAsync(context, one, viewer, request, cancellationToken);
        if (wrong.Count > 0)
            return CampaignAnswer<Campaign>.No(wrong);
        one.State = _policy.Process.Step(CampaignSteps.Draft).To;
        context.Add(one);
        _work.Note(context, viewer, one, CampaignSteps.Draft);
        try
        {
            await context.SaveChangesAsync(cancellationToken);
            return CampaignAnswer<Campaign>.Yes(one);
        }
        catch (DbUpdateException error) when (StoreConflict.Of<Campaign>(error))
        {
            return CampaignAnswer<Campaign>.No(CampaignRefusals.Changed);
        }
    }

    /// <summary>修改 a draft.</summary>
    public Task<CampaignAnswer<Campaign>> ReviseAsync(
        Viewer viewer, CampaignRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return DoAsync(viewer, request.Id, CampaignSteps.Revise, null, async (context, one) =>
        {
            var wrong = await WriteAsync(context, one, viewer, request, cancellationToken);
            return wrong.Count > 0 ? wrong : await OutsideAsync(context, one, cancellationToken);
        }, cancellationToken);
    }

    /// <summary>发布: by another person than drafted or revised it.</summary>
    public Task<CampaignAnswer<Campaign>> AnnounceAsync(
        Viewer viewer, Guid id, CancellationToken cancellationToken) =>
        DoAsync(viewer, id, CampaignSteps.Announce, null, async (context, one) =>
        {
            var writes = new[] { CampaignSteps.Draft, CampaignSteps.Revise };
            if (await context.Set<CampaignStep>().AnyAsync(
                s => s.CampaignId == id && writes.Contains(s.Step) && s.Actor == viewer.AccountName, cancellationToken))
            {
                return [CampaignRefusals.FourEyes];
            }

            if (!await context.Set<CampaignEvent>().AnyAsync(
                e => e.CampaignId == id && e.CancelledWhy == null, cancellationToken))
            {
                return [CampaignRefusals.NoEvent];
            }

            one.AnnouncedAt = _time.Now();
            return [];
        }, cancellationToken);

    /// <summary>开始, from the first day on.</summary>
    public Task<CampaignAnswer<Campaign>> StartAsync(Viewer viewer, Guid id, CancellationToken cancellationToken) =>
        DoAsync(viewer, id, CampaignSteps.Start, null, (_, one) => Task.FromResult<IReadOnlyList<Diagnostic>>(
            _policy.Today() < one.From ? [CampaignRefusals.TooEarly] : []), cancellationToken);

    /// <summary>结束.</summary>
    public Task<CampaignAnswer<Campaign>> CloseAsync(Viewer viewer, Guid id, CancellationToken cancellationToken) =>
        DoAsync(viewer, id, CampaignSteps.Close, null, Nothing, cancellationToken);

    /// <summary>放弃 a draft, or 取消 what was announced, with the reason in words.</summary>
    public async Task<CampaignAnswer<Campaign>> CancelAsync(
        Viewer viewer, Guid id, string? words, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        if (CampaignFields.Text(words, "理由", "The reason", LongestWords) is { } wrong)
            return CampaignAnswer<Campaign>.No(wrong.At("words"));
        await using var context = await _contexts.CreateDbContextAsync(cancellationToken);
        var state = await CampaignScope.Campaigns(context, viewer).Where(c => c.Id == id).Select(c => c.State)
            .SingleOrDefaultAsync(cancellationToken);
        var step = _policy.Process.Step(CampaignSteps.Drop).CanFollow(state) ? CampaignSteps.Drop
            : CampaignSteps.Cancel;
        return await DoAsync(viewer, id, step, words, Nothing, cancellationToken);
    }

    /// <summary>Whether a viewer may do a step of a campaign in its state. Who announces or cancels is of the
    /// organiser's house or approves for the city.</summary>
    public bool May(Viewer viewer, Campaign one, string step)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        ArgumentNullException.ThrowIfNull(one);
        var approves = step is CampaignSteps.Announce or CampaignSteps.Cancel && viewer.IsRegulator;
        return _policy.May(viewer, step) && (approves || CampaignScope.Organises(viewer, one))
            && _policy.Process.Step(step).CanFollow(one.State);
    }

    private static Task<IReadOnlyList<Diagnostic>> Nothing(OperationsContext context, Campaign one) =>
        Task.FromResult<IReadOnlyList<Diagnostic>>([]);

    private Task<CampaignAnswer<Campaign>> DoAsync(
        Viewer viewer, Guid id, string step, string? words,
        Func<OperationsContext, Campaign, Task<IReadOnlyList<Diagnostic>>> change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        return _work.InAsync<Campaign>(viewer, id, async (context, one) =>
        {
            var approves = step is CampaignSteps.Announce or CampaignSteps.Cancel && viewer.IsRegulator;
            if (!_policy.May(viewer, step) || !(approves || CampaignScope.Organises(viewer, one)))
                return CampaignAnswer<Campaign>.No(CampaignRefusals.NotYours);
            var move = _policy.Process.Step(step);
            if (!move.CanFollow(one.State))
            {
                return CampaignAnswer<Campaign>.No(
                    CampaignRefusals.NotNow(_policy.Process.State(one.State).Title.Zh));
            }

            if (await change(context, one) is { Count: > 0 } wrong)
                return CampaignAnswer<Campaign>.No(wrong);
            one.State = move.To;
            _work.Note(context, viewer, one, step, words);
            return CampaignAnswer<Campaign>.Yes(one);
        }, cancellationToken);
    }

    private static async Task<CampaignAnswer<Campaign>?> KnownAsync(
        OperationsContext context, Viewer viewer, Guid id, CancellationToken cancellationToken)
    {
        if (!await context.Set<Campaign>().AnyAsync(c => c.Id == id, cancellationToken))
            return null;
        var known = await CampaignScope.OneAsync(context, viewer, id, cancellationToken);
        return known is not null && CampaignScope.Organises(viewer, known)
            ? CampaignAnswer<Campaign>.Yes(known) : CampaignAnswer<Campaign>.No(CampaignRefusals.Used);
    }

    // Events that were planned stay inside the campaign.
    private static async Task<IReadOnlyList<Diagnostic>> OutsideAsync(
        OperationsContext context, Campaign one, CancellationToken cancellationToken)
    {
        var events = await context.Set<CampaignEvent>().AsNoTracking().Include(e => e.Hosts)
            .Where(e => e.CampaignId == one.Id && e.CancelledWhy == null).ToListAsync(cancellationToken);
        return events.Exists(e => e.On < one.From || e.On > one.To) ? [CampaignRefusals.OutsidePeriod.At("from")]
            : events.Exists(e => !one.Covers(e.DistrictCode)) ? [CampaignRefusals.OutsideDistricts.At("districts")]
            : events.Exists(e => e.Hosts.Any(h => !one.Has(h.BankId))) ? [CampaignRefusals.NoBank.At("banks")] : [];
    }

    private async Task<IReadOnlyList<Diagnostic>> WriteAsync(
        OperationsContext context, Campaign one, Viewer viewer, CampaignRequest request,
        CancellationToken cancellationToken)
    {
        var districts = await DistrictsAsync(context, viewer, request.From, cancellationToken);
        var banks = (await _policy.BanksAsync(context, request.From, cancellationToken)).Select(b => b.Id).ToHashSet();
        var wrong = new CampaignFields(_policy).Wrong(request, districts, banks);
        if (wrong.Count > 0)
            return wrong;
        (one.NameZh, one.NameEn, one.Brand) = (request.NameZh.Trim(), request.NameEn.Trim(), request.Brand);
        (one.Summary, one.From, one.To) = (request.Summary.Trim(), request.From, request.To);
        one.Place(request.Districts, request.Banks);
        foreach (var target in _policy.Process.List("target").Codes)
        {
            foreach (var old in one.Targets.Where(t => t.Measure == target.Id).ToList())
                one.Aim(target.Id, old.From, null, viewer.AccountName);
            one.Aim(target.Id, request.From, request.Targets.GetValueOrDefault(target.Id), viewer.AccountName);
        }

        return [];
    }

    private static async Task<HashSet<string>> DistrictsAsync(
        OperationsContext context, Viewer viewer, DateOnly day, CancellationToken cancellationToken)
    {
        var area = CampaignScope.TeamArea(viewer);
        var codes = await context.Set<District>()
            .Where(d => d.Kind != DistrictKind.Overlay && d.From <= day && (d.To == null || day <= d.To)
                && (area == null || d.Code == area)).Select(d => d.Code).ToListAsync(cancellationToken);
        return codes.ToHashSet(StringComparer.Ordinal);
    }
}

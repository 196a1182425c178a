using Huoshui.Diagnostics;
using Huoshui.Operations;
using Huoshui.Registry;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.Returns;

/// <summary>待办 of the system: filings, requests and explanations that wait for the viewer. Thread safe.</summary>
public sealed class ReturnsInbox(IDbContextFactory<OperationsContext> contexts, FilingPolicy policy)
{
    private const string FiledHref = "/filings?state=Filed";
    private const string UnjudgedHref = "/filings?explanations=open";

    /// <summary>What waits for the viewer (<see cref="FindWaiting"/>).</summary>
    public async Task<IReadOnlyList<WaitingGroup>> OfAsync(
        Viewer viewer, int most, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        if (!FilingScope.SeesFilings(viewer))
            return [];
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        List<WaitingGroup> groups = [];
        foreach (var (title, filings, href) in Filings(context, viewer))
            groups.Add(await FilingGroupAsync(context, filings, most, (title, href, "tables"), cancellationToken));
        if (viewer.IsRegulator)
        {
            if (viewer.Is(Roles.Approver))
                groups.Add(await RequestsAsync(context, viewer, most, cancellationToken));
            groups.Add(await FilingGroupAsync(
                context, Unjudged(context, viewer), most,
                (new("待认定的差异说明（按批次）", "Explanations to judge, by filing"), UnjudgedHref, "explanations"),
                cancellationToken));
        }

        return groups.FindAll(g => g.Total > 0);
    }

    private static IEnumerable<(LocalizedText, IQueryable<Filing>, string)> Filings(
        OperationsContext context, Viewer viewer)
    {
        var seen = context.VisibleFilings(viewer).AsNoTracking();
        if (viewer.IsRegulator && viewer.Is(Roles.Approver))
        {
            yield return (
                new("待受理的报送批次", "Filings to accept"), seen.Where(f => f.State == FilingState.Filed), FiledHref);
        }

        if (viewer.IsRegulator)
            yield break;
        if (viewer.Is(Roles.Reviewer))
        {
            yield return (
                new("待复核的报送批次", "Filings to review"), seen.Where(f => f.State == FilingState.AwaitingReview),
                "/filings?state=AwaitingReview");
        }

        if (viewer.Is(Roles.Signer))
        {
            yield return (
                new("待签发的报送批次", "Filings to certify"), seen.Where(f => f.State == FilingState.AwaitingSignature),
                "/filings?state=AwaitingSignature");
        }

        if (viewer.Is(Roles.Preparer))
        {
            yield return (
                new("退改的报送批次", "Filings sent back to be mended"),
                seen.Where(f => f.ReturnReason != null && (f.State == FilingState.Preparing
                    || f.State == FilingState.CheckFailed || f.State == FilingState.Returned)),
                "/filings");
            yield return (
                new("待补正的报送批次（校验未通过、已批准重报）", "Filings to complete (check failed, re-filing granted)"),
                seen.Where(f => f.ReturnReason == null && (f.State == FilingState.CheckFailed
                    || (f.State == FilingState.Preparing && f.VersionId != null))),
                "/filings");
            yield return (
                new("已催报或另定期限的报送批次", "Filings reminded of, or with a deadline of their own"),
                seen.Where(f => f.ReturnReason == null && f.State == FilingState.Preparing && f.VersionId == null
                    && f.NewDeadline != null),
                "/filings");
        }
    }

    // 受理 leaves open what nobody has judged yet: it waits on. What the institution still mends does not.
    internal static IQueryable<Filing> Unjudged(OperationsContext context, Viewer viewer) =>
        context.VisibleFilings(viewer).AsNoTracking()
            .Where(f => f.State == FilingState.Filed || f.State == FilingState.Accepted)
            .Where(f => context.Set<Explanation>().Any(e => e.InstitutionId == f.InstitutionId
                && e.ReturnId == f.ReturnId && e.AsOf == f.AsOf && e.Verdict == ExplanationVerdict.Open));

    private async Task<WaitingGroup> FilingGroupAsync(
        OperationsContext context,
        IQueryable<Filing> filings,
        int most,
        (LocalizedText Title, string AllHref, string Tab) kind,
        CancellationToken cancellationToken)
    {
        var total = await filings.CountAsync(cancellationToken);
        if (most == 0 || total == 0)
            return new WaitingGroup(kind.Title, total, [], kind.AllHref) { NoticeKind = "returns.waiting" };
        var first = await filings.OrderBy(f => f.AsOf).ThenBy(f => f.ReturnId).ThenBy(f => f.InstitutionId)
            .ThenBy(f => f.Id).Take(most).ToListAsync(cancellationToken);
        var names = await NamesAsync(context, first.Select(f => f.InstitutionId), cancellationToken);
        return new WaitingGroup(
            kind.Title, total,
            [
                .. first.Select(f => new WaitingTask(
                    Subject(names.GetValueOrDefault(f.InstitutionId), f.InstitutionId, f.ReturnId), f.AsOf,
                    f.State == FilingState.Filed ? f.FiledAt : null, Due(f), $"/filings/{f.Id}?tab={kind.Tab}")),
            ],
            kind.AllHref)
        { NoticeKind = "returns.waiting" };
    }

    private async Task<WaitingGroup> RequestsAsync(
        OperationsContext context, Viewer viewer, int most, CancellationToken cancellationToken)
    {
        var title = new LocalizedText(
            "待批复的申请（重报、缓报、撤回、规则异议）", "Requests to decide (re-filing, extension, withdrawal, dispute)");
        var open = context.VisibleRequests(viewer).AsNoTracking().Where(r => r.State == FilingRequestState.Open);
        var total = await open.CountAsync(cancellationToken);
        if (most == 0 || total == 0)
            return new WaitingGroup(title, total, [], "/requests") { NoticeKind = "returns.waiting" };
        var first = await open.OrderBy(r => r.DecideBy).ThenBy(r => r.Id).Take(most).ToListAsync(cancellationToken);
        var names = await NamesAsync(context, first.Select(r => r.InstitutionId), cancellationToken);
        return new WaitingGroup(
            title, total,
            [
                .. first.Select(r =>
                {
                    var kind = Words.Request(r.Kind);
                    var whose = Subject(names.GetValueOrDefault(r.InstitutionId), r.InstitutionId, r.ReturnId);
                    return new WaitingTask(
                        new($"{kind.Zh} · {whose.Zh}", $"{kind.En} · {whose.En}"), r.AsOf, r.AskedAt, r.DecideBy,
                        $"/filings/{r.FilingId}?tab=requests");
                }),
            ],
            "/requests")
        { NoticeKind = "returns.waiting" };
    }

    private static async Task<Dictionary<string, Institution>> NamesAsync(
        OperationsContext context, IEnumerable<string> ids, CancellationToken cancellationToken)
    {
        var asked = ids.Distinct(StringComparer.Ordinal).ToList();
        return await context.Set<Institution>().AsNoTracking().Where(i => asked.Contains(i.Id))
            .ToDictionaryAsync(i => i.Id, StringComparer.Ordinal, cancellationToken);
    }

    private LocalizedText Subject(Institution? institution, string id, string returnId)
    {
        var title = policy.Library.Return(returnId)?.Title ?? new LocalizedText(returnId, returnId);
        var english = institution?.NameEn is { Length: > 0 } name ? name : institution?.NameZh ?? id;
        return new LocalizedText($"{institution?.NameZh ?? id} · {title.Zh}", $"{english} · {title.En}");
    }

    private DateOnly? Due(Filing filing) => filing.State == FilingState.Filed
        ? null
        : filing.NewDeadline ?? (policy.DeadlineBinds(filing.AsOf)
            && policy.Library.Return(filing.ReturnId) is { } definition
            ? policy.Deadline(definition, filing.AsOf)
            : null);
}

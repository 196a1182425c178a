using System.Linq.Expressions;
using Huoshui.Casework;
using Huoshui.Diagnostics;
using Huoshui.Operations;
using Huoshui.Policies;
using Huoshui.Policies.Lists;
using Huoshui.Registry;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.Lists;

/// <summary>待办 of lists: an edition that is due, candidates to build or publish, objections to answer, an edition to
/// close
/// or finalise; an entry of one's own under publicity. Thread safe.</summary>
public sealed class ListInbox(IDbContextFactory<OperationsContext> contexts, ListPolicy policy)
{
    /// <summary>What waits for the viewer (<see cref="FindWaiting"/>).</summary>
    public async Task<IReadOnlyList<WaitingGroup>> OfAsync(
        Viewer viewer, int most, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        var packs = policy.Packs;
        if (packs.Count == 0 || viewer == Viewer.Public)
            return [];
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var groups = new List<WaitingGroup?> { await DueAsync(context, viewer, packs, most, cancellationToken) };
        foreach (var kind in Kinds(viewer))
            groups.Add(await EditionsAsync(context, Of(packs, viewer, kind.Act), kind, most, cancellationToken));
        groups.Add(await ObjectionsAsync(context, Of(packs, viewer, ListAct.Answer), most, cancellationToken));
        if (viewer.Is(Roles.PublicReader))
            groups.Add(await OwnAsync(context, viewer, packs, most, cancellationToken));
        return [.. groups.OfType<WaitingGroup>()];
    }

    private static Dictionary<string, PolicyPack> Of(IReadOnlyList<PolicyPack> packs, Viewer viewer, ListAct act) =>
        packs.Where(p => viewer.Roles.Overlaps(p.List!.Who[act]))
            .ToDictionary(p => p.List!.Id, StringComparer.Ordinal);

    private IEnumerable<Kind> Kinds(Viewer viewer)
    {
        var (today, name) = (policy.Today(), viewer.AccountName);
        yield return new Kind(
            ListAct.Build, new("待拟定的名单", "Lists to build"), e => e.State == ListState.Draft);
        yield return new Kind(
            ListAct.Publish, new("待公示的名单", "Lists to publish"),
            e => e.State == ListState.Candidates && e.BuiltBy != name);
        yield return new Kind(
            ListAct.Answer, new("公示期满、待办结的名单", "Lists whose publicity is over"),
            e => e.State == ListState.Published && e.PublicityTo < today && e.ObjectionsTo < today);
        yield return new Kind(
            ListAct.Finalise, new("待定稿的名单", "Lists to finalise"),
            e => e.State == ListState.Answered && e.BuiltBy != name);
    }

    private static async Task<WaitingGroup?> EditionsAsync(
        OperationsContext context, Dictionary<string, PolicyPack> packs, Kind kind, int most,
        CancellationToken cancellationToken)
    {
        var ids = packs.Keys.ToList();
        var waiting = context.Set<ListEdition>().AsNoTracking().Where(e => ids.Contains(e.ListId)).Where(kind.Is);
        var total = await waiting.CountAsync(cancellationToken);
        if (total == 0)
            return null;
        var first = await waiting.OrderBy(e => e.Id).Take(most)
            .Select(e => new { Edition = e, Since = e.Steps.Max(s => s.At) }).ToListAsync(cancellationToken);
        return new WaitingGroup(
            kind.Title, total, [.. first.Select(f => new WaitingTask(
                NameOf(packs[f.Edition.ListId], f.Edition), f.Edition.AsOf, f.Since, null,
                $"/lists/desk/{f.Edition.Id}"))],
            "/lists/desk")
        { NoticeKind = "lists.waiting" };
    }

    private static async Task<WaitingGroup?> ObjectionsAsync(
        OperationsContext context, Dictionary<string, PolicyPack> packs, int most, CancellationToken cancellationToken)
    {
        var ids = packs.Keys.ToList();
        var waiting =
            from objection in context.Set<ListObjection>().AsNoTracking()
            where objection.AnsweredAt == null
            join edition in context.Set<ListEdition>() on objection.EditionId equals edition.Id
            where ids.Contains(edition.ListId) && edition.State == ListState.Published
            orderby objection.DueOn, objection.Id
            select new { Objection = objection, Edition = edition };
        var total = await waiting.CountAsync(cancellationToken);
        if (total == 0)
            return null;
        var first = await waiting.Take(most).ToListAsync(cancellationToken);
        return new WaitingGroup(
            new("待答复的名单异议", "Objections to answer"), total,
            [.. first.Select(f => new WaitingTask(
                NameOf(packs[f.Edition.ListId], f.Edition), null, f.Objection.At, f.Objection.DueOn,
                $"/lists/desk/{f.Edition.Id}?tab=objections"))],
            "/lists/desk")
        { NoticeKind = "lists.waiting" };
    }

    // A list whose edition of this period is due and was not opened.
    private async Task<WaitingGroup?> DueAsync(
        OperationsContext context, Viewer viewer, IReadOnlyList<PolicyPack> packs, int most,
        CancellationToken cancellationToken)
    {
        var today = policy.Today();
        var due = new List<WaitingTask>();
        foreach (var pack in Of(packs, viewer, ListAct.Build).Values.Where(p => ListPolicy.DueOn(p, today) <= today))
        {
            var (list, period) = (pack.List!, ListPolicy.PeriodOf(pack.List!, today));
            var isThere = await context.Set<ListEdition>().AnyAsync(
                e => e.ListId == list.Id && (e.OpenKey != null || (e.Period == period && e.FinalKey != null)),
                cancellationToken);
            if (!isThere)
            {
                due.Add(new WaitingTask(
                    new($"{list.Title.Zh} {period}", $"{list.Title.En} {period}"), null, null, null, "/lists/desk"));
            }
        }

        return due.Count == 0 ? null : new WaitingGroup(
            new("该更新的名单", "Lists due for an edition"), due.Count, [.. due.Take(most)], "/lists/desk")
        {
            NoticeKind = "lists.waiting",
        };
    }

    private static async Task<WaitingGroup?> OwnAsync(
        OperationsContext context, Viewer viewer, IReadOnlyList<PolicyPack> packs, int most,
        CancellationToken cancellationToken)
    {
        var known = packs.ToDictionary(p => p.List!.Id, StringComparer.Ordinal);
        var ids = known.Keys.ToList();
        var own = await context.Set<ListEdition>().AsNoTracking()
            .Where(e => ids.Contains(e.ListId) && e.State == ListState.Published
                && context.Set<ListMember>().Any(m => m.EditionId == e.Id && m.Account == viewer.AccountName
                    && m.State == MemberState.Candidate))
            .OrderBy(e => e.ObjectionsTo).ThenBy(e => e.Id).ToListAsync(cancellationToken);
        return own.Count == 0 ? null : new WaitingGroup(
            new("您在公示或告知中的名单里，可提异议", "Lists with an entry of yours, open to objection"), own.Count,
            [.. own.Take(most).Select(e => new WaitingTask(
                NameOf(known[e.ListId], e), e.AsOf, e.PublishedAt, e.ObjectionsTo, $"/lists/{e.ListId}/{e.Period}"))],
            "/lists")
        { NoticeKind = "lists.waiting" };
    }

    private static LocalizedText NameOf(PolicyPack pack, ListEdition edition) => new(
        $"{pack.List!.Title.Zh} {edition.Period}", $"{pack.List.Title.En} {edition.Period}");

    private sealed record Kind(ListAct Act, LocalizedText Title, Expression<Func<ListEdition, bool>> Is);
}

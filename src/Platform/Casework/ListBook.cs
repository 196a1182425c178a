using System.Linq.Expressions;
using Huoshui.Operations;
using Huoshui.Policies;
using Huoshui.Policies.Lists;
using Huoshui.Registry;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Casework;

/// <summary>How an edition differs from the one before.</summary>
public enum ListChange
{
    /// <summary>新列入.</summary>
    Joins,

    /// <summary>继续列入.</summary>
    Stays,

    /// <summary>移出.</summary>
    Leaves,
}

/// <summary>Which members to list.</summary>
/// <param name="State">Where they stand; null for all.</param>
/// <param name="Change">How they differ from the edition before; null for all.</param>
/// <param name="Page">Which rows; the search looks at names of firms and whole keys.</param>
public sealed record MemberQuery(MemberState? State, ListChange? Change, PageRequest Page);

/// <summary>查阅: what a viewer may see of lists, editions, members and objections. Thread safe.</summary>
public sealed class ListBook(IDbContextFactory<OperationsContext> contexts, ListPolicy policy)
{
    private static readonly ListColumns<ListMember> MemberColumns = ListColumns.ByKey((ListMember m) => m.Id)
        .Sorted("state", m => m.State).Sorted("since", m => m.Since)
        .Searched("name", m => m.IsPersonal ? null : m.Name);

    /// <summary>Whether a viewer works with a list.</summary>
    public bool Works(Viewer viewer, string listId)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        return policy.Find(listId)?.List is { } definition && ListWork.Has(viewer, definition.Who[ListAct.See]);
    }

    /// <summary>The editions that a viewer sees, the latest first: all of a list with which he works; of others those
    /// that are public, and those in which he has an entry.</summary>
    public async Task<IReadOnlyList<ListEdition>> EditionsAsync(Viewer viewer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await Seen(context, viewer).OrderByDescending(e => e.Id).Take(PageRequest.LargestLimit)
            .ToListAsync(cancellationToken);
    }

    /// <summary>One edition with its steps; null if there is none or it is not the viewer's to see.</summary>
    public async Task<ListEdition?> EditionAsync(Viewer viewer, Guid id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await Seen(context, viewer).Include(e => e.Steps)
            .SingleOrDefaultAsync(e => e.Id == id, cancellationToken);
    }

    /// <summary>The edition of a period that was not discarded, if the viewer sees it; of several the
    /// latest.</summary>
    public async Task<ListEdition?> EditionAsync(
        Viewer viewer, string listId, string period, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await Seen(context, viewer).Include(e => e.Steps)
            .Where(e => e.ListId == listId && e.Period == period && e.State != ListState.Discarded)
            .OrderByDescending(e => e.Id).FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>The members of an edition that a viewer sees: all for who works with it; on a public page those on the
    /// list; else his own.</summary>
    public async Task<Page<ListMember>> MembersAsync(
        Viewer viewer, ListEdition edition, MemberQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        ArgumentNullException.ThrowIfNull(edition);
        ArgumentNullException.ThrowIfNull(query);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = MembersOf(context, viewer, edition);
        if (query.State is { } state)
            rows = rows.Where(m => m.State == state);
        if (query.Change is { } change)
            rows = rows.Where(Is(change));
        var text = query.Page.Search?.Trim();
        if (text is not null && await rows.AnyAsync(m => m.SubjectKey == text, cancellationToken))
        {
            return await MemberColumns.PageAsync(
                rows.Where(m => m.SubjectKey == text), query.Page with { Search = null }, cancellationToken);
        }

        return await MemberColumns.PageAsync(rows, query.Page, cancellationToken);
    }

    /// <summary>A viewer's own entry of an edition; null for none.</summary>
    public async Task<ListMember?> OwnAsync(Viewer viewer, Guid editionId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return viewer == Viewer.Public ? null : await context.Set<ListMember>().AsNoTracking()
            .Where(m => m.EditionId == editionId && m.Account == viewer.AccountName).OrderBy(m => m.Id)
            .FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>How many join, stay and leave.</summary>
    public async Task<IReadOnlyDictionary<ListChange, int>> ChangesAsync(
        Guid editionId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var counts = new Dictionary<ListChange, int>();
        foreach (var change in Enum.GetValues<ListChange>())
        {
            counts[change] = await context.Set<ListMember>().Where(m => m.EditionId == editionId)
                .CountAsync(Is(change), cancellationToken);
        }

        return counts;
    }

    /// <summary>Objections to an edition: all for who works with the list, else a viewer's own; open ones first, the
    /// nearest deadline first.</summary>
    public async Task<IReadOnlyList<ListObjection>> ObjectionsAsync(
        Viewer viewer, ListEdition edition, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        ArgumentNullException.ThrowIfNull(edition);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = context.Set<ListObjection>().AsNoTracking().Where(o => o.EditionId == edition.Id);
        if (!Works(viewer, edition.ListId))
            rows = rows.Where(o => o.Account == viewer.AccountName && viewer.AccountName != Viewer.Public.AccountName);
        return await rows.OrderBy(o => o.AnsweredAt != null).ThenBy(o => o.DueOn).ThenBy(o => o.Id)
            .Take(PageRequest.LargestLimit).ToListAsync(cancellationToken);
    }

    /// <summary>Whether every receipt of an edition follows from what it is about: steps, members, objections and
    /// answers.</summary>
    public async Task<bool> VerifyAsync(Guid editionId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var edition = await context.Set<ListEdition>().AsNoTracking().Include(e => e.Steps)
            .SingleAsync(e => e.Id == editionId, cancellationToken);
        var members = await context.Set<ListMember>().AsNoTracking().Where(m => m.EditionId == editionId)
            .ToListAsync(cancellationToken);
        var objections = await context.Set<ListObjection>().AsNoTracking().Where(o => o.EditionId == editionId)
            .ToDictionaryAsync(o => o.Id, cancellationToken);
        var lastBuild = edition.Steps.Where(s => s.Step == ListSteps.Build).MaxBy(s => s.Sequence);
        return ListStep.Verify(edition.Steps) && edition.Steps.All(step => step.Step switch
        {
            ListSteps.Build => step != lastBuild || step.ContentSha256 == CandidateBuild.Digest(members),
            ListSteps.Finalise => step.ContentSha256 == CandidateBuild.DigestOfFinal(members),
            ListSteps.Object => step.ContentSha256 == ObjectionDesk.Digest(objections[step.ObjectionId!.Value]),
            ListSteps.Answer => step.ContentSha256 == ObjectionDesk.DigestOfAnswer(objections[step.ObjectionId!.Value]),
            _ => true,
        });
    }

    /// <summary>A member's name as a viewer may read it: of a person masked without the field class, on a public page
    /// as the pack says.</summary>
    public string NameFor(Viewer viewer, ListEdition edition, ListMember member)
    {
        ArgumentNullException.ThrowIfNull(member);
        var show = Works(viewer, edition.ListId) || IsOwn(viewer, member)
            ? ListShow.Clear : policy.Find(edition.ListId)?.List?.Public.Name ?? ListShow.Hidden;
        return Shown(member.Name, member.IsPersonal && !SeesClear(viewer, member) ? Less(show) : show);
    }

    /// <summary>A member's key as a viewer may read it.</summary>
    public string KeyFor(Viewer viewer, ListEdition edition, ListMember member)
    {
        ArgumentNullException.ThrowIfNull(member);
        var show = Works(viewer, edition.ListId) || IsOwn(viewer, member)
            ? ListShow.Clear : policy.Find(edition.ListId)?.List?.Public.Key ?? ListShow.Hidden;
        return Shown(member.SubjectKey, member.IsPersonal && !SeesClear(viewer, member) ? ListShow.Hidden : show);
    }

    /// <summary>Whether an entry is a viewer's own.</summary>
    public static bool IsOwn(Viewer viewer, ListMember member) =>
        viewer != Viewer.Public && member.Account is { } account && account == viewer.AccountName;

    private static bool SeesClear(Viewer viewer, ListMember member) =>
        IsOwn(viewer, member) || (viewer.SeesClear && !viewer.IsRegulator);

    private static ListShow Less(ListShow show) => show == ListShow.Clear ? ListShow.Masked : show;

    private static string Shown(string text, ListShow show) => show switch
    {
        ListShow.Clear => text,
        ListShow.Masked => Masking.Mask(FieldSensitivity.Personal, text),
        _ => "—",
    };

    private static Expression<Func<ListMember, bool>> Is(ListChange change) => change switch
    {
        ListChange.Joins => m => !m.WasListed && (m.State == MemberState.Candidate || m.State == MemberState.Kept),
        ListChange.Stays => m => m.WasListed && (m.State == MemberState.Candidate || m.State == MemberState.Kept),
        _ => m => m.WasListed && (m.State == MemberState.Excluded || m.State == MemberState.Struck),
    };

    private IQueryable<ListMember> MembersOf(OperationsContext context, Viewer viewer, ListEdition edition)
    {
        var all = context.Set<ListMember>().AsNoTracking().Where(m => m.EditionId == edition.Id);
        if (Works(viewer, edition.ListId))
            return all;
        if (IsPublic(edition))
            return all.Where(m => m.State == MemberState.Candidate || m.State == MemberState.Kept);
        var account = viewer == Viewer.Public ? null : viewer.AccountName;
        return all.Where(m => account != null && m.Account == account);
    }

    private bool IsPublic(ListEdition edition) => policy.Find(edition.ListId)?.List?.Public is { } shown
        && edition.State switch
        {
            ListState.Published or ListState.Answered => shown.DuringPublicity,
            ListState.Final or ListState.Superseded => shown.Final,
            _ => false,
        };

    private IQueryable<ListEdition> Seen(OperationsContext context, Viewer viewer)
    {
        var packs = policy.Packs.Select(p => p.List!).ToList();
        var worked = packs.Where(l => ListWork.Has(viewer, l.Who[ListAct.See])).Select(l => l.Id).ToList();
        var during = packs.Where(l => l.Public.DuringPublicity).Select(l => l.Id).ToList();
        var final = packs.Where(l => l.Public.Final).Select(l => l.Id).ToList();
        var known = packs.Select(l => l.Id).ToList();
        var account = viewer == Viewer.Public ? null : viewer.AccountName;
        return context.Set<ListEdition>().AsNoTracking().Where(e =>
            worked.Contains(e.ListId)
            || (during.Contains(e.ListId) && (e.State == ListState.Published || e.State == ListState.Answered))
            || (final.Contains(e.ListId) && (e.State == ListState.Final || e.State == ListState.Superseded))
            || (account != null && known.Contains(e.ListId) && e.PublishedAt != null && e.State != ListState.Discarded
                && context.Set<ListMember>().Any(m => m.EditionId == e.Id && m.Account == account)));
    }
}

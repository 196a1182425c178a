using Huoshui.Operations;
using Huoshui.Registry;
using Huoshui.Systems.Visits.Search;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.Visits.Merges;

/// <summary>Why two entities may be one.</summary>
public enum MergeBasis
{
    /// <summary>走访报告重复, and a name like it stands in the district.</summary>
    Reported,

    /// <summary>同一街道、名称相同.</summary>
    SameName,

    /// <summary>同一账号申报.</summary>
    SameAccount,
}

/// <summary>Two entities that may be one.</summary>
/// <param name="Basis">Why.</param>
/// <param name="One">The younger one.</param>
/// <param name="Other">The older one, or null when a report found none like it: to be looked for.</param>
public sealed record MergeProposal(MergeBasis Basis, VisitedEntity One, VisitedEntity? Other);

/// <summary>疑似重复: proposals for a district, from what indexes answer: officers' reports, equal names in a street, one
/// declaring account. Phones are encrypted and kept for calling only: they are not compared. Thread safe.</summary>
public sealed class MergeProposals(
    IDbContextFactory<OperationsContext> contexts, EntitySearch search, VisitPolicy policy)
{
    /// <summary>Proposals of each basis.</summary>
    public const int Most = 50;

    /// <summary>Entities of a search for a partner.</summary>
    public const int MostFound = 50;

    /// <summary>Proposals for the viewer's district; none for others.</summary>
    public async Task<IReadOnlyList<MergeProposal>> OfAsync(Viewer viewer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        if (!MergeList.Decides(viewer))
            return [];
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        List<MergeProposal> all =
        [
            .. await ReportedAsync(context, viewer, cancellationToken),
            .. await SameNameAsync(context, viewer, cancellationToken),
            .. await SameAccountAsync(context, viewer, cancellationToken),
        ];
        return [.. all.DistinctBy(p => p.Other is { } other && other.Id.CompareTo(p.One.Id) < 0
            ? (other.Id, p.One.Id) : (p.One.Id, p.Other?.Id ?? Guid.Empty))];
    }

    /// <summary>Entities of the viewer's district that a text finds, to be the partner of another.</summary>
    /// <param name="viewer">Of the district team.</param>
    /// <param name="text">A part of a name, pinyin or a code.</param>
    /// <param name="except">The one that looks for a partner; null for none.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<IReadOnlyList<VisitedEntity>> FindAsync(
        Viewer viewer, string? text, Guid? except, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        if (!MergeList.Decides(viewer) || string.IsNullOrWhiteSpace(text))
            return [];
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var found = (await search.FindAsync(context, viewer, text, null, cancellationToken)).Ids;
        return await Standing(context, viewer).Where(e => found.Contains(e.Id) && e.Id != except)
            .OrderBy(e => e.StreetCode).ThenBy(e => e.Name).ThenBy(e => e.Id).Take(MostFound)
            .ToListAsync(cancellationToken);
    }

    private async Task<List<MergeProposal>> ReportedAsync(
        OperationsContext context, Viewer viewer, CancellationToken cancellationToken)
    {
        var reported = await (
                from correction in context.Set<EntityCorrection>().AsNoTracking()
                where correction.DistrictCode == viewer.AreaCode && correction.IsConfirmed == null
                    && correction.Kind == "merge"
                join entity in Standing(context, viewer) on correction.EntityId equals entity.Id
                orderby correction.At, correction.VisitId
                select entity)
            .Take(Most).ToListAsync(cancellationToken);
        var all = new List<MergeProposal>();
        foreach (var one in reported.DistinctBy(e => e.Id))
        {
            // A firm of the same name would tell the name of a person that the viewer reads masked.
            var like = one.IsIndividual && !EntityList.SeesNames(viewer) ? []
                : (await search.FindAsync(context, viewer, one.Name, null, cancellationToken)).Ids;
            var other = await Standing(context, viewer).Where(e => like.Contains(e.Id) && e.Id != one.Id)
                .OrderBy(e => e.StreetCode != one.StreetCode).ThenBy(e => e.Id).FirstOrDefaultAsync(cancellationToken);
            all.Add(new MergeProposal(MergeBasis.Reported, one, other));
        }

        return all;
    }

    // Of two persons of one name the identity numbers differ: only where a firm is among them. Who reads persons'
    // names masked is told of firms alone, whose names would give them away.
    private static async Task<List<MergeProposal>> SameNameAsync(
        OperationsContext context, Viewer viewer, CancellationToken cancellationToken)
    {
        var named = EntityList.SeesNames(viewer) ? Standing(context, viewer)
            : Standing(context, viewer).Where(e => e.PersonKey == null);
        var groups = await named.GroupBy(e => new { e.StreetCode, e.Name })
            .Where(g => g.Count() > 1).OrderBy(g => g.Key.StreetCode).ThenBy(g => g.Key.Name)
            .Select(g => new { g.Key.StreetCode, g.Key.Name }).Take(Most).ToListAsync(cancellationToken);
        var all = new List<MergeProposal>();
        foreach (var group in groups)
        {
            var some = await named.Where(e => e.StreetCode == group.StreetCode && e.Name == group.Name)
                .OrderBy(e => e.Id).Take(Most).ToListAsync(cancellationToken);
            var oldest = some.Find(e => !e.IsIndividual);
            all.AddRange(some.Where(e => oldest is not null && e.Id != oldest.Id)
                .Select(e => new MergeProposal(MergeBasis.SameName, e, oldest)));
        }

        return [.. all.Take(Most)];
    }

    // An officer declares for many, an owner for his own; an account that declares for a whole park says nothing.
    private async Task<List<MergeProposal>> SameAccountAsync(
        OperationsContext context, Viewer viewer, CancellationToken cancellationToken)
    {
        var most = policy.Whole("merge_account_entities_max", policy.Today());
        var officers = context.Users.Where(u => u.AreaCode != null).Select(u => u.UserName);
        var declared =
            from one in VisitScope.Cases(context, viewer)
            where !officers.Contains(one.Account)
            join entity in Standing(context, viewer) on one.EntityId equals entity.Id
            select new { one.Account, Entity = entity };
        var accounts = await declared.GroupBy(d => d.Account)
            .Where(g => g.Select(d => d.Entity.Id).Distinct().Count() > 1
                && g.Select(d => d.Entity.Id).Distinct().Count() <= most).OrderBy(g => g.Key).Select(g => g.Key)
            .Take(Most).ToListAsync(cancellationToken);
        var all = await declared.Where(d => accounts.Contains(d.Account)).OrderBy(d => d.Account)
            .ThenBy(d => d.Entity.Id).Take(Most * Most).ToListAsync(cancellationToken);
        return
        [
            .. all.GroupBy(d => d.Account, StringComparer.Ordinal).SelectMany(mine =>
            {
                var oldest = mine.First().Entity;
                return mine.Select(d => d.Entity).DistinctBy(e => e.Id).Skip(1)
                    .Select(e => new MergeProposal(MergeBasis.SameAccount, e, oldest));
            }).Take(Most),
        ];
    }

    private static IQueryable<VisitedEntity> Standing(OperationsContext context, Viewer viewer) =>
        VisitScope.Entities(context, viewer).AsNoTracking().Where(e => e.MergedIntoId == null);
}

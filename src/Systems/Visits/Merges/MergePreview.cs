using Huoshui.Diagnostics;
using Huoshui.Operations;
using Huoshui.Registry;
using Huoshui.Systems.Visits.Photos;
using Huoshui.Systems.Visits.Problems;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.Visits.Merges;

/// <summary>What an entity brings along: what stands at it and at whatever was merged into it.</summary>
/// <param name="Entities">Entities: itself and those merged into it.</param>
/// <param name="Visits">Visits.</param>
/// <param name="Cases">Declarations.</param>
/// <param name="OpenCases">Of them, those without an answer for good.</param>
/// <param name="Drawdowns">Drawdowns of its cases.</param>
/// <param name="Problems">Problems.</param>
/// <param name="Consents">Consents that hold.</param>
/// <param name="Photos">Photos that are kept.</param>
public sealed record MergeLoad(
    int Entities, int Visits, int Cases, int OpenCases, int Drawdowns, int Problems, int Consents, int Photos);

/// <summary>What a merge, or its undo, would change. Nothing is rewritten: what stands at an entity stays there, and
/// counts for the one that it belongs to.</summary>
/// <param name="From">The entity that is merged, or was.</param>
/// <param name="Into">The entity that counts for it.</param>
/// <param name="Moves">What goes along.</param>
/// <param name="Stays">What stands at the other.</param>
/// <param name="Hints">What to look at before it is done; empty for nothing.</param>
public sealed record MergeView(
    VisitedEntity From, VisitedEntity Into, MergeLoad Moves, MergeLoad Stays, IReadOnlyList<LocalizedText> Hints);

/// <summary>合并前的比较. Thread safe.</summary>
public sealed class MergePreview(IDbContextFactory<OperationsContext> contexts)
{
    /// <summary>Compares two entities of the viewer's district; null if one is not there or not his.</summary>
    public async Task<MergeView?> OfAsync(Viewer viewer, Guid fromId, Guid intoId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var both = await VisitScope.Entities(context, viewer).AsNoTracking()
            .Where(e => e.Id == fromId || e.Id == intoId).ToDictionaryAsync(e => e.Id, cancellationToken);
        if (both.GetValueOrDefault(fromId) is not { } from || both.GetValueOrDefault(intoId) is not { } into
            || fromId == intoId)
        {
            return null;
        }

        var below = await BelowAsync(context, from, cancellationToken);
        var rest = (await context.Set<VisitedEntity>().AsNoTracking().Where(e => e.RootId == into.RootId)
            .Select(e => e.Id).ToListAsync(cancellationToken)).Except(below).ToList();
        var moves = await LoadAsync(context, below, cancellationToken);
        var stays = await LoadAsync(context, rest, cancellationToken);
        return new MergeView(from, into, moves, stays, [.. Hints(from, into, moves, stays)]);
    }

    // The entity and whatever was merged into it, in however many steps.
    private static async Task<List<Guid>> BelowAsync(
        OperationsContext context, VisitedEntity top, CancellationToken cancellationToken)
    {
        var family = await context.Set<VisitedEntity>().AsNoTracking().Where(e => e.RootId == top.RootId)
            .Select(e => new { e.Id, e.MergedIntoId }).ToListAsync(cancellationToken);
        var found = new List<Guid> { top.Id };
        for (var i = 0; i < found.Count; i++)
            found.AddRange(family.Where(e => e.MergedIntoId == found[i]).Select(e => e.Id));
        return found;
    }

    private static async Task<MergeLoad> LoadAsync(
        OperationsContext context, List<Guid> ids, CancellationToken cancellationToken)
    {
        var cases = context.Set<FinancingCase>().Where(c => ids.Contains(c.EntityId));
        return new MergeLoad(
            ids.Count,
            await context.Set<Visit>().CountAsync(v => ids.Contains(v.EntityId), cancellationToken),
            await cases.CountAsync(cancellationToken),
            await cases.CountAsync(c => c.OpenEntityId != null, cancellationToken),
            await context.Set<Drawdown>().CountAsync(d => cases.Any(c => c.Id == d.CaseId), cancellationToken),
            await context.Set<VisitProblem>().CountAsync(p => ids.Contains(p.EntityId), cancellationToken),
            await context.Set<CaseConsent>().CountAsync(
                c => c.RevokedAt == null && cases.Any(f => f.Id == c.CaseId), cancellationToken),
            await context.Set<VisitPhoto>().CountAsync(
                p => ids.Contains(p.EntityId) && p.DeletedAt == null, cancellationToken));
    }

    private static IEnumerable<LocalizedText> Hints(
        VisitedEntity from, VisitedEntity into, MergeLoad moves, MergeLoad stays)
    {
        if (from.IsIndividual && into.IsIndividual)
        {
            yield return new("两户登记的身份号码不同：确认是同一个人再合并。",
                "The two have different identity numbers: make sure that they are one person.");
        }

        if (from.Usci is not null && into.Usci is not null)
        {
            yield return new("两户的统一社会信用代码不同：分支机构不是重复，不要合并。",
                "The two have different credit codes: a branch is no duplicate.");
        }

        if (from.StreetCode != into.StreetCode)
            yield return new("两户登记在不同的街道。", "The two are registered in different streets.");
        if (moves.OpenCases > 0 && stays.OpenCases > 0)
        {
            yield return new("两户各有一件在办的申报：合并后两件都继续办，各算各的授信，主体只算一户。",
                "Both have a declaration in progress: both go on, and the entity counts once.");
        }

        if ((from.DeregisteredAt is null) != (into.DeregisteredAt is null))
            yield return new("其中一户已注销。", "One of the two is deregistered.");
    }
}

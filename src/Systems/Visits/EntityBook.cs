using Huoshui.Diagnostics;
using Huoshui.Operations;
using Huoshui.Registry;
using Huoshui.Systems.Visits.Problems;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.Visits;

/// <summary>主体台账: finds or adds entities, merges doubles and undoes it, decides corrections. Thread safe.</summary>
public sealed class EntityBook(
    IDbContextFactory<OperationsContext> contexts, VisitPolicy policy, VisitKeys keys, TimeProvider time)
{
    private readonly VisitFields _fields = new(policy);

    /// <summary>The entity of a code, added to the context if it is new and to be saved with it; of two who add at once
    /// the second finds a conflict.</summary>
    internal async Task<VisitAnswer<VisitedEntity>> FindOrAddAsync(
        OperationsContext context, EntityRequest request, CancellationToken cancellationToken)
    {
        var personKey = request.IsIndividual ? await keys.HashAsync("identity", request.Code, cancellationToken) : null;
        return await FindOrAddAsync(context, request, personKey, cancellationToken);
    }

    /// <summary>The same, of a person by the hash of the number, which need not be known.</summary>
    internal async Task<VisitAnswer<VisitedEntity>> FindOrAddAsync(
        OperationsContext context, EntityRequest request, string? personKey, CancellationToken cancellationToken)
    {
        var entities = context.Set<VisitedEntity>(); // one condition each, so that each has its index
        var known = request.IsIndividual
            ? await entities.SingleOrDefaultAsync(e => e.PersonKey == personKey, cancellationToken)
            : await entities.SingleOrDefaultAsync(e => e.Usci == request.Code, cancellationToken);
        if (known is not null)
            return VisitAnswer<VisitedEntity>.Yes(known);
        if (await DistrictOfAsync(context, request.StreetCode, cancellationToken) is not { } district)
            return VisitAnswer<VisitedEntity>.No(VisitRefusals.OutsideCity.At("street")!);
        return VisitAnswer<VisitedEntity>.Yes(Add(context, request, personKey, district));
    }

    /// <summary>Adds an entity that the store does not have to the context.</summary>
    /// <param name="context">With which it is saved.</param>
    /// <param name="request">The entity.</param>
    /// <param name="personKey">Keyed hash of the identity number; null for a firm.</param>
    /// <param name="district">管理区 of its street.</param>
    internal VisitedEntity Add(OperationsContext context, EntityRequest request, string? personKey, string district)
    {
        var id = Guid.CreateVersion7(time.Now());
        var added = new VisitedEntity
        {
            Id = id,
            Usci = request.IsIndividual ? null : request.Code,
            PersonKey = personKey,
            Name = request.Name.Trim(),
            StreetCode = request.StreetCode,
            DistrictCode = district,
            RootId = id,
            AddedAt = time.Now(),
        };
        context.Add(added);
        return added;
    }

    /// <summary>合并: the first entity no longer counts beside the second.</summary>
    public async Task<VisitAnswer<EntityMerge>> MergeAsync(
        Viewer viewer, Guid fromId, Guid intoId, string? reason, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        if (!viewer.Is(Roles.DistrictTeam))
            return VisitAnswer<EntityMerge>.No(VisitRefusals.NotYours);
        if (_fields.Text(reason, "理由", "The reason") is { } wrong)
            return VisitAnswer<EntityMerge>.No(wrong);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var both = await VisitScope.Entities(context, viewer).Where(e => e.Id == fromId || e.Id == intoId)
            .ToDictionaryAsync(e => e.Id, cancellationToken);
        if (both.GetValueOrDefault(fromId) is not { } from || both.GetValueOrDefault(intoId) is not { } into)
            return VisitAnswer<EntityMerge>.No(VisitRefusals.NotFound);
        if (fromId == intoId || from.MergedIntoId is not null || into.MergedIntoId is not null)
            return VisitAnswer<EntityMerge>.No(VisitRefusals.NotMergeable);
        foreach (var member in await context.Set<VisitedEntity>().Where(e => e.RootId == fromId)
            .ToListAsync(cancellationToken))
        {
            member.RootId = intoId;
        }
        from.MergedIntoId = intoId;
        context.Entry(into).Property(e => e.Revision).IsModified = true; // it may not be merged itself meanwhile
        var merge = new EntityMerge
        {
            Id = Guid.CreateVersion7(time.Now()),
            FromId = fromId,
            IntoId = intoId,
            Actor = viewer.AccountName,
            At = time.Now(),
            Reason = reason!.Trim(),
        };
        context.Add(merge);
        context.Audit(
            viewer.AccountName, "entity.merge", $"entity/{fromId}", new { into = intoId, merge.ReceiptSha256 });
        return await SaveAsync<EntityMerge, VisitedEntity>(context, merge, cancellationToken);
    }

    /// <summary>撤销合并: what was merged counts by itself again, with whatever was merged into it before.</summary>
    public async Task<VisitAnswer<EntityMerge>> UndoMergeAsync(
        Viewer viewer, Guid mergeId, string? reason, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        if (!viewer.Is(Roles.DistrictTeam))
            return VisitAnswer<EntityMerge>.No(VisitRefusals.NotYours);
        if (_fields.Text(reason, "理由", "The reason") is { } wrong)
            return VisitAnswer<EntityMerge>.No(wrong);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var merge = await context.Set<EntityMerge>().SingleOrDefaultAsync(m => m.Id == mergeId, cancellationToken);
        var from = merge is null ? null : await VisitScope.Entities(context, viewer)
            .SingleOrDefaultAsync(e => e.Id == merge.FromId, cancellationToken);
        if (from is null)
            return VisitAnswer<EntityMerge>.No(VisitRefusals.NotFound);
        if (merge!.UndoneAt is not null)
            return VisitAnswer<EntityMerge>.No(VisitRefusals.NotMerged);
        var family = await context.Set<VisitedEntity>().Where(e => e.RootId == from.RootId)
            .ToListAsync(cancellationToken);
        foreach (var member in Below(from, family))
            member.RootId = from.Id;
        from.MergedIntoId = null;
        (merge.UndoneBy, merge.UndoneAt, merge.UndoneReason) = (viewer.AccountName, time.Now(), reason!.Trim());
        context.Audit(
            viewer.AccountName, "entity.unmerge", $"entity/{from.Id}",
            new { from = merge.IntoId, merge.UndoneReceiptSha256 });
        return await SaveAsync<EntityMerge, VisitedEntity>(context, merge, cancellationToken);
    }

    /// <summary>登记更正: a person of the district confirms what a visit found, or dismisses it.</summary>
    /// <param name="viewer">Of the district team.</param>
    /// <param name="visitId">The visit that found it.</param>
    /// <param name="confirms">True changes the register.</param>
    /// <param name="streetCode">The right street, to confirm another address; else null.</param>
    /// <param name="note">Why.</param>
    /// <param name="cancellationToken">Stops it before it is saved.</param>
    public async Task<VisitAnswer<EntityCorrection>> DecideAsync(
        Viewer viewer, Guid visitId, bool confirms, string? streetCode, string? note,
            CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        if (!viewer.Is(Roles.DistrictTeam))
            return VisitAnswer<EntityCorrection>.No(VisitRefusals.NotYours);
        if (_fields.Text(note, "说明", "The note") is { } wrong)
            return VisitAnswer<EntityCorrection>.No(wrong);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var correction = await context.Set<EntityCorrection>().SingleOrDefaultAsync(
            c => c.VisitId == visitId && c.DistrictCode == viewer.AreaCode, cancellationToken);
        if (correction is null)
            return VisitAnswer<EntityCorrection>.No(VisitRefusals.NotFound);
        if (correction.IsConfirmed is not null)
            return VisitAnswer<EntityCorrection>.No(VisitRefusals.Changed);
        var entity = await context.Set<VisitedEntity>()
            .SingleAsync(e => e.Id == correction.EntityId, cancellationToken);
        if (confirms && await ApplyAsync(
            context, entity, correction, streetCode, cancellationToken) is { } refusal)
        {
            return VisitAnswer<EntityCorrection>.No(refusal);
        }
        (correction.IsConfirmed, correction.DecidedBy, correction.DecidedAt, correction.Note) =
            (confirms, viewer.AccountName, time.Now(), note!.Trim());
        context.Audit(
            viewer.AccountName, "entity.correct", $"entity/{entity.Id}", new { correction.Kind, confirms, streetCode });
        return await SaveAsync<EntityCorrection, EntityCorrection>(context, correction, cancellationToken);
    }

    /// <summary>管理区 of a street; null if the city has no such street.</summary>
    internal static Task<string?> DistrictOfAsync(
        OperationsContext context, string? streetCode, CancellationToken cancellationToken) =>
        context.Set<Street>().Where(s => s.Code == streetCode).Select(s => s.DistrictCode)
            .SingleOrDefaultAsync(cancellationToken);

    private async Task<Diagnostic?> ApplyAsync(
        OperationsContext context, VisitedEntity entity, EntityCorrection correction, string? streetCode,
        CancellationToken cancellationToken)
    {
        switch (correction.Kind)
        {
            case "deregistration":
                entity.DeregisteredAt ??= time.Now();
                return null;
            case "merge":
                return entity.MergedIntoId is null ? VisitRefusals.NotDone : null;
            default:
                return await MoveAsync(context, entity, correction.VisitId, streetCode, cancellationToken);
        }
    }

    private static async Task<Diagnostic?> MoveAsync(
        OperationsContext context, VisitedEntity entity, Guid decided, string? streetCode,
        CancellationToken cancellationToken)
    {
        var street = await context.Set<Street>().AsNoTracking()
            .SingleOrDefaultAsync(s => s.Code == streetCode, cancellationToken);
        if (street is null)
            return VisitRefusals.OutsideCity;
        await MoveAsync(context, entity, street, decided, cancellationToken);
        return null;
    }

    /// <summary>Moves an entity to a street. Whatever is merged with it stays in one district with it, its cases and
    /// problems follow, and whose team it is now decides what is left of its corrections.</summary>
    internal static async Task MoveAsync(
        OperationsContext context, VisitedEntity entity, Street street, Guid? decided,
        CancellationToken cancellationToken)
    {
        var family = await context.Set<VisitedEntity>().Where(e => e.RootId == entity.RootId)
            .ToListAsync(cancellationToken);
        var ids = family.ConvertAll(e => e.Id);
        foreach (var member in family)
            (member.StreetCode, member.DistrictCode) = (street.Code, street.DistrictCode);
        foreach (var one in await context.Set<FinancingCase>().Where(c => ids.Contains(c.EntityId))
            .ToListAsync(cancellationToken))
        {
            (one.StreetCode, one.DistrictCode) = (street.Code, street.DistrictCode);
        }
        foreach (var open in await context.Set<EntityCorrection>()
            .Where(c => c.VisitId != decided && ids.Contains(c.EntityId) && c.IsConfirmed == null)
            .ToListAsync(cancellationToken))
        {
            open.DistrictCode = street.DistrictCode;
        }

        foreach (var problem in await context.Set<VisitProblem>().Where(p => ids.Contains(p.EntityId))
            .ToListAsync(cancellationToken))
        {
            var entry = context.Entry(problem);
            entry.Property(p => p.StreetCode).CurrentValue = street.Code;
            entry.Property(p => p.DistrictCode).CurrentValue = street.DistrictCode;
        }
    }

    private static List<VisitedEntity> Below(VisitedEntity top, List<VisitedEntity> family)
    {
        var found = new List<VisitedEntity> { top };
        for (var i = 0; i < found.Count; i++)
            found.AddRange(family.Where(e => e.MergedIntoId == found[i].Id));
        return found;
    }

    private static async Task<VisitAnswer<T>> SaveAsync<T, TOther>(
        OperationsContext context, T value, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            await context.SaveChangesAsync(cancellationToken);
            return VisitAnswer<T>.Yes(value);
        }
        catch (DbUpdateException error) when (StoreConflict.Of<T>(error) || StoreConflict.Of<TOther>(error)
            || StoreConflict.Of<FinancingCase>(error) || StoreConflict.Of<VisitProblem>(error))
        {
            return VisitAnswer<T>.No(VisitRefusals.Changed);
        }
    }
}

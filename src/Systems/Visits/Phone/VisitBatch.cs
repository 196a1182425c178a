using Huoshui.Operations;
using Huoshui.Registry;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.Visits.Phone;

/// <summary>What became of one visit of a sync.</summary>
/// <param name="Id">As the phone sent it.</param>
/// <param name="WasThere">True when an earlier request had brought it: it counts once.</param>
/// <param name="Answer">The visit, or why it was refused.</param>
public sealed record SyncedVisit(Guid Id, bool WasThere, VisitAnswer<Visit> Answer);

/// <summary>同步: the visits of a phone, in one transaction; a visit that is refused does not hold up the others. Sent
/// again, in whole or in part and from whatever phone, each is one visit. Thread safe.</summary>
public sealed class VisitBatch(IDbContextFactory<OperationsContext> contexts, VisitDesk desk)
{
    /// <summary>Records them; the answers stand in the order of the requests.</summary>
    /// <param name="viewer">A street officer.</param>
    /// <param name="requests">At most <see cref="PhoneLimits.BatchVisits"/>.</param>
    /// <param name="cancellationToken">Stops it before it is saved.</param>
    public async Task<IReadOnlyList<SyncedVisit>> RecordAsync(
        Viewer viewer, IReadOnlyList<VisitRequest> requests, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        ArgumentNullException.ThrowIfNull(requests);
        if (!viewer.Is(Roles.StreetOfficer) || viewer.AreaCode is null)
            return [.. requests.Select(r => Refused(r, VisitAnswer<Visit>.No(VisitRefusals.NotYours)))];
        try
        {
            return await TogetherAsync(viewer, requests, cancellationToken);
        }
        catch (DbUpdateException error) when (VisitDesk.IsConflict(error))
        {
            // Another phone brought one of them, or added one of their entities, at the same moment: one by one, each
            // of which looks again.
            return await OneByOneAsync(viewer, requests, cancellationToken);
        }
    }

    private async Task<IReadOnlyList<SyncedVisit>> TogetherAsync(
        Viewer viewer, IReadOnlyList<VisitRequest> requests, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var ids = requests.Select(r => r.Id).ToList();
        var known = await context.Set<Visit>().AsNoTracking().Where(v => ids.Contains(v.Id))
            .ToDictionaryAsync(v => v.Id, cancellationToken);
        var entities = await KnownAsync(context, viewer, requests, cancellationToken);
        var done = new List<SyncedVisit>(requests.Count);
        foreach (var request in requests)
        {
            var hash = await desk.HashAsync(viewer, request, cancellationToken);
            if (known.TryGetValue(request.Id, out var there))
            {
                done.Add(new SyncedVisit(request.Id, true, VisitDesk.Again(viewer, there, hash)));
                continue;
            }

            var answer = await AddAsync(context, viewer, request, hash, entities, cancellationToken);
            if (answer.Value is { } visit)
                known[request.Id] = visit; // twice in one request
            done.Add(new SyncedVisit(request.Id, false, answer));
        }

        await context.SaveChangesAsync(cancellationToken);
        return done;
    }

    private async Task<VisitAnswer<Visit>> AddAsync(
        OperationsContext context, Viewer viewer, VisitRequest request, string hash,
        Dictionary<string, VisitedEntity> entities, CancellationToken cancellationToken)
    {
        if (desk.Wrong(request) is { Count: > 0 } wrong)
            return VisitAnswer<Visit>.No(wrong);
        var key = KeyOf(request);
        if (!entities.TryGetValue(key, out var entity))
        {
            var found = await desk.EntityAsync(context, viewer, request, cancellationToken);
            if (found.Value is null)
                return VisitAnswer<Visit>.No(found.Refusals);
            entities[key] = entity = found.Value;
        }

        var answer = desk.Add(context, viewer, request, entity, hash);
        if (!answer.Succeeded && context.Entry(entity).State == EntityState.Added)
        {
            context.Entry(entity).State = EntityState.Detached; // nothing stays of a visit that is refused
            entities.Remove(key);
        }

        return answer;
    }

    private static string KeyOf(VisitRequest request) =>
        request.EntityId?.ToString() ?? $"{request.Entity!.IsIndividual}/{request.Entity.Code}";

    // Those of the grid and firms that are known, in one query; the others are looked up, or added, one by one.
    private static async Task<Dictionary<string, VisitedEntity>> KnownAsync(
        OperationsContext context, Viewer viewer, IReadOnlyList<VisitRequest> requests,
        CancellationToken cancellationToken)
    {
        var ids = requests.Select(r => r.EntityId).OfType<Guid>().Distinct().ToList();
        var codes = requests.Where(r => r is { EntityId: null, Entity.IsIndividual: false })
            .Select(r => r.Entity!.Code).Distinct(StringComparer.Ordinal).ToList();
        var found = await context.Set<VisitedEntity>().AsNoTracking()
            .Where(e => ids.Contains(e.Id) || codes.Contains(e.Usci!)).ToListAsync(cancellationToken);
        var known = found.Where(e => e.Usci is not null)
            .ToDictionary(e => $"{false}/{e.Usci}", e => e, StringComparer.Ordinal);
        foreach (var entity in found.Where(e => e.StreetCode == viewer.AreaCode))
            known[entity.Id.ToString()] = entity;
        return known;
    }

    private async Task<IReadOnlyList<SyncedVisit>> OneByOneAsync(
        Viewer viewer, IReadOnlyList<VisitRequest> requests, CancellationToken cancellationToken)
    {
        var done = new List<SyncedVisit>(requests.Count);
        foreach (var request in requests)
        {
            await using var context = await contexts.CreateDbContextAsync(cancellationToken);
            var wasThere = await context.Set<Visit>().AnyAsync(v => v.Id == request.Id, cancellationToken);
            done.Add(new SyncedVisit(
                request.Id, wasThere, await desk.RecordAsync(viewer, request, cancellationToken)));
        }

        return done;
    }

    private static SyncedVisit Refused(VisitRequest request, VisitAnswer<Visit> answer) =>
        new(request.Id, false, answer);
}

using Huoshui.Operations;
using Huoshui.Registry;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.Visits.Phone;

/// <summary>What the store has of what a group of requests is about, read in one query of a kind; what the group adds
/// is kept beside it. Not thread safe.</summary>
internal sealed class SyncStock
{
    /// <summary>Visits by id.</summary>
    public Dictionary<Guid, Visit> Visits { get; private init; } = [];

    /// <summary>Entities by id.</summary>
    public Dictionary<Guid, VisitedEntity> Entities { get; private init; } = [];

    /// <summary>Entities by code, and by the hash of an identity number.</summary>
    public Dictionary<string, VisitedEntity> Coded { get; private init; } = new(StringComparer.Ordinal);

    /// <summary>Keyed hashes by identity number.</summary>
    public Dictionary<string, string> Persons { get; private init; } = new(StringComparer.Ordinal);

    /// <summary>管理区 by street.</summary>
    public Dictionary<string, string> Districts { get; private init; } = new(StringComparer.Ordinal);

    /// <summary>Reads what some visits are about.</summary>
    public static async Task<SyncStock> ReadAsync(
        OperationsContext context, VisitKeys keys, IReadOnlyList<VisitRequest> all, CancellationToken cancellationToken)
    {
        var coded = all.Where(r => r is { EntityId: null, Entity: not null }).Select(r => r.Entity!).ToList();
        var persons = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var code in coded.Where(e => e.IsIndividual).Select(e => e.Code))
            persons[code] = await keys.HashAsync("identity", code, cancellationToken);
        var ids = all.Select(r => r.Id).Distinct().ToList();
        var entities = await EntitiesAsync(context, all, coded, persons, cancellationToken);
        var streets = coded.Select(e => e.StreetCode).Distinct(StringComparer.Ordinal).ToList();
        return new SyncStock
        {
            Visits = await context.Set<Visit>().AsNoTracking().Where(v => ids.Contains(v.Id))
                .ToDictionaryAsync(v => v.Id, cancellationToken),
            Entities = entities.ToDictionary(e => e.Id),
            Coded = entities.ToDictionary(e => e.PersonKey ?? e.Usci!, StringComparer.Ordinal),
            Persons = persons,
            Districts = streets.Count == 0 ? [] : await context.Set<Street>().Where(s => streets.Contains(s.Code))
                .ToDictionaryAsync(s => s.Code, s => s.DistrictCode, cancellationToken),
        };
    }

    // By one column at a time, so that each has its index.
    private static async Task<List<VisitedEntity>> EntitiesAsync(
        OperationsContext context, IReadOnlyList<VisitRequest> all, List<EntityRequest> coded,
        Dictionary<string, string> persons, CancellationToken cancellationToken)
    {
        var entities = context.Set<VisitedEntity>().AsNoTracking();
        var ids = all.Select(r => r.EntityId).OfType<Guid>().Distinct().ToList();
        var codes = coded.Where(e => !e.IsIndividual).Select(e => e.Code).Distinct(StringComparer.Ordinal).ToList();
        var hashes = persons.Values.Distinct(StringComparer.Ordinal).ToList();
        var found = new List<VisitedEntity>();
        if (ids.Count > 0)
            found.AddRange(await entities.Where(e => ids.Contains(e.Id)).ToListAsync(cancellationToken));
        if (codes.Count > 0)
            found.AddRange(await entities.Where(e => codes.Contains(e.Usci!)).ToListAsync(cancellationToken));
        if (hashes.Count > 0)
            found.AddRange(await entities.Where(e => hashes.Contains(e.PersonKey!)).ToListAsync(cancellationToken));
        return [.. found.DistinctBy(e => e.Id)];
    }
}

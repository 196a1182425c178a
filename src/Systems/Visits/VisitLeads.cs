using Huoshui.Diagnostics;
using Huoshui.Operations;
using Huoshui.Registry;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.Visits;

/// <summary>
/// 活动线索: takes the leads of other systems (<see cref="OfferLead"/>), tells them of parties
/// (<see cref="FindParties"/>), and lists what waits for a visit. An entity stands on the list once, whatever number of
/// leads it has, and only while nothing else waits for it: no open case, no visit to repeat, no declaration to help
/// with. A visit since the day of the contact takes it off. Thread safe.
/// </summary>
public sealed class VisitLeads(IDbContextFactory<OperationsContext> contexts, EntityBook book)
{
    private const int Some = 5_000; // keys of one query, which are one parameter of it

    /// <summary>Takes a lead (<see cref="OfferLead"/>).</summary>
    public async Task<OfferedLead?> OfferAsync(
        OperationsContext context, LeadOffer lead, Func<string, Task<bool>> wants, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(lead);
        ArgumentNullException.ThrowIfNull(wants);
        if (await EntityAsync(context, lead, cancellationToken) is not { } entity)
            return null;
        var root = entity.RootId == entity.Id ? entity
            : await context.Set<VisitedEntity>().SingleAsync(e => e.Id == entity.RootId, cancellationToken);
        var isInWork = context.Set<VisitLead>().Local.Any(l => l.EntityId == entity.Id)
            || await IsInWorkAsync(context, root.Id, cancellationToken);
        if (await wants(VisitCandidates.KeyOf(entity))
            && await context.Set<VisitLead>().FindAsync([lead.Id], cancellationToken) is null)
        {
            context.Add(new VisitLead
            {
                Id = lead.Id,
                EntityId = entity.Id,
                CampaignZh = lead.Campaign.Zh,
                CampaignEn = lead.Campaign.En,
                On = lead.On,
                Since = VisitPolicy.InstantOf(lead.On.ToDateTime(TimeOnly.MinValue)).ToUniversalTime(),
            });
        }

        return new OfferedLead(VisitCandidates.KeyOf(entity), root.StreetCode, root.DistrictCode, isInWork);
    }

    /// <summary>Tells of parties (<see cref="FindParties"/>).</summary>
    public async Task<IReadOnlyDictionary<string, PartyStanding>> PartiesAsync(
        IReadOnlyCollection<string> partyKeys, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(partyKeys);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var found = new Dictionary<string, PartyStanding>(StringComparer.Ordinal);
        foreach (var some in partyKeys.Distinct(StringComparer.Ordinal).Chunk(Some))
        {
            foreach (var (key, party) in await SomeAsync(context, some, cancellationToken))
                found[key] = party;
        }

        return found;
    }

    /// <summary>Entities of a viewer that wait for a visit because a campaign met them.</summary>
    internal static IQueryable<Guid> Waiting(OperationsContext context, Viewer viewer)
    {
        var entities = context.Set<VisitedEntity>();
        return (
            from lead in context.Set<VisitLead>()
            join entity in entities on lead.EntityId equals entity.Id
            join root in VisitScope.Entities(context, viewer) on entity.RootId equals root.Id
            where root.DeregisteredAt == null
                && !context.Set<Visit>().Any(
                    v => v.At >= lead.Since && entities.Any(e => e.Id == v.EntityId && e.RootId == root.Id))
                && !Busy(context).Contains(root.Id)
            select root.Id).Distinct();
    }

    /// <summary>The campaign of the latest lead of each entity or of those merged into it; those without are left
    /// out.</summary>
    internal static async Task<IReadOnlyDictionary<Guid, LocalizedText>> NamesAsync(
        OperationsContext context, IReadOnlyCollection<Guid> entityIds, CancellationToken cancellationToken)
    {
        var rows = await (
            from lead in context.Set<VisitLead>().AsNoTracking()
            join entity in context.Set<VisitedEntity>() on lead.EntityId equals entity.Id
            where entityIds.Contains(entity.RootId)
            orderby lead.On, lead.Id
            select new { entity.RootId, lead.CampaignZh, lead.CampaignEn }).ToListAsync(cancellationToken);
        return rows.GroupBy(r => r.RootId).ToDictionary(
            g => g.Key, g => new LocalizedText(g.Last().CampaignZh, g.Last().CampaignEn));
    }

    // Families for which something waits anyway.
    private static IQueryable<Guid> Busy(OperationsContext context)
    {
        var entities = context.Set<VisitedEntity>();
        return context.Set<FinancingCase>().Where(c => c.OpenEntityId != null)
            .Join(entities, c => c.EntityId, e => e.Id, (_, e) => e.RootId)
            .Concat(context.Set<Counts.EntityStanding>()
                .Where(s => s.Next == VisitSteps.Again || s.Next == VisitSteps.Declare).Select(s => s.RootId));
    }

    private static async Task<bool> IsInWorkAsync(
        OperationsContext context, Guid rootId, CancellationToken cancellationToken) =>
        await Busy(context).AnyAsync(id => id == rootId, cancellationToken)
        || await Waiting(context, Viewer.Operator("自动")).AnyAsync(id => id == rootId, cancellationToken);

    // One that this unit of work adds is found in it.
    private async Task<VisitedEntity?> EntityAsync(
        OperationsContext context, LeadOffer lead, CancellationToken cancellationToken)
    {
        var here = context.Set<VisitedEntity>().Local.FirstOrDefault(
            e => lead.PersonKey is null ? e.Usci == lead.Usci : e.PersonKey == lead.PersonKey);
        var request = new EntityRequest(lead.Usci ?? string.Empty, lead.Usci is null, lead.Name, lead.StreetCode);
        return here ?? (await book.FindOrAddAsync(context, request, lead.PersonKey, cancellationToken)).Value;
    }

    private static async Task<Dictionary<string, PartyStanding>> SomeAsync(
        OperationsContext context, string[] asked, CancellationToken cancellationToken)
    {
        var ids = asked.Where(k => k.Length > 1 && k[0] == 'P')
            .Select(k => Guid.TryParse(k[1..], out var id) ? id : default).Where(id => id != default).ToList();
        var all = context.Set<VisitedEntity>().AsNoTracking();
        var roots = await all.Where(e => (e.Usci != null && EF.Parameter(asked).Contains(e.Usci))
            || EF.Parameter(ids).Contains(e.Id))
            .Select(e => e.RootId).Distinct().ToListAsync(cancellationToken);
        var families = (await all.Where(e => EF.Parameter(roots).Contains(e.RootId)).ToListAsync(cancellationToken))
            .ToLookup(e => e.RootId);
        var visited = await context.Set<Visit>().Where(v => v.IsCounted)
            .Join(all.Where(e => EF.Parameter(roots).Contains(e.RootId)), v => v.EntityId, e => e.Id,
                (v, e) => new { e.RootId, v.At })
            .GroupBy(v => v.RootId).Select(g => new { g.Key, At = g.Max(v => v.At) })
            .ToDictionaryAsync(v => v.Key, v => v.At, cancellationToken);
        var wanted = asked.ToHashSet(StringComparer.Ordinal);
        var found = new Dictionary<string, PartyStanding>(StringComparer.Ordinal);
        foreach (var family in families)
        {
            var root = family.Single(e => e.Id == family.Key);
            string[] known = [.. family.Select(VisitCandidates.KeyOf).Order(StringComparer.Ordinal)];
            DateOnly? last = visited.TryGetValue(root.Id, out var at) ? VisitPolicy.DayOf(at) : null;
            var party = new PartyStanding(
                VisitCandidates.KeyOf(root), known, root.StreetCode, root.DistrictCode, last);
            foreach (var key in known.Where(wanted.Contains))
                found[key] = party;
        }

        return found;
    }
}

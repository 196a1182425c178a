using Huoshui.Operations;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.Visits.Counts;

/// <summary>The standing of families, computed from their events as the store has them.</summary>
internal static class FamilyReader
{
    /// <summary>The standings of every entity of some families.</summary>
    public static async Task<List<EntityStanding>> OfAsync(
        OperationsContext context, IReadOnlyCollection<Guid> roots, CancellationToken cancellationToken)
    {
        var members = await MembersAsync(context, roots, cancellationToken);
        var ids = members.ConvertAll(m => m.Id);
        var cases = (await CasesAsync(context, ids, cancellationToken)).ToLookup(c => c.EntityId);
        return
        [
            .. members.GroupBy(m => m.RootId).SelectMany(family =>
                family.Select(m => Of(m, [.. family], cases))),
        ];
    }

    private static EntityStanding Of(Member one, List<Member> family, ILookup<Guid, Case> cases)
    {
        var counts = one.Id == one.RootId;
        var all = counts ? family.SelectMany(m => cases[m.Id]).ToList() : [];
        return new EntityStanding
        {
            EntityId = one.Id,
            RootId = one.RootId,
            DistrictCode = one.DistrictCode,
            StreetCode = one.StreetCode,
            AddedAt = one.AddedAt,
            Stages = counts ? StagesOf(family, all) : 0,
            NeedFen = all.Sum(c => c.NeedFen),
            GrantedFen = all.Sum(c => c.GrantedFen),
            DrawnFen = all.Sum(c => c.DrawnFen),
            ApartFen = all.Sum(c => c.ApartFen),
            LastVisitId = one.LastId,
            Next = NextOf(one, family, cases[one.Id].Any()),
            IsDisputed = one.IsDisputed,
        };
    }

    private static int StagesOf(List<Member> family, List<Case> cases)
    {
        int Bit(FunnelStage stage, bool isThere) => isThere ? EntityStanding.BitOf(stage) : 0;
        return Bit(FunnelStage.Visited, family.Exists(m => m.IsVisited))
            | Bit(FunnelStage.Need, family.Exists(m => m.HasNeed))
            | Bit(FunnelStage.Declared, cases.Count > 0)
            | Bit(FunnelStage.Recommended, cases.Exists(c => c.IsRecommended))
            | Bit(FunnelStage.Accepted, cases.Exists(c => c.IsAccepted))
            | Bit(FunnelStage.Granted, cases.Exists(c => c.IsGranted))
            | Bit(FunnelStage.Drawn, cases.Exists(c => c.IsDrawn));
    }

    private static string? NextOf(Member one, List<Member> family, bool hasCase) =>
        one.IsDeregistered ? null
        : one.LastId is null
            ? one.Id == one.RootId && family.TrueForAll(m => m.LastId is null) ? VisitSteps.First : null
        : one.LastNext == VisitSteps.Declare && hasCase ? null : one.LastNext;

    private static async Task<List<Member>> MembersAsync(
        OperationsContext context, IReadOnlyCollection<Guid> roots, CancellationToken cancellationToken)
    {
        var (visits, corrections) = (context.Set<Visit>(), context.Set<EntityCorrection>());
        var rows = await context.Set<VisitedEntity>().Where(e => roots.Contains(e.RootId)).Select(e => new
        {
            e.Id,
            e.RootId,
            e.DistrictCode,
            e.StreetCode,
            e.AddedAt,
            IsDeregistered = e.DeregisteredAt != null,
            IsVisited = visits.Any(v => v.EntityId == e.Id && v.IsCounted),
            HasNeed = visits.Any(v => v.EntityId == e.Id && v.NeedFen != null),
            LastId = visits.Where(v => v.EntityId == e.Id).OrderByDescending(v => v.At)
                .ThenByDescending(v => v.RecordedAt).ThenByDescending(v => v.Id).Select(v => (Guid?)v.Id)
                .FirstOrDefault(),
            LastNext = visits.Where(v => v.EntityId == e.Id).OrderByDescending(v => v.At)
                .ThenByDescending(v => v.RecordedAt).ThenByDescending(v => v.Id).Select(v => v.NextStep)
                .FirstOrDefault(), // one value each: two at once would number the visits of the whole store
            IsDisputed = corrections.Any(c => c.EntityId == e.Id && c.IsConfirmed == null),
        }).ToListAsync(cancellationToken);
        return rows.ConvertAll(r => new Member(
            r.Id, r.RootId, r.DistrictCode, r.StreetCode, r.AddedAt, r.IsDeregistered, r.IsVisited, r.HasNeed,
            r.LastId, r.LastNext, r.IsDisputed));
    }

    private static Task<List<Case>> CasesAsync(
        OperationsContext context, List<Guid> ids, CancellationToken cancellationToken) =>
        context.Set<FinancingCase>().Where(c => ids.Contains(c.EntityId)).Select(c => new Case(
            c.EntityId, c.NeedFen, c.GrantedFen, c.RecommendedAt != null, c.AcceptedAt != null, c.GrantedAt != null,
            c.DrawnAt != null, c.Drawdowns.Where(d => d.IsCounted).Sum(d => d.AmountFen),
            c.Drawdowns.Where(d => !d.IsCounted).Sum(d => d.AmountFen))).ToListAsync(cancellationToken);

    private sealed record Member(
        Guid Id, Guid RootId, string DistrictCode, string StreetCode, DateTimeOffset AddedAt, bool IsDeregistered,
        bool IsVisited, bool HasNeed, Guid? LastId, string? LastNext, bool IsDisputed);

    private sealed record Case(
        Guid EntityId, long NeedFen, long GrantedFen, bool IsRecommended, bool IsAccepted, bool IsGranted, bool IsDrawn,
        long DrawnFen, long ApartFen);
}

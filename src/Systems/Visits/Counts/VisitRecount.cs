using Huoshui.Operations;
using Huoshui.Systems.Visits.Search;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.Visits.Counts;

/// <summary>What a recount found.</summary>
/// <param name="Entities">Standings compared.</param>
/// <param name="Counters">Counters compared.</param>
/// <param name="Differences">What is not as the events say, one line each; at most
/// <see cref="VisitRecount.Most"/> of a kind.</param>
public sealed record RecountReport(int Entities, int Counters, IReadOnlyList<string> Differences);

/// <summary>重算: computes standings and counters from the raw events and names every difference from what is kept.
/// Thread safe.</summary>
public sealed class VisitRecount(
    IDbContextFactory<OperationsContext> contexts, CountReader counts, SearchIndex search)
{
    /// <summary>Differences of a kind that are named.</summary>
    public const int Most = 100;

    private const int MinutesAtMost = 60;

    /// <summary>Compares; changes nothing, but that a store which was never counted is counted first.</summary>
    public async Task<RecountReport> CompareAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        context.Database.SetCommandTimeout(TimeSpan.FromMinutes(MinutesAtMost));
        await counts.EnsureAsync(context, cancellationToken);
        List<string> found =
        [
            .. await RootsAsync(context, cancellationToken),
            .. await StandingsAsync(context, cancellationToken),
            .. await CountersAsync(context, cancellationToken),
        ];
        return new RecountReport(
            await context.Set<EntityStanding>().CountAsync(cancellationToken),
            await Counters(context).CountAsync(cancellationToken), found);
    }

    /// <summary>Makes standings, counters and search keys whole from the raw events.</summary>
    public async Task RebuildAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        context.Database.SetCommandTimeout(TimeSpan.FromMinutes(MinutesAtMost));
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await SearchKeyTable.LockAsync(context, cancellationToken);
        await CountLock.TakeAsync(context, cancellationToken);
        await CountRebuild.RunAsync(context, cancellationToken);
        await search.RebuildAsync(context, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    // Which entity counts follows from the merges that hold.
    private static async Task<List<string>> RootsAsync(
        OperationsContext context, CancellationToken cancellationToken)
    {
        var into = await context.Set<EntityMerge>().AsNoTracking().Where(m => m.UndoneAt == null)
            .ToDictionaryAsync(m => m.FromId, m => m.IntoId, cancellationToken);
        Guid Root(Guid id) => into.TryGetValue(id, out var next) ? Root(next) : id;
        var kept = await context.Set<VisitedEntity>().Where(e => e.RootId != e.Id)
            .ToDictionaryAsync(e => e.Id, e => e.RootId, cancellationToken);
        return
        [
            .. into.Keys.Concat(kept.Keys).Distinct()
                .Where(id => Root(id) != kept.GetValueOrDefault(id, id)).Take(Most)
                .Select(id => $"{id}：合并应归 {Root(id)}，现归 {kept.GetValueOrDefault(id, id)} / merged into another"),
        ];
    }

    private static async Task<List<string>> StandingsAsync(
        OperationsContext context, CancellationToken cancellationToken)
    {
        var kept = $"SELECT {CountRebuild.StandingColumns} FROM \"VisitStandings\"";
        async Task<List<string>> OnlyAsync(string sql, string what) =>
        [
            .. (await context.Database.SqlQueryRaw<Guid>(sql).ToListAsync(cancellationToken))
                .Select(id => $"{id}：{what}"),
        ];
        var ofEvents = $"{CountRebuild.Own},\nev AS ({CountRebuild.Standings}),\nkept AS ({kept})";
        var limit = $"LIMIT {Most}";
        var first = "SELECT x.id AS \"Value\" FROM";
        return
        [
            .. await OnlyAsync(
                $"{ofEvents} {first} (SELECT * FROM ev EXCEPT SELECT * FROM kept) x {limit}",
                "现状与明细不符或缺失 / the standing is not what the events say, or is missing"),
            .. await OnlyAsync(
                "SELECT k.\"EntityId\" AS \"Value\" FROM \"VisitStandings\" k WHERE NOT EXISTS ("
                + $"SELECT 1 FROM \"VisitEntities\" e WHERE e.\"Id\" = k.\"EntityId\") {limit}",
                "有现状而无主体 / a standing without an entity"),
        ];
    }

    private static async Task<List<string>> CountersAsync(
        OperationsContext context, CancellationToken cancellationToken)
    {
        var sql =
            $"""
             SELECT kind AS "Kind", district AS "District", street AS "Street", bank AS "Bank", code AS "Code",
               n AS "Value"
             FROM ({CountRebuild.Counts}) counted WHERE n <> 0
             """;
        var counted = (await context.Database.SqlQueryRaw<Counted>(sql).ToListAsync(cancellationToken))
            .ToDictionary(c => c.Key, c => c.Value);
        var kept = (await Counters(context).Where(c => c.Value != 0)
                .Select(c => new Counted(c.Kind, c.District, c.Street, c.Bank, c.Code, c.Value))
                .ToListAsync(cancellationToken))
            .ToDictionary(c => c.Key, c => c.Value);
        return
        [
            .. counted.Keys.Union(kept.Keys)
                .Where(key => counted.GetValueOrDefault(key) != kept.GetValueOrDefault(key)).Take(Most)
                .Select(k => $"{k.Kind} {k.District} {k.Street} {k.Bank} {k.Code}："
                    + $"计 {counted.GetValueOrDefault(k)}，存 {kept.GetValueOrDefault(k)} / counted, kept"),
        ];
    }

    // Marker rows of versions have neither.
    private static IQueryable<VisitCount> Counters(OperationsContext context) =>
        context.Set<VisitCount>().AsNoTracking().Where(c => c.District != string.Empty || c.Bank != string.Empty);

    private sealed record Counted(
        string Kind, string District, string Street, string Bank, string Code, long Value)
    {
        public CountKey Key => new(Kind, District, Street, Bank, Code);
    }
}

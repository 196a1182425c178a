using Huoshui.Operations;
using Huoshui.Registry;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.Visits;

/// <summary>A stage of the funnel, in its order.</summary>
public enum FunnelStage
{
    /// <summary>已走访: with a counted outcome (I01).</summary>
    Visited,

    /// <summary>有需求: a visit found a need.</summary>
    Need,

    /// <summary>已申报.</summary>
    Declared,

    /// <summary>已推荐: was ever recommended.</summary>
    Recommended,

    /// <summary>已受理: a bank ever accepted.</summary>
    Accepted,

    /// <summary>已授信.</summary>
    Granted,

    /// <summary>已放款.</summary>
    Drawn,
}

/// <summary>漏斗 of one district: distinct entities, those merged counted once; amounts in 分.</summary>
/// <param name="DistrictCode">管理区.</param>
/// <param name="Entities">By stage, every stage present.</param>
/// <param name="NeedFen">需求金额 of the declared cases.</param>
/// <param name="GrantedFen">授信金额.</param>
/// <param name="DrawnFen">放款金额 that counts in I02, each 借据 once.</param>
/// <param name="ApartFen">放款金额 shown apart: 借新还旧, 展期, 无还本续贷.</param>
public sealed record DistrictFunnel(
    string DistrictCode, IReadOnlyDictionary<FunnelStage, int> Entities, long NeedFen, long GrantedFen, long DrawnFen,
    long ApartFen);

/// <summary>漏斗: computed from the store on every reading, so that it is exact after corrections, merges and their undo.
/// Thread safe.</summary>
public sealed class VisitFunnel(IDbContextFactory<OperationsContext> contexts)
{
    /// <summary>By district, sorted by code: every district for the regulator, its own for a district team, none for
    /// the
    /// others.</summary>
    public async Task<IReadOnlyList<DistrictFunnel>> OfAsync(Viewer viewer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        if (!SeesFunnel(viewer))
            return [];
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var counts = new Dictionary<FunnelStage, Dictionary<string, int>>();
        foreach (var stage in Enum.GetValues<FunnelStage>())
            counts[stage] = await CountAsync(context, viewer, stage, cancellationToken);
        var cases = await VisitScope.Cases(context, viewer).GroupBy(c => c.DistrictCode)
            .Select(g => new { g.Key, Need = g.Sum(c => c.NeedFen), Granted = g.Sum(c => c.GrantedFen) })
            .ToDictionaryAsync(g => g.Key, StringComparer.Ordinal, cancellationToken);
        var drawn = await DrawnAsync(context, viewer, cancellationToken);
        var districts = counts.Values.SelectMany(c => c.Keys).Concat(cases.Keys).Distinct(StringComparer.Ordinal);
        return
        [
            .. districts.Order(StringComparer.Ordinal).Select(d => new DistrictFunnel(
                d, counts.ToDictionary(c => c.Key, c => c.Value.GetValueOrDefault(d)),
                cases.GetValueOrDefault(d)?.Need ?? 0, cases.GetValueOrDefault(d)?.Granted ?? 0,
                drawn.GetValueOrDefault((d, true)), drawn.GetValueOrDefault((d, false)))),
        ];
    }

    /// <summary>Whether a viewer reads the funnel: the regulator and the district teams.</summary>
    public static bool SeesFunnel(Viewer viewer)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        return viewer.IsRegulator || (viewer.AreaCode is not null && viewer.Is(Roles.DistrictTeam));
    }

    /// <summary>The entities behind a number: those that count at a stage, merged ones as the one that
    /// counts.</summary>
    internal static IQueryable<VisitedEntity> At(OperationsContext context, Viewer viewer, FunnelStage stage)
    {
        var entities = context.Set<VisitedEntity>();
        var roots = stage <= FunnelStage.Need
            ? from visit in VisitsAt(context, stage)
              join entity in entities on visit.EntityId equals entity.Id
              select entity.RootId
            : from one in CasesAt(context, stage)
              join entity in entities on one.EntityId equals entity.Id
              select entity.RootId;
        return VisitScope.Entities(context, viewer).Where(e => roots.Contains(e.Id));
    }

    private static IQueryable<Visit> VisitsAt(OperationsContext context, FunnelStage stage) =>
        stage == FunnelStage.Visited ? context.Set<Visit>().Where(v => v.IsCounted)
            : context.Set<Visit>().Where(v => v.NeedFen != null);

    private static IQueryable<FinancingCase> CasesAt(OperationsContext context, FunnelStage stage)
    {
        var all = context.Set<FinancingCase>();
        return stage switch
        {
            FunnelStage.Recommended => all.Where(c => c.RecommendedAt != null),
            FunnelStage.Accepted => all.Where(c => c.AcceptedAt != null),
            FunnelStage.Granted => all.Where(c => c.GrantedAt != null),
            FunnelStage.Drawn => all.Where(c => c.DrawnAt != null),
            _ => all,
        };
    }

    private static Task<Dictionary<string, int>> CountAsync(
        OperationsContext context, Viewer viewer, FunnelStage stage, CancellationToken cancellationToken) =>
        At(context, viewer, stage).GroupBy(e => e.DistrictCode).Select(g => new { g.Key, Count = g.Count() })
            .ToDictionaryAsync(g => g.Key, g => g.Count, StringComparer.Ordinal, cancellationToken);

    private static async Task<Dictionary<(string, bool), long>> DrawnAsync(
        OperationsContext context, Viewer viewer, CancellationToken cancellationToken)
    {
        var sums = await (
                from drawdown in context.Set<Drawdown>()
                join one in VisitScope.Cases(context, viewer) on drawdown.CaseId equals one.Id
                group drawdown by new { one.DistrictCode, drawdown.IsCounted } into g
                select new { g.Key.DistrictCode, g.Key.IsCounted, Fen = g.Sum(d => d.AmountFen) })
            .ToListAsync(cancellationToken);
        return sums.ToDictionary(s => (s.DistrictCode, s.IsCounted), s => s.Fen);
    }
}

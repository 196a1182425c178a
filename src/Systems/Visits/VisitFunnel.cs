using Huoshui.Operations;
using Huoshui.Registry;
using Huoshui.Systems.Visits.Counts;
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

/// <summary>漏斗: read off counters that each event changes in its own transaction, so that it equals a recount at all
/// times, after corrections, merges and their undo too. Thread safe.</summary>
public sealed class VisitFunnel(IDbContextFactory<OperationsContext> contexts, CountReader counts)
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
        await counts.EnsureAsync(context, cancellationToken);
        var entities = await SumsAsync(context, viewer, CountKinds.Stage, cancellationToken);
        var fen = await SumsAsync(context, viewer, CountKinds.Fen, cancellationToken);
        long Fen(string district, string code) => fen.GetValueOrDefault((district, code));
        var districts = entities.Keys.Concat(fen.Keys).Select(k => k.District).Distinct(StringComparer.Ordinal);
        return
        [
            .. districts.Order(StringComparer.Ordinal).Select(d => new DistrictFunnel(
                d, Enum.GetValues<FunnelStage>().ToDictionary(
                    s => s, s => (int)entities.GetValueOrDefault((d, s.ToString()))),
                Fen(d, CountKinds.Need), Fen(d, CountKinds.Granted), Fen(d, CountKinds.Drawn),
                Fen(d, CountKinds.Apart))),
        ];
    }

    /// <summary>Whether a viewer reads the funnel: the regulator and the district teams.</summary>
    public static bool SeesFunnel(Viewer viewer)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        return viewer.IsRegulator || (viewer.AreaCode is not null && viewer.Is(Roles.DistrictTeam));
    }

    private static Task<Dictionary<(string District, string Code), long>> SumsAsync(
        OperationsContext context, Viewer viewer, string kind, CancellationToken cancellationToken) =>
        CountReader.Of(context, viewer, kind).GroupBy(c => new { c.District, c.Code })
            .Select(g => new { g.Key.District, g.Key.Code, Sum = g.Sum(c => c.Value) })
            .ToDictionaryAsync(g => (g.District, g.Code), g => g.Sum, cancellationToken);
}

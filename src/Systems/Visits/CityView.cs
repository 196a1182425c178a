using System.Globalization;
using Huoshui.Operations;
using Huoshui.Registry;
using Huoshui.Systems.Visits.Counts;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.Visits;

/// <summary>An area in numbers: a district of the city, or a street of a district.</summary>
/// <param name="Code">管理区 or 街道.</param>
/// <param name="Families">Entities of the register, merged ones once.</param>
/// <param name="Stages">By stage of the funnel, every stage present.</param>
/// <param name="DrawnFen">放款 that counts as banks told it, in 分.</param>
/// <param name="GrantedYuan">授信, in 元.</param>
/// <param name="CreditYuan">Of it without collateral.</param>
/// <param name="FirstYuan">Of it to first-time borrowers.</param>
/// <param name="Weighted">授信 in 元 times its rate in 0.0001 %.</param>
public sealed record AreaFigures(
    string Code, long Families, IReadOnlyDictionary<FunnelStage, long> Stages, long DrawnFen, long GrantedYuan,
    long CreditYuan, long FirstYuan, long Weighted)
{
    /// <summary>The average rate of the grants, weighted by amount, in percent; null without a grant.</summary>
    public decimal? RatePercent => GrantedYuan == 0 ? null : (decimal)Weighted / GrantedYuan / CountChange.RateParts;

    /// <summary>A share of a stage in an earlier one, in percent; null where there is none of it.</summary>
    public decimal? Share(FunnelStage of, FunnelStage among) => Percent(Stages[of], Stages[among]);

    /// <summary>Percent of one number in another; null of nothing.</summary>
    public static decimal? Percent(long part, long whole) => whole == 0 ? null : 100m * part / whole;

    /// <summary>Several areas together.</summary>
    public static AreaFigures Sum(IReadOnlyCollection<AreaFigures> all) => new(
        string.Empty, all.Sum(a => a.Families),
        Enum.GetValues<FunnelStage>().ToDictionary(s => s, s => all.Sum(a => a.Stages[s])), all.Sum(a => a.DrawnFen),
        all.Sum(a => a.GrantedYuan), all.Sum(a => a.CreditYuan), all.Sum(a => a.FirstYuan), all.Sum(a => a.Weighted));
}

/// <summary>A month in numbers.</summary>
/// <param name="First">Its first day.</param>
/// <param name="Visits">Counted visits.</param>
/// <param name="DrawnFen">放款 that counts, in 分.</param>
public sealed record VisitMonth(DateOnly First, long Visits, long DrawnFen);

/// <summary>走访总览: areas and months, read off counters, so that a page costs the same whatever the history. Thread
/// safe.</summary>
public sealed class CityView(IDbContextFactory<OperationsContext> contexts, CountReader counts)
{
    /// <summary>Months that are shown.</summary>
    public const int Months = 24;

    /// <summary>Districts for the regulator, the streets of its district for a team, none for the others; sorted by
    /// code.</summary>
    public async Task<IReadOnlyList<AreaFigures>> AreasAsync(Viewer viewer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        if (!VisitFunnel.SeesFunnel(viewer))
            return [];
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await counts.EnsureAsync(context, cancellationToken);
        string[] kinds = [CountKinds.Entities, CountKinds.Stage, CountKinds.Fen, CountKinds.Grant];
        var rows = await context.Set<VisitCount>().AsNoTracking().Where(c => kinds.Contains(c.Kind) && c.Value != 0)
            .Where(c => viewer.IsRegulator || c.District == viewer.AreaCode)
            .GroupBy(c => new { Area = viewer.IsRegulator ? c.District : c.Street, c.Kind, c.Code })
            .Select(g => new { g.Key.Area, g.Key.Kind, g.Key.Code, Sum = g.Sum(c => c.Value) })
            .ToListAsync(cancellationToken);
        return
        [
            .. rows.GroupBy(r => r.Area, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal)
                .Select(g => Area(g.Key, g.ToDictionary(r => (r.Kind, r.Code), r => r.Sum))),
        ];
    }

    /// <summary>The last months up to a day, the earliest first; a month without anything is there.</summary>
    public async Task<IReadOnlyList<VisitMonth>> MonthsAsync(
        Viewer viewer, DateOnly today, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        if (!VisitFunnel.SeesFunnel(viewer))
            return [];
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await counts.EnsureAsync(context, cancellationToken);
        var visits = await SumsAsync(context, viewer, CountKinds.VisitDay, CountChange.DayOf, cancellationToken);
        var drawn = await SumsAsync(
            context, viewer, CountKinds.DrawnDay,
            static code => DateOnly.ParseExact(code, "yyyy-MM-dd", CultureInfo.InvariantCulture), cancellationToken);
        var last = new DateOnly(today.Year, today.Month, 1);
        return
        [
            .. Enumerable.Range(0, Months).Select(n => last.AddMonths(n + 1 - Months)).Select(month =>
                new VisitMonth(month, visits.GetValueOrDefault(month), drawn.GetValueOrDefault(month))),
        ];
    }

    private static AreaFigures Area(string code, Dictionary<(string Kind, string Code), long> sums)
    {
        long Of(string kind, string of) => sums.GetValueOrDefault((kind, of));
        return new AreaFigures(
            code, Of(CountKinds.Entities, CountKinds.Families),
            Enum.GetValues<FunnelStage>().ToDictionary(s => s, s => Of(CountKinds.Stage, s.ToString())),
            Of(CountKinds.Fen, CountKinds.Drawn), Of(CountKinds.Grant, CountKinds.Granted),
            Of(CountKinds.Grant, CountKinds.Credit), Of(CountKinds.Grant, CountKinds.First),
            Of(CountKinds.Grant, CountKinds.Weighted));
    }

    private static async Task<Dictionary<DateOnly, long>> SumsAsync(
        OperationsContext context, Viewer viewer, string kind, Func<string, DateOnly> dayOf,
        CancellationToken cancellationToken) =>
        (await CountReader.Of(context, viewer, kind).GroupBy(c => c.Code)
            .Select(g => new { g.Key, Sum = g.Sum(c => c.Value) }).ToListAsync(cancellationToken))
        .Select(d => (Day: dayOf(d.Key), d.Sum)).GroupBy(d => new DateOnly(d.Day.Year, d.Day.Month, 1))
        .ToDictionary(g => g.Key, g => g.Sum(d => d.Sum));
}

using System.Globalization;
using System.Text;
using Huoshui.Operations;
using Huoshui.Registry;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.OnlineLoans;

/// <summary>决策事件: what the supervisor gets of an application, a row of the return <c>onlineloans</c>; nothing
/// personal.</summary>
/// <param name="Number">申请编号.</param>
/// <param name="CustomerKey">客户: keyed hash of the firm's code, so that customers can be counted.</param>
/// <param name="AppliedAt">申请时间.</param>
/// <param name="DecidedAt">审批时间, by the pack or on review.</param>
/// <param name="IsGranted">Granted or refused.</param>
/// <param name="GrantedFen">Amount granted, in 分.</param>
/// <param name="RatePercent">Rate a year; null when refused.</param>
/// <param name="ByPerson">True when a person granted it on review.</param>
/// <param name="ReasonCodes">Reasons of the refusal; null when granted by the pack.</param>
/// <param name="DrawnAt">放款时间; null if not drawn.</param>
/// <param name="PackHash">策略版本.</param>
public sealed record LoanEvent(
    string Number,
    string CustomerKey,
    DateTimeOffset AppliedAt,
    DateTimeOffset DecidedAt,
    bool IsGranted,
    long GrantedFen,
    string? RatePercent,
    bool ByPerson,
    string? ReasonCodes,
    DateTimeOffset? DrawnAt,
    string PackHash)
{
    /// <summary>Minutes from the application to the approval.</summary>
    public double Minutes => (DecidedAt - AppliedAt).TotalMinutes;
}

/// <summary>D04 and D05 of one bank, from its decision events.</summary>
/// <param name="Granted">Events with a grant.</param>
/// <param name="MeanMinutes">D04: mean minutes from application to approval; null without a grant.</param>
/// <param name="MedianMinutes">Their median.</param>
/// <param name="P95Minutes">The 95th percentile (nearest rank).</param>
/// <param name="Customers">D05: distinct customers that were ever granted a line.</param>
public sealed record LoanTimes(
    int Granted, double? MeanMinutes, double? MedianMinutes, double? P95Minutes, int Customers)
{
    private const double P95 = 0.95;

    /// <summary>Of events.</summary>
    public static LoanTimes Of(IEnumerable<LoanEvent> events)
    {
        var granted = events.Where(e => e.IsGranted).ToList();
        var minutes = granted.Select(e => e.Minutes).Order().ToList();
        var customers = granted.Select(e => e.CustomerKey).Distinct(StringComparer.Ordinal).Count();
        return minutes.Count == 0 ? new LoanTimes(0, null, null, null, 0)
            : new LoanTimes(granted.Count, minutes.Average(), Median(minutes), Rank(minutes, P95), customers);
    }

    private static double Median(List<double> sorted) => sorted.Count % 2 == 1 ? sorted[sorted.Count / 2]
        : (sorted[(sorted.Count / 2) - 1] + sorted[sorted.Count / 2]) / 2;

    private static double Rank(List<double> sorted, double share) =>
        sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Count) - 1)];
}

/// <summary>Makes the return of decision events of the lending bank. Thread safe.</summary>
public sealed class LoanEvents(
    IDbContextFactory<OperationsContext> contexts, LoanDesk desk, LoanPersons persons, LoanOptions options)
{
    private static readonly TimeZoneInfo Shanghai = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");

    /// <summary>Every decision until the end of a day in Shanghai, in the order of application.</summary>
    /// <param name="viewer">Somebody of the lender; others get nothing.</param>
    /// <param name="asOf">数据日期.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    public async Task<IReadOnlyList<LoanEvent>> ListAsync(
        Viewer viewer, DateOnly asOf, CancellationToken cancellationToken)
    {
        if (!desk.IsOfLender(viewer))
            return [];
        var midnight = asOf.AddDays(1).ToDateTime(TimeOnly.MinValue);
        var end = new DateTimeOffset(midnight, Shanghai.GetUtcOffset(midnight)).ToUniversalTime();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await (
            from a in context.Set<LoanApplication>().AsNoTracking()
            join d in context.Set<LoanDecision>() on a.Id equals d.ApplicationId
            where a.LenderId == options.LenderId && d.IsChampion && a.DecidedAt < end
            orderby a.AppliedAt, a.Id
            select new
            {
                a.Id,
                a.FirmId,
                a.AppliedAt,
                a.DecidedAt,
                a.GrantedAt,
                a.GrantedFen,
                a.RatePercent,
                a.ReasonCodes,
                a.DrawnAt,
                d.PackHash,
            })
            .ToListAsync(cancellationToken);
        var events = new List<LoanEvent>(rows.Count);
        foreach (var row in rows)
        {
            var granted = row.GrantedAt is { } at && at < end;
            events.Add(new LoanEvent(
                LoanApplication.NumberOf(row.Id),
                (await persons.HashAsync("firm", row.FirmId, cancellationToken))[..32],
                row.AppliedAt, granted ? row.GrantedAt!.Value : row.DecidedAt!.Value, granted,
                granted ? row.GrantedFen : 0, granted ? row.RatePercent : null, granted && row.ReasonCodes is not null,
                row.ReasonCodes, row.DrawnAt is { } drawn && drawn < end ? drawn : null, row.PackHash));
        }

        return events;
    }

    /// <summary>The table OL of the return, as CSV in UTF-8 with a byte order mark.</summary>
    public static string ToCsv(IEnumerable<LoanEvent> events, DateOnly asOf)
    {
        ArgumentNullException.ThrowIfNull(events);
        var text = new StringBuilder("\uFEFFOL01,OL02,OL03,OL04,OL05,OL06,OL07,OL08,OL09,OL10,OL11,OL12,OL13,OL14\n");
        foreach (var e in events)
        {
            text.AppendJoin(
                ',', e.Number, e.CustomerKey, Day(e.AppliedAt), Clock(e.AppliedAt), Day(e.DecidedAt),
                Clock(e.DecidedAt),
                e.IsGranted ? "1" : "0", Yuan(e.GrantedFen), e.RatePercent, e.ByPerson ? "1" : "0",
                e.ReasonCodes?.Replace(',', ';'), e.DrawnAt is { } drawn ? Day(drawn) : null, e.PackHash[..16],
                $"{asOf:yyyy-MM-dd}").Append('\n');
        }

        return text.ToString();
    }

    private static string Yuan(long fen) => (fen / 100m).ToString("0.00", CultureInfo.InvariantCulture);

    private static string Day(DateTimeOffset at) => $"{LoanPolicy.DayOf(at):yyyy-MM-dd}";

    private static string Clock(DateTimeOffset at) =>
        TimeZoneInfo.ConvertTime(at, Shanghai).ToString("HH:mm:ss", CultureInfo.InvariantCulture);
}

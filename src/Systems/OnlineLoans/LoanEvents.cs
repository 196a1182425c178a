using System.Globalization;
using System.Runtime.CompilerServices;
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
    string PackHash);

/// <summary>Makes the return of decision events of the lending bank. Thread safe.</summary>
public sealed class LoanEvents(
    IDbContextFactory<OperationsContext> contexts, LoanDesk desk, LoanPersons persons, LoanOptions options)
{
    private const int CustomerKeyLength = 32;
    private const int PackHashLength = 16;

    /// <summary>Every decision until the end of a day in Shanghai, in the order of application, one after another as
    /// the store gives them.</summary>
    /// <param name="viewer">Somebody of the lender; others get nothing.</param>
    /// <param name="asOf">数据日期.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    public async IAsyncEnumerable<LoanEvent> ListAsync(
        Viewer viewer, DateOnly asOf, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!desk.IsOfLender(viewer))
            yield break;
        var end = EndOf(asOf);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows =
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
            };
        await foreach (var row in rows.AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            var granted = row.GrantedAt is { } at && at < end;
            yield return new LoanEvent(
                LoanApplication.NumberOf(row.Id),
                (await persons.HashAsync("firm", row.FirmId, cancellationToken))[..CustomerKeyLength],
                row.AppliedAt, granted ? row.GrantedAt!.Value : row.DecidedAt!.Value, granted,
                granted ? row.GrantedFen : 0, granted ? row.RatePercent : null, granted && row.ReasonCodes is not null,
                row.ReasonCodes, row.DrawnAt is { } drawn && drawn < end ? drawn : null, row.PackHash);
        }
    }

    /// <summary>D04 and D05 until the end of a day in Shanghai, counted by the store; of each automatic approval only
    /// its time is read.</summary>
    /// <param name="viewer">Somebody of the lender; others get nothing.</param>
    /// <param name="asOf">数据日期.</param>
    /// <param name="cancellationToken">Stops the queries.</param>
    public async Task<LoanTimes> TimesAsync(Viewer viewer, DateOnly asOf, CancellationToken cancellationToken)
    {
        var counter = new LoanTimeCounter();
        if (!desk.IsOfLender(viewer))
            return counter.Times(0, 0);
        var end = EndOf(asOf);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var granted = context.Set<LoanApplication>().AsNoTracking()
            .Where(a => a.LenderId == options.LenderId && a.GrantedAt < end);
        var automatic = granted.Where(a => a.ReasonCodes == null).Select(a => new { a.AppliedAt, a.GrantedAt });
        await foreach (var a in automatic.AsAsyncEnumerable().WithCancellation(cancellationToken))
            counter.Add(a.GrantedAt!.Value - a.AppliedAt);
        var byPerson = await granted.CountAsync(a => a.ReasonCodes != null, cancellationToken);
        var customers = await granted.Select(a => a.FirmId).Distinct().CountAsync(cancellationToken);
        return counter.Times(byPerson, customers);
    }

    /// <summary>How often each reason was given for a refusal until the end of a day in Shanghai, the most frequent
    /// first.</summary>
    /// <param name="viewer">Somebody of the lender; others get nothing.</param>
    /// <param name="asOf">数据日期.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    public async Task<IReadOnlyList<KeyValuePair<string, int>>> ReasonsAsync(
        Viewer viewer, DateOnly asOf, CancellationToken cancellationToken)
    {
        if (!desk.IsOfLender(viewer))
            return [];
        var end = EndOf(asOf);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var together = await context.Set<LoanApplication>().AsNoTracking()
            .Where(a => a.LenderId == options.LenderId && a.DecidedAt < end && a.ReasonCodes != null)
            .GroupBy(a => a.ReasonCodes!).Select(g => new { g.Key, Count = g.Count() }).ToListAsync(cancellationToken);
        return [.. together.SelectMany(t => t.Key.Split(',').Select(code => (Code: code, t.Count)))
            .GroupBy(t => t.Code, (code, all) => KeyValuePair.Create(code, all.Sum(t => t.Count)), StringComparer.Ordinal)
            .OrderByDescending(r => r.Value).ThenBy(r => r.Key, StringComparer.Ordinal)];
    }

    /// <summary>Writes the table OL of the return, as CSV in UTF-8 with a byte order mark, line by line.</summary>
    public static async Task WriteCsvAsync(
        IAsyncEnumerable<LoanEvent> events, DateOnly asOf, Stream to, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(events);
        await using var text = new StreamWriter(to, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), -1, leaveOpen: true);
        await text.WriteAsync("OL01,OL02,OL03,OL04,OL05,OL06,OL07,OL08,OL09,OL10,OL11,OL12,OL13,OL14\n");
        await foreach (var e in events.WithCancellation(cancellationToken))
            await text.WriteAsync(LineOf(e, asOf).AsMemory(), cancellationToken);
        await text.FlushAsync(cancellationToken);
    }

    private static string LineOf(LoanEvent e, DateOnly asOf) => string.Join(
        ',', e.Number, e.CustomerKey, Day(e.AppliedAt), Clock(e.AppliedAt), Day(e.DecidedAt), Clock(e.DecidedAt),
        e.IsGranted ? "1" : "0", Yuan(e.GrantedFen), e.RatePercent, e.ByPerson ? "1" : "0",
        e.ReasonCodes?.Replace(',', ';'), e.DrawnAt is { } drawn ? Day(drawn) : null, e.PackHash[..PackHashLength],
        $"{asOf:yyyy-MM-dd}") + '\n';

    private static DateTimeOffset EndOf(DateOnly day) =>
        ShanghaiTime.InstantOf(day.AddDays(1).ToDateTime(TimeOnly.MinValue)).ToUniversalTime();

    private static string Yuan(long fen) => (fen / 100m).ToString("0.00", CultureInfo.InvariantCulture);

    private static string Day(DateTimeOffset at) => $"{LoanPolicy.DayOf(at):yyyy-MM-dd}";

    private static string Clock(DateTimeOffset at) =>
        ShanghaiTime.LocalOf(at).ToString("HH:mm:ss", CultureInfo.InvariantCulture);
}

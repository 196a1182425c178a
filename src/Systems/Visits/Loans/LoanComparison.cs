using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Huoshui.Operations;
using Huoshui.Warehouse;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.Visits.Loans;

using Filings = IReadOnlyList<(DateOnly AsOf, IReadOnlyList<AcceptedTable> Tables)>;

/// <summary>放款核对: compares what banks told of drawdowns with the loans that they filed, and keeps the last
/// comparison. Thread safe.</summary>
public sealed class LoanComparison(
    IDbContextFactory<OperationsContext> contexts, FiledLoans filed, VisitPolicy policy, TimeProvider time)
{
    /// <summary>Drawdowns that a page compares while its reader waits; more are left to the queue.</summary>
    public const int MostAtOnce = 5_000;

    private const int Chunk = 2_000;
    private const int Tries = 5;

    // Readers who come at once wait for one comparison instead of making it each.
    private static readonly SemaphoreSlim One = new(1);

    /// <summary>Compares drawdowns up to a day with the filings up to it; nothing is kept.</summary>
    /// <param name="upTo">数据日期.</param>
    /// <param name="district">Only those of cases of a 管理区; null for all.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>By bank and 借据ID.</returns>
    public async Task<IReadOnlyList<ComparedLoan>> CompareAsync(
        DateOnly upTo, string? district, CancellationToken cancellationToken) =>
        await CompareAsync(upTo, district, await filed.FilingsAsync(upTo, cancellationToken), cancellationToken);

    /// <summary>Whether drawdowns or filings have changed since the comparison that is kept.</summary>
    public async Task<bool> IsStaleAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var state = await StateAsync(context, cancellationToken);
        var filings = await filed.FilingsAsync(policy.Today(), cancellationToken);
        return state?.Signature != await SignatureAsync(context, filings, cancellationToken);
    }

    /// <summary>Brings the comparison up to date for a page: at once where there are few drawdowns, in the queue where
    /// there are many.</summary>
    /// <returns>Whether it is still stale.</returns>
    public async Task<bool> FreshenAsync(CancellationToken cancellationToken)
    {
        if (!await IsStaleAsync(cancellationToken))
            return false;
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        if (await context.Set<Drawdown>().CountAsync(cancellationToken) > MostAtOnce)
        {
            await LoanComparisonJob.AskAsync(contexts, cancellationToken);
            return true;
        }

        await RefreshAsync(cancellationToken);
        return false;
    }

    /// <summary>The comparison that is kept; null if there was none yet.</summary>
    public async Task<LoanComparisonState?> LastAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await StateAsync(context, cancellationToken);
    }

    /// <summary>Compares again, unless nothing changed, and keeps the result, all of it or nothing. Of several at once, in
    /// this process or in others, one keeps at a time, and none what has changed meanwhile.</summary>
    /// <returns>借据 whose result changed.</returns>
    public async Task<int> RefreshAsync(CancellationToken cancellationToken)
    {
        await One.WaitAsync(cancellationToken);
        try
        {
            for (var left = Tries; left > 0; left--)
            {
                if (await RefreshOnceAsync(cancellationToken) is { } changed)
                    return changed;
            }

            return 0; // filings or drawdowns never rest: it stays stale, and is compared again
        }
        finally
        {
            One.Release();
        }
    }

    private async Task<int?> RefreshOnceAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var filings = await filed.FilingsAsync(policy.Today(), cancellationToken);
        var signature = await SignatureAsync(context, filings, cancellationToken);
        if ((await StateAsync(context, cancellationToken))?.Signature == signature)
            return 0;
        var compared = await CompareAsync(policy.Today(), null, filings, cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await context.NextAsync("visits/compare", cancellationToken);
        filings = await filed.FilingsAsync(policy.Today(), cancellationToken);
        if (await SignatureAsync(context, filings, cancellationToken) != signature)
            return null;
        var changed = await KeepAsync(context, compared, cancellationToken);
        await SaveStateAsync(context, signature, filings.Count == 0 ? null : filings[0].AsOf, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return changed;
    }

    private async Task<IReadOnlyList<ComparedLoan>> CompareAsync(
        DateOnly upTo, string? district, Filings filings, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var told = await (
                from drawdown in context.Set<Drawdown>().AsNoTracking()
                join one in context.Set<FinancingCase>().AsNoTracking() on drawdown.CaseId equals one.Id
                where drawdown.DrawnOn <= upTo && (district == null || one.DistrictCode == district)
                orderby drawdown.BankId, drawdown.IouId
                select new { Drawdown = drawdown, one.Id, one.DistrictCode, one.RecommendedAt, one.CreditId })
            .ToListAsync(cancellationToken);
        var book = filed.Read(
            [.. told.Select(t => new IouKey(t.Drawdown.BankId, t.Drawdown.IouId))], filings, cancellationToken);
        return [.. told.Select(t => Judged(
            new ComparedLoan(
                t.Drawdown, FinancingCase.NumberOf(t.Id), t.DistrictCode, VisitPolicy.DayOf(t.RecommendedAt!.Value),
                t.CreditId ?? string.Empty, book.Loans.GetValueOrDefault(new IouKey(t.Drawdown.BankId,
                    t.Drawdown.IouId)),
                LoanVerdict.Awaiting),
            book))];
    }

    private static ComparedLoan Judged(ComparedLoan one, FiledLoanBook book) => one with
    {
        Verdict = ComparedLoan.Judge(
            one, book.LastFiled.TryGetValue(one.Told.BankId, out var last) ? last : null),
    };

    private static async Task<int> KeepAsync(
        OperationsContext context, IReadOnlyList<ComparedLoan> compared, CancellationToken cancellationToken)
    {
        var changed = 0;
        foreach (var part in compared.Chunk(Chunk))
        {
            var banks = part.Select(p => p.Told.BankId).Distinct(StringComparer.Ordinal).ToList();
            var ious = part.Select(p => p.Told.IouId).Distinct(StringComparer.Ordinal).ToList();
            var known = await context.Set<LoanMatch>()
                .Where(m => banks.Contains(m.BankId) && ious.Contains(m.IouId))
                .ToDictionaryAsync(m => new IouKey(m.BankId, m.IouId), cancellationToken);
            foreach (var one in part)
                Take(context, known, one);
            changed += await context.SaveChangesAsync(cancellationToken);
            context.ChangeTracker.Clear();
        }

        // What a bank has corrected since is no drawdown any more.
        return changed + await context.Set<LoanMatch>()
            .Where(m => !context.Set<Drawdown>().Any(d => d.BankId == m.BankId && d.IouId == m.IouId))
            .ExecuteDeleteAsync(cancellationToken);
    }

    private static void Take(OperationsContext context, Dictionary<IouKey, LoanMatch> known, ComparedLoan one)
    {
        if (!known.TryGetValue(new IouKey(one.Told.BankId, one.Told.IouId), out var match))
        {
            match = new LoanMatch { BankId = one.Told.BankId, IouId = one.Told.IouId };
            context.Add(match);
        }

        match.Verdict = one.Verdict;
        (match.FiledAsOf, match.FiledOn, match.FiledFen) = (one.Filed?.AsOf, one.Filed?.DrawnOn, one.Filed?.Fen);
    }

    private async Task SaveStateAsync(
        OperationsContext context, string signature, DateOnly? lastAsOf, CancellationToken cancellationToken)
    {
        var state = await context.Set<LoanComparisonState>().SingleOrDefaultAsync(cancellationToken);
        if (state is null)
            context.Add(state = new LoanComparisonState());
        (state.Signature, state.At, state.LastAsOf) = (signature, time.Now(), lastAsOf);
        await context.SaveChangesAsync(cancellationToken);
    }

    private static Task<LoanComparisonState?> StateAsync(OperationsContext context,
        CancellationToken cancellationToken) =>
        context.Set<LoanComparisonState>().AsNoTracking().SingleOrDefaultAsync(cancellationToken);

    private static async Task<string> SignatureAsync(
        OperationsContext context, Filings filings, CancellationToken cancellationToken)
    {
        var drawdowns = context.Set<Drawdown>();
        var count = await drawdowns.CountAsync(cancellationToken);
        var last = count == 0 ? default : await drawdowns.MaxAsync(d => d.RecordedAt, cancellationToken);
        var fen = await drawdowns.SumAsync(d => d.AmountFen, cancellationToken);
        var text = new StringBuilder().Append(
            CultureInfo.InvariantCulture, $"{count} {Instants.ToMicroseconds(last)} {fen}\n");
        foreach (var (asOf, tables) in filings)
        {
            foreach (var (bank, file) in tables.Select(t => (t.InstitutionId, t.FactFileId)))
                text.Append(CultureInfo.InvariantCulture, $"{asOf:yyyy-MM-dd} {bank} {file}\n");
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}

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

    /// <summary>Compares again, unless nothing changed, and keeps the result. A run that is broken off is finished by
    /// the next; two at once do no harm.</summary>
    /// <returns>借据 whose result changed.</returns>
    public async Task<int> RefreshAsync(CancellationToken cancellationToken)
    {
        await One.WaitAsync(cancellationToken);
        try
        {
            for (var left = Tries; ; left--)
            {
                try
                {
                    return await RefreshOnceAsync(cancellationToken);
                }
                catch (DbUpdateException error) when (left > 1 && StoreConflict.Of<LoanMatch>(error))
                {
                    // Another process compares at the same moment: what it kept is there now.
                }
            }
        }
        finally
        {
            One.Release();
        }
    }

    private async Task<int> RefreshOnceAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var filings = await filed.FilingsAsync(policy.Today(), cancellationToken);
        var signature = await SignatureAsync(context, filings, cancellationToken);
        var state = await StateAsync(context, cancellationToken);
        if (state?.Signature == signature)
            return 0;
        var compared = await CompareAsync(policy.Today(), null, filings, cancellationToken);
        var changed = await KeepAsync(compared, cancellationToken);
        if (state is null)
            context.Add(state = new LoanComparisonState());
        else
            context.Attach(state);
        (state.Signature, state.At) = (signature, time.Now());
        state.LastAsOf = filings.Count == 0 ? null : filings[0].AsOf;
        await SaveStateAsync(context, cancellationToken);
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

    private async Task<int> KeepAsync(IReadOnlyList<ComparedLoan> compared, CancellationToken cancellationToken)
    {
        var changed = 0;
        foreach (var part in compared.Chunk(Chunk))
        {
            await using var context = await contexts.CreateDbContextAsync(cancellationToken);
            var banks = part.Select(p => p.Told.BankId).Distinct(StringComparer.Ordinal).ToList();
            var known = await context.Set<LoanMatch>().Where(m => banks.Contains(m.BankId))
                .ToDictionaryAsync(m => new IouKey(m.BankId, m.IouId), cancellationToken);
            foreach (var one in part)
                Take(context, known, one);
            changed += await context.SaveChangesAsync(cancellationToken);
        }

        return changed + await ForgetAsync(cancellationToken);
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

    // What a bank has corrected since is no drawdown any more.
    private async Task<int> ForgetAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Set<LoanMatch>()
            .Where(m => !context.Set<Drawdown>().Any(d => d.BankId == m.BankId && d.IouId == m.IouId))
            .ExecuteDeleteAsync(cancellationToken);
    }

    // Of two that were first at once, one finds the other's row: it says the same.
    private static async Task SaveStateAsync(OperationsContext context, CancellationToken cancellationToken)
    {
        try
        {
            await context.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException error) when (StoreConflict.Of<LoanComparisonState>(error))
        {
            // kept by the other
        }
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

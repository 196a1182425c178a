using Huoshui.Operations;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.OnlineLoans;

/// <summary>已占用额度: what the bank has granted to a firm and may still have to pay out or get back. Thread
/// safe.</summary>
public sealed class LoanExposure(LoanPolicy policy)
{
    /// <summary>Signed and drawn loans, and offers that can still be signed; in 分.</summary>
    /// <param name="context">The store.</param>
    /// <param name="application">Whose firm; itself it does not count.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    public async Task<long> OfAsync(
        OperationsContext context, LoanApplication application, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(application);
        var (lender, firm, own) = (application.LenderId, application.FirmId, application.Id);
        var granted = await context.Set<LoanApplication>().AsNoTracking()
            .Where(a => a.LenderId == lender && a.FirmId == firm && a.Id != own
                && (a.State == LoanState.Approved || a.State == LoanState.Signed || a.State == LoanState.Drawn))
            .Select(a => new { a.State, a.GrantedFen, a.GrantedAt, a.AppliedAt })
            .ToListAsync(cancellationToken);
        var today = policy.Today();
        return granted.Where(a => a.State != LoanState.Approved
                || policy.OfferUntil(a.GrantedAt!.Value, a.AppliedAt) >= today)
            .Sum(a => a.GrantedFen);
    }
}

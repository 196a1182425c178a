using Huoshui.Operations;
using Huoshui.Systems.Visits.Counts;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.Visits.Bulk;

/// <summary>
/// 批量写入: puts a history of entities, visits, cases and drawdowns in the store as it is, row by row into the tables,
/// without desks, audit or receipts of its own. Standings, counters and search keys are made whole by
/// <see cref="FinishAsync"/>; until then they are not. For histories made elsewhere; an import of a register goes
/// through <c>EntityImport</c>. Rows of a case (steps, consents, drawdowns) are passed apart, not read off the case.
/// Thread safe.
/// </summary>
public sealed class VisitBulk(IDbContextFactory<OperationsContext> contexts, VisitRecount recount)
{
    /// <summary>Writes entities; streamed, in transactions of <see cref="BulkTable.RowsOfTransaction"/> rows.</summary>
    /// <returns>How many.</returns>
    public Task<long> WriteAsync(IEnumerable<VisitedEntity> rows, CancellationToken cancellationToken) =>
        OfAsync(rows, cancellationToken);

    /// <summary>Writes visits.</summary>
    public Task<long> WriteAsync(IEnumerable<Visit> rows, CancellationToken cancellationToken) =>
        OfAsync(rows, cancellationToken);

    /// <summary>Writes cases without what belongs to them.</summary>
    public Task<long> WriteAsync(IEnumerable<FinancingCase> rows, CancellationToken cancellationToken) =>
        OfAsync(rows, cancellationToken);

    /// <summary>Writes steps; their cases first.</summary>
    public Task<long> WriteAsync(IEnumerable<CaseStep> rows, CancellationToken cancellationToken) =>
        OfAsync(rows, cancellationToken);

    /// <summary>Writes judgements; their cases first.</summary>
    public Task<long> WriteAsync(IEnumerable<CaseStandard> rows, CancellationToken cancellationToken) =>
        OfAsync(rows, cancellationToken);

    /// <summary>Writes consents; their cases first.</summary>
    public Task<long> WriteAsync(IEnumerable<CaseConsent> rows, CancellationToken cancellationToken) =>
        OfAsync(rows, cancellationToken);

    /// <summary>Writes drawdowns; their cases first.</summary>
    public Task<long> WriteAsync(IEnumerable<Drawdown> rows, CancellationToken cancellationToken) =>
        OfAsync(rows, cancellationToken);

    /// <summary>Writes corrections.</summary>
    public Task<long> WriteAsync(IEnumerable<EntityCorrection> rows, CancellationToken cancellationToken) =>
        OfAsync(rows, cancellationToken);

    /// <summary>Writes merges; <see cref="VisitedEntity.RootId"/> is as they say already.</summary>
    public Task<long> WriteAsync(IEnumerable<EntityMerge> rows, CancellationToken cancellationToken) =>
        OfAsync(rows, cancellationToken);

    /// <summary>Makes standings, counters and search keys whole from the events, set-wise.</summary>
    public Task FinishAsync(CancellationToken cancellationToken) => recount.RebuildAsync(cancellationToken);

    private async Task<long> OfAsync<TRow>(IEnumerable<TRow> rows, CancellationToken cancellationToken)
        where TRow : class
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await BulkTable.Of<TRow>(context).WriteAsync(rows, cancellationToken);
    }
}

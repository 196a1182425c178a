using Huoshui.Operations;
using Huoshui.Registry;
using Huoshui.Warehouse;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.Visits.Loans;

/// <summary>A filed loan of the same borrower about the same day: perhaps the one that was meant.</summary>
/// <param name="IouId">借据ID as filed.</param>
/// <param name="AsOf">数据日期 of the filing.</param>
/// <param name="DrawnOn">The day as filed.</param>
/// <param name="Fen">The amount as filed, in 分 of its currency.</param>
/// <param name="Currency">Of the amount.</param>
/// <param name="IsTaken">Whether another drawdown has it already.</param>
public sealed record LoanProposal(
    string IouId, DateOnly AsOf, DateOnly DrawnOn, long Fen, string Currency, bool IsTaken);

/// <summary>可能的借据: for a drawdown that stands in no filing, loans that its bank filed of the same borrower about
/// that day. They are only proposed: the bank decides. Thread safe.</summary>
public sealed class LoanProposals(
    IDbContextFactory<OperationsContext> contexts, FactCatalog catalog, WarehouseOptions warehouse, VisitPolicy policy,
    VisitKeys keys)
{
    private const int Most = 20;
    private static readonly string[] Tables = ["F27", "B01", "B04"];

    /// <summary>Proposals for a drawdown of a case, for its bank and the regulator: what else a bank lent to an entity
    /// is not for the district. None where the viewer sees no such case.</summary>
    public async Task<IReadOnlyList<LoanProposal>> OfAsync(
        Viewer viewer, Guid caseId, string iouId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var one = await VisitScope.CaseAsync(context, viewer, caseId, cancellationToken);
        if (one?.Drawdowns.FirstOrDefault(d => d.IouId == iouId) is not { } told
            || !(viewer.IsRegulator || viewer.InstitutionId == told.BankId))
        {
            return [];
        }

        var entity = await context.Set<VisitedEntity>().AsNoTracking()
            .SingleAsync(e => e.Id == one.EntityId, cancellationToken);
        var found = await FindAsync(told, entity, cancellationToken);
        var ids = found.Select(f => f.IouId).ToList();
        var taken = await context.Set<Drawdown>().Where(d => d.BankId == told.BankId && ids.Contains(d.IouId))
            .Select(d => d.IouId).ToListAsync(cancellationToken);
        return [.. found.Select(f => f with { IsTaken = taken.Contains(f.IouId, StringComparer.Ordinal) })];
    }

    private async Task<IReadOnlyList<LoanProposal>> FindAsync(
        Drawdown told, VisitedEntity entity, CancellationToken cancellationToken)
    {
        foreach (var date in (await catalog.DatesAsync(FiledLoans.Return, null, cancellationToken)).Reverse()
            .Where(d => d >= told.DrawnOn))
        {
            var tables = (await catalog.AcceptedAsync(FiledLoans.Return, date, null, Tables, cancellationToken))
                .Where(t => t.InstitutionId == told.BankId)
                    .ToDictionary(t => t.Table, t => t.ParquetPath, StringComparer.Ordinal);
            if (!tables.TryGetValue("F27", out var notes)
                || !tables.TryGetValue(entity.IsIndividual ? "B04" : "B01", out var customers))
            {
                continue;
            }

            var rows = Near(notes, customers, told, entity, date, cancellationToken);
            return entity.IsIndividual ? await OfPersonAsync(rows, entity.PersonKey!, cancellationToken)
                : [.. rows.Where(r => r.Who == entity.Usci).Select(r => r.Loan).Take(Most)];
        }

        return [];
    }

    private List<(string? Who, LoanProposal Loan)> Near(
        string notes, string customers, Drawdown told, VisitedEntity entity, DateOnly asOf,
        CancellationToken cancellationToken)
    {
        var days = policy.Whole("proposal_days", asOf);
        var (id, who) = entity.IsIndividual ? ("B040001", "B040005") : ("B010001", "B010004");
        var only = entity.Usci is { } code ? $"AND c.{who} = {Sql.Text(code)}" : string.Empty;
        using var session = DuckSession.Open(warehouse.Interactive, [notes, customers]);
        return session.Query(
            $"""
            SELECT c.{who}, n.F270001, n.F270016::TIMESTAMP, (n.F270009 * 100)::BIGINT, coalesce(n.F270006, '')
            FROM read_parquet({Sql.Text(notes)}) n JOIN read_parquet({Sql.Text(customers)}) c ON c.{id} = n.F270002
            WHERE n.F270016 BETWEEN DATE '{told.DrawnOn.AddDays(-days):yyyy-MM-dd}'
            AND DATE '{told.DrawnOn.AddDays(days):yyyy-MM-dd}'
                AND n.F270009 IS NOT NULL AND n.F270001 IS NOT NULL {only}
            ORDER BY abs((n.F270009 * 100)::BIGINT - {told.AmountFen}), n.F270016, n.F270001
            """,
            row => (
                row.IsDBNull(0) ? null : row.GetString(0),
                new LoanProposal(
                    row.GetString(1), asOf, DateOnly.FromDateTime(row.GetDateTime(2)), row.GetInt64(3),
                        row.GetString(4), false)),
            cancellationToken);
    }

    // Identity numbers are compared by their keyed hash; none is kept.
    private async Task<IReadOnlyList<LoanProposal>> OfPersonAsync(
        List<(string? Who, LoanProposal Loan)> rows, string personKey, CancellationToken cancellationToken)
    {
        var own = new List<LoanProposal>();
        foreach (var (who, loan) in rows)
        {
            if (who is not null && own.Count < Most
                && await keys.HashAsync("identity", who, cancellationToken) == personKey)
            {
                own.Add(loan);
            }
        }

        return own;
    }
}

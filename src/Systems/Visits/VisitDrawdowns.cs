using Huoshui.Operations;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.Visits;

/// <summary>放款 of parties, for other systems (<see cref="FindDrawdowns"/>). Thread safe.</summary>
internal sealed class VisitDrawdowns(IDbContextFactory<OperationsContext> contexts)
{
    private const int Some = 5_000; // keys of one query, which are one parameter of it

    /// <summary>The loans that parties drew.</summary>
    public async Task<IReadOnlyList<PartyDrawdown>> OfAsync(
        IReadOnlyCollection<string> partyKeys, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var found = new List<PartyDrawdown>();
        foreach (var some in partyKeys.Distinct(StringComparer.Ordinal).Chunk(Some))
            found.AddRange(await SomeAsync(context, some, cancellationToken));
        return
        [
            .. found.OrderBy(d => d.DrawnOn).ThenBy(d => d.BankId, StringComparer.Ordinal)
                .ThenBy(d => d.IouId, StringComparer.Ordinal),
        ];
    }

    private static async Task<IEnumerable<PartyDrawdown>> SomeAsync(
        OperationsContext context, string[] keys, CancellationToken cancellationToken)
    {
        var ids = keys.Where(k => k.Length > 1 && k[0] == 'P')
            .Select(k => Guid.TryParse(k[1..], out var id) ? id : default).Where(id => id != default).ToList();
        var entities = context.Set<VisitedEntity>();
        var rows =
            from drawdown in context.Set<Drawdown>().AsNoTracking()
            join one in context.Set<FinancingCase>() on drawdown.CaseId equals one.Id
            join entity in entities on one.EntityId equals entity.Id
            join root in entities on entity.RootId equals root.Id
            where (root.Usci != null && EF.Parameter(keys).Contains(root.Usci))
                || EF.Parameter(ids).Contains(root.Id)
            select new { Root = root, Drawdown = drawdown, one.IsFirstLoan };
        return (await rows.ToListAsync(cancellationToken)).Select(r => new PartyDrawdown(
            VisitCandidates.KeyOf(r.Root), r.Drawdown.BankId, r.Drawdown.IouId, r.Drawdown.AmountFen,
            r.Drawdown.DrawnOn, r.Drawdown.IsCounted, r.IsFirstLoan));
    }
}

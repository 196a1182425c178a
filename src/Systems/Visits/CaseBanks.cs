using Huoshui.Operations;
using Huoshui.Registry;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.Visits;

/// <summary>分派: which bank gets a case. Wish, main bank, rotation, in the pack's order; no bank chooses. Thread
/// safe.</summary>
public sealed class CaseBanks(IDbContextFactory<OperationsContext> contexts, VisitPolicy policy)
{
    /// <summary>机构ID of the banks that take part today.</summary>
    public async Task<IReadOnlySet<string>> IdsAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await IdsAsync(context, cancellationToken);
    }

    /// <summary>The bank for a case and why it: <c>wish</c>, <c>main</c> or <c>rotation</c>; null when none is left.
    /// Rotation takes the bank with the fewest cases, of equal ones the smallest 机构ID. Counts it.</summary>
    internal async Task<(string BankId, string Basis)?> ChooseAsync(
        OperationsContext context, FinancingCase one, CancellationToken cancellationToken)
    {
        var today = policy.Today();
        var had = one.BanksOfRound();
        if (had.Count >= policy.Whole("assignments_max", today))
            return null;
        var left = (await IdsAsync(context, cancellationToken)).Where(id => !had.Contains(id))
            .Order(StringComparer.Ordinal).ToList();
        var turns = await context.Set<BankTurn>()
            .ToDictionaryAsync(t => t.BankId, StringComparer.Ordinal, cancellationToken);
        foreach (var basis in policy.Words("assignment_order", today))
        {
            var bank = basis switch
            {
                "wish" => left.Find(id => id == one.WishBankId),
                "main" => left.Find(id => id == one.MainBankId),
                _ => left.MinBy(id => turns.GetValueOrDefault(id)?.Assigned ?? 0),
            };
            if (bank is null)
                continue;
            if (turns.TryGetValue(bank, out var turn))
                turn.Assigned++;
            else
                context.Add(new BankTurn { BankId = bank, Assigned = 1 });
            return (bank, basis);
        }

        return null;
    }

    private async Task<IReadOnlySet<string>> IdsAsync(OperationsContext context, CancellationToken cancellationToken)
    {
        var today = policy.Today();
        var kinds = policy.Words("bank_kinds", today);
        var ids = await context.Set<Institution>()
            .Where(i => kinds.Contains(i.Kind) && i.ActiveFrom <= today && (i.ActiveTo == null || today <= i.ActiveTo))
            .Select(i => i.Id).ToListAsync(cancellationToken);
        return ids.ToHashSet(StringComparer.Ordinal);
    }
}

using Huoshui.Operations;
using Huoshui.Registry;
using Huoshui.Systems.Visits.Counts;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.Visits;

/// <summary>How one bank answers.</summary>
/// <param name="BankId">机构ID.</param>
/// <param name="Assigned">Times that a case was assigned to it.</param>
/// <param name="Accepted">Times that it accepted.</param>
/// <param name="Granted">Cases granted, in whole or in part.</param>
/// <param name="Refused">Times that it refused.</param>
/// <param name="Open">Cases whose answer it owes.</param>
/// <param name="Amber">Of those, amber.</param>
/// <param name="Red">Of those, red.</param>
/// <param name="Overdue">Of those, past the last day.</param>
/// <param name="DrawnFen">放款 that counts, each 借据 once, in 分.</param>
public sealed record BankAnswer(
    string BankId, int Assigned, int Accepted, int Granted, int Refused, int Open, int Amber, int Red, int Overdue,
    long DrawnFen);

/// <summary>银行答复: what was answered is read off counters, what is owed is counted from the open cases. Thread
/// safe.</summary>
public sealed class BankAnswers(
    IDbContextFactory<OperationsContext> contexts, VisitPolicy policy, CountReader counts)
{
    /// <summary>By bank, those with the most overdue answers first: of the whole city for the regulator, of its
    /// district for a team, none for the others.</summary>
    public async Task<IReadOnlyList<BankAnswer>> OfAsync(Viewer viewer, CancellationToken cancellationToken)
    {
        if (!VisitFunnel.SeesFunnel(viewer))
            return [];
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await counts.EnsureAsync(context, cancellationToken);
        var steps = await SumsAsync(context, viewer, CountKinds.BankStep, cancellationToken);
        var open = await OpenAsync(context, viewer, cancellationToken);
        var drawn = await SumsAsync(context, viewer, CountKinds.BankDrawn, cancellationToken);
        var banks = steps.Keys.Select(k => k.Bank).Concat(open.Keys).Distinct(StringComparer.Ordinal);
        return
        [
            .. banks.Select(bank => Of(bank, steps, open.GetValueOrDefault(bank)) with
                {
                    DrawnFen = drawn.GetValueOrDefault((bank, string.Empty)),
                })
                .OrderByDescending(b => b.Overdue).ThenByDescending(b => b.Red)
                .ThenBy(b => b.BankId, StringComparer.Ordinal),
        ];
    }

    private static BankAnswer Of(string bank, Dictionary<(string Bank, string Step), long> steps, Owed? open)
    {
        int Times(params ReadOnlySpan<string> names)
        {
            var sum = 0;
            foreach (var name in names)
                sum += (int)steps.GetValueOrDefault((bank, name));
            return sum;
        }

        return new BankAnswer(
            bank, Times(CaseSteps.Assign, CaseSteps.Reassign, CaseSteps.PassOn), Times(CaseSteps.Accept),
            Times(CaseSteps.Grant, CaseSteps.GrantPartly), Times(CaseSteps.Refuse),
            open?.All ?? 0, open?.Amber ?? 0, open?.Red ?? 0, open?.Overdue ?? 0, 0);
    }

    private static Task<Dictionary<(string Bank, string Step), long>> SumsAsync(
        OperationsContext context, Viewer viewer, string kind, CancellationToken cancellationToken) =>
        CountReader.Of(context, viewer, kind).GroupBy(c => new { c.Bank, c.Code })
            .Select(g => new { g.Key.Bank, g.Key.Code, Sum = g.Sum(c => c.Value) })
            .ToDictionaryAsync(g => (g.Bank, g.Code), g => g.Sum, cancellationToken);

    private async Task<Dictionary<string, Owed>> OpenAsync(
        OperationsContext context, Viewer viewer, CancellationToken cancellationToken)
    {
        var today = policy.Today();
        return await VisitScope.Cases(context, viewer).Where(c => c.AnsweredAt == null && c.DueOn != null)
            .GroupBy(c => c.BankId!)
            .Select(g => new
            {
                g.Key,
                Owed = new Owed(
                    g.Count(), g.Count(c => c.AmberOn <= today && c.RedOn > today), g.Count(c => c.RedOn <= today),
                    g.Count(c => c.DueOn < today)),
            })
            .ToDictionaryAsync(g => g.Key, g => g.Owed, StringComparer.Ordinal, cancellationToken);
    }

    private sealed record Owed(int All, int Amber, int Red, int Overdue);
}

using Huoshui.Operations;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.OnlineLoans;

/// <summary>What came of replaying one decision.</summary>
/// <param name="ApplicationId">Whose.</param>
/// <param name="IsChampion">Which of its decisions.</param>
/// <param name="IsSame">Whether the answer is the same, bit for bit.</param>
/// <param name="Found">What the kept version answers now; null if the version is not kept or was altered.</param>
public sealed record LoanReplayed(Guid ApplicationId, bool IsChampion, bool IsSame, string? Found);

/// <summary>重放: decides again from the kept facts under the kept version of the pack, whatever the pack is today.
/// Thread safe.</summary>
public sealed class LoanReplay(IDbContextFactory<OperationsContext> contexts, LoanPackArchive archive)
{
    /// <summary>Replays the decisions of one application; none if it is not decided.</summary>
    public async Task<IReadOnlyList<LoanReplayed>> OfAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var decisions = await context.Set<LoanDecision>().AsNoTracking().Where(d => d.ApplicationId == id)
            .OrderByDescending(d => d.IsChampion).ToListAsync(cancellationToken);
        return await AllAsync(decisions, cancellationToken);
    }

    private async Task<IReadOnlyList<LoanReplayed>> AllAsync(
        IReadOnlyList<LoanDecision> decisions, CancellationToken cancellationToken)
    {
        var replayed = new List<LoanReplayed>(decisions.Count);
        foreach (var kept in decisions)
        {
            var found = await archive.FindAsync(kept.PackHash, cancellationToken) is { } decision
                ? LoanDecider.Decide(decision, kept.AsOf, kept.Facts).Answer : null;
            replayed.Add(new LoanReplayed(kept.ApplicationId, kept.IsChampion, found == kept.Answer, found));
        }

        return replayed;
    }
}

using Huoshui.Operations;
using Huoshui.Registry;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.Campaigns;

/// <summary>One act on one campaign at a time: the campaign is locked, read, changed and saved in one transaction, so
/// that nothing is recorded in one that somebody closes meanwhile. Thread safe.</summary>
internal sealed class CampaignWork(IDbContextFactory<OperationsContext> contexts, TimeProvider time)
{
    private const int Tries = 5;

    /// <summary>Does an act; what it refuses is not saved.</summary>
    /// <param name="viewer">Who.</param>
    /// <param name="id">The campaign.</param>
    /// <param name="act">Changes the campaign and what it adds to the context.</param>
    /// <param name="cancellationToken">Stops it before it is saved.</param>
    public async Task<CampaignAnswer<T>> InAsync<T>(
        Viewer viewer, Guid id, Func<OperationsContext, Campaign, Task<CampaignAnswer<T>>> act,
        CancellationToken cancellationToken)
        where T : class
    {
        for (var left = Tries; ; left--)
        {
            try
            {
                return await OnceAsync(viewer, id, act, cancellationToken);
            }
            catch (DbUpdateException error) when (StoreConflict.Of<object>(error))
            {
                // Somebody added the same party, or sent the same form, at the same moment: it is found the next time.
                if (left == 1)
                    return CampaignAnswer<T>.No(CampaignRefusals.Changed);
            }
        }
    }

    /// <summary>Adds a step of a campaign to what is saved, with its line of the audit.</summary>
    public void Note(OperationsContext context, Viewer viewer, Campaign one, string step, string? words = null)
    {
        context.Add(new CampaignStep
        {
            Id = Guid.CreateVersion7(time.Now()),
            CampaignId = one.Id,
            Step = step,
            At = time.Now(),
            Actor = viewer.AccountName,
            Words = words?.Trim(),
        });
        context.Audit(viewer.AccountName, $"campaign.{step}", $"campaign/{one.Id}", new { one.State });
    }

    private async Task<CampaignAnswer<T>> OnceAsync<T>(
        Viewer viewer, Guid id, Func<OperationsContext, Campaign, Task<CampaignAnswer<T>>> act,
        CancellationToken cancellationToken)
        where T : class
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await context.NextAsync($"campaign/{id}", cancellationToken);
        if (await CampaignScope.OneAsync(context, viewer, id, cancellationToken) is not { } one)
            return CampaignAnswer<T>.No(CampaignRefusals.NotFound);
        var answer = await act(context, one);
        if (!answer.Succeeded)
            return answer;
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return answer;
    }
}

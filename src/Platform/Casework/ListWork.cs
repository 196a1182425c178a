using Huoshui.Diagnostics;
using Huoshui.Operations;
using Huoshui.Registry;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Casework;

/// <summary>办理: the one way in which an edition moves. Steps of one edition are taken one after the other; role and
/// state
/// are asked here, and step, receipt and audit are saved with the change or not at all. Thread safe.</summary>
public sealed class ListWork(IDbContextFactory<OperationsContext> contexts, ListPolicy policy, TimeProvider time)
{
    /// <summary>What an act made: its content's SHA-256 and the objection, or why it is refused.</summary>
    internal sealed record Made(Diagnostic? Refusal, string? ContentSha256 = null, Guid? ObjectionId = null)
    {
        public static Made Nothing { get; } = new((Diagnostic?)null);
    }

    /// <summary>Does a step.</summary>
    /// <param name="move">Who does what to which edition.</param>
    /// <param name="prepare">Changes what belongs to the step; a refusal changes nothing.</param>
    /// <param name="cancellationToken">Stops it before it is saved.</param>
    internal async Task<ListAnswer<ListEdition>> DoAsync(
        ListMove move, Func<ListTask, CancellationToken, Task<Made>> prepare, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var sequence = await context.NextAsync($"lists/{move.EditionId}", cancellationToken); // one at a time
        var edition = await context.Set<ListEdition>().Include(e => e.Steps)
            .SingleOrDefaultAsync(e => e.Id == move.EditionId, cancellationToken);
        if (edition is null || policy.Find(edition.ListId)?.List is not { } definition)
            return ListAnswer<ListEdition>.No(ListRefusals.NotFound);
        if (!Has(move.Viewer, definition.Who[move.Act]))
            return ListAnswer<ListEdition>.No(ListRefusals.NotYours);
        if (!move.From.Contains(edition.State))
            return ListAnswer<ListEdition>.No(ListRefusals.NotNow(edition.State));
        var task = new ListTask(context, edition, definition, time.Now());
        var made = await prepare(task, cancellationToken);
        if (made.Refusal is { } refusal)
            return ListAnswer<ListEdition>.No(refusal);
        Move(task, sequence, move, made);
        var saved = await SaveAsync(context, edition, cancellationToken);
        if (saved.Succeeded)
            await transaction.CommitAsync(cancellationToken);
        return saved;
    }

    /// <summary>Whether a viewer may do what a list of roles may do; who is not signed in may do nothing.</summary>
    internal static bool Has(Viewer viewer, IReadOnlyList<string> roles) =>
        viewer != Viewer.Public && viewer.Roles.Overlaps(roles);

    internal static void Move(ListTask task, long sequence, ListMove move, Made made)
    {
        var edition = task.Edition;
        var last = edition.Steps.MaxBy(s => s.Sequence);
        edition.Move(ListStep.After(
            last, edition, sequence, move, new ListMade(task.At, made.ContentSha256, made.ObjectionId)));
        task.Context.Audit(
            move.Viewer.AccountName, $"list.{move.Step}", $"list/{edition.Id}",
            new { edition.ListId, edition.Period, made.ObjectionId });
    }

    internal static async Task<ListAnswer<ListEdition>> SaveAsync(
        OperationsContext context, ListEdition edition, CancellationToken cancellationToken)
    {
        try
        {
            await context.SaveChangesAsync(cancellationToken);
            return ListAnswer<ListEdition>.Yes(edition);
        }
        catch (DbUpdateException error) when (
            StoreConflict.Of<ListEdition>(error) || StoreConflict.Of<ListStep>(error)
            || StoreConflict.Of<ListMember>(error) || StoreConflict.Of<ListObjection>(error))
        {
            return ListAnswer<ListEdition>.No(ListRefusals.Changed);
        }
    }
}

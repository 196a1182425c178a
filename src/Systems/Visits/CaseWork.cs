using Huoshui.Diagnostics;
using Huoshui.Operations;
using Huoshui.Registry;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.Visits;

/// <summary>What an act on a case needs.</summary>
/// <param name="Context">The unit of work.</param>
/// <param name="Case">The case, tracked, with everything that belongs to it.</param>
/// <param name="Viewer">Who acts.</param>
/// <param name="At">When.</param>
internal sealed record CaseTask(OperationsContext Context, FinancingCase Case, Viewer Viewer, DateTimeOffset At);

/// <summary>Who does what to which case.</summary>
/// <param name="Viewer">Who.</param>
/// <param name="CaseId">The case.</param>
/// <param name="StepOf">One of <see cref="CaseSteps"/>, as the case stands.</param>
/// <param name="Note">In words; null for none.</param>
/// <param name="Reason">A code of a list of reasons; null for none.</param>
internal sealed record CaseMove(
    Viewer Viewer, Guid CaseId, Func<FinancingCase, string> StepOf, string? Note = null, string? Reason = null)
{
    public CaseMove(Viewer viewer, Guid caseId, string step, string? note = null, string? reason = null)
        : this(viewer, caseId, _ => step, note, reason) =>
            IsAssignment = step is CaseSteps.Assign or CaseSteps.Reassign or CaseSteps.PassOn;

    /// <summary>Whether it gives the case to a bank.</summary>
    public bool IsAssignment { get; }
}

/// <summary>办理: the one way in which a case moves: scope, role and state are asked here, and step, receipt and audit
/// are
/// saved with the change or not at all. Thread safe.</summary>
public sealed class CaseWork(IDbContextFactory<OperationsContext> contexts, VisitPolicy policy, TimeProvider time)
{
    /// <summary>Does a step.</summary>
    /// <param name="move">Who does what to which case.</param>
    /// <param name="prepare">Changes what belongs to the step before it is taken; a refusal changes nothing.</param>
    /// <param name="cancellationToken">Stops it before it is saved.</param>
    internal async Task<VisitAnswer<FinancingCase>> DoAsync(
        CaseMove move, Func<CaseTask, CancellationToken, Task<Diagnostic?>> prepare,
            CancellationToken cancellationToken)
    {
        var viewer = move.Viewer;
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        if (move.IsAssignment)
            await context.NextAsync("visits/assign", cancellationToken); // one at a time: rotation counts them
        if (await VisitScope.CaseAsync(context, viewer, move.CaseId, cancellationToken) is not { } one)
            return VisitAnswer<FinancingCase>.No(VisitRefusals.NotFound);
        var step = policy.Process.Step(move.StepOf(one));
        if (!viewer.Roles.Overlaps(step.By)
            || (viewer.Is(Roles.StreetOfficer) && !VisitScope.IsOwn(viewer, one)))
        {
            return VisitAnswer<FinancingCase>.No(VisitRefusals.NotYours);
        }
        if (!step.CanFollow(one.State))
            return VisitAnswer<FinancingCase>.No(VisitRefusals.NotNow(policy.Process.State(one.State), step));
        var act = Act(viewer, move.Note, move.Reason);
        if (await prepare(new CaseTask(context, one, viewer, act.At), cancellationToken) is { } refusal)
            return VisitAnswer<FinancingCase>.No(refusal);
        one.Move(step, act);
        context.Audit(viewer.AccountName, $"case.{step.Id}", $"case/{one.Id}", new { act.Reason, one.BankId });
        var saved = await SaveAsync(context, one, cancellationToken);
        if (saved.Succeeded)
            await transaction.CommitAsync(cancellationToken);
        return saved;
    }

    /// <summary>Does a step whose preparation asks nothing of the store.</summary>
    internal Task<VisitAnswer<FinancingCase>> DoAsync(
        CaseMove move, Func<CaseTask, Diagnostic?> prepare, CancellationToken cancellationToken) =>
        DoAsync(move, (task, _) => Task.FromResult(prepare(task)), cancellationToken);

    /// <summary>An act of a viewer, now.</summary>
    internal CaseAct Act(Viewer viewer, string? note = null, string? reason = null) =>
        new(viewer.AccountName, time.Now(), string.IsNullOrWhiteSpace(note) ? null : note.Trim(), reason);

    /// <summary>Saves a case; of two who change it at once the second is told so.</summary>
    internal static async Task<VisitAnswer<FinancingCase>> SaveAsync(
        OperationsContext context, FinancingCase one, CancellationToken cancellationToken)
    {
        context.Entry(one).Property(c => c.Revision).IsModified = true; // also when only what belongs to it changed
        try
        {
            await context.SaveChangesAsync(cancellationToken);
            return VisitAnswer<FinancingCase>.Yes(one);
        }
        catch (DbUpdateException error) when (StoreConflict.Of<Drawdown>(error))
        {
            return VisitAnswer<FinancingCase>.No(VisitRefusals.IouTaken);
        }
        catch (DbUpdateException error) when (
            StoreConflict.Of<FinancingCase>(error) || StoreConflict.Of<CaseStep>(error))
        {
            return VisitAnswer<FinancingCase>.No(VisitRefusals.Changed);
        }
    }
}

using Huoshui.Diagnostics;
using Huoshui.Operations;
using Huoshui.Registry;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.Visits.Problems;

/// <summary>A problem as somebody raises it.</summary>
/// <param name="Id">The key, chosen by who asks, so that a form that is sent twice is one problem.</param>
/// <param name="EntityId">Whose.</param>
/// <param name="Kind">A code of the list <c>kind</c>.</param>
/// <param name="Words">What it is.</param>
public sealed record ProblemRequest(Guid Id, Guid EntityId, string? Kind, string? Words);

/// <summary>难题清单: raises, gives to departments, reports upwards, solves. Scope, role and state are asked here; step,
/// receipt and audit are saved with the change or not at all. Thread safe.</summary>
public sealed class ProblemDesk(IDbContextFactory<OperationsContext> contexts, ProblemPolicy policy, TimeProvider time)
{
    /// <summary>提出. The same id with the same content is the same problem.</summary>
    public async Task<VisitAnswer<VisitProblem>> RaiseAsync(
        Viewer viewer, ProblemRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        ArgumentNullException.ThrowIfNull(request);
        var step = policy.Process.Step(ProblemSteps.Raise);
        if (!viewer.Roles.Overlaps(step.By) || viewer.AreaCode is null)
            return VisitAnswer<VisitProblem>.No(VisitRefusals.NotYours);
        var wrong = Code("kind", request.Kind).At("kind")
            ?? Text(request.Words, "难题", "The problem").At("words");
        if (wrong is not null)
            return VisitAnswer<VisitProblem>.No(wrong);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        if (await ProblemList.FindAsync(context, viewer, request.Id, cancellationToken) is { } known)
        {
            return known.EntityId == request.EntityId && known.Words == request.Words!.Trim()
                ? VisitAnswer<VisitProblem>.Yes(known) : VisitAnswer<VisitProblem>.No(VisitRefusals.IdTaken);
        }

        var entity = await VisitScope.Entities(context, viewer).AsNoTracking()
            .SingleOrDefaultAsync(e => e.Id == request.EntityId, cancellationToken);
        if (entity is null || request.Id == Guid.Empty)
            return VisitAnswer<VisitProblem>.No(VisitRefusals.NotFound);
        var problem = Made(request, entity);
        problem.Move(step, Act(viewer, null));
        context.Add(problem);
        context.Audit(viewer.AccountName, "problem.raise", $"problem/{problem.Id}", new { problem.Kind });
        return await SaveAsync(context, problem, cancellationToken);
    }

    /// <summary>Does a step; a department is named where one is to have it, and words tell the rest.</summary>
    /// <param name="viewer">Who.</param>
    /// <param name="id">The problem.</param>
    /// <param name="stepId">A step of the process but the first.</param>
    /// <param name="department">A code of the list <c>department</c>, for giving it to one.</param>
    /// <param name="words">What is asked for, what was done, or why not; needed but for giving it.</param>
    /// <param name="cancellationToken">Stops it before it is saved.</param>
    public async Task<VisitAnswer<VisitProblem>> DoAsync(
        Viewer viewer, Guid id, string? stepId, string? department, string? words, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        if (policy.Process.Steps.FirstOrDefault(s => s.Id == stepId && s.From.Count > 0) is not { } step)
            return VisitAnswer<VisitProblem>.No(VisitRefusals.Missing("要办的事", "What to do"));
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        if (await ProblemList.FindAsync(context, viewer, id, cancellationToken) is not { } problem)
            return VisitAnswer<VisitProblem>.No(VisitRefusals.NotFound);
        if (!viewer.Roles.Overlaps(step.By))
            return VisitAnswer<VisitProblem>.No(VisitRefusals.NotYours);
        if (!step.CanFollow(problem.State))
            return VisitAnswer<VisitProblem>.No(VisitRefusals.NotNow(policy.Process.State(problem.State), step));
        var gives = step.Id is ProblemSteps.Assign or ProblemSteps.Direct;
        if ((gives ? Code("department", department).At("department") ?? Optional(words)
            : Text(words, "说明", "The words").At("words"))
            is { } wrong)
        {
            return VisitAnswer<VisitProblem>.No(wrong);
        }

        var act = Act(viewer, words);
        Give(problem, gives ? department : null, step.Id == ProblemSteps.Direct, act.At);
        problem.Move(step, act);
        context.Audit(viewer.AccountName, $"problem.{step.Id}", $"problem/{id}", new { problem.Department });
        return await SaveAsync(context, problem, cancellationToken);
    }

    private void Give(VisitProblem problem, string? department, bool isCity, DateTimeOffset at)
    {
        problem.Department = department;
        (problem.DueOn, problem.AmberOn) = (null, null);
        if (department is not null)
            (problem.DueOn, problem.AmberOn) = policy.Deadline(VisitPolicy.DayOf(at), isCity);
    }

    private VisitProblem Made(ProblemRequest request, VisitedEntity entity) => new()
    {
        Id = request.Id,
        EntityId = entity.Id,
        DistrictCode = entity.DistrictCode,
        StreetCode = entity.StreetCode,
        Kind = request.Kind!,
        Words = request.Words!.Trim(),
        RaisedAt = time.Now(),
    };

    private CaseAct Act(Viewer viewer, string? words) =>
        new(viewer.AccountName, time.Now(), string.IsNullOrWhiteSpace(words) ? null : words.Trim());

    private Diagnostic? Code(string list, string? code) =>
        policy.Process.List(list) is var all && all.Find(code) is null ? VisitRefusals.NotOfList(all, code) : null;

    private Diagnostic? Text(string? text, string zh, string en) => string.IsNullOrWhiteSpace(text)
        ? VisitRefusals.Missing(zh, en) : Length(text, zh, en);

    private Diagnostic? Optional(string? text) => text is null ? null : Length(text, "说明", "The words").At("words");

    private Diagnostic? Length(string text, string zh, string en) => text.Length <= policy.LongestText
        && !text.Any(c => char.IsControl(c) && c is not ('\r' or '\n' or '\t'))
        ? null : VisitRefusals.TooLong(zh, en, policy.LongestText);

    private static async Task<VisitAnswer<VisitProblem>> SaveAsync(
        OperationsContext context, VisitProblem problem, CancellationToken cancellationToken)
    {
        try
        {
            await context.SaveChangesAsync(cancellationToken);
            return VisitAnswer<VisitProblem>.Yes(problem);
        }
        catch (DbUpdateException error) when (
            StoreConflict.Of<VisitProblem>(error) || StoreConflict.Of<ProblemStep>(error))
        {
            return VisitAnswer<VisitProblem>.No(VisitRefusals.Changed);
        }
    }
}

using Huoshui.Diagnostics;
using Huoshui.Registry;

namespace Huoshui.Systems.Visits;

/// <summary>区工作专班: judges declarations by the five standards, recommends or returns, assigns banks. Thread
/// safe.</summary>
public sealed class DistrictDesk(VisitPolicy policy, CaseBanks banks, CaseWork work)
{
    private readonly VisitFields _fields = new(policy);

    /// <summary>列入推荐清单: each of the five standards is met, with evidence.</summary>
    public Task<VisitAnswer<FinancingCase>> RecommendAsync(
        Viewer viewer, Guid id, IReadOnlyList<StandardCheck> checks, CancellationToken cancellationToken) =>
        work.DoAsync(
            new CaseMove(viewer, id, CaseSteps.Recommend), task =>
                Judged(task, checks, needsAll: true), cancellationToken);

    /// <summary>退回 with a reason of the pack, and what to do in words.</summary>
    public Task<VisitAnswer<FinancingCase>> ReturnAsync(
        Viewer viewer, Guid id, string? reason, string? words, IReadOnlyList<StandardCheck> checks,
        CancellationToken cancellationToken) =>
        work.DoAsync(
            new CaseMove(viewer, id, CaseSteps.Return, words, reason),
            task => _fields.Code("return_reason", reason).At("reason")
                ?? _fields.Text(words, "退回说明", "What to do").At("words")
                ?? Judged(task, checks, needsAll: false),
            cancellationToken);

    /// <summary>分派银行, after consent. Who assigns does not choose the bank, and no bank does.</summary>
    public Task<VisitAnswer<FinancingCase>> AssignAsync(Viewer viewer, Guid id, CancellationToken cancellationToken) =>
        work.DoAsync(new CaseMove(viewer, id, CaseSteps.Assign), GiveAsync, cancellationToken);

    /// <summary>改派 to another bank than those that refused.</summary>
    public Task<VisitAnswer<FinancingCase>> ReassignAsync(
        Viewer viewer, Guid id, CancellationToken cancellationToken) =>
        work.DoAsync(new CaseMove(viewer, id, CaseSteps.Reassign), GiveAsync, cancellationToken);

    /// <summary>改派 to another bank after the last day of an answer that did not come; the bank that let it pass sees
    /// nothing of the case from here on.</summary>
    public Task<VisitAnswer<FinancingCase>> PassOnAsync(
        Viewer viewer, Guid id, CancellationToken cancellationToken) =>
        work.DoAsync(
            new CaseMove(viewer, id, CaseSteps.PassOn),
            async (task, token) => task.Case.DueOn is { } due && due >= policy.Today()
                ? VisitRefusals.NotLate(due) : await GiveAsync(task, token),
            cancellationToken);

    /// <summary>转入培育, with what is to be done.</summary>
    public Task<VisitAnswer<FinancingCase>> CultivateAsync(
        Viewer viewer, Guid id, string? plan, CancellationToken cancellationToken) =>
        work.DoAsync(
            new CaseMove(viewer, id, CaseSteps.Cultivate, plan),
            task =>
            {
                var wrong = _fields.Text(plan, "培育措施", "The plan").At("plan");
                if (wrong is not null)
                    return wrong;
                task.Case.LeaveBank();
                task.Case.OpenEntityId = null;
                return null;
            },
            cancellationToken);

    /// <summary>答复异议: the refusal stands, and why. Another bank or cultivation answers an objection too.</summary>
    public Task<VisitAnswer<FinancingCase>> UpholdAsync(
        Viewer viewer, Guid id, string? answer, CancellationToken cancellationToken) =>
        work.DoAsync(
            new CaseMove(viewer, id, CaseSteps.Uphold, answer),
            _ => _fields.Text(answer, "答复", "The answer").At("answer"), cancellationToken);

    private async Task<Diagnostic?> GiveAsync(CaseTask task, CancellationToken cancellationToken)
    {
        var one = task.Case;
        if (!one.Allows(ConsentKinds.Bank))
            return VisitRefusals.Consent(ConsentKinds.Bank);
        if (await banks.ChooseAsync(task.Context, one, cancellationToken) is not { } choice)
            return VisitRefusals.NoBankLeft;
        var deadline = policy.Deadline(VisitPolicy.DayOf(task.At));
        (one.BankId, one.BankBasis, one.AssignedAt, one.AnsweredAt) = (choice.BankId, choice.Basis, task.At, null);
        (one.DueOn, one.AmberOn, one.RedOn) = (deadline.DueOn, deadline.AmberOn, deadline.RedOn);
        return null;
    }

    private Diagnostic? Judged(CaseTask task, IReadOnlyList<StandardCheck> checks, bool needsAll)
    {
        var standards = policy.Process.List("standard");
        foreach (var check in checks)
        {
            if ((_fields.Code("standard", check.Standard) ?? _fields.Text(
                check.Evidence, "核验依据", "The evidence")) is { } wrong)
            {
                return wrong.At("standard-" + check.Standard);
            }
        }

        var isTwice = checks.Select(c => c.Standard).Distinct(StringComparer.Ordinal).Count() != checks.Count;
        if (isTwice || (needsAll && (checks.Count != standards.Codes.Count || checks.Any(c => !c.IsMet))))
            return VisitRefusals.Standards;
        foreach (var check in checks)
        {
            task.Case.Add(new CaseStandard
            {
                CaseId = task.Case.Id,
                Sequence = task.Case.Steps.Count + 1,
                Standard = check.Standard,
                IsMet = check.IsMet,
                Evidence = check.Evidence.Trim(),
            });
        }

        return null;
    }
}

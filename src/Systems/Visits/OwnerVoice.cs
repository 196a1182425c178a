using Huoshui.Registry;

namespace Huoshui.Systems.Visits;

/// <summary>经营主体的意见: an objection to a bank's refusal, and feedback after the loan. Thread safe.</summary>
public sealed class OwnerVoice(VisitPolicy policy, CaseWork work)
{
    private readonly VisitFields _fields = new(policy);

    /// <summary>对不予授信提出异议: the district team answers, assigns another bank or plans a cultivation.</summary>
    public Task<VisitAnswer<FinancingCase>> DisputeAsync(
        Viewer viewer, Guid id, string? plea, CancellationToken cancellationToken) =>
        work.DoAsync(
            new CaseMove(viewer, id, CaseSteps.Dispute, plea), _ => _fields.Text(plea, "异议理由", "The plea").At("plea"),
            cancellationToken);

    /// <summary>放款后评价, once: a code of the list <c>feedback</c>, and words if there are any.</summary>
    public Task<VisitAnswer<FinancingCase>> TellAsync(
        Viewer viewer, Guid id, string? score, string? words, CancellationToken cancellationToken) =>
        work.DoAsync(
            new CaseMove(viewer, id, CaseSteps.Feedback, words, score),
            task => task.Case.Steps.Any(s => s.Step == CaseSteps.Feedback) ? VisitRefusals.Told
                : _fields.Code("feedback", score).At("score")
                    ?? _fields.Optional(words, "意见", "The words").At("opinion"),
            cancellationToken);
}

using Huoshui.Registry;

namespace Huoshui.Systems.Visits.Pages;

/// <summary>The buttons of a case's page: each does one step at the desk that it belongs to. Thread safe.</summary>
public sealed class CaseActs(
    CaseDesk owner, OwnerVoice voice, DistrictDesk district, BankDesk bank, VisitPolicy policy)
{
    private const string Revoke = "revoke:";
    private const string Give = "give:";

    /// <summary>Does what a form asks for.</summary>
    /// <param name="viewer">Who.</param>
    /// <param name="id">The case.</param>
    /// <param name="posted">The form; its <see cref="Posted.Act"/> says which step.</param>
    /// <param name="stop">Stops it before it is saved.</param>
    public Task<VisitAnswer<FinancingCase>> DoAsync(Viewer viewer, Guid id, Posted posted, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(posted);
        var act = OfDistrict(viewer, id, posted, stop) ?? OfBank(viewer, id, posted, stop)
            ?? OfOwner(viewer, id, posted, stop);
        return act?.Invoke()
            ?? Task.FromResult(VisitAnswer<FinancingCase>.No(VisitRefusals.Missing("要办的事", "What to do")));
    }

    private Act? OfDistrict(Viewer viewer, Guid id, Posted posted, CancellationToken stop)
    {
        var checks = JudgeInputs.Of(posted, policy.Process.List("standard"));
        return posted.Act switch
        {
            "recommend" => () => district.RecommendAsync(viewer, id, checks, stop),
            "return" => () => district.ReturnAsync(
                viewer, id, posted.Find("reason"), posted.Find("words"), checks, stop),
            "assign" => () => district.AssignAsync(viewer, id, stop),
            "reassign" => () => district.ReassignAsync(viewer, id, stop),
            "pass_on" => () => district.PassOnAsync(viewer, id, stop),
            "uphold" => () => district.UpholdAsync(viewer, id, posted.Find("answer"), stop),
            "cultivate" => () => district.CultivateAsync(viewer, id, posted.Find("plan"), stop),
            _ => null,
        };
    }

    private Act? OfBank(Viewer viewer, Guid id, Posted posted, CancellationToken stop) =>
        posted.Act switch
        {
            "accept" => () => bank.AcceptAsync(viewer, id, stop),
            "grant" => () => bank.GrantAsync(viewer, id, GrantInputs.Read(posted), stop),
            "refuse" => () => bank.RefuseAsync(viewer, id, posted.Find("reason"), posted.Find("words"), stop),
            "draw" => () => bank.DrawAsync(viewer, id, DrawInputs.Read(posted), stop),
            _ => null,
        };

    private Act? OfOwner(Viewer viewer, Guid id, Posted posted, CancellationToken stop) =>
        posted.Act switch
        {
            "resubmit" => () => owner.ResubmitAsync(viewer, id, NeedInputs.Of(posted), posted.Find("note"), stop),
            "object" => () => owner.ObjectAsync(viewer, id, posted.Find("plea"), stop),
            "dispute" => () => voice.DisputeAsync(viewer, id, posted.Find("plea"), stop),
            "feedback" => () => voice.TellAsync(viewer, id, posted.Find("score"), posted.Find("opinion"), stop),
            "withdraw" => () => owner.WithdrawAsync(viewer, id, stop),
            var act when act.StartsWith(Revoke, StringComparison.Ordinal) => () =>
                owner.RevokeAsync(viewer, id, act[Revoke.Length..], stop),
            var act when act.StartsWith(Give, StringComparison.Ordinal) => () =>
                owner.GiveAsync(viewer, id, act[Give.Length..], posted.Day("version-" + act[Give.Length..]), stop),
            _ => null,
        };

    private delegate Task<VisitAnswer<FinancingCase>> Act();
}

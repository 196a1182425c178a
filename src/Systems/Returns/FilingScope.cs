using Huoshui.Diagnostics;
using Huoshui.Operations;
using Huoshui.Registry;

namespace Huoshui.Systems.Returns;

/// <summary>Who may see and do what with filings. The scope stands in the query: a guessed id finds nothing.</summary>
internal static class FilingScope
{
    public static bool SeesFilings(Viewer viewer) => viewer.IsRegulator
        || (viewer.InstitutionId is not null && viewer.Roles.Overlaps(Roles.OfInstitutions));

    public static IQueryable<Filing> VisibleFilings(this OperationsContext context, Viewer viewer) =>
        context.Set<Filing>().Where(f => SeesFilings(viewer)).SeenBy(viewer, f => f.InstitutionId);

    public static IQueryable<FilingRequest> VisibleRequests(this OperationsContext context, Viewer viewer) =>
        context.Set<FilingRequest>().Where(r => SeesFilings(viewer)).SeenBy(viewer, r => r.InstitutionId);

    /// <summary>Why the viewer may not do this to a filing of that institution; null when he may.</summary>
    public static Diagnostic? Missing(Viewer viewer, FilingAction action, string institutionId)
    {
        var roles = RolesFor(action);
        var isRegulators = Roles.OfRegulator.Contains(roles[0]);
        var isMine = isRegulators
            ? viewer.IsRegulator
            : viewer.Is(Roles.Operator) || string.Equals(viewer.InstitutionId, institutionId, StringComparison.Ordinal);
        var has = viewer.Is(Roles.Operator) || viewer.Roles.Overlaps(roles);
        return isMine && has ? null : Refusals.NotAllowed(viewer.AccountName, Roles.All[roles[0]]);
    }

    /// <summary>Whether the viewer may do this to a filing of that institution.</summary>
    public static bool May(Viewer viewer, FilingAction action, string institutionId) =>
        Missing(viewer, action, institutionId) is null;

    private static string[] RolesFor(FilingAction action) => action switch
    {
        FilingAction.Review or FilingAction.ReviewReject => [Roles.Reviewer],
        FilingAction.Sign or FilingAction.SignReject => [Roles.Signer],
        FilingAction.Accept or FilingAction.Return or FilingAction.Reopen or FilingAction.Extend => [Roles.Approver],
        FilingAction.Remind or FilingAction.JudgeExplanations => [Roles.Analyst, Roles.Approver],
        _ => [Roles.Preparer],
    };
}

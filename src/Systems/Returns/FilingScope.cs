using Huoshui.Diagnostics;
using Huoshui.Operations;
using Huoshui.Registry;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.Returns;

/// <summary>Who may see and do what with filings. The scope stands in the query: a guessed id finds nothing.</summary>
internal static class FilingScope
{
    private static readonly string[] Regulators = [Roles.Analyst, Roles.Approver];
    private static readonly string[] Institution = [Roles.Preparer, Roles.Reviewer, Roles.Signer];

    public static bool SeesFilings(Viewer viewer) => viewer.InstitutionId is null
        ? viewer.Roles.Overlaps(Regulators)
        : viewer.Roles.Overlaps(Institution);

    public static IQueryable<Filing> VisibleFilings(this OperationsContext context, Viewer viewer)
    {
        var filings = context.Set<Filing>().AsQueryable();
        if (!SeesFilings(viewer))
            return filings.Where(f => false);
        return viewer.InstitutionId is { } own ? filings.Where(f => f.InstitutionId == own) : filings;
    }

    public static IQueryable<FilingRequest> VisibleRequests(this OperationsContext context, Viewer viewer)
    {
        var requests = context.Set<FilingRequest>().AsQueryable();
        if (!SeesFilings(viewer))
            return requests.Where(r => false);
        return viewer.InstitutionId is { } own ? requests.Where(r => r.InstitutionId == own) : requests;
    }

    /// <summary>Why the viewer may not do this to a filing of that institution; null when he may.</summary>
    public static Diagnostic? Missing(Viewer viewer, FilingAction action, string institutionId)
    {
        var role = RoleFor(action);
        var mine = viewer.InstitutionId is null || string.Equals(viewer.InstitutionId, institutionId, StringComparison.Ordinal);
        var side = !Regulators.Contains(role) || viewer.InstitutionId is null;
        var has = viewer.Roles.Contains(role) || (role == Roles.Analyst && viewer.Roles.Contains(Roles.Approver));
        return mine && side && has ? null : Refusals.NotAllowed(viewer.AccountName, role);
    }

    private static string RoleFor(FilingAction action) => action switch
    {
        FilingAction.Review or FilingAction.ReviewReject => Roles.Reviewer,
        FilingAction.Sign or FilingAction.SignReject => Roles.Signer,
        FilingAction.Accept or FilingAction.Return or FilingAction.Remind or FilingAction.JudgeExplanations => Roles.Analyst,
        FilingAction.Reopen or FilingAction.Extend => Roles.Approver,
        _ => Roles.Preparer,
    };
}

using Huoshui.Operations;
using Huoshui.Policies;
using Huoshui.Registry;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.Visits;

/// <summary>Who sees what: a street officer his street, a district team its district, a bank what is assigned to it, an
/// entity its own, the regulator everything (masked).</summary>
internal static class VisitScope
{
    /// <summary>Whether a viewer declares here: signed in and of the public.</summary>
    public static bool IsDeclarer(Viewer viewer) =>
        viewer.Is(Roles.PublicReader) && viewer.InstitutionId is null && viewer.AreaCode is null
            && viewer != Viewer.Public;

    /// <summary>Whether a viewer may declare: an entity for itself, a street officer for one of his street that has no
    /// account (代办).</summary>
    public static bool Declares(Viewer viewer) =>
        IsDeclarer(viewer) || (viewer.Is(Roles.StreetOfficer) && viewer.AreaCode is not null);

    /// <summary>Whether a viewer declared a case and acts for its entity.</summary>
    public static bool IsOwn(Viewer viewer, FinancingCase one) =>
        Declares(viewer) && one.Account == viewer.AccountName;

    /// <summary>Whether a viewer looks at visits and entities at all.</summary>
    public static bool SeesAreas(Viewer viewer) =>
        viewer.IsRegulator || (viewer.AreaCode is not null && viewer.Roles.Overlaps(Roles.OfAreas));

    public static IQueryable<FinancingCase> Cases(OperationsContext context, Viewer viewer)
    {
        var all = context.Set<FinancingCase>();
        if (viewer.IsRegulator)
            return all;
        var (area, bank, account) = (viewer.AreaCode, viewer.InstitutionId, viewer.AccountName);
        if (area is not null && viewer.Is(Roles.DistrictTeam))
            return all.Where(c => c.DistrictCode == area);
        if (area is not null && viewer.Is(Roles.StreetOfficer))
            return all.Where(c => c.StreetCode == area);
        if (bank is not null && viewer.Roles.Overlaps(Roles.OfInstitutions))
            return all.Where(c => c.BankId == bank && (c.BankRevokedAt == null || c.GrantedAt != null));
        return IsDeclarer(viewer) ? all.Where(c => c.Account == account) : all.Where(c => false);
    }

    public static IQueryable<VisitedEntity> Entities(OperationsContext context, Viewer viewer)
    {
        var all = context.Set<VisitedEntity>();
        var area = viewer.AreaCode;
        return viewer.IsRegulator ? all
            : area is not null && viewer.Is(Roles.DistrictTeam) ? all.Where(e => e.DistrictCode == area)
            : area is not null && viewer.Is(Roles.StreetOfficer) ? all.Where(e => e.StreetCode == area)
            : all.Where(e => false);
    }

    public static IQueryable<Visit> Visits(OperationsContext context, Viewer viewer)
    {
        var all = context.Set<Visit>();
        var area = viewer.AreaCode;
        return viewer.IsRegulator ? all
            : area is not null && viewer.Is(Roles.DistrictTeam) ? all.Where(v => v.DistrictCode == area)
            : area is not null && viewer.Is(Roles.StreetOfficer) ? all.Where(v => v.StreetCode == area)
            : all.Where(v => false);
    }

    /// <summary>A case with everything that belongs to it, if the viewer may see it; tracked.</summary>
    public static Task<FinancingCase?> CaseAsync(
        OperationsContext context, Viewer viewer, Guid id, CancellationToken cancellationToken) =>
        Cases(context, viewer).Include(c => c.Steps).Include(c => c.Standards).Include(c => c.Consents)
            .Include(c => c.Drawdowns).AsSplitQuery().SingleOrDefaultAsync(c => c.Id == id, cancellationToken);

    /// <summary>Whether a viewer who sees a case reads its personal data in clear: its owner, and people of the
    /// district
    /// or bank with the field class.</summary>
    public static bool SeesClear(Viewer viewer, FinancingCase one) =>
        IsOwn(viewer, one)
        || (viewer.SeesClear && !viewer.IsRegulator
            && (viewer.AreaCode is not null || viewer.InstitutionId is not null));

    /// <summary>Whether a viewer who sees a case reads whom to call: a team and a bank while the consent for them
    /// holds.</summary>
    public static bool SeesContact(Viewer viewer, FinancingCase one) => viewer.IsRegulator || IsOwn(viewer, one)
        || one.Allows(viewer.InstitutionId is null ? ConsentKinds.District : ConsentKinds.Bank);

    /// <summary>Words of a visit, in which anything may stand: for the street and district only.</summary>
    public static string Words(Viewer viewer, string text) =>
        Masked(text, isPersonal: true, viewer.AreaCode is not null);

    /// <summary>A personal text as the viewer may read it.</summary>
    public static string Masked(string text, bool isPersonal, bool seesClear) =>
        isPersonal && !seesClear ? Masking.Mask(FieldSensitivity.Personal, text) : text;

    /// <summary>The name of a file that somebody sent, without folders and of a length that a list shows.</summary>
    public static string FileName(string? name)
    {
        const int Longest = 100;
        var plain = new string([.. Path.GetFileName(name ?? string.Empty).Where(c => !char.IsControl(c))]);
        return plain.Length <= Longest ? plain : plain[..Longest];
    }
}

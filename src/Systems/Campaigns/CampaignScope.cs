using Huoshui.Operations;
using Huoshui.Policies;
using Huoshui.Registry;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.Campaigns;

/// <summary>Who sees what: everybody what was announced, the organiser its drafts, the regulator everything (persons
/// masked); of contacts a bank its own, a street its street, a district its district and its own campaigns.</summary>
internal static class CampaignScope
{
    /// <summary>Campaigns that a viewer sees.</summary>
    public static IQueryable<Campaign> Campaigns(OperationsContext context, Viewer viewer)
    {
        var (all, area) = (context.Set<Campaign>(), TeamArea(viewer));
        return viewer.IsRegulator ? all
            : area is not null ? all.Where(c => c.AnnouncedAt != null || c.Organiser == area)
            : all.Where(c => c.AnnouncedAt != null);
    }

    /// <summary>Contacts that a viewer sees.</summary>
    public static IQueryable<CampaignContact> Contacts(OperationsContext context, Viewer viewer)
    {
        var all = context.Set<CampaignContact>();
        if (viewer.IsRegulator)
            return all;
        if (BankOf(viewer) is { } bank)
            return all.Where(c => c.BankId == bank);
        if (TeamArea(viewer) is { } area)
        {
            return all.Where(c => c.DistrictCode == area
                || context.Set<Campaign>().Any(m => m.Id == c.CampaignId && m.Organiser == area));
        }

        var street = StreetOf(viewer);
        return street is null ? all.Where(c => false) : all.Where(c => c.StreetCode == street);
    }

    /// <summary>Whether a viewer works with campaigns, and reads more than the public.</summary>
    public static bool Works(Viewer viewer) => viewer.IsRegulator || BankOf(viewer) is not null
        || TeamArea(viewer) is not null || StreetOf(viewer) is not null;

    /// <summary>Whether a viewer is of the house that organises a campaign.</summary>
    public static bool Organises(Viewer viewer, Campaign one) =>
        one.Organiser.Length == 0 ? viewer.IsRegulator : TeamArea(viewer) == one.Organiser;

    /// <summary>The bank of a viewer who works for one; else null.</summary>
    public static string? BankOf(Viewer viewer) =>
        viewer.Roles.Overlaps(Roles.OfInstitutions) ? viewer.InstitutionId : null;

    /// <summary>The management district of a member of a district team; else null.</summary>
    public static string? TeamArea(Viewer viewer) =>
        viewer.InstitutionId is null && viewer.Is(Roles.DistrictTeam) ? viewer.AreaCode : null;

    /// <summary>The street of a street officer; else null.</summary>
    public static string? StreetOf(Viewer viewer) =>
        viewer.InstitutionId is null && viewer.Is(Roles.StreetOfficer) ? viewer.AreaCode : null;

    /// <summary>A party's name as the viewer may read it.</summary>
    public static string Name(Viewer viewer, string name, bool isIndividual) =>
        isIndividual && !(viewer.SeesClear && !viewer.IsRegulator)
            ? Masking.Mask(FieldSensitivity.Personal, name) : name;

    /// <summary>A party's code as anybody may read it: a person has none here.</summary>
    public static string? Code(string partyKey, bool isIndividual) => isIndividual ? null : partyKey;

    /// <summary>A campaign with its parts, if the viewer sees it; tracked.</summary>
    public static Task<Campaign?> OneAsync(
        OperationsContext context, Viewer viewer, Guid id, CancellationToken cancellationToken) =>
        Whole(Campaigns(context, viewer)).SingleOrDefaultAsync(c => c.Id == id, cancellationToken);

    /// <summary>Campaigns with their parts.</summary>
    public static IQueryable<Campaign> Whole(IQueryable<Campaign> some) =>
        some.Include(c => c.Districts).Include(c => c.Banks).Include(c => c.Targets).AsSplitQuery();
}

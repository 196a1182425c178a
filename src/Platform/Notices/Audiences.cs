using Huoshui.Registry;

namespace Huoshui.Notices;

/// <summary>对象: whom a notice concerns, as a word of the store.</summary>
public static class Audiences
{
    /// <summary>监管: analysts and approvers.</summary>
    public const string Regulator = "regulator";

    private const string AccountPrefix = "account/";
    private const string InstitutionPrefix = "institution/";
    private const string AreaPrefix = "area/";

    /// <summary>One account.</summary>
    public static string Account(string name) => AccountPrefix + name;

    /// <summary>The people of an institution.</summary>
    public static string Institution(string id) => InstitutionPrefix + id;

    /// <summary>The people of a role in a street or district.</summary>
    public static string Area(string code, string role) => $"{AreaPrefix}{code}/{role}";

    /// <summary>Every audience that a viewer belongs to; none for somebody who is not signed in.</summary>
    public static IReadOnlyList<string> Of(Viewer viewer)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        if (viewer == Viewer.Public)
            return [];
        var all = new List<string> { Account(viewer.AccountName) };
        if (viewer.IsRegulator)
            all.Add(Regulator);
        if (viewer.InstitutionId is { } institution && viewer.Roles.Overlaps(Roles.OfInstitutions))
            all.Add(Institution(institution));
        if (viewer.AreaCode is { } area)
            all.AddRange(Roles.OfAreas.Where(viewer.Is).Select(role => Area(area, role)));
        return all;
    }

    /// <summary>The account, institution or area that an audience names; all null for the regulator.</summary>
    internal static (string? Account, string? Institution, string? Area) Named(string audience) =>
        audience.StartsWith(AccountPrefix, StringComparison.Ordinal) ? (audience[AccountPrefix.Length..], null, null)
        : audience.StartsWith(InstitutionPrefix, StringComparison.Ordinal)
            ? (null, audience[InstitutionPrefix.Length..], null)
        : audience.StartsWith(AreaPrefix, StringComparison.Ordinal) ? (null, null, audience.Split('/')[1])
        : (null, null, null);
}

using Huoshui.Diagnostics;
using Huoshui.Policies;
using Huoshui.Presentation;
using Huoshui.Presentation.Tables;
using Huoshui.Registry;

namespace Huoshui.Portal.Institutions;

/// <summary>The institutions that a viewer may see: all for the regulator and those who open accounts, its own for an
/// institution.</summary>
internal sealed class InstitutionList(InstitutionRegistry registry, PolicyLibrary library)
{
    private const string DistrictTable = "shenzhen_management_districts";
    // The registers of the city use either: banks the list of the one-table return, others the platform's own.
    private static readonly string[] KindLists = ["CL_INSTITUTION_KIND", "CL_INSTITUTION_TYPE"];

    /// <summary>Whether the viewer may see any.</summary>
    public static bool MayOpen(Viewer viewer) => viewer.InstitutionId is not null || SeesAll(viewer);

    /// <summary>Those that the query asks for, sorted.</summary>
    public async Task<IReadOnlyList<Institution>> FindAsync(Viewer viewer, TableQuery query, CancellationToken cancellationToken)
    {
        var seen = (await registry.ListAsync(cancellationToken)).Where(one => Sees(viewer, one));
        if (query.Filter("kind") is { } kind)
            seen = seen.Where(one => one.Kind == kind);
        if (query.Text is { } text)
        {
            seen = seen.Where(one => Has(one.Id, text) || Has(one.NameZh, text) || Has(one.NameEn, text) || Has(one.Usci, text));
        }

        return [.. query.Order(
            seen.AsQueryable(), ("id", one => one.Id), ("name", one => one.NameZh), ("kind", one => one.Kind), ("from", one => one.ActiveFrom))];
    }

    /// <summary>One institution; null when there is none of that id or the viewer may not see it: both look the same
    /// from outside.</summary>
    public async Task<Institution?> FindAsync(Viewer viewer, string id, CancellationToken cancellationToken) =>
        await registry.FindAsync(id, cancellationToken) is { } one && Sees(viewer, one) ? one : null;

    /// <summary>The kinds that occur, with their names.</summary>
    public async Task<IReadOnlyList<(string Value, string Title)>> KindsAsync(Viewer viewer, CancellationToken cancellationToken) =>
        [.. (await registry.ListAsync(cancellationToken)).Where(one => Sees(viewer, one)).DistinctBy(one => one.Kind)
            .Select(one => (one.Kind, KindOf(one))).OrderBy(kind => kind.Kind, StringComparer.Ordinal)];

    /// <summary>The name of an institution's kind.</summary>
    public string KindOf(Institution institution) =>
        KindLists.Select(list => library.Vocabulary.List(list)?.Find(institution.Kind)).FirstOrDefault(code => code is not null)
            ?.Name.Here() ?? institution.Kind;

    /// <summary>The name of an institution's district; null when it is not known.</summary>
    public string? DistrictOf(Institution institution)
    {
        if (institution.District is not { } code || library.Vocabulary.Table(DistrictTable) is not { } table)
            return institution.District;
        var row = table.Rows.FirstOrDefault(one => one[0] == code);
        return row is null ? code : new LocalizedText(row[1], row[2]).Here();
    }

    private static bool Sees(Viewer viewer, Institution one) =>
        SeesAll(viewer) || (viewer.InstitutionId is { } own && (one.Id == own || one.ParentId == own));

    private static bool SeesAll(Viewer viewer) =>
        viewer.IsRegulator || viewer.Is(Roles.SystemAdministrator) || viewer.Is(Roles.SecurityAdministrator);

    private static bool Has(string? value, string text) => value?.Contains(text, StringComparison.OrdinalIgnoreCase) == true;
}

using System.Globalization;
using Huoshui.Diagnostics;
using Huoshui.Registry;

namespace Huoshui.Systems.Visits;

/// <summary>Names of districts, streets and banks, for pages. Thread safe.</summary>
public sealed class VisitNames(DistrictRegistry districts, InstitutionRegistry institutions, VisitPolicy policy)
{
    /// <summary>Reads them, as of today.</summary>
    public async Task<VisitNameBook> ReadAsync(CancellationToken cancellationToken) => new(
        (await districts.ListAsync(policy.Today(), cancellationToken)).ToDictionary(
            d => d.Code, d => new LocalizedText(d.NameZh, d.NameEn), StringComparer.Ordinal),
        (await districts.StreetsAsync(cancellationToken)).ToDictionary(s => s.Code, StringComparer.Ordinal),
        (await institutions.ListAsync(cancellationToken)).ToDictionary(
            i => i.Id, i => new LocalizedText(i.NameZh, i.NameEn), StringComparer.Ordinal));
}

/// <summary>Names by code; a code without a name stands for itself.</summary>
/// <param name="Districts">管理区.</param>
/// <param name="Streets">街道; their names are Chinese only.</param>
/// <param name="Banks">机构, by 机构ID.</param>
public sealed record VisitNameBook(
    IReadOnlyDictionary<string, LocalizedText> Districts, IReadOnlyDictionary<string, Street> Streets,
    IReadOnlyDictionary<string, LocalizedText> Banks)
{
    /// <summary>None.</summary>
    public static VisitNameBook Empty { get; } = new(
        new Dictionary<string, LocalizedText>(StringComparer.Ordinal),
        new Dictionary<string, Street>(StringComparer.Ordinal),
        new Dictionary<string, LocalizedText>(StringComparer.Ordinal));

    /// <summary>A district in the language of the page.</summary>
    public string District(string code) =>
        Districts.GetValueOrDefault(code)?.In(CultureInfo.CurrentUICulture.Name) ?? code;

    /// <summary>A street.</summary>
    public string Street(string code) => Streets.GetValueOrDefault(code)?.NameZh ?? code;

    /// <summary>A bank in the language of the page; a dash for none.</summary>
    public string Bank(string? id) =>
        id is null ? "—" : Banks.GetValueOrDefault(id)?.In(CultureInfo.CurrentUICulture.Name) ?? id;
}

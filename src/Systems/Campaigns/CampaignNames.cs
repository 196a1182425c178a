using Huoshui.Diagnostics;
using Huoshui.Operations;
using Huoshui.Registry;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.Campaigns;

/// <summary>Names of districts, streets and banks, for pages. Thread safe.</summary>
public sealed class CampaignNames(
    IDbContextFactory<OperationsContext> contexts, DistrictRegistry districts, InstitutionRegistry institutions,
    CampaignPolicy policy)
{
    /// <summary>Reads them, as of today.</summary>
    public async Task<CampaignNameBook> ReadAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var today = policy.Today();
        return new CampaignNameBook(
            [.. (await districts.ListAsync(today, cancellationToken)).Where(d => d.Kind != DistrictKind.Overlay)],
            await districts.StreetsAsync(cancellationToken),
            (await institutions.ListAsync(cancellationToken))
                .ToDictionary(i => i.Id, i => i.FullName(), StringComparer.Ordinal),
            [.. (await policy.BanksAsync(context, today, cancellationToken)).Select(b => b.Id)]);
    }
}

/// <summary>Names by code; a code without a name stands for itself.</summary>
/// <param name="Districts">管理区.</param>
/// <param name="Streets">街道; their names are Chinese only.</param>
/// <param name="Institutions">机构, by 机构ID.</param>
/// <param name="Banks">机构ID of those that may take part.</param>
public sealed record CampaignNameBook(
    IReadOnlyList<District> Districts, IReadOnlyList<Street> Streets,
    IReadOnlyDictionary<string, LocalizedText> Institutions, IReadOnlyList<string> Banks)
{
    /// <summary>None.</summary>
    public static CampaignNameBook Empty { get; } =
        new([], [], new Dictionary<string, LocalizedText>(StringComparer.Ordinal), []);

    /// <summary>A district; a dash for none.</summary>
    public LocalizedText District(string code) => code.Length == 0 ? new("—", "—")
        : Districts.FirstOrDefault(d => d.Code == code) is { } d ? new(d.NameZh, d.NameEn) : new(code, code);

    /// <summary>A street.</summary>
    public string Street(string code) => Streets.FirstOrDefault(s => s.Code == code)?.NameZh ?? code;

    /// <summary>A bank.</summary>
    public LocalizedText Bank(string id) => Institutions.GetValueOrDefault(id) ?? new LocalizedText(id, id);
}

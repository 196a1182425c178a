using Huoshui.Diagnostics;
using Huoshui.Operations;
using Huoshui.Registry;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.Products;

/// <summary>A count of the city.</summary>
/// <param name="Counts">Product by product; zeros where nothing could be counted.</param>
/// <param name="Date">The 数据日期 of the filings; null if none is accepted.</param>
/// <param name="Firms">Firms that were counted, each once.</param>
/// <param name="Problem">Why nothing was counted; null if it was.</param>
internal sealed record CityCounted(IReadOnlyList<ProductCount> Counts, DateOnly? Date, int Firms, Diagnostic? Problem);

/// <summary>Who may look at which firm: an institution at its own customers, each look in the audit log; the
/// regulator at totals.</summary>
internal sealed class FirmDesk(
    KnownFirms firms, ProductCatalog catalog, IDbContextFactory<OperationsContext> contexts)
{
    /// <summary>A customer of the viewer's institution, under the last accepted filing.</summary>
    /// <returns>The firm with the date of the filing, or why there is none; another institution's customer looks
    /// like one that does not exist.</returns>
    public async Task<(KnownFirm? Firm, DateOnly Date, Diagnostic? Problem)> FindAsync(
        Viewer viewer, string key, CancellationToken cancellationToken)
    {
        var (found, filed) = await firms.FindAsync(viewer, key, catalog.Today, cancellationToken);
        if (filed is not { } date)
            return (null, default, ProductProblems.NothingFiled(catalog.Today));
        if (found is not { } firm)
            return (null, date, ProductProblems.UnknownFirm(key.Length <= 60 ? key : key[..60] + "…"));
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        context.Audit(viewer.AccountName, "products.firm", firm.InstitutionId, new { firm = firm.Key, date });
        await context.SaveChangesAsync(cancellationToken);
        return (firm, date, null);
    }

    /// <summary>How many firms of the city qualify for each product; for the regulator only.</summary>
    public async Task<CityCounted> CountAsync(
        Viewer viewer, FactSheet assumed, DateOnly asOf, CancellationToken cancellationToken)
    {
        var date = viewer.IsRegulator ? await firms.DateAsync(catalog.Today, cancellationToken) : null;
        if (date is not { } filed)
            return Nothing(null, ProductProblems.NothingFiled(catalog.Today), assumed, asOf);
        var all = await firms.AllAsync(filed, cancellationToken);
        if (all.Count > KnownFirms.MostFirms)
            return Nothing(filed, ProductProblems.TooManyFirms(KnownFirms.MostFirms), assumed, asOf);
        return new CityCounted(CityCount.Of(catalog.Products, all, assumed, asOf), filed, all.Count, null);
    }

    private CityCounted Nothing(DateOnly? date, Diagnostic problem, FactSheet assumed, DateOnly asOf) =>
        new(CityCount.Of(catalog.Products, [], assumed, asOf), date, 0, problem);
}

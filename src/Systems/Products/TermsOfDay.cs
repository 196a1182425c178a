using Huoshui.Policies.Decisions;

namespace Huoshui.Systems.Products;

/// <summary>The numbers of a product on a day.</summary>
internal static class TermsOfDay
{
    /// <summary>Parameters that have a value on the day, in the order of the file.</summary>
    public static IEnumerable<CitedParameter> Parameters(MarketProduct product, DateOnly asOf) =>
        product.Pack.Parameters.All.Where(p => p.ValueAt(asOf) is not null).Select(p => new CitedParameter(
            p, p.ValueAt(asOf)!, p.Values.FirstOrDefault(v => v.From > asOf)?.From.AddDays(-1)));
}

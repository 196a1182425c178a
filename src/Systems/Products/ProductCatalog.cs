using Huoshui.Diagnostics;
using Huoshui.Operations;
using Huoshui.Policies;
using Huoshui.Policies.Decisions;

namespace Huoshui.Systems.Products;

/// <summary>
/// The products of the market and what they ask, as the packs stand now: a new product is a new pack. Thread safe.
/// </summary>
internal sealed class ProductCatalog(PolicyLibrary library, TimeProvider time)
{
    /// <summary>The pack of the market's own rules: the order of results, what is known of firms, what is
    /// assumed.</summary>
    public const string PackId = "inclusive/products";

    private Market? _market;

    /// <summary>Every product, by id, whether in force or not.</summary>
    public IReadOnlyList<MarketProduct> Products => Now().Products;

    /// <summary>Every fact that a product reads: shared ones first, then each product's own.</summary>
    public IReadOnlyList<MarketFact> Facts => Now().Facts;

    /// <summary>The market's own pack; null where the policies have none.</summary>
    public PolicyPack? Pack => library.Pack(PackId);

    /// <summary>Today in Shanghai, where legal days begin and end.</summary>
    public DateOnly Today => ShanghaiTime.DayOf(time.GetUtcNow());

    /// <summary>The product of an id; null if there is none.</summary>
    public MarketProduct? Find(string id) => Products.FirstOrDefault(p => p.Id == id);

    /// <summary>The fact of a name; null if no product reads it.</summary>
    public MarketFact? Fact(string name) => Facts.FirstOrDefault(f => f.Name == name);

    // Packs come as one immutable list, which a reload swaps.
    private Market Now()
    {
        var packs = library.Packs;
        if (_market is { } known && ReferenceEquals(known.Packs, packs))
            return known;
        var products = packs.Where(p => p is { Product: not null, Decision: not null })
            .Select(p => new MarketProduct(p, p.Decision!, p.Product!)).ToList();
        return _market = new Market(packs, products, FactsOf(products));
    }

    private static List<MarketFact> FactsOf(List<MarketProduct> products) =>
    [
        .. products.SelectMany(p => p.Decision.Facts.Select(f => (Product: p, Fact: f)))
            .GroupBy(f => f.Fact.Name, StringComparer.Ordinal)
            .Select(g => new MarketFact(Merged([.. g.Select(f => f.Fact)]), [.. g.Select(f => f.Product)]))
            .OrderByDescending(f => f.IsShared ? f.UsedBy.Count : 0),
    ];

    // The widest bounds and all codes: each product still looks at its own.
    private static DecisionFact Merged(List<DecisionFact> facts) => facts[0] with
    {
        IsOptional = facts.TrueForAll(f => f.IsOptional),
        Help = facts.Select(f => f.Help).FirstOrDefault(h => h is not null),
        Min = facts.Exists(f => f.Min is null) ? null : facts.Min(f => f.Min),
        Max = facts.Exists(f => f.Max is null) ? null : facts.Max(f => f.Max),
        Codes = facts.Exists(f => f.Codes.Count == 0) ? [] : AllCodes(facts),
    };

    private static IReadOnlyList<KeyValuePair<string, LocalizedText>> AllCodes(List<DecisionFact> facts) =>
        [.. facts.SelectMany(f => f.Codes).DistinctBy(c => c.Key)];

    private sealed record Market(
        IReadOnlyList<PolicyPack> Packs, IReadOnlyList<MarketProduct> Products, IReadOnlyList<MarketFact> Facts);
}

using System.Text.Json;
using Huoshui.Dmn;
using Huoshui.Dmn.Feel.Values;
using Huoshui.Policies.Decisions;

namespace Huoshui.Systems.Products;

/// <summary>How many firms of the city qualify for one product.</summary>
/// <param name="Product">The product.</param>
/// <param name="InForce">Whether it can be had on the day; the counts are zero if not.</param>
/// <param name="Qualify">符合.</param>
/// <param name="Refused">不符合.</param>
/// <param name="Missing">Facts are neither filed nor assumed, or the pack could not decide.</param>
public sealed record ProductCount(MarketProduct Product, bool InForce, int Qualify, int Refused, int Missing);

/// <summary>Counts the city, product by product, through the columnar batch form of the engine.</summary>
internal static class CityCount
{
    /// <summary>Counts every product.</summary>
    /// <param name="products">The products.</param>
    /// <param name="firms">Each firm once.</param>
    /// <param name="assumed">What is taken for facts that a firm's filing lacks; items of lists are added.</param>
    /// <param name="asOf">Whose rules count.</param>
    public static IReadOnlyList<ProductCount> Of(
        IReadOnlyList<MarketProduct> products, IReadOnlyList<KnownFirm> firms, FactSheet assumed, DateOnly asOf) =>
        [.. products.Select(p => p.IsInForce(asOf) ? One(p, firms, assumed, asOf)
            : new ProductCount(p, false, 0, 0, 0))];

    private static ProductCount One(
        MarketProduct product, IReadOnlyList<KnownFirm> firms, FactSheet assumed, DateOnly asOf)
    {
        var told = assumed.For(product);
        var columns = product.Decision.Facts.ToDictionary(
            f => f.Name, f => (Fact: f, Values: Column(f, firms, told)), StringComparer.Ordinal);
        var required = columns.Values.Where(c => !c.Fact.IsOptional).Select(c => c.Values).ToList();
        var whole = Enumerable.Range(0, firms.Count).Where(row => required.TrueForAll(c => !c[row].IsNull)
            && product.Decision.Facts.All(f => IsFit(f, firms[row]))).ToArray();
        if (whole.Length == 0)
            return new ProductCount(product, true, 0, 0, firms.Count);
        var given = columns.ToDictionary(
            c => c.Key, c => DecisionColumn.Values([.. whole.Select(row => c.Value.Values[row])]),
            StringComparer.Ordinal);
        if (product.Decision.DecideMany(asOf, given, whole.Length) is not { } batch)
            return new ProductCount(product, true, 0, 0, firms.Count);
        var decided = Enumerable.Range(0, batch.Rows).Where(row => batch[row] is ContextValue).ToList();
        var qualify = decided.Count(row => ProductMatcher.Qualifies(product, batch[row]));
        return new ProductCount(product, true, qualify, decided.Count - qualify, firms.Count - decided.Count);
    }

    private static FeelValue[] Column(DecisionFact fact, IReadOnlyList<KnownFirm> firms, JsonElement told)
    {
        var assumed = told.TryGetProperty(fact.Name, out var json) ? Value(fact, json, null) : FeelValue.Null;
        return [.. firms.Select(firm => firm.Facts.TryGetValue(fact.Name, out var known)
            ? Value(fact, known, assumed as ListValue) : assumed)];
    }

    // As for a single firm: what was filed beyond its bounds decides nothing. Items of lists are looked at one by one.
    private static bool IsFit(DecisionFact fact, KnownFirm firm) =>
        fact.Kind == FactKind.List || !firm.Facts.TryGetValue(fact.Name, out var filed)
        || filed.ValueKind == JsonValueKind.Null || fact.Problem(filed) is null;

    private static FeelValue Value(DecisionFact fact, JsonElement value, ListValue? more) => value.ValueKind switch
    {
        JsonValueKind.Array => new ListValue([.. Items(fact, value), .. more?.Items ?? []]),
        JsonValueKind.Number => FeelValue.From(value.GetDecimal()),
        JsonValueKind.True => FeelValue.From(true),
        JsonValueKind.False => FeelValue.From(false),
        JsonValueKind.String when fact.Kind == FactKind.Date => FeelValue.From(DateOnly.ParseExact(
            value.GetString()!, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)),
        JsonValueKind.String => FeelValue.From(value.GetString()!),
        _ => FeelValue.Null,
    };

    private static IEnumerable<FeelValue> Items(DecisionFact fact, JsonElement list) =>
        list.EnumerateArray().Where(i => fact.Codes.Count == 0 || fact.Codes.Any(c => c.Key == i.ToString()))
            .Select(i => FeelValue.From(i.ToString()));
}

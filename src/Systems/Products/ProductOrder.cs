using Huoshui.Diagnostics;
using Huoshui.Policies;

namespace Huoshui.Systems.Products;

/// <summary>
/// The order of results (排序规则): by a rule that the pack dates and the page prints, not by who offers them
/// (domain/conventions.md §9). What a product does not state comes last; ids make the order total.
/// </summary>
public sealed class ProductOrder : IComparer<ProductMatch>
{
    /// <summary>The parameter: keys in their order, joined by commas.</summary>
    public const string Parameter = "order_keys";

    private static readonly Dictionary<string, (Func<ProductMatch, decimal?> Of, LocalizedText Words)> Known =
        new(StringComparer.Ordinal)
        {
            ["cost"] = (m => m.CostPercent, new("年化综合成本由低到高", "lowest all-in cost first")),
            ["rate"] = (m => m.RatePercent, new("年利率由低到高", "lowest rate first")),
            ["limit"] = (m => m.Limit is { Unit: "yuan" } limit ? -limit.Value : null,
                new("额度由高到低", "highest limit first")),
        };

    private readonly IReadOnlyList<string> _keys;

    private ProductOrder(IReadOnlyList<string> keys) => _keys = keys;

    /// <summary>The order of a day; by id alone where the pack has no such parameter or value.</summary>
    public static ProductOrder Of(PolicyPack? pack, DateOnly asOf) => new(
        [.. (pack?.Parameters.Find(Parameter)?.ValueAt(asOf)?.Value as string ?? string.Empty)
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Where(Known.ContainsKey)]);

    /// <summary>The rule in words.</summary>
    public LocalizedText Words => new(
        string.Join('，', _keys.Select(k => Known[k].Words.Zh).Append("没有说明的在后，再按产品编号")),
        string.Join(", then ", _keys.Select(k => Known[k].Words.En)
            .Append("by product id; what is not stated comes last")));

    /// <inheritdoc />
    public int Compare(ProductMatch? x, ProductMatch? y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        var order = x.State.CompareTo(y.State);
        foreach (var key in _keys.TakeWhile(_ => order == 0))
            order = Compare(Known[key].Of(x), Known[key].Of(y));
        return order != 0 ? order : string.CompareOrdinal(x.Product.Id, y.Product.Id);
    }

    private static int Compare(decimal? x, decimal? y) => (x, y) switch
    {
        (null, null) => 0,
        (null, _) => 1,
        (_, null) => -1,
        _ => x.Value.CompareTo(y.Value),
    };
}

using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Huoshui.Policies.Decisions;

namespace Huoshui.Systems.Products;

/// <summary>What is taken for facts that filings do not give, when the city is counted (测算假设): parameters
/// <c>assumed_…</c> of the market's pack, items of lists joined by semicolons.</summary>
internal static class Assumptions
{
    private const string Prefix = "assumed_";

    /// <summary>The assumptions of a day as a sheet that the regulator may change.</summary>
    public static FactSheet Of(ProductCatalog catalog, DateOnly asOf)
    {
        var facts = new JsonObject();
        foreach (var parameter in catalog.Pack?.Parameters.All ?? [])
        {
            if (!parameter.Name.StartsWith(Prefix, StringComparison.Ordinal)
                || catalog.Fact(parameter.Name[Prefix.Length..]) is not { Fact: var fact }
                || parameter.ValueAt(asOf) is not { } value)
            {
                continue;
            }

            facts[fact.Name] = Node(fact, value.Value);
        }

        return FactSheet.From(JsonSerializer.SerializeToElement(facts), catalog.Facts);
    }

    private static JsonNode? Node(DecisionFact fact, object value) => value switch
    {
        string text when fact.Kind == FactKind.List => new JsonArray(
            [.. text.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Select(i => (JsonNode?)JsonValue.Create(i))]),
        string text => JsonValue.Create(text),
        bool flag => JsonValue.Create(flag),
        DateOnly date => JsonValue.Create(date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
        _ => JsonValue.Create(Convert.ToDecimal(value, CultureInfo.InvariantCulture)),
    };
}

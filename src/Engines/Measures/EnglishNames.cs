namespace Huoshui.Measures;

/// <summary>What stands after a number in English.</summary>
internal static class EnglishNames
{
    private static readonly Dictionary<string, string> Things = new(StringComparer.Ordinal)
    {
        ["户"] = "borrowers",
        ["家"] = "institutions",
        ["个"] = "items",
        ["张"] = "cards",
        ["件"] = "policies",
        ["辆"] = "vehicles",
        ["位"] = "rank",
        ["条"] = "measures",
        ["款"] = "products",
        ["类"] = "kinds",
        ["届"] = "sessions",
        ["笔"] = "transactions",
        ["人"] = "people",
        ["天"] = "days",
        ["年"] = "years",
        ["美元"] = "US dollars",
    };

    public static string Of(Unit unit) => unit.Dimension switch
    {
        Dimension.Money => unit.Factor switch
        {
            1 => "yuan",
            1_0000 => "10,000 yuan",
            1_0000_0000 => "100 million yuan",
            _ => "trillion yuan",
        },
        Dimension.Percent => "%",
        Dimension.PercentagePoints => "percentage points",
        Dimension.Multiple => "times",
        Dimension.Duration => "minutes",
        _ => (unit.Factor switch { 1 => string.Empty, 1_0000 => "10,000 ", _ => "100 million " })
            + (unit.CountedEnglish ?? Things.GetValueOrDefault(unit.Counted ?? string.Empty, "items")),
    };
}

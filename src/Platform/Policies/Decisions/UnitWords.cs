using Huoshui.Diagnostics;

namespace Huoshui.Policies.Decisions;

/// <summary>The units that facts, outputs and parameters of decisions are given in, with the word a person
/// reads.</summary>
public static class UnitWords
{
    internal const string None = "none";

    private static readonly Dictionary<string, LocalizedText> Words = new(StringComparer.Ordinal)
    {
        [None] = new(string.Empty, string.Empty),
        ["date"] = new(string.Empty, string.Empty),
        ["code"] = new(string.Empty, string.Empty),
        ["yuan"] = new("元", " yuan"),
        ["USD"] = new("美元", " USD"),
        ["percent"] = new("%", "%"),
        ["percent per year"] = new("%/年", "% a year"),
        ["basis point"] = new("个基点", " BP"),
        ["ratio"] = new("倍", "×"),
        ["point"] = new("分", " points"),
        ["day"] = new("天", " days"),
        ["working day"] = new("个工作日", " working days"),
        ["month"] = new("个月", " months"),
        ["year"] = new("年", " years"),
        ["person"] = new("人", " persons"),
        ["item"] = new("项", " items"),
        ["time"] = new("次", " times"),
        ["kilogram"] = new("千克", " kg"),
        ["tonne CO2e"] = new("吨二氧化碳当量", " t CO2e"),
        ["decimal place"] = new("位小数", " decimals"),
    };

    internal static string Known => string.Join(", ", Words.Keys.Order(StringComparer.Ordinal));

    /// <summary>The word of a unit, as it stands after a number; empty for none.</summary>
    public static LocalizedText Of(string unit) => Words.GetValueOrDefault(unit) ?? new LocalizedText(unit, " " + unit);

    internal static bool Has(string unit) => Words.ContainsKey(unit);
}

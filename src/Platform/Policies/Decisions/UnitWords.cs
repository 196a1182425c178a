using Huoshui.Diagnostics;
using Huoshui.Policies.Loading;

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
        ["square metre"] = new("平方米", " m²"),
        ["kilogram"] = new("千克", " kg"),
        ["tonne CO2e"] = new("吨二氧化碳当量", " t CO2e"),
        ["decimal place"] = new("位小数", " decimals"),
    };

    // What a person writes for a unit is its word in one of the languages, or the word without 个.
    private static readonly Dictionary<string, string> Spoken = Words.Where(w => w.Value.Zh.Length > 0)
        .SelectMany(w => new[] { w.Value.Zh, w.Value.Zh.TrimStart('个'), w.Value.En.Trim() }
            .Select(s => (Said: s, Unit: w.Key)))
        .DistinctBy(w => w.Said, StringComparer.OrdinalIgnoreCase)
        .ToDictionary(w => w.Said, w => w.Unit, StringComparer.OrdinalIgnoreCase);

    /// <summary>How a message about a unit that is not known ends.</summary>
    internal static LocalizedText Among(string unit)
    {
        string[] known = [.. Words.Keys.Order(StringComparer.Ordinal)];
        if (Multiple(unit) is { } multiple)
            return multiple;
        if (!Spoken.TryGetValue(unit, out var meant))
            return NearName.Among(unit, known);
        var list = string.Join(", ", known);
        return new LocalizedText($"，请写“{meant}”；可用：{list}", $"; write \"{meant}\"; known: {list}");
    }

    // 万元 is a unit of yuan, but values in it are not those of yuan.
    private static LocalizedText? Multiple(string unit)
    {
        var power = SheetCell.PowerOf(unit);
        return power is { } found && Spoken.TryGetValue(unit[found.Word.Length..], out var meant)
            ? new LocalizedText($"：写 {meant}，值乘 {found.Times:0}",
                $": write {meant} and multiply the value by {found.Times:0}")
            : null;
    }

    /// <summary>The word of a unit, as it stands after a number; empty for none.</summary>
    public static LocalizedText Of(string unit) => Words.GetValueOrDefault(unit) ?? new LocalizedText(unit, " " + unit);

    /// <summary>Whether a unit is one of money.</summary>
    internal static bool IsMoney(string unit) => unit is "yuan" or "USD";

    internal static bool Has(string unit) => Words.ContainsKey(unit);
}

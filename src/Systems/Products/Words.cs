using System.Globalization;
using System.Text.Json;
using Huoshui.Diagnostics;
using Huoshui.Measures;
using Huoshui.Policies.Decisions;
using Huoshui.Presentation;

namespace Huoshui.Systems.Products;

/// <summary>The system's codes and numbers as pages show them, in the language of the page.</summary>
internal static class Words
{
    public static LocalizedText Of(ProductKind kind) => kind switch
    {
        ProductKind.Loan => new("贷款", "Loan"),
        ProductKind.Subsidy => new("补贴", "Subsidy"),
        ProductKind.Cover => new("保险", "Cover"),
        _ => new("定价", "Pricing"),
    };

    public static LocalizedText Of(MatchState state) => state switch
    {
        MatchState.Qualifies => new("符合", "Qualifies"),
        MatchState.FactsMissing => new("事实不足", "Facts missing"),
        MatchState.Refused => new("不符合", "Does not qualify"),
        MatchState.NotInForce => new("当日不在有效期", "Not in force"),
        _ => new("无法判断", "Undecided"),
    };

    public static Tone ToneOf(MatchState state) => state switch
    {
        MatchState.Qualifies => Tone.Good,
        MatchState.FactsMissing => Tone.Info,
        MatchState.Refused => Tone.Warn,
        MatchState.Undecided => Tone.Bad,
        _ => Tone.Neutral,
    };

    /// <summary>The unit behind a label: "（元）", " (yuan)"; empty without one.</summary>
    public static string UnitOf(string unit)
    {
        var word = UnitWords.Of(unit).Here().Trim();
        return word.Length == 0 ? string.Empty : IsEnglish ? $" ({word})" : $"（{word}）";
    }

    /// <summary>An amount: whole hundreds of yuan in 万元, since firms speak so; nothing is rounded.</summary>
    public static string Of(Amount amount)
    {
        const decimal Wan = 10_000m;
        return !IsEnglish && amount is { Unit: "yuan", Value: >= Wan } && amount.Value % 100 == 0
            ? MeasureFormat.Current.Number(amount.Value / Wan, "万元", NumberStyle.Text)
            : Number(amount.Value, amount.Unit);
    }

    public static string Percent(decimal value) => MeasureFormat.Current.Exact(value) + "%";

    /// <summary>A number as it is, with its unit.</summary>
    public static string Number(decimal value, string unit) =>
        MeasureFormat.Current.Exact(value) + UnitWords.Of(unit).Here();

    /// <summary>A value of a pack: parameter or cell.</summary>
    public static string Value(object? value, string unit) => value switch
    {
        null => "—",
        DateOnly date => MeasureFormat.Current.Date(date),
        bool flag => YesNo(flag),
        string text => text,
        _ => Number(Convert.ToDecimal(value, CultureInfo.InvariantCulture), unit),
    };

    /// <summary>A fact's value as it was told; a dash if it was not.</summary>
    public static string Value(DecisionFact fact, JsonElement? value) => value switch
    {
        null => "—",
        { ValueKind: JsonValueKind.Number } number when number.TryGetDecimal(out var digits) =>
            Number(digits, fact.Unit),
        { ValueKind: JsonValueKind.True } => YesNo(flag: true),
        { ValueKind: JsonValueKind.False } => YesNo(flag: false),
        { ValueKind: JsonValueKind.Array } list when list.GetArrayLength() == 0 => IsEnglish ? "none" : "没有",
        { ValueKind: JsonValueKind.Array } list => string.Join(
            IsEnglish ? ", " : "、", list.EnumerateArray().Select(i => Code(fact, i.ToString()))),
        { } text => Code(fact, text.ToString()),
    };

    /// <summary>Codes of a fact in words.</summary>
    public static string Codes(DecisionFact fact, IReadOnlyList<string> codes) =>
        string.Join(IsEnglish ? ", " : "、", codes.Select(code => Code(fact, code)));

    /// <summary>A code of a product in words: of its answers or of its facts; the code itself if it has none.</summary>
    public static string Code(MarketProduct product, string code) =>
        product.Decision.Word(code)?.Text.Here()
        ?? product.Decision.Facts.SelectMany(f => f.Codes).FirstOrDefault(c => c.Key == code).Value?.Here() ?? code;

    private static string Code(DecisionFact fact, string code) =>
        fact.Codes.FirstOrDefault(c => c.Key == code).Value?.Here() ?? code;

    private static string YesNo(bool flag) => (flag, IsEnglish) switch
    {
        (true, true) => "yes",
        (false, true) => "no",
        (true, false) => "是",
        (false, false) => "否",
    };

    private static bool IsEnglish => CultureInfo.CurrentUICulture.Name.StartsWith("en", StringComparison.Ordinal);
}

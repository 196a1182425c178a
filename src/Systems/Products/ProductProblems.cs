using Huoshui.Diagnostics;

namespace Huoshui.Systems.Products;

/// <summary>What the market refuses, in both languages; docs/reference/products-diagnostics.md has a line for
/// each.</summary>
internal static class ProductProblems
{
    /// <summary>Largest body or file of facts, in bytes.</summary>
    public const int MaxBodyBytes = 64 * 1024;

    public static Diagnostic UnknownProduct(string id) => Diagnostic.Error(
        "PRD1001", $"没有产品“{id}”；产品清单见 /api/v1/products。",
        $"There is no product \"{id}\"; /api/v1/products lists them.");

    public static Diagnostic WrongDate(string? text) => Diagnostic.Error(
        "PRD1002", $"日期“{text}”不是日期，写成年-月-日，如 2025-06-30。",
        $"\"{text}\" is no date; write it as year-month-day, such as 2025-06-30.");

    public static Diagnostic NotInForce(MarketProduct product, DateOnly asOf)
    {
        var until = product.Pack.EffectiveTo is { } to ? $"{to:yyyy-MM-dd}" : "…";
        var from = $"{product.Pack.EffectiveFrom:yyyy-MM-dd}";
        return Diagnostic.Error(
            "PRD1003",
            $"{asOf:yyyy-MM-dd} 这一天没有“{product.Pack.Title.Zh}”的有效版本（{from} 至 {until}）。",
            $"{product.Pack.Title.En} has no version in force on {asOf:yyyy-MM-dd} (it is from {from} to {until}).");
    }

    public static Diagnostic TooLarge() => Diagnostic.Error(
        "PRD1004", $"事实太大：不超过 {MaxBodyBytes / 1024} 千字节。",
        $"The facts are too large: at most {MaxBodyBytes / 1024} kilobytes.");

    public static Diagnostic NotFacts(string why, string whyEn) => Diagnostic.Error(
        "PRD1005", $"读不出事实：{why}。应为 {{\"asOf\": \"2025-06-30\", \"facts\": {{\"名称\": 值}}}}。",
        $"The facts cannot be read: {whyEn}. "
        + "Write {\"asOf\": \"2025-06-30\", \"facts\": {\"name\": value}}.");

    public static Diagnostic UnknownFact(string name) => Diagnostic.Error(
        "PRD1006", $"没有产品要问事实“{name}”；事实清单见 /api/v1/products/facts。",
        $"No product asks for a fact \"{name}\"; /api/v1/products/facts lists them.");

    public static Diagnostic WrongFact(LocalizedText problem) =>
        Diagnostic.Error("PRD1007", problem.Zh + "。", problem.En + ".");

    public static Diagnostic UnknownFirm(string key) => Diagnostic.Error(
        "PRD1008", $"贵机构已受理的报送里没有客户“{key}”：请核对客户编号或统一社会信用代码。",
        $"The accepted filings of your institution hold no customer \"{key}\": check the customer id or the unified "
        + "social credit code.");

    public static Diagnostic NothingFiled(DateOnly day) => Diagnostic.Error(
        "PRD1009", $"{day:yyyy-MM-dd} 及以前没有可用的已受理报送，查不到企业。",
        $"No filing that you may use is accepted up to {day:yyyy-MM-dd}: no firm is known.");

    public static Diagnostic TooManyFirms(int most) => Diagnostic.Error(
        "PRD1010", $"企业超过 {most} 户，本页不作测算。", $"There are more than {most} firms; this page does not count them.");
}

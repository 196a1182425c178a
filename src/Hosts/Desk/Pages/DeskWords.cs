using System.Globalization;
using Huoshui.Policies;
using Huoshui.Policies.Scenarios;
using Huoshui.Systems.CrossBorderData;
using Huoshui.TransparencyLogVerifier;

namespace Huoshui.Desk.Pages;

/// <summary>Words of packs and refusals in the language of the page.</summary>
internal static class DeskWords
{
    public static string Here(this BorderText text) => text.In(CultureInfo.CurrentUICulture.Name) ?? text.Zh;

    public static string Here(this Refusal refusal) =>
        CultureInfo.CurrentUICulture.Name == "en" ? refusal.En : refusal.Zh;

    public static string Title(PolicyPack pack) => ScenarioWords.Title(pack, CultureInfo.CurrentUICulture.Name);

    public static long ValidDays(PolicyPack pack) => pack.Parameters.Integer(
        pack.Scenario!.Terms.Validity, DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime));

    /// <summary>Name of the words that say how a field is typed in; null for plain text.</summary>
    public static string? Hint(BorderFieldType type) => type switch
    {
        BorderFieldType.Money => "HintMoney",
        BorderFieldType.Integer => "HintInteger",
        BorderFieldType.Date => "HintDate",
        _ => null,
    };
}

using Huoshui.Policies;
using Huoshui.Policies.Scenarios;
using Huoshui.TransparencyLogVerifier.Records;

namespace Huoshui.Systems.CrossBorderData;

/// <summary>The scenarios of the packs as a verifier has them, for the command and for the page.</summary>
public static class ScenarioProfiles
{
    /// <summary>Every scenario of a library.</summary>
    public static IReadOnlyList<ScenarioProfile> Of(PolicyLibrary library) =>
        [.. library.Packs.Where(p => p.Scenario is not null).Select(p => Of(p)!)];

    /// <summary>The scenario of a pack; null if it has none.</summary>
    public static ScenarioProfile? Of(PolicyPack? pack)
    {
        if (pack?.Scenario is not { } scenario)
            return null;
        var title = new RecordText(pack.Title.Zh, Traditional.Of(pack.Title.Zh), pack.Title.En);
        return new ScenarioProfile(
            pack.Id, title, scenario.Code, scenario.Direction, scenario.Form, scenario.IsHolderRequired)
        {
            MediaTypes = scenario.MediaTypes,
            Purposes = [.. scenario.Purposes.Select(p => new ScenarioItem(p.Id, Text(p.Title)))],
            Fields = [.. scenario.Fields.Select(f => new ScenarioItem(f.Id, Text(f.Title)))],
            ValidityDays = Numbers(pack, scenario.Terms.Validity),
            PresentationMinutes = Numbers(pack, scenario.Terms.Presentation),
            RetentionMonths = Numbers(pack, scenario.Terms.Retention),
        };
    }

    private static RecordText Text(BorderText text) => new(text.Zh, text.ZhHant, text.En);

    private static List<DatedNumber> Numbers(PolicyPack pack, string name) =>
        [.. pack.Parameters.Find(name)!.Values.Select(v => new DatedNumber(v.From, checked((int)(long)v.Value)))];
}

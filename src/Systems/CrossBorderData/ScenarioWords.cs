using Huoshui.Policies;

namespace Huoshui.Systems.CrossBorderData;

/// <summary>Names of scenarios in three languages.</summary>
public static class ScenarioWords
{
    /// <summary>The name of a pack with a scenario.</summary>
    /// <param name="pack">The pack.</param>
    /// <param name="language">A BCP 47 tag.</param>
    public static string Title(PolicyPack pack, string language)
    {
        ArgumentNullException.ThrowIfNull(pack);
        return language == "zh-Hant" && pack.Scenario?.TitleZhHant is { } title ? title : pack.Title.In(language);
    }
}

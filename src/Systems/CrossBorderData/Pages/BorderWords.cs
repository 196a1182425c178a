using System.Globalization;
using Huoshui.Measures;
using Huoshui.Policies;
using Huoshui.Policies.Scenarios;
using Huoshui.Presentation;
using Huoshui.Systems.CrossBorderData.Watching;

namespace Huoshui.Systems.CrossBorderData.Pages;

/// <summary>Words of packs and states in the language of the page.</summary>
internal static class BorderWords
{
    public static string Here(this BorderText text) => text.In(CultureInfo.CurrentUICulture.Name) ?? text.Zh;

    public static string Title(PolicyPack pack) => ScenarioWords.Title(pack, CultureInfo.CurrentUICulture.Name);

    /// <summary>The last part of a pack's id: what its page is called by.</summary>
    public static string Slug(PolicyPack pack) => pack.Id[(pack.Id.LastIndexOf('/') + 1)..];

    public static Tone ToneOf(string? health) => health switch
    {
        NodeHealth.Good => Tone.Good,
        NodeHealth.Catching => Tone.Info,
        NodeHealth.Old or NodeHealth.Unreachable => Tone.Warn,
        null => Tone.Neutral,
        _ => Tone.Bad,
    };

    /// <summary>The text of a language that stands on a page of another: what its element says of itself.</summary>
    public static string NameOf(string language) => language switch
    {
        "en" => "English",
        "zh-Hant" => "繁體",
        _ => "简体",
    };

    public static string Whole(long? count, string hidden) =>
        count is { } known ? MeasureFormat.Current.Whole(known) : hidden;
}

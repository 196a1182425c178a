using System.Globalization;
using Huoshui.Diagnostics;

namespace Huoshui.Presentation;

/// <summary>Texts that come from packs and diagnostics, in the language of the page.</summary>
public static class LocalizedTexts
{
    /// <summary>The text in the language of this request (<see cref="CultureInfo.CurrentUICulture"/>).</summary>
    public static string Here(this LocalizedText text) => text.In(CultureInfo.CurrentUICulture.Name);
}

using System.Globalization;
using Huoshui.Diagnostics;

namespace Huoshui.Systems.Indicators;

/// <summary>The 数据日期 of an address (<c>?asof=2025-06-30</c>).</summary>
internal static class AsOfText
{
    private const int ShownCharacters = 40;

    /// <summary>Reads it.</summary>
    /// <param name="text">As it stands in the address.</param>
    /// <param name="date">The date; null where there is none, or none that can be read.</param>
    /// <returns>What is wrong with it; null when it is a date or missing.</returns>
    public static Diagnostic? Read(string? text, out DateOnly? date)
    {
        date = null;
        if (string.IsNullOrWhiteSpace(text))
            return null;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var read))
        {
            date = read;
            return null;
        }

        var shown = text[..Math.Min(ShownCharacters, text.Length)];
        return Diagnostic.Error(
            "IND1009",
            $"数据日期 asof={shown} 读不出来：应写成年-月-日，如 asof=2025-06-30；不写则取指标自己的日期。",
            $"The reporting date asof={shown} cannot be read: write year-month-day, as in asof=2025-06-30; "
            + "without it the figure's own date is taken.");
    }
}

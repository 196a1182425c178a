using System.Globalization;
using System.Text.RegularExpressions;

namespace Huoshui.Vtl.Tests.Oracle;

/// <summary>Durations: letters of frequencies, and texts such as P1Y20D; a year has 365 days, a month 30.</summary>
internal static partial class Durations
{
    public static string Iso(string duration) => duration switch
    {
        "A" => "P1Y",
        "S" => "P6M",
        "Q" => "P3M",
        "M" or "W" or "D" => $"P1{duration}",
        _ => duration,
    };

    public static long Days(string duration) => Part().Matches(Iso(duration)).Sum(
        m => long.Parse(m.Groups["n"].Value, CultureInfo.InvariantCulture) * m.Groups["unit"].Value[0] switch
        {
            'Y' => 365,
            'M' => 30,
            'W' => 7,
            _ => 1,
        });

    [GeneratedRegex("(?<n>[0-9]+)(?<unit>[YMWD])", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Part();
}

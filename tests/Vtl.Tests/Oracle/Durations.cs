using System.Globalization;
using System.Text.RegularExpressions;

namespace Huoshui.Vtl.Tests.Oracle;

/// <summary>Durations: letters of frequencies, and texts such as P1Y20D; a year has 365 days, a month 30.</summary>
internal static partial class Durations
{
    public static string Iso(string duration) => duration switch
    {
        "A" or "Y" => "P1Y",
        "S" or "H" => "P6M",
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

    public static long MonthsIn(string duration) => Sum(duration, 'Y', 12) + Sum(duration, 'M', 1);

    public static long DaysIn(string duration) => Sum(duration, 'W', 7) + Sum(duration, 'D', 1);

    private static long Sum(string duration, char unit, int each) => each * Part().Matches(Iso(duration)).Where(m => m.Groups["unit"].Value[0] == unit)
        .Sum(m => long.Parse(m.Groups["n"].Value, CultureInfo.InvariantCulture));

    [GeneratedRegex("(?<n>[0-9]+)(?<unit>[YMWD])", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Part();
}

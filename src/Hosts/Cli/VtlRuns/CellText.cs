using System.Globalization;
using System.Text.RegularExpressions;
using Huoshui.Vtl;

namespace Huoshui.Cli.VtlRuns;

/// <summary>Which texts are literals of a scalar type, as data files of VTL write them.</summary>
internal static partial class CellText
{
    /// <returns>Null when the text is a value of the type; else what is wrong.</returns>
    public static string? Problem(ScalarKind kind, string text) => IsLiteral(kind, text.Trim())
        ? null
        : $"'{text}' is no {kind.ToString().ToLowerInvariant()}";

    public static bool IsTrue(string text) => text.Trim() is "1" ||
        string.Equals(text.Trim(), "true", StringComparison.OrdinalIgnoreCase);

    private static bool IsLiteral(ScalarKind kind, string text) => kind switch
    {
        ScalarKind.Integer => IntegerPattern().IsMatch(text) && decimal.TryParse(
            text, NumberStyles.Float, CultureInfo.InvariantCulture, out var n) && n is >= long.MinValue and <= long.MaxValue,
        ScalarKind.Number => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var x) &&
            double.IsFinite(x),
        ScalarKind.Boolean => IsTrue(text) || text is "0" ||
            string.Equals(text, "false", StringComparison.OrdinalIgnoreCase),
        ScalarKind.Date => IsDate(text),
        ScalarKind.TimePeriod => IsPeriod(text),
        ScalarKind.Time => IsTime(text),
        ScalarKind.Duration => DurationPattern().IsMatch(text),
        _ => true,
    };

    private static bool IsDate(string text) => text.Length >= 10 &&
        DateOnly.TryParseExact(text[..10], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) &&
        (text.Length == 10 || ClockPattern().IsMatch(text[10..]));

    private static bool IsTime(string text)
    {
        var parts = text.Split('/');
        return parts.Length switch
        {
            1 => IsDate(text) || IsPeriod(text),
            2 => Array.TrueForAll(parts, p => IsDate(p) || IsPeriod(p)),
            _ => false,
        };
    }

    private static bool IsPeriod(string text)
    {
        var match = PeriodPattern().Match(text);
        if (!match.Success)
            return IsDate(text);
        if (!match.Groups["n"].Success)
            return true;
        var n = int.Parse(match.Groups["n"].Value, CultureInfo.InvariantCulture);
        var most = match.Groups["unit"].Value switch
        {
            "S" => 2,
            "Q" => 4,
            "W" => 53,
            "D" => 366,
            "A" => 1,
            _ => 12,
        };
        return n >= 1 && n <= most;
    }

    [GeneratedRegex(@"^[+-]?[0-9]+(\.0*)?$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex IntegerPattern();

    [GeneratedRegex(
        @"^[0-9]{4}(-?A1?|-(?<n>[0-9]{1,2})|-?(?<unit>[SQMWD])(?<n>[0-9]{1,3}))?$",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex PeriodPattern();

    [GeneratedRegex(
        "^([ASQMWD]|P(?=[0-9T])([0-9]+Y)?([0-9]+M)?([0-9]+W)?([0-9]+D)?(T([0-9]+H)?([0-9]+M)?([0-9.]+S)?)?)$",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex DurationPattern();

    [GeneratedRegex(
        "^[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)?(Z|[+-][0-9]{2}:[0-9]{2})?$",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex ClockPattern();
}

using System.Globalization;
using System.Text.RegularExpressions;
using Huoshui.Vtl;

namespace Huoshui.Cli.VtlRuns;

/// <summary>Which texts are values of a basic scalar type (VTL 2.2 UM, "Basic scalar types"), and one form for each
/// value, so that two texts of one value are equal.</summary>
internal static partial class CellText
{
    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;

    public static bool IsValid(ScalarKind kind, string text) => kind switch
    {
        ScalarKind.Integer => IntegerForm().IsMatch(text) && decimal.TryParse(
            text, NumberStyles.Float, Culture, out var n) && n is >= long.MinValue and <= long.MaxValue,
        ScalarKind.Number => double.TryParse(text, NumberStyles.Float, Culture, out var x) && double.IsFinite(x),
        ScalarKind.Boolean => bool.TryParse(text, out _),
        ScalarKind.Date => IsDate(text),
        ScalarKind.TimePeriod => IsPeriod(text),
        ScalarKind.Time => IsTime(text),
        ScalarKind.Duration => DurationForm().IsMatch(text) && text != "P" && !text.EndsWith('T'),
        _ => true,
    };

    /// <summary>2010-Q1, 2010Q01 and 2010Q1 are one period, as are 2010, 2010A and 2010A1, 2010-03 and 2010M3,
    /// 2010-02-01 and 2010D32; a time that begins and ends with the same is that. 01, +1 and 1.0 are one
    /// number.</summary>
    public static string Normal(ScalarKind kind, string text) => kind switch
    {
        ScalarKind.Integer or ScalarKind.Number => Number(text),
        ScalarKind.Boolean => text.ToLowerInvariant(),
        ScalarKind.TimePeriod => Day(text) ?? Period(text),
        ScalarKind.Time => string.Join('/', text.Split('/').Select(Period)),
        ScalarKind.Date => text.EndsWith("T00:00:00", StringComparison.Ordinal) ? text[..10] : text,
        _ => text,
    };

    /// <summary>A period in the form whose texts sort as the periods do: 2010M02 for 2010-02, 2010-M2 and 2010M2; other
    /// kinds as they are.</summary>
    public static string Sortable(ScalarKind kind, string text)
    {
        if (kind != ScalarKind.TimePeriod || Period(text) is not [_, _, _, _, var letter, .. var number])
            return kind == ScalarKind.TimePeriod ? Period(text) : text;
        return letter == '-' ? text
            : $"{text[..4]}{letter}{number.PadLeft(letter switch { 'M' or 'W' => 2, 'D' => 3, _ => 1 }, '0')}";
    }

    // Decimals keep what integers beyond 2^53 would lose as floating point.
    private static string Number(string text) =>
        decimal.TryParse(text, NumberStyles.Float, Culture, out var exact)
        ? exact.ToString("0.############################", Culture)
        : double.TryParse(text, NumberStyles.Float, Culture, out var x) ? x.ToString("R", Culture) : text;

    private static string? Day(string text) => DayForm().IsMatch(text) && DateOnly.TryParseExact(
        text, "yyyy-MM-dd", Culture, DateTimeStyles.None, out var day)
        ? string.Create(Culture, $"{day:yyyy}D{day.DayOfYear}") : null;

    private static string Period(string text)
    {
        if (MonthForm().Match(text) is { Success: true } month)
            return $"{month.Groups[1].Value}M{Trimmed(month.Groups[2].Value)}";
        if (PeriodForm().Match(text) is not { Success: true } match)
            return text;
        var letter = match.Groups["unit"].Value.ToUpperInvariant();
        return letter is "" or "A" ? match.Groups["year"].Value
            : $"{match.Groups["year"].Value}{letter}{Trimmed(match.Groups["number"].Value)}";
    }

    private static string Trimmed(string number) => number.TrimStart('0');

    private static bool IsDate(string text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", Culture, DateTimeStyles.None, out _) ||
        DateTime.TryParseExact(text, ["yyyy-MM-ddTHH:mm:ss", "yyyy-MM-dd HH:mm:ss"], Culture, DateTimeStyles.None, out _);

    private static bool IsTime(string text)
    {
        var parts = text.Split('/');
        return parts.Length <= 2 && parts.All(p => IsDate(p) || IsPeriod(p)) &&
            (parts.Length < 2 || !IsDate(parts[0]) || !IsDate(parts[1]) ||
            string.CompareOrdinal(parts[0], parts[1]) <= 0);
    }

    private static bool IsPeriod(string text)
    {
        if (MonthForm().Match(text) is { Success: true } month)
            return Is(month.Groups[2].Value, 12);
        if (DayForm().IsMatch(text))
            return IsDate(text);
        if (PeriodForm().Match(text) is not { Success: true } match)
            return false;
        var (year, number) = (match.Groups["year"].Value, match.Groups["number"].Value);
        return match.Groups["unit"].Value.ToUpperInvariant() switch
        {
            "" => number.Length == 0,
            "A" => number.Length == 0 || Is(number, 1),
            "S" => Is(number, 2),
            "Q" => Is(number, 4),
            "M" => Is(number, 12),
            "W" => Is(number, WeeksOf(year)),
            _ => Is(number, IsLeap(year) ? 366 : 365),
        };
    }

    private static bool Is(string number, int most) =>
        int.TryParse(number, NumberStyles.None, Culture, out var n) && n >= 1 && n <= most;

    private static bool IsLeap(string year) => int.Parse(year, Culture) is > 0 and var n && DateTime.IsLeapYear(n);

    private static int WeeksOf(string year) =>
        int.Parse(year, Culture) is > 0 and < 9999 and var n ? ISOWeek.GetWeeksInYear(n) : 52;

    [GeneratedRegex(@"^[+-]?\d+(?:\.0+)?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex IntegerForm();

    [GeneratedRegex(@"^(?<year>\d{4})-(?<month>\d{1,2})$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex MonthForm();

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex DayForm();

    [GeneratedRegex(
        @"^(?<year>\d{4})(?:-?(?<unit>[ASQMWDasqmwd])-?(?<number>\d*))?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PeriodForm();

    [GeneratedRegex(
        @"^(?:[ASQMWD]|P(?:\d+Y)?(?:\d+M)?(?:\d+W)?(?:\d+D)?(?:T(?:\d+H)?(?:\d+M)?(?:\d+S)?)?)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex DurationForm();
}

using System.Globalization;
using System.Text.RegularExpressions;

namespace Huoshui.Dmn.Feel.Values;

/// <summary>The written forms of dates, times and durations (DMN 1.5 §10.3.4.1; XML Schema Part 2).</summary>
internal static partial class TemporalText
{
    private const int LongestOffsetSeconds = 14 * 3600;

    public static DateValue? Date(string text)
    {
        var match = DatePattern().Match(text);
        return match.Success
            ? Calendar.Date(Number(match, "year"), Number(match, "month"), Number(match, "day"))
            : null;
    }

    public static TimeValue? Time(string text)
    {
        var match = TimePattern().Match(text);
        if (!match.Success)
            return null;
        var (hour, minute, second) = (Number(match, "hour"), Number(match, "minute"), Number(match, "second"));
        var nanos = Fraction(match.Groups["fraction"].Value);
        var isMidnight = hour == 24 && minute == 0 && second == 0 && nanos == 0;
        if ((hour > 23 && !isMidnight) || minute > 59 || second > 59 || Zone(match) is not { } zone)
            return null;
        var seconds = (hour % 24 * 3600) + (minute * 60) + second;
        return new TimeValue((seconds * TimeValue.NanosPerSecond) + nanos, zone.Mark);
    }

    /// <summary>A date alone is its midnight; 24:00:00 is the next midnight.</summary>
    public static DateTimeValue? DateAndTime(string text)
    {
        var t = text.IndexOf('T', StringComparison.Ordinal);
        if (t < 0)
            return Date(text) is { } day ? new DateTimeValue(day, new TimeValue(0, null)) : null;
        if (Date(text[..t]) is not { } date || Time(text[(t + 1)..]) is not { } time)
            return null;
        if (!text.AsSpan(t + 1).StartsWith("24", StringComparison.Ordinal))
            return new DateTimeValue(date, time);
        return Calendar.DateOf(date.DayNumber + 1) is { } next ? new DateTimeValue(next, time) : null;
    }

    /// <summary>A years and months or a days and time duration; null if it is neither or too long.</summary>
    public static FeelValue? Duration(string text)
    {
        if (YearsPattern().Match(text) is { Success: true } years)
        {
            var months = (Number(years, "years") * 12) + Number(years, "months");
            return Math.Abs(months) > long.MaxValue / 2 ? null : new MonthsValue(Signed(years, (long)months));
        }

        if (DaysPattern().Match(text) is not { Success: true } days)
            return null;
        Int128 seconds = Number(days, "days");
        seconds = (seconds * 86_400) + (Number(days, "hours") * 3600) + (Number(days, "minutes") * 60);
        var nanos = ((seconds + Number(days, "seconds")) * TimeValue.NanosPerSecond)
            + Fraction(days.Groups["fraction"].Value);
        return new DurationValue(text[0] == '-' ? -nanos : nanos);
    }

    /// <summary>What <c>@"…"</c> means: a date, date and time, time or duration; null if none.</summary>
    public static FeelValue? Literal(string text)
    {
        if (text.Contains('P', StringComparison.Ordinal) && Duration(text) is { } duration)
            return duration;
        if (Date(text) is { } date)
            return date;
        return (FeelValue?)Time(text) ?? DateAndTime(text);
    }

    private static long Signed(Match match, long value) => match.ValueSpan[0] == '-' ? -value : value;

    // The patterns allow at most 18 digits, so a long holds them.
    private static long Number(Match match, string group)
    {
        var text = match.Groups[group].ValueSpan;
        return text.Length == 0 ? 0
            : long.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
    }

    private static long Fraction(string digits) => digits.Length == 0 ? 0
        : long.Parse(digits.PadRight(9, '0').AsSpan(0, 9), NumberStyles.None, CultureInfo.InvariantCulture);

    // The outer null: no such zone; the inner: none given.
    private static (TimeZoneMark? Mark, bool IsGiven)? Zone(Match match)
    {
        if (match.Groups["utc"].Success)
            return (TimeZoneMark.Utc, true);
        if (match.Groups["zone"] is { Success: true } zone)
            return TimeZoneMark.OfZone(zone.Value) is { } mark ? (mark, true) : null;
        if (match.Groups["sign"] is not { Success: true } sign)
            return (null, false);
        var (hours, minutes, rest) = (Number(match, "oh"), Number(match, "om"), Number(match, "os"));
        var seconds = (int)((hours * 3600) + (minutes * 60) + rest);
        if (minutes > 59 || rest > 59 || seconds > LongestOffsetSeconds)
            return null;
        return (TimeZoneMark.OfOffset(sign.ValueSpan[0] == '-' ? -seconds : seconds), true);
    }

    [GeneratedRegex(@"\A(?<year>-?(?:[0-9]{4}|[1-9][0-9]{4,8}))-(?<month>[0-9]{2})-(?<day>[0-9]{2})\z", Flags, 1000)]
    private static partial Regex DatePattern();

    [GeneratedRegex(
        @"\A(?<hour>[0-9]{2}):(?<minute>[0-9]{2}):(?<second>[0-9]{2})(?:\.(?<fraction>[0-9]+))?"
        + @"(?:(?<utc>[Zz])|(?<sign>[+-])(?<oh>[0-9]{2}):(?<om>[0-9]{2})(?::(?<os>[0-9]{2}))?|@(?<zone>[\w/+-]+))?\z",
        Flags, 1000)]
    private static partial Regex TimePattern();

    [GeneratedRegex(@"\A-?P(?=[0-9])(?:(?<years>[0-9]{1,16})Y)?(?:(?<months>[0-9]{1,17})M)?\z", Flags, 1000)]
    private static partial Regex YearsPattern();

    [GeneratedRegex(
        @"\A-?P(?=[0-9]|T[0-9])(?:(?<days>[0-9]{1,16})D)?(?:T(?=[0-9])(?:(?<hours>[0-9]{1,14})H)?"
        + @"(?:(?<minutes>[0-9]{1,16})M)?(?:(?<seconds>[0-9]{1,18})(?:\.(?<fraction>[0-9]*))?S)?)?\z",
        Flags, 1000)]
    private static partial Regex DaysPattern();

    private const RegexOptions Flags = RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;
}

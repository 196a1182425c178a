using Huoshui.Dmn.Feel.Values;

namespace Huoshui.Dmn.Feel;

/// <summary>Properties of dates, times, durations and ranges (DMN 1.5 §10.3.2.15, tables 65 to 67).</summary>
internal static class Properties
{
    public static IReadOnlyList<string> Names { get; } =
    [
        "year", "month", "day", "weekday", "hour", "minute", "second", "time offset", "timezone", "years", "months",
        "days", "hours", "minutes", "seconds", "start", "end", "start included", "end included",
    ];

    /// <summary>Null if a value of this kind has no such property.</summary>
    public static FeelValue? Of(FeelValue owner, string name) => owner switch
    {
        DateValue date => OfDate(date, name),
        TimeValue time => OfTime(time, time.Zone?.Offset ?? time.OffsetSeconds, name),
        DateTimeValue both => OfDate(both.Date, name) ?? OfTime(both.Time, both.OffsetSeconds, name),
        MonthsValue months => name switch
        {
            "years" => FeelValue.From(months.Months / 12),
            "months" => FeelValue.From(months.Months % 12),
            _ => null,
        },
        DurationValue duration => OfDuration(duration.Nanos, name),
        RangeValue range => name switch
        {
            "start" => range.Start,
            "end" => range.End,
            "start included" => FeelValue.From(range.StartIncluded),
            "end included" => FeelValue.From(range.EndIncluded),
            _ => null,
        },
        _ => null,
    };

    private static FeelValue? OfDate(DateValue date, string name) => name switch
    {
        "year" => FeelValue.From(date.Year),
        "month" => FeelValue.From(date.Month),
        "day" => FeelValue.From(date.Day),
        "weekday" => FeelValue.From(Calendar.DayOfWeek(date)),
        _ => null,
    };

    private static FeelValue? OfTime(TimeValue time, int? offset, string name) => name switch
    {
        "hour" => FeelValue.From(time.Hour),
        "minute" => FeelValue.From(time.Minute),
        "second" => Seconds(time.NanosOfMinute),
        "time offset" => offset is { } seconds
            ? new DurationValue((Int128)seconds * TimeValue.NanosPerSecond) : FeelValue.Null,
        "timezone" => FeelValue.From(time.Zone?.Id),
        _ => null,
    };

    private static FeelValue? OfDuration(Int128 nanos, string name)
    {
        var seconds = nanos / TimeValue.NanosPerSecond;
        return name switch
        {
            "days" => FeelValue.From(FeelNumber.Rounded(seconds / 86_400, 0)),
            "hours" => FeelValue.From((long)(seconds / 3600 % 24)),
            "minutes" => FeelValue.From((long)(seconds / 60 % 60)),
            "seconds" => Seconds((long)(nanos % (60 * TimeValue.NanosPerSecond))),
            _ => null,
        };
    }

    private static FeelValue Seconds(long nanos) =>
        FeelValue.From(FeelNumber.Divide(FeelNumber.From(nanos), FeelNumber.From(TimeValue.NanosPerSecond)));
}

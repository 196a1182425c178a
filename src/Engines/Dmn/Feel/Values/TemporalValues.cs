namespace Huoshui.Dmn.Feel.Values;

/// <summary>日期: a day of the proleptic Gregorian calendar, years −999,999,999 to 999,999,999; year 0 exists.</summary>
public sealed class DateValue(int year, int month, int day) : FeelValue
{
    internal const int LastYear = 999_999_999;

    /// <summary>From −999,999,999 to 999,999,999.</summary>
    public int Year { get; } = year;

    /// <summary>1 to 12.</summary>
    public int Month { get; } = month;

    /// <summary>1 to 31.</summary>
    public int Day { get; } = day;

    /// <inheritdoc />
    public override string Kind => "date";

    internal override FeelType Type => FeelType.Date;

    internal long DayNumber => Calendar.DayNumber(Year, Month, Day);
}

/// <summary>时间: a time of day, to the nanosecond, local or with an offset or a zone.</summary>
public sealed class TimeValue : FeelValue
{
    internal const long NanosPerSecond = 1_000_000_000;
    internal const long NanosPerDay = 86_400 * NanosPerSecond;

    internal TimeValue(long nanosOfDay, TimeZoneMark? zone)
    {
        NanosOfDay = nanosOfDay;
        Zone = zone;
    }

    /// <summary>Nanoseconds since midnight, 0 to 86,399,999,999,999.</summary>
    public long NanosOfDay { get; }

    /// <inheritdoc />
    public override string Kind => "time";

    internal TimeZoneMark? Zone { get; }

    internal override FeelType Type => FeelType.Time;

    internal int Hour => (int)(NanosOfDay / (3600 * NanosPerSecond));

    internal int Minute => (int)(NanosOfDay / (60 * NanosPerSecond) % 60);

    internal long NanosOfMinute => NanosOfDay % (60 * NanosPerSecond);

    internal int? OffsetSeconds => Zone?.OffsetWithoutDate();
}

/// <summary>日期时间: a date and a time, local or with an offset or a zone.</summary>
public sealed class DateTimeValue : FeelValue
{
    internal DateTimeValue(DateValue date, TimeValue time) => (Date, Time) = (date, time);

    /// <summary>The day, where the time is told.</summary>
    public DateValue Date { get; }

    /// <summary>The time of day.</summary>
    public TimeValue Time { get; }

    /// <inheritdoc />
    public override string Kind => "date and time";

    internal override FeelType Type => FeelType.DateAndTime;

    internal int? OffsetSeconds => Time.Zone?.OffsetAt(this);

    /// <summary>Nanoseconds since 1970-01-01T00:00:00, as the clock there shows.</summary>
    internal Int128 LocalNanos => ((Int128)Date.DayNumber * TimeValue.NanosPerDay) + Time.NanosOfDay;

    /// <summary>Nanoseconds since the epoch of a local time, with its zone; null outside the years of FEEL.</summary>
    internal static DateTimeValue? FromLocal(Int128 localNanos, TimeZoneMark? zone)
    {
        var (day, rest) = Calendar.FloorDivide(localNanos, TimeValue.NanosPerDay);
        return Calendar.DateOf(day) is { } date ? new DateTimeValue(date, new TimeValue((long)rest, zone)) : null;
    }
}

/// <summary>年月时长: whole months.</summary>
public sealed class MonthsValue(long months) : FeelValue
{
    /// <summary>May be negative.</summary>
    public long Months { get; } = months;

    /// <inheritdoc />
    public override string Kind => "years and months duration";

    internal override FeelType Type => FeelType.YearsAndMonths;
}

/// <summary>日时时长: days, hours, minutes and seconds, to the nanosecond.</summary>
public sealed class DurationValue(Int128 nanos) : FeelValue
{
    /// <summary>May be negative.</summary>
    public Int128 Nanos { get; } = nanos;

    /// <inheritdoc />
    public override string Kind => "days and time duration";

    internal override FeelType Type => FeelType.DaysAndTime;
}

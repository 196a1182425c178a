namespace Huoshui.Dmn.Feel.Values;

/// <summary>
/// The proleptic Gregorian calendar over FEEL's two thousand million years; NodaTime and .NET end at 9999.
/// </summary>
internal static class Calendar
{
    private const long DaysOfEra = 146_097;
    private const long DaysFromMarchOfYearZero = 719_468;

    public static (Int128 Quotient, Int128 Remainder) FloorDivide(Int128 value, Int128 divisor)
    {
        var (quotient, rest) = Int128.DivRem(value, divisor);
        return rest < 0 ? (quotient - 1, rest + divisor) : (quotient, rest);
    }

    public static bool IsLeap(int year) => year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

    public static int DaysIn(int year, int month) => month switch
    {
        2 => IsLeap(year) ? 29 : 28,
        4 or 6 or 9 or 11 => 30,
        _ => 31,
    };

    /// <summary>
    /// Days since 1970-01-01. Years counted from March, so that the leap day is the last of its year.
    /// </summary>
    public static long DayNumber(int year, int month, int day)
    {
        var shifted = (long)year - (month <= 2 ? 1 : 0);
        var era = (shifted >= 0 ? shifted : shifted - 399) / 400;
        var yearOfEra = shifted - (era * 400);
        var dayOfYear = (((153 * (month + (month > 2 ? -3 : 9))) + 2) / 5) + day - 1;
        var dayOfEra = (yearOfEra * 365) + (yearOfEra / 4) - (yearOfEra / 100) + dayOfYear;
        return (era * DaysOfEra) + dayOfEra - DaysFromMarchOfYearZero;
    }

    /// <summary>The date of a day number; null outside the years of FEEL.</summary>
    public static DateValue? DateOf(Int128 dayNumber)
    {
        if (Int128.Abs(dayNumber) > 400_000_000_000)
            return null;
        var days = (long)dayNumber + DaysFromMarchOfYearZero;
        var era = (days >= 0 ? days : days - DaysOfEra + 1) / DaysOfEra;
        var dayOfEra = days - (era * DaysOfEra);
        var yearOfEra = (dayOfEra - (dayOfEra / 1460) + (dayOfEra / 36_524) - (dayOfEra / 146_096)) / 365;
        var dayOfYear = dayOfEra - ((365 * yearOfEra) + (yearOfEra / 4) - (yearOfEra / 100));
        var month = ((5 * dayOfYear) + 2) / 153;
        var day = (int)(dayOfYear - (((153 * month) + 2) / 5) + 1);
        month += month < 10 ? 3 : -9;
        return Date(yearOfEra + (era * 400) + (month <= 2 ? 1 : 0), month, day);
    }

    /// <summary>A date of three numbers; null if there is no such day.</summary>
    public static DateValue? Date(long year, long month, long day)
    {
        if (Math.Abs(year) > DateValue.LastYear || month is < 1 or > 12 || day < 1)
            return null;
        return day <= DaysIn((int)year, (int)month) ? new DateValue((int)year, (int)month, (int)day) : null;
    }

    /// <summary>
    /// Months later; the 31st becomes the last day of a shorter month. Null outside the years of FEEL.
    /// </summary>
    public static DateValue? AddMonths(DateValue date, Int128 months)
    {
        var (year, month) = FloorDivide(((Int128)date.Year * 12) + date.Month - 1 + months, 12);
        if (Int128.Abs(year) > DateValue.LastYear)
            return null;
        var day = Math.Min(date.Day, DaysIn((int)year, (int)month + 1));
        return new DateValue((int)year, (int)month + 1, day);
    }

    /// <summary>1 Monday to 7 Sunday.</summary>
    public static int DayOfWeek(DateValue date) => (int)((((date.DayNumber + 3) % 7) + 7) % 7) + 1;

    public static int DayOfYear(DateValue date) => (int)(date.DayNumber - DayNumber(date.Year, 1, 1)) + 1;

    /// <summary>ISO 8601: the week of the year to which the Thursday of the date's week belongs.</summary>
    public static int WeekOfYear(DateValue date)
    {
        var thursday = date.DayNumber + 4 - DayOfWeek(date);
        var year = DateOf(thursday)?.Year ?? date.Year;
        return (int)((thursday - DayNumber(year, 1, 1)) / 7) + 1;
    }
}

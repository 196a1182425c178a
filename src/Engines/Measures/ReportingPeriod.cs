namespace Huoshui.Measures;

/// <summary>What a period is called.</summary>
public enum PeriodKind
{
    /// <summary>A calendar year.</summary>
    Year,

    /// <summary>A calendar quarter.</summary>
    Quarter,

    /// <summary>Whole months of one year, e.g. 1–6月.</summary>
    Months,

    /// <summary>Anything else.</summary>
    Days,
}

/// <summary>报告期: a stretch of days, both ends included, with the comparisons that a figure carries.</summary>
public readonly record struct ReportingPeriod
{
    /// <summary>The days from one to another.</summary>
    /// <param name="start">The first day.</param>
    /// <param name="end">The last day; not before the first.</param>
    public ReportingPeriod(DateOnly start, DateOnly end)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(end, start);
        Start = start;
        End = end;
    }

    /// <summary>The first day.</summary>
    public DateOnly Start { get; }

    /// <summary>The last day.</summary>
    public DateOnly End { get; }

    /// <summary>The quarter of the last day, 1 to 4.</summary>
    public int Quarter => ((End.Month - 1) / 3) + 1;

    /// <summary>What it is called.</summary>
    public PeriodKind Kind
    {
        get
        {
            if (Start.Day != 1 || End != MonthEnd(End) || Start.Year != End.Year)
                return PeriodKind.Days;
            var months = End.Month - Start.Month + 1;
            return (months, Start.Month % 3) switch
            {
                (12, _) => PeriodKind.Year,
                (3, 1) => PeriodKind.Quarter,
                _ => PeriodKind.Months,
            };
        }
    }

    /// <summary>当年累计: from 1 January to a day.</summary>
    public static ReportingPeriod YearToDate(DateOnly day) => new(new DateOnly(day.Year, 1, 1), day);

    /// <summary>The calendar year of a day.</summary>
    public static ReportingPeriod YearOf(DateOnly day) => new(new DateOnly(day.Year, 1, 1), new DateOnly(day.Year, 12, 31));

    /// <summary>The calendar quarter of a day.</summary>
    public static ReportingPeriod QuarterOf(DateOnly day)
    {
        var first = new DateOnly(day.Year, (((day.Month - 1) / 3) * 3) + 1, 1);
        return new ReportingPeriod(first, MonthEnd(first.AddMonths(2)));
    }

    /// <summary>月末: the last day of a day's month.</summary>
    public static DateOnly MonthEnd(DateOnly day) =>
        new(day.Year, day.Month, DateTime.DaysInMonth(day.Year, day.Month));

    /// <summary>较上月: the last day of the month before.</summary>
    public static DateOnly PreviousMonthEnd(DateOnly day) => new DateOnly(day.Year, day.Month, 1).AddDays(-1);

    /// <summary>比年初: 31 December of the year before.</summary>
    public static DateOnly YearBeginning(DateOnly day) => new(day.Year - 1, 12, 31);

    /// <summary>同比: the same day some years before; a month's end stays a month's end.</summary>
    public static DateOnly SameDayYearsBefore(DateOnly day, int years)
    {
        var before = day.AddYears(-years);
        return day == MonthEnd(day) ? MonthEnd(before) : before;
    }
}

using System.Globalization;

namespace Huoshui.Measures;

/// <summary>The data say nothing about the day: a deadline there would be a guess.</summary>
public sealed class CalendarNotCoveredException(string message) : Exception(message);

/// <summary>
/// 工作日历: which days are worked, from the first to the last day that the data cover. A day is worked from Monday to
/// Friday,
/// unless it is a holiday, and on a make-up day (调休). Immutable, thread-safe.
/// </summary>
public sealed class WorkingCalendar
{
    private readonly HashSet<DateOnly> _holidays;
    private readonly HashSet<DateOnly> _makeUpDays;

    /// <summary>A calendar of its exceptions.</summary>
    /// <param name="id">Its name in policies/vocabulary/calendars, e.g. <c>mainland</c>.</param>
    /// <param name="from">The first day covered.</param>
    /// <param name="to">The last day covered.</param>
    /// <param name="holidays">Days not worked that would be otherwise; weekends may be listed.</param>
    /// <param name="makeUpDays">Days of weekends that are worked.</param>
    public WorkingCalendar(
        string id, DateOnly from, DateOnly to, IEnumerable<DateOnly> holidays, IEnumerable<DateOnly> makeUpDays)
    {
        Id = id;
        From = from;
        To = to;
        _holidays = [.. holidays];
        _makeUpDays = [.. makeUpDays];
        if (_holidays.Overlaps(_makeUpDays))
            throw new ArgumentException("A day is both a holiday and a make-up day.", nameof(makeUpDays));
    }

    /// <summary>Its name.</summary>
    public string Id { get; }

    /// <summary>The first day covered.</summary>
    public DateOnly From { get; }

    /// <summary>The last day covered.</summary>
    public DateOnly To { get; }

    /// <summary>Whether a day is worked.</summary>
    /// <exception cref="CalendarNotCoveredException">The day lies outside the data.</exception>
    public bool IsWorkingDay(DateOnly day)
    {
        if (day < From || day > To)
        {
            throw new CalendarNotCoveredException(string.Create(
                CultureInfo.InvariantCulture,
                $"The calendar {Id} covers {From:yyyy-MM-dd} to {To:yyyy-MM-dd}, not {day:yyyy-MM-dd}; add the year to it."));
        }

        return _makeUpDays.Contains(day)
            || (day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && !_holidays.Contains(day));
    }

    /// <summary>The first working day on or after a day.</summary>
    public DateOnly OnOrAfter(DateOnly day)
    {
        while (!IsWorkingDay(day))
            day = day.AddDays(1);
        return day;
    }

    /// <summary>The last working day on or before a day.</summary>
    public DateOnly OnOrBefore(DateOnly day)
    {
        while (!IsWorkingDay(day))
            day = day.AddDays(-1);
        return day;
    }

    /// <summary>The n-th working day after a day, which itself does not count; n is at least 0, and 0 is the day
    /// itself.</summary>
    public DateOnly Add(DateOnly day, int workingDays)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(workingDays);
        for (var left = workingDays; left > 0; left--)
            day = OnOrAfter(day.AddDays(1));
        return day;
    }

    /// <summary>Working days in a stretch, both ends included.</summary>
    public int Count(DateOnly first, DateOnly last)
    {
        var count = 0;
        for (var day = first; day <= last; day = day.AddDays(1))
            count += IsWorkingDay(day) ? 1 : 0;
        return count;
    }
}

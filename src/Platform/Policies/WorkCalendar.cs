using Huoshui.Diagnostics;

namespace Huoshui.Policies;

/// <summary>A calendar of working days (工作日历). Immutable, thread safe.</summary>
/// <param name="Id"><c>mainland</c> or <c>hongkong</c>.</param>
/// <param name="Title">Its name.</param>
/// <param name="First">First day that it knows.</param>
/// <param name="Last">Last day that it knows.</param>
/// <param name="Exceptions">Days that differ from "Monday to Friday are worked".</param>
/// <param name="IllustrativeYears">Years for which the official arrangement was not at hand.</param>
public sealed record WorkCalendar(
    string Id,
    LocalizedText Title,
    DateOnly First,
    DateOnly Last,
    IReadOnlyDictionary<DateOnly, CalendarDay> Exceptions,
    IReadOnlySet<int> IllustrativeYears)
{
    /// <summary>Is a day worked: a make-up Saturday is, a holiday on a Tuesday is not.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The day lies outside the years that the calendar knows.</exception>
    public bool IsWorkingDay(DateOnly day)
    {
        if (day < First || day > Last)
            throw new ArgumentOutOfRangeException(nameof(day), day, $"calendar {Id} knows {First:yyyy-MM-dd} to {Last:yyyy-MM-dd}");
        return Exceptions.TryGetValue(day, out var exception)
            ? exception.IsWorked
            : day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday);
    }

    /// <summary>The day that lies a number of working days after a day, the day itself not counted.</summary>
    /// <param name="start">Any day; it need not be worked.</param>
    /// <param name="workingDays">0 or more; 0 gives the day itself or the first worked day after it.</param>
    public DateOnly AddWorkingDays(DateOnly start, int workingDays)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(workingDays);
        var day = start;
        if (workingDays == 0)
            return NextWorkingDay(day);
        for (var left = workingDays; left > 0;)
        {
            day = day.AddDays(1);
            if (IsWorkingDay(day))
                left--;
        }

        return day;
    }

    /// <summary>The day itself if it is worked, else the first worked day after it.</summary>
    public DateOnly NextWorkingDay(DateOnly day)
    {
        while (!IsWorkingDay(day))
            day = day.AddDays(1);
        return day;
    }
}

/// <summary>A day that differs from the ordinary week.</summary>
/// <param name="IsWorked">A make-up day (调休上班) is worked, a holiday is not.</param>
/// <param name="Name">Of the holiday.</param>
public sealed record CalendarDay(bool IsWorked, string Name);

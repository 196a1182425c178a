using Huoshui.Diagnostics;
using Huoshui.Measures;

namespace Huoshui.Policies;

/// <summary>A calendar of working days (工作日历) as the vocabulary holds it. Immutable, thread safe.</summary>
/// <param name="Title">Its name.</param>
/// <param name="Days">Which days are worked; its id is <c>mainland</c> or <c>hongkong</c>.</param>
/// <param name="Exceptions">Days that differ from "Monday to Friday are worked", with their names.</param>
/// <param name="IllustrativeYears">Years for which the official arrangement was not at hand.</param>
public sealed record WorkCalendar(
    LocalizedText Title,
    WorkingCalendar Days,
    IReadOnlyDictionary<DateOnly, CalendarDay> Exceptions,
    IReadOnlySet<int> IllustrativeYears)
{
    /// <summary><c>mainland</c> or <c>hongkong</c>.</summary>
    public string Id => Days.Id;
}

/// <summary>A day that differs from the ordinary week.</summary>
/// <param name="IsWorked">A make-up day (调休上班) is worked, a holiday is not.</param>
/// <param name="Name">Of the holiday.</param>
public sealed record CalendarDay(bool IsWorked, string Name);

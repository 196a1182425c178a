namespace Huoshui.Measures;

/// <summary>Which days count.</summary>
public enum DayCount
{
    /// <summary>自然日.</summary>
    Natural,

    /// <summary>工作日.</summary>
    Working,
}

/// <summary>What happens when a deadline falls on a day that is not worked.</summary>
public enum RollRule
{
    /// <summary>不顺延: it stays.</summary>
    None,

    /// <summary>顺延: to the next working day.</summary>
    Following,

    /// <summary>提前: to the working day before.</summary>
    Preceding,

    /// <summary>顺延，不跨月: to the next working day, or to the one before if that is in another month.</summary>
    ModifiedFollowing,
}

/// <summary>
/// 期限规则. The day of the start event does not count (民法典第二百零一条); an event after the cut-off counts as the next day's.
/// A deadline that runs keeps the rule it began with: store the result, not the rule.
/// </summary>
/// <param name="Days">How many; 0 or more.</param>
/// <param name="Count">Natural or working days.</param>
/// <param name="StartEvent">What it runs from, in words, e.g. <c>数据日期</c>.</param>
/// <param name="Roll">What happens on a day that is not worked.</param>
/// <param name="CutOff">Local time of the last moment, and from which an event counts as the next day's; null means
/// the end of the day.</param>
public sealed record DeadlineRule(
    int Days, DayCount Count, string StartEvent, RollRule Roll = RollRule.None, TimeOnly? CutOff = null)
{
    /// <summary>How many; 0 or more.</summary>
    public int Days { get; } = Days >= 0 ? Days : throw new ArgumentOutOfRangeException(nameof(Days));

    /// <summary>The last day.</summary>
    /// <param name="start">The day of the start event.</param>
    /// <param name="calendar">Which days are worked.</param>
    /// <exception cref="CalendarNotCoveredException">The calendar's data do not reach that far.</exception>
    public DateOnly DayAfter(DateOnly start, WorkingCalendar calendar)
    {
        ArgumentNullException.ThrowIfNull(calendar);
        var day = Count == DayCount.Working ? calendar.Add(start, Days) : start.AddDays(Days);
        return Rolled(day, calendar);
    }

    /// <summary>The last moment, in UTC: at the cut-off of the last day, or at its end (the next day's midnight,
    /// open).</summary>
    /// <param name="start">When the start event happened.</param>
    /// <param name="calendar">Which days are worked.</param>
    /// <param name="zone">Where the days are counted.</param>
    public DateTimeOffset MomentAfter(DateTimeOffset start, WorkingCalendar calendar, TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(zone);
        var local = TimeZoneInfo.ConvertTime(start, zone);
        var startDay = DateOnly.FromDateTime(local.DateTime);
        if (CutOff is { } cutOff && TimeOnly.FromDateTime(local.DateTime) > cutOff)
            startDay = startDay.AddDays(1);
        var day = DayAfter(startDay, calendar);
        var end = CutOff is { } time ? day.ToDateTime(time) : day.AddDays(1).ToDateTime(TimeOnly.MinValue);
        return new DateTimeOffset(end, zone.GetUtcOffset(end)).ToUniversalTime();
    }

    private DateOnly Rolled(DateOnly day, WorkingCalendar calendar)
    {
        switch (Roll)
        {
            case RollRule.Following: return calendar.OnOrAfter(day);
            case RollRule.Preceding: return calendar.OnOrBefore(day);
            case RollRule.ModifiedFollowing:
                var next = calendar.OnOrAfter(day);
                return next.Month == day.Month ? next : calendar.OnOrBefore(day);
            default: return day;
        }
    }
}

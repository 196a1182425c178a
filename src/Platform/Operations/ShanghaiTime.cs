namespace Huoshui.Operations;

/// <summary>The time in which legal days begin and end (conventions §3). Stateless; safe for any thread.</summary>
public static class ShanghaiTime
{
    private static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");

    /// <summary>The day of an instant.</summary>
    public static DateOnly DayOf(DateTimeOffset instant) => DateOnly.FromDateTime(LocalOf(instant));

    /// <summary>An instant as a clock in Shanghai shows it.</summary>
    public static DateTime LocalOf(DateTimeOffset instant) => TimeZoneInfo.ConvertTime(instant, Zone).DateTime;

    /// <summary>The instant that a clock in Shanghai showed.</summary>
    public static DateTimeOffset InstantOf(DateTime local) => new(local, Zone.GetUtcOffset(local));
}

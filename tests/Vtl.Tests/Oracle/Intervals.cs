using System.Globalization;

namespace Huoshui.Vtl.Tests.Oracle;

/// <summary>Times: two days, or a period.</summary>
internal static class Intervals
{
    public static (DateOnly First, DateOnly Last) Of(string time)
    {
        if (!time.Contains('/', StringComparison.Ordinal))
            return (Period.Of(time).FirstDay, Period.Of(time).LastDay);
        var days = time.Split('/').Select(d => DateOnly.ParseExact(d, "yyyy-MM-dd", CultureInfo.InvariantCulture)).ToList();
        return (days[0], days[1]);
    }

    public static string Text(DateOnly first, DateOnly last) => string.Create(CultureInfo.InvariantCulture, $"{first:yyyy-MM-dd}/{last:yyyy-MM-dd}");

    /// <summary>The year, half, quarter, month, week or day that a time is.</summary>
    public static Period? Regular((DateOnly First, DateOnly Last) time) => "ASQMWD".Select(u => (Period?)Period.Holding(time.First, u))
        .FirstOrDefault(p => p!.Value.FirstDay == time.First && p.Value.LastDay == time.Last);
}

using Huoshui.Vtl.Plan;

namespace Huoshui.Vtl.Tests.Oracle;

/// <summary>Operators on dates and periods.</summary>
internal static class Times
{
    public static object Apply(Operation operation, object[] a) => operation.Code switch
    {
        Op.Year => (long)((DateOnly)a[0]).Year,
        Op.Month => (long)((DateOnly)a[0]).Month,
        Op.DayOfMonth => (long)((DateOnly)a[0]).Day,
        Op.DayOfYear => (long)((DateOnly)a[0]).DayOfYear,
        Op.LastDay => Intervals.Of((string)a[0]).Last,
        Op.LargerInterval => Larger(Intervals.Of((string)a[0]), operation.Detail![0]),
        Op.YearToDay or Op.MonthToDay => Durations.Days((string)a[0]),
        Op.MonthsIn => Durations.MonthsIn((string)a[0]),
        Op.DaysIn => Durations.DaysIn((string)a[0]),
        Op.DateDifference => (long)Math.Abs(((DateOnly)a[0]).DayNumber - ((DateOnly)a[1]).DayNumber),
        Op.DateAdd => Added((DateOnly)a[0], (int)(long)a[1], operation.Detail!),
        Op.PeriodIndicator => $"{Period.Of((string)a[0]).Unit}",
        Op.LargerPeriod => Larger(Period.Of((string)a[0]), operation.Detail![0]),
        Op.FirstDayOf => Period.Holding((DateOnly)a[0], operation.Detail![0]).FirstDay,
        Op.LastDayOf => Period.Holding((DateOnly)a[0], operation.Detail![0]).LastDay,
        Op.DayToYear => $"P{(long)a[0] / 365}Y{(long)a[0] % 365}D",
        Op.DayToMonth => $"P{(long)a[0] / 30}M{(long)a[0] % 30}D",
        _ => throw new NotSupportedException($"{operation.Code}"),
    };

    private static DateOnly Added(DateOnly date, int count, string unit) => unit switch
    {
        "A" => date.AddYears(count),
        "S" => date.AddMonths(6 * count),
        "Q" => date.AddMonths(3 * count),
        "M" => date.AddMonths(count),
        "W" => date.AddDays(7 * count),
        _ => date.AddDays(count),
    };

    private static string Larger((DateOnly First, DateOnly Last) time, char unit)
    {
        var period = Period.Holding(time.First, unit);
        return time.Last > period.LastDay ? throw new OracleError("finer period") : Intervals.Text(period.FirstDay, period.LastDay);
    }

    private static string Larger(Period period, char unit) =>
        "DWMQSA".IndexOf(period.Unit, StringComparison.Ordinal) > "DWMQSA".IndexOf(unit, StringComparison.Ordinal)
            ? throw new OracleError("finer period")
            : Period.Holding(period.Unit == 'W' ? period.FirstDay.AddDays(3) : period.FirstDay, unit).ToString();
}

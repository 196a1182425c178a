using Huoshui.Vtl.Plan;

namespace Huoshui.Vtl.Tests.Oracle;

/// <summary>Series of dates: their frequency is their smallest step, and of a single date that of all series. A last day of a month
/// stays one.</summary>
internal static class DateSeries
{
    /// <summary>How far a step of a series goes.</summary>
    internal readonly record struct Step(int Days, int Months)
    {
        public DateOnly From(DateOnly day, int count)
        {
            if (Months == 0)
                return day.AddDays(Days * count);
            var next = day.AddMonths(Months * count);
            return IsLast(day) ? new DateOnly(next.Year, next.Month, DateTime.DaysInMonth(next.Year, next.Month)) : next;
        }

        private static bool IsLast(DateOnly day) => day.Day == DateTime.DaysInMonth(day.Year, day.Month);
    }

    public static Step Of(IReadOnlyList<DateOnly> series, IEnumerable<IReadOnlyList<DateOnly>> all) =>
        (Least(series) ?? all.Select(Least).Min() ?? 1) switch
        {
            < 7 => new Step(1, 0),
            < 28 => new Step(7, 0),
            < 89 => new Step(0, 1),
            < 180 => new Step(0, 3),
            < 360 => new Step(0, 6),
            _ => new Step(0, 12),
        };

    private static int? Least(IReadOnlyList<DateOnly> series) => series.Count < 2 ? null
        : series.Order().Zip(series.Order().Skip(1)).Min(p => p.Second.DayNumber - p.First.DayNumber);

    public static List<Dictionary<string, object?>> Rows(TimeSeries series, List<List<Dictionary<string, object?>>> groups)
    {
        DateOnly At(Dictionary<string, object?> row) => (DateOnly)row[series.Time.Name]!;
        List<List<DateOnly>> all = [.. groups.Select(g => g.Select(At).ToList())];
        return series.Operator switch
        {
            TimeOperator.Shift => [.. groups.SelectMany((g, i) => g.Select(r => SeriesRows.With(
                r, series.Time.Name, Of(all[i], all).From(At(r), (int)series.Shift))))],
            TimeOperator.FillSingle => [.. groups.SelectMany((g, i) => Filled(series, g, Of(all[i], all), all[i]))],
            _ => throw new NotSupportedException($"{series.Operator} of dates"),
        };
    }

    private static IEnumerable<Dictionary<string, object?>> Filled(
        TimeSeries series, List<Dictionary<string, object?>> group, Step step, List<DateOnly> days)
    {
        var (first, last) = (days.Min(), days.Max());
        for (var i = 0; step.From(first, i) <= last; i++)
        {
            var day = step.From(first, i);
            yield return group.Find(r => (DateOnly)r[series.Time.Name]! == day) ?? series.Components.ToDictionary(
                c => c.Name,
                c => c.Name == series.Time.Name ? day : c.Role == ComponentRole.Identifier ? group[0][c.Name] : null,
                StringComparer.Ordinal);
        }
    }
}

using Huoshui.Vtl.Plan;

namespace Huoshui.Vtl.Sql;

internal sealed partial class ExpressionWriter
{
    private string Times(Operation operation, IReadOnlyList<string> a) => operation.Code switch
    {
        Op.CurrentDate => dialect.Today,
        Op.Year => dialect.Year(a[0]),
        Op.Month => dialect.Month(a[0]),
        Op.DayOfMonth => dialect.Day(a[0]),
        Op.DayOfYear => dialect.DayOfYear(a[0]),
        Op.DateDifference => dialect.Distance(a[0], a[1]),
        Op.DateAdd => dialect.Add(a[0], operation.Detail!, a[1], BeyondDates),
        Op.PeriodIndicator => _periods.Indicator(a[0]),
        Op.LastDay when operation.Arguments[0].Type.Kind == ScalarKind.Time => _periods.LastDayOfTime(a[0]),
        Op.LastDay => _periods.LastDay(a[0]),
        Op.LargerPeriod => _periods.Larger(a[0], operation.Detail!, FinerPeriod),
        Op.LargerInterval => LargerInterval(a[0], operation.Detail!),
        Op.FirstDayOf => _periods.Edge(a[0], operation.Detail!, first: true),
        Op.LastDayOf => _periods.Edge(a[0], operation.Detail!, first: false),
        Op.DayToYear => $"('P' || ({dialect.Quotient(a[0], "365")}) || 'Y' || ({a[0]} % 365) || 'D')",
        Op.DayToMonth => $"('P' || ({dialect.Quotient(a[0], "30")}) || 'M' || ({a[0]} % 30) || 'D')",
        Op.YearToDay or Op.MonthToDay => _durations.Days(a[0]),
        Op.MonthsIn => _durations.CalendarMonths(a[0]),
        Op.DaysIn => _durations.CalendarDays(a[0]),
        _ => throw new InvalidOperationException($"No SQL for {operation.Code}."),
    };

    private string FinerPeriod(string when, string? within) =>
        Stopped("VTL5006", "time_agg gives larger periods only", when, within: within);

    private string BeyondDates(string when) =>
        Stopped("VTL5004", "the result is out of range", when, within: "vtl_d");

    // The regular interval that holds both ends of a time.
    private string LargerInterval(string time, string unit)
    {
        var (first, last) = (_periods.FirstDayOfTime("vtl_x"), _periods.LastDayOfTime("vtl_x"));
        var (start, end) = (_periods.Edge(first, unit, first: true), _periods.Edge(first, unit, first: false));
        var isFiner = $"{last} > {end}";
        return dialect.Let("vtl_x", time,
            $"CASE WHEN {isFiner} THEN {FinerPeriod(isFiner, "vtl_x")} ELSE {start} || '/' || {end} END");
    }

    // A field of a name that is also a column would be that column's.
    private string Regular(string x, string units) => dialect.Let(
        _periods.FirstDayOfTime(x), _periods.LastDayOfTime(x), (f, l) =>
        {
            var cases = units.Select(u => $"WHEN {_periods.Edge(f, $"{u}", first: true)} = {f} AND " +
                $"{_periods.Edge(f, $"{u}", first: false)} = {l} THEN {_periods.OfDate(f, $"{u}", "''")}");
            return $"CASE {string.Join(' ', cases)} END";
        });
}

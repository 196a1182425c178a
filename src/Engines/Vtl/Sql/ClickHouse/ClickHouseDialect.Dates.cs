namespace Huoshui.Vtl.Sql.ClickHouse;

/// <summary>Dates are Date32: from 1900-01-01 to 2299-12-31.</summary>
internal sealed partial class ClickHouseDialect
{
    public override string Today => "toDate32(today())";

    public override string Year(string date) => $"toInt64(toYear({date}))";

    public override string Month(string date) => $"toInt64(toMonth({date}))";

    public override string Day(string date) => $"toInt64(toDayOfMonth({date}))";

    public override string DayOfYear(string date) => $"toInt64(toDayOfYear({date}))";

    public override string Week(string date) => $"toInt64(toISOWeek({date}))";

    public override string WeekYear(string date) => $"toInt64(toISOYear({date}))";

    public override string Quarter(string date) => $"toInt64(toQuarter({date}))";

    // makeDate32 gives 1970-01-01 for a year that it does not have.
    public override string MakeDate(string year, string month, string day) => Later(
        $"addMonths(toDate32('1970-01-01'), ({year}) * 12 + {month} - 23641)", day == "1" ? null : $"({day}) - 1");

    private static string Later(string date, string? days) => days is null ? date : $"addDays({date}, {days})";

    public override string LastDayOfMonth(string date) => $"toLastDayOfMonth({date})";

    public override string Start(string unit, string date) => unit switch
    {
        "A" => $"toStartOfYear({date})",
        "Q" => $"toStartOfQuarter({date})",
        "M" => $"toStartOfMonth({date})",
        _ => $"toMonday({date})",
    };

    public override string FirstDay(string start) => start;

    public override string LastDayFrom(string start, string unit) =>
        unit == "D" ? start : DayBefore(Moved(start, unit, "1"));

    public override string AddDays(string date, string days) => $"addDays({date}, {days})";

    public override string AddDays(DateOnly date, string days) => AddDays(Date(date), days);

    public override string DayBefore(string date) => $"addDays({date}, -1)";

    // Beyond its range ClickHouse gives the last day that it has, or counts on in days that it cannot write.
    public override string Add(string date, string unit, string count, Func<string, string> beyond)
    {
        var (wanted, found) = unit is "W" or "D"
            ? ($"{count}{(unit == "W" ? " * 7" : string.Empty)}", DaysBetween(date, "vtl_d"))
            : ($"{count} * {MonthsOf(unit)}", $"{Months("vtl_d")} - {Months(date)}");
        var isBeyond = $"{found} <> {wanted} OR vtl_d NOT BETWEEN {Date(FirstDate)} AND {Date(LastDate)}";
        return Let("vtl_d", Moved(date, unit, count), $"CASE WHEN {isBeyond} THEN {beyond(isBeyond)} ELSE vtl_d END");
    }

    private static readonly DateOnly FirstDate = new(1900, 1, 1);

    private static readonly DateOnly LastDate = new(2299, 12, 31);

    private static int MonthsOf(string unit) => unit switch
    {
        "A" => 12,
        "S" => 6,
        "Q" => 3,
        _ => 1,
    };

    private string Months(string date) => $"({Year(date)} * 12 + {Month(date)})";

    private static string Moved(string date, string unit, string count) => unit switch
    {
        "A" => $"addYears({date}, {count})",
        "S" => $"addMonths({date}, 6 * {count})",
        "Q" => $"addMonths({date}, 3 * {count})",
        "M" => $"addMonths({date}, {count})",
        "W" => $"addDays({date}, 7 * {count})",
        _ => $"addDays({date}, {count})",
    };

    public override string DaysBetween(string from, string to) => $"({DayNumber(to)} - {DayNumber(from)})";

    public override string Distance(string from, string to) => $"toInt64(abs({DaysBetween(from, to)}))";

    public override string DayNumber(string date) => $"toInt64(toInt32({date}))";

    // 1970-01-05 is a Monday.
    public override string WeekNumber(string date) => $"intDiv({DayNumber($"toMonday({date})")} - 4, 7)";

    // ClickHouse takes 2010-02-30 for 2010-03-02.
    public override string TryDate(string text) => Let(
        "vtl_d", $"toDate32OrNull({text})", $"if(toString(vtl_d) = {text}, vtl_d, NULL)");

    public override string Format(string date, string form) => $"formatDateTime({date}, {Text(Directives(form))})";

    // Its %M is the name of a month, its %W that of a day.
    private static string Directives(string form) => form
        .Replace("%B", "%M", StringComparison.Ordinal)
        .Replace("%A", "%W", StringComparison.Ordinal);
}

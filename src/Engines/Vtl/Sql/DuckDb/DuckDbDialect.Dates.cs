using System.Globalization;

namespace Huoshui.Vtl.Sql.DuckDb;

internal sealed partial class DuckDbDialect
{
    public override string Today => "current_date";

    public override string Year(string date) => $"year({date})";

    public override string Month(string date) => $"month({date})";

    public override string Day(string date) => $"day({date})";

    public override string DayOfYear(string date) => $"dayofyear({date})";

    public override string Week(string date) => $"week({date})";

    public override string WeekYear(string date) => $"isoyear({date})";

    public override string Quarter(string date) => $"quarter({date})";

    public override string MakeDate(string year, string month, string day) => $"make_date({year}, {month}, {day})";

    public override string LastDayOfMonth(string date) => $"last_day({date})";

    public override string Start(string unit, string date) => unit switch
    {
        "A" => $"date_trunc('year', {date})",
        "Q" => $"date_trunc('quarter', {date})",
        "M" => $"date_trunc('month', {date})",
        _ => $"date_trunc('week', {date})",
    };

    public override string FirstDay(string start) => $"CAST({start} AS DATE)";

    public override string LastDayFrom(string start, string unit)
    {
        var length = unit switch
        {
            "A" => "1 YEAR",
            "S" => "6 MONTH",
            "Q" => "3 MONTH",
            "M" => "1 MONTH",
            "W" => "7 DAY",
            _ => "1 DAY",
        };
        return $"CAST({start} + INTERVAL {length} - INTERVAL 1 DAY AS DATE)";
    }

    public override string AddDays(string date, string days) => $"CAST({date} + CAST({days} AS INTEGER) AS DATE)";

    public override string AddDays(DateOnly date, string days) =>
        $"DATE '{date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}' + CAST({days} AS INTEGER)";

    public override string DayBefore(string date) => $"CAST({date} - 1 AS DATE)";

    // Any count beyond the most leads beyond the dates of VTL, as that does.
    public override string Add(string date, string unit, string count, Func<string, string> beyond)
    {
        var (function, factor, most) = unit switch
        {
            "A" => ("to_years", 1, MostYears),
            "S" => ("to_months", 6, 2 * MostYears),
            "Q" => ("to_months", 3, 4 * MostYears),
            "M" => ("to_months", 1, 12 * MostYears),
            "W" => ("to_days", 7, 53 * MostYears),
            _ => ("to_days", 1, 366 * MostYears),
        };
        var near = $"greatest(-{most}, least({most}, {count}))";
        var interval = $"{function}(CASE WHEN {count} IS NOT NULL THEN CAST({factor} * {near} AS INTEGER) END)";
        const string isBeyond = "vtl_d > DATE '9999-12-31' OR vtl_d < DATE '0001-01-01'";
        return Let("vtl_d", $"{date} + {interval}",
            $"CASE WHEN {isBeyond} THEN {beyond(isBeyond)} ELSE CAST(vtl_d AS DATE) END");
    }

    private const int MostYears = 10000;

    public override string DaysBetween(string from, string to) => $"{to} - {from}";

    public override string Distance(string from, string to) => $"abs(datediff('day', {from}, {to}))";

    public override string DayNumber(string date) => $"CAST({date} - DATE '1970-01-01' AS BIGINT)";

    public override string WeekNumber(string date) =>
        $"(CAST(date_trunc('week', {date})::DATE - DATE '1970-01-05' AS BIGINT) // 7)";

    public override string TryDate(string text) => $"TRY_CAST({text} AS DATE)";

    public override string Format(string date, string form) => $"strftime({date}, {Text(form)})";
}

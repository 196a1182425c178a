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

    public override string Add(string date, string unit, string count, Func<string, string> beyond)
    {
        var interval = unit switch
        {
            "A" => $"to_years(CAST({count} AS INTEGER))",
            "S" => $"to_months(CAST(6 * {count} AS INTEGER))",
            "Q" => $"to_months(CAST(3 * {count} AS INTEGER))",
            "M" => $"to_months(CAST({count} AS INTEGER))",
            "W" => $"to_days(CAST(7 * {count} AS INTEGER))",
            _ => $"to_days(CAST({count} AS INTEGER))",
        };
        return $"CAST({date} + {interval} AS DATE)";
    }

    public override string DaysBetween(string from, string to) => $"{to} - {from}";

    public override string Distance(string from, string to) => $"abs(datediff('day', {from}, {to}))";

    public override string DayNumber(string date) => $"CAST({date} - DATE '1970-01-01' AS BIGINT)";

    public override string WeekNumber(string date) =>
        $"(CAST(date_trunc('week', {date})::DATE - DATE '1970-01-05' AS BIGINT) // 7)";

    public override string TryDate(string text) => $"TRY_CAST({text} AS DATE)";

    public override string Format(string date, string form) => $"strftime({date}, {Text(form)})";
}

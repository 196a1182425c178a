using System.Globalization;

namespace Huoshui.Vtl.Sql.DuckDb;

/// <summary>
/// Time periods as a unit and an ordinal, so that shifting is adding. Units: A S Q M W D as written in periods such as
/// 2010Q1; m and d for the ISO forms 2010-03 and 2010-03-31. Texts are written back in the form that they came in.
/// </summary>
internal static class PeriodSql
{
    /// <summary>The numbers of weeks and of days in a year.</summary>
    public const string WeekForm = @"(0?[1-9]|[1-4]\d|5[0-3])";
    public const string DayForm = @"(0{0,2}[1-9]|0?[1-9]\d|[12]\d\d|3[0-5]\d|36[0-6])";

    /// <summary>Whether a period's text names a week 53, a day 366 or a date that its year does not have.</summary>
    public static string IsBeyondYear(string x)
    {
        var year = $"TRY_CAST({x}[1:4] AS BIGINT)";
        return $"({x} LIKE '%W53' AND week(make_date({year}, 12, 28)) < 53) " +
            $"OR ({x} LIKE '%D366' AND dayofyear(make_date({year}, 12, 31)) < 366) " +
            $"OR ({x} LIKE '____-__-__' AND TRY_CAST({x} AS DATE) IS NULL)";
    }

    /// <summary>The unit of a period's text.</summary>
    public static string Unit(string x) =>
        $"(CASE WHEN regexp_full_match({x}, '\\d{{4}}') THEN 'A' WHEN regexp_full_match({x}, '\\d{{4}}-\\d{{1,2}}') " +
            $"THEN 'm' " +
        $"WHEN regexp_full_match({x}, '\\d{{4}}-\\d{{2}}-\\d{{2}}') THEN 'd' ELSE upper(regexp_extract({x}, " +
            $"'[A-Za-z]')) END)";

    /// <summary>The ordinal of a period's text, counted in its unit.</summary>
    public static string Ordinal(string x)
    {
        var year = $"CAST({x}[1:4] AS BIGINT)";
        var number = $"CAST(nullif(regexp_extract({x}, '(\\d+)$', 1), '') AS BIGINT)";
        return $"(CASE {Unit(x)} WHEN 'A' THEN {year} WHEN 'S' THEN {year} * 2 + {number} - 1 WHEN 'Q' THEN {year} * " +
            $"4 + {number} - 1 " +
            $"WHEN 'M' THEN {year} * 12 + {number} - 1 WHEN 'm' THEN {year} * 12 + {number} - 1 " +
            $"WHEN 'W' THEN {WeekOf($"make_date({year}, 1, 4)")} + {number} - 1 " +
            $"WHEN 'D' THEN {DayOf($"make_date({year}, 1, 1)")} + {number} - 1 ELSE " +
                $"{DayOf($"TRY_CAST({x} AS DATE)")} END)";
    }

    /// <summary>The ordinal of the period that holds a date.</summary>
    public static string OrdinalOf(string unit, string date) =>
        $"(CASE {unit} WHEN 'A' THEN year({date}) WHEN 'S' THEN year({date}) * 2 + (month({date}) - 1) // 6 " +
        $"WHEN 'Q' THEN year({date}) * 4 + (month({date}) - 1) // 3 WHEN 'M' THEN year({date}) * 12 + month({date}) " +
            $"- 1 " +
        $"WHEN 'm' THEN year({date}) * 12 + month({date}) - 1 WHEN 'W' THEN {WeekOf(date)} ELSE {DayOf(date)} END)";

    /// <summary>The first day of the period with an ordinal.</summary>
    public static string Start(string unit, string n) =>
        $"(CASE {unit} WHEN 'A' THEN make_date({n}, 1, 1) WHEN 'S' THEN make_date({n} // 2, {n} % 2 * 6 + 1, 1) " +
        $"WHEN 'Q' THEN make_date({n} // 4, {n} % 4 * 3 + 1, 1) WHEN 'M' THEN make_date({n} // 12, {n} % 12 + 1, 1) " +
        $"WHEN 'm' THEN make_date({n} // 12, {n} % 12 + 1, 1) WHEN 'W' THEN DATE '1970-01-05' + CAST(7 * {n} AS " +
            $"INTEGER) " +
        $"ELSE DATE '1970-01-01' + CAST({n} AS INTEGER) END)";

    /// <summary>The last day of the period with an ordinal.</summary>
    public static string End(string unit, string n) => $"CAST({Start(unit, $"({n} + 1)")} - 1 AS DATE)";

    /// <summary>The text of the period with an ordinal, in the form of another text of the same unit.</summary>
    public static string Text(string unit, string n, string like)
    {
        var separator = $"CASE WHEN {like}[5:5] = '-' THEN '-' ELSE '' END";
        string Numbered(string letter, string year, string number) =>
            $"({year}) || {separator} || '{letter}' || lpad(CAST({number} AS VARCHAR), " +
                $"CAST(greatest(length(CAST({number} AS VARCHAR)), " +
            $"length(regexp_extract({like}, '(\\d+)$', 1))) AS INTEGER), '0')";
        var date = Start(unit, n);
        return $"(CASE {unit} WHEN 'A' THEN {n} || {like}[5:] WHEN 'S' THEN " +
            $"{Numbered("S", $"{n} // 2", $"({n} % 2 + 1)")} " +
            $"WHEN 'Q' THEN {Numbered("Q", $"{n} // 4", $"({n} % 4 + 1)")} WHEN 'M' THEN " +
                $"{Numbered("M", $"{n} // 12", $"({n} % 12 + 1)")} " +
            $"WHEN 'W' THEN {Numbered("W", $"isoyear({date})", $"week({date})")} WHEN 'D' THEN " +
                $"{Numbered("D", $"year({date})", $"dayofyear({date})")} " +
            $"WHEN 'm' THEN strftime({date}, '%Y-%m') ELSE strftime({date}, '%Y-%m-%d') END)";
    }

    /// <summary>A period's text in the form whose texts sort as the periods of one unit do: 2010M02 for 2010-02,
    /// 2010-M2 and 2010M2.</summary>
    public static string Sortable(string x)
    {
        var number = $"regexp_extract({x}, '(\\d+)$', 1)";
        return $"(CASE upper({Unit(x)}) WHEN 'A' THEN {x}[1:4] WHEN 'M' THEN {x}[1:4] || 'M' || lpad({number}, 2, '0') " +
            $"WHEN 'W' THEN {x}[1:4] || 'W' || lpad({number}, 2, '0') WHEN 'D' THEN CASE WHEN length({x}) = 10 " +
            $"THEN {x} ELSE {x}[1:4] || 'D' || lpad({number}, 3, '0') END ELSE replace({x}, '-', '') END)";
    }

    /// <summary>The last day of a period given as text: what stands for it where a date is asked for.</summary>
    public static string LastDay(string x) => With(Ordinal(x), "vtl_n", End(Unit(x), "vtl_n"));

    /// <summary>The first day of a time: an interval of dates or periods, or one of these.</summary>
    public static string FirstDayOfTime(string x) =>
        With(
            With($"split_part({x}, '/', 1)", "vtl_p", Ordinal("vtl_p")), "vtl_n",
            With($"split_part({x}, '/', 1)", "vtl_p", Start(Unit("vtl_p"), "vtl_n")));

    /// <summary>The last day of a time.</summary>
    public static string LastDayOfTime(string x)
    {
        var end = $"split_part({x}, '/', -1)";
        return With(With(end, "vtl_p", Ordinal("vtl_p")), "vtl_n", With(end, "vtl_p", End(Unit("vtl_p"), "vtl_n")));
    }

    /// <summary>The period of a larger (or the same) unit that holds the period.</summary>
    /// <param name="x">The period's text.</param>
    /// <param name="unit">A S Q M W D.</param>
    /// <param name="finer">What stands for a period whose own unit is larger: an error.</param>
    public static string Larger(string x, string unit, string finer)
    {
        var separator = $"(CASE WHEN {x}[5:5] = '-' THEN '-' ELSE '' END)";
        var text = OfDate("vtl_d", unit, separator);
        var own = Unit(x);
        // A week belongs to the year and month of its Thursday (ISO 8601): 2015W01 lies in 2015.
        var day = $"{Start(own, "vtl_n")} + CASE WHEN {own} = 'W' THEN 3 ELSE 0 END";
        var period = With(With(Ordinal(x), "vtl_n", day), "vtl_d", text);
        return $"(CASE WHEN strpos('DWMQSA', upper({own})) > strpos('DWMQSA', '{unit}') THEN {finer} " +
            $"ELSE {period} END)";
    }

    /// <summary>The period of a unit that holds a date.</summary>
    public static string OfDate(string d, string unit, string separator) => unit switch
    {
        "A" => $"CAST(year({d}) AS VARCHAR)",
        "S" => $"year({d}) || {separator} || 'S' || ((month({d}) - 1) // 6 + 1)",
        "Q" => $"year({d}) || {separator} || 'Q' || quarter({d})",
        "M" => $"year({d}) || {separator} || 'M' || lpad(CAST(month({d}) AS VARCHAR), 2, '0')",
        "W" => $"isoyear({d}) || {separator} || 'W' || lpad(CAST(week({d}) AS VARCHAR), 2, '0')",
        _ => $"year({d}) || {separator} || 'D' || lpad(CAST(dayofyear({d}) AS VARCHAR), 3, '0')",
    };

    /// <summary>The first or last day of the period of a unit that holds a date.</summary>
    public static string Edge(string date, string unit, bool first)
    {
        var (start, length) = unit switch
        {
            "A" => ($"date_trunc('year', {date})", "1 YEAR"),
            "S" => ($"make_date(year({date}), (month({date}) - 1) // 6 * 6 + 1, 1)", "6 MONTH"),
            "Q" => ($"date_trunc('quarter', {date})", "3 MONTH"),
            "M" => ($"date_trunc('month', {date})", "1 MONTH"),
            "W" => ($"date_trunc('week', {date})", "7 DAY"),
            _ => (date, "1 DAY"),
        };
        return first ? $"CAST({start} AS DATE)" : $"CAST({start} + INTERVAL {length} - INTERVAL 1 DAY AS DATE)";
    }

    // A value that the body uses several times, computed once.
    private static string With(string value, string name, string body) =>
        $"list_transform([{value}], lambda {name}: {body})[1]";

    public static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string DayOf(string date) => $"CAST({date} - DATE '1970-01-01' AS BIGINT)";

    // Weeks begin on Monday (ISO 8601); 1970-01-05 is one.
    private static string WeekOf(string date) =>
        $"(CAST(date_trunc('week', {date})::DATE - DATE '1970-01-05' AS BIGINT) // 7)";
}

using System.Globalization;

namespace Huoshui.Vtl.Sql;

/// <summary>
/// Time periods as a unit and an ordinal, so that shifting is adding. Units: A S Q M W D as written in periods such as
/// 2010Q1; m and d for the ISO forms 2010-03 and 2010-03-31. Texts are written back in the form that they came in.
/// </summary>
internal sealed class PeriodSql(Dialect dialect)
{
    /// <summary>The numbers of weeks and of days in a year.</summary>
    public const string WeekForm = @"(0?[1-9]|[1-4]\d|5[0-3])";
    public const string DayForm = @"(0{0,2}[1-9]|0?[1-9]\d|[12]\d\d|3[0-5]\d|36[0-6])";

    private const string Repeated = "vtl_q";

    private const int LongestRepeated = 60;

    private const string NumberForm = @"(\d+)$";

    private static readonly DateOnly FirstDay = new(1970, 1, 1);

    // Weeks begin on Monday (ISO 8601).
    private static readonly DateOnly FirstMonday = new(1970, 1, 5);

    /// <summary>Whether a period's text names a week 53, a day 366 or a date that its year does not have.</summary>
    public string IsBeyondYear(string x)
    {
        var year = dialect.Digits(dialect.Slice(x, 1, 4));
        return $"({x} LIKE '%W53' AND {dialect.Week(dialect.MakeDate(year, "12", "28"))} < 53) " +
            $"OR ({x} LIKE '%D366' AND {dialect.DayOfYear(dialect.MakeDate(year, "12", "31"))} < 366) " +
            $"OR ({x} LIKE '____-__-__' AND {dialect.TryDate(x)} IS NULL)";
    }

    /// <summary>The unit of a period's text.</summary>
    public string Unit(string x) =>
        $"(CASE WHEN {Is(x, @"\d{4}")} THEN 'A' WHEN {Is(x, @"\d{4}-\d{1,2}")} THEN 'm' " +
        $"WHEN {Is(x, @"\d{4}-\d{2}-\d{2}")} THEN 'd' ELSE upper({dialect.Extract(x, "([A-Za-z])")}) END)";

    /// <summary>The ordinal of a period's text, counted in its unit.</summary>
    public string Ordinal(string x)
    {
        var year = dialect.Digits(dialect.Slice(x, 1, 4));
        var number = dialect.Digits(dialect.Extract(x, NumberForm));
        return Units(
            Unit(x), year, $"{year} * 2 + {number} - 1", $"{year} * 4 + {number} - 1", $"{year} * 12 + {number} - 1",
            $"{dialect.WeekNumber(dialect.MakeDate(year, "1", "4"))} + {number} - 1",
            $"{dialect.DayNumber(dialect.MakeDate(year, "1", "1"))} + {number} - 1",
            dialect.DayNumber(dialect.TryDate(x)));
    }

    /// <summary>The ordinal of the period that holds a date.</summary>
    public string OrdinalOf(string unit, string date)
    {
        var (year, month, day) = (dialect.Year(date), dialect.Month(date), dialect.DayNumber(date));
        return Units(
            unit, year, $"{year} * 2 + {dialect.Quotient($"({month} - 1)", "6")}",
            $"{year} * 4 + {dialect.Quotient($"({month} - 1)", "3")}", $"{year} * 12 + {month} - 1",
            dialect.WeekNumber(date), day, day);
    }

    /// <summary>The first day of the period with an ordinal.</summary>
    public string Start(string unit, string n)
    {
        string Of(int periods)
        {
            var months = periods == 12 ? string.Empty : $" * {Number(12 / periods)}";
            return dialect.MakeDate(dialect.Quotient(n, Number(periods)), $"{n} % {Number(periods)}{months} + 1", "1");
        }

        var day = dialect.AddDays(FirstDay, n);
        return Units(
            unit, dialect.MakeDate(n, "1", "1"), Of(2), Of(4), Of(12), dialect.AddDays(FirstMonday, $"7 * {n}"), day,
            day);
    }

    /// <summary>The last day of the period with an ordinal.</summary>
    public string End(string unit, string n) => dialect.DayBefore(Start(unit, $"({n} + 1)"));

    /// <summary>The text of the period with an ordinal, in the form of another text of the same unit.</summary>
    public string Text(string unit, string n, string like)
    {
        var separator = $"CASE WHEN {dialect.Slice(like, 5, 1)} = '-' THEN '-' ELSE '' END";
        string Numbered(string letter, string year, string number)
        {
            var text = dialect.AsText(number, Plan.ScalarType.Integer);
            var length = $"greatest({dialect.Length(text)}, {dialect.Length(dialect.Extract(like, NumberForm))})";
            return $"({year}) || {separator} || '{letter}' || {dialect.PadLeft(text, length, '0')}";
        }

        string Of(string letter, int periods) =>
            Numbered(letter, dialect.Quotient(n, Number(periods)), $"({n} % {periods} + 1)");
        var date = Start(unit, n);
        return dialect.Switch(
            unit,
            [
                ("'A'", $"{n} || {dialect.Slice(like, 5)}"), ("'S'", Of("S", 2)), ("'Q'", Of("Q", 4)),
                ("'M'", Of("M", 12)), ("'W'", Numbered("W", dialect.WeekYear(date), dialect.Week(date))),
                ("'D'", Numbered("D", dialect.Year(date), dialect.DayOfYear(date))),
                ("'m'", dialect.Format(date, "%Y-%m")),
            ],
            dialect.Format(date, "%Y-%m-%d"));
    }

    /// <summary>A period's text in the form whose texts sort as the periods of one unit do: 2010M02 for 2010-02,
    /// 2010-M2 and 2010M2.</summary>
    public string Sortable(string x)
    {
        var (year, number) = (dialect.Slice(x, 1, 4), dialect.Extract(x, NumberForm));
        string Of(string letter, int digits) =>
            $"{year} || '{letter}' || {dialect.PadLeft(number, Number(digits), '0')}";
        return dialect.Switch(
            $"upper({Unit(x)})",
            [
                ("'A'", year), ("'M'", Of("M", 2)), ("'W'", Of("W", 2)),
                ("'D'", $"CASE WHEN {dialect.Length(x)} = 10 THEN {x} ELSE {Of("D", 3)} END"),
            ],
            dialect.Replace(x, "'-'", "''"));
    }

    /// <summary>The last day of a period given as text: what stands for it where a date is asked for.</summary>
    public string LastDay(string x) => Once(x, q => dialect.Let("vtl_n", Ordinal(q), End(Unit(q), "vtl_n")));

    /// <summary>A, S, Q, M, W or D: the ISO forms have the letters of their frequency.</summary>
    public string Indicator(string x) => Once(x, q => $"upper({Unit(q)})");

    /// <summary>The first day of a time: an interval of dates or periods, or one of these.</summary>
    public string FirstDayOfTime(string x) => DayOfTime(dialect.Piece(x, '/', 1), Start);

    /// <summary>The last day of a time.</summary>
    public string LastDayOfTime(string x) => DayOfTime(dialect.Piece(x, '/', -1), End);

    private string DayOfTime(string part, Func<string, string, string> day) => dialect.Let(
        "vtl_n", dialect.Let("vtl_p", part, Ordinal("vtl_p")), dialect.Let("vtl_p", part, day(Unit("vtl_p"), "vtl_n")));

    /// <summary>The period of a larger (or the same) unit that holds the period.</summary>
    /// <param name="x">The period's text.</param>
    /// <param name="unit">A S Q M W D.</param>
    /// <param name="finer">What stands for a period whose own unit is larger: an error, under what condition, within
    /// what name.</param>
    public string Larger(string x, string unit, Func<string, string?, string> finer) =>
        Once(x, q => Larger(q, q == Repeated ? Repeated : null, unit, finer));

    private string Larger(string x, string? within, string unit, Func<string, string?, string> finer)
    {
        var separator = $"(CASE WHEN {dialect.Slice(x, 5, 1)} = '-' THEN '-' ELSE '' END)";
        var text = OfDate("vtl_d", unit, separator);
        var own = Unit(x);
        // A week belongs to the year and month of its Thursday (ISO 8601): 2015W01 lies in 2015.
        var day = dialect.AddDays(Start(own, "vtl_n"), $"CASE WHEN {own} = 'W' THEN 3 ELSE 0 END");
        var period = dialect.Let("vtl_d", dialect.Let("vtl_n", Ordinal(x), day), text);
        string Rank(string u) => dialect.Position("'DWMQSA'", u);
        var isFiner = $"{Rank($"upper({own})")} > {Rank($"'{unit}'")}";
        return $"(CASE WHEN {isFiner} THEN {finer(isFiner, within)} ELSE {period} END)";
    }

    /// <summary>The period of a unit that holds a date.</summary>
    public string OfDate(string d, string unit, string separator)
    {
        var year = dialect.Year(d);
        string Padded(string number, int digits) =>
            dialect.PadLeft(dialect.AsText(number, Plan.ScalarType.Integer), Number(digits), '0');
        return unit switch
        {
            "A" => dialect.AsText(year, Plan.ScalarType.Integer),
            "S" => $"{year} || {separator} || 'S' || ({dialect.Quotient($"({dialect.Month(d)} - 1)", "6")} + 1)",
            "Q" => $"{year} || {separator} || 'Q' || {dialect.Quarter(d)}",
            "M" => $"{year} || {separator} || 'M' || {Padded(dialect.Month(d), 2)}",
            "W" => $"{dialect.WeekYear(d)} || {separator} || 'W' || {Padded(dialect.Week(d), 2)}",
            _ => $"{year} || {separator} || 'D' || {Padded(dialect.DayOfYear(d), 3)}",
        };
    }

    /// <summary>The first or last day of the period of a unit that holds a date.</summary>
    public string Edge(string date, string unit, bool first)
    {
        var month = $"{dialect.Quotient($"({dialect.Month(date)} - 1)", "6")} * 6 + 1";
        var start = unit switch
        {
            "S" => dialect.MakeDate(dialect.Year(date), month, "1"),
            "D" => date,
            _ => dialect.Start(unit, date),
        };
        return first ? dialect.FirstDay(start) : dialect.LastDayFrom(start, unit);
    }

    public static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    // An operand that is more than a name is written once.
    private string Once(string x, Func<string, string> body) =>
        x.Length <= LongestRepeated ? body(x) : dialect.Let(Repeated, x, body(Repeated));

    private string Is(string x, string form) => dialect.IsMatch(x, dialect.Text(form));

    // One of seven, by the unit of a period.
    private string Units(string unit, string a, string s, string q, string m, string w, string d, string otherwise) =>
        $"({dialect.Switch(
            unit, [("'A'", a), ("'S'", s), ("'Q'", q), ("'M'", m), ("'m'", m), ("'W'", w), ("'D'", d)], otherwise)})";
}

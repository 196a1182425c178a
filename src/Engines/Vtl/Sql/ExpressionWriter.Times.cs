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

    private string Cast(Operation operation)
    {
        var value = operation.Arguments[0];
        var operand = Write(value);
        var from = value.Type.Kind;
        return operation.Type.Kind switch
        {
            ScalarKind.Date when operation.Detail is { } mask && from == ScalarKind.String =>
                MaskedDate(operand, Format(mask)),
            ScalarKind.String when operation.Detail is { } mask && from == ScalarKind.Date =>
                dialect.Format(operand, Format(mask)),
            ScalarKind.String when from == ScalarKind.TimePeriod => IntervalOf(operand),
            ScalarKind.String when from == ScalarKind.Time => $"(CASE WHEN {dialect.Contains(operand, "'/'")} " +
                $"THEN {operand} ELSE {IntervalOf(operand)} END)",
            ScalarKind.String when from == ScalarKind.Duration => _durations.Iso(operand),
            ScalarKind.Boolean when from == ScalarKind.String =>
                $"({dialect.Lower(dialect.Trim(operand))} = 'true')",
            ScalarKind.Integer or ScalarKind.Number or ScalarKind.Date or ScalarKind.TimePeriod or ScalarKind.Time or
                ScalarKind.Duration when from == ScalarKind.String =>
                FromText(operand, operation.Type, operation.Detail),
            ScalarKind.Date when from == ScalarKind.TimePeriod => FromPeriod(operand),
            ScalarKind.Date when from == ScalarKind.Time => FromTime(operand),
            ScalarKind.Time when from == ScalarKind.Date => $"({operand} || '/' || {operand})",
            ScalarKind.Time when from == ScalarKind.TimePeriod => IntervalOf(operand),
            ScalarKind.TimePeriod when from == ScalarKind.Time => PeriodOfTime(operand),
            ScalarKind.Integer when from == ScalarKind.Number =>
                dialect.ToInteger(dialect.Cut(operand, value.Type), Overflow("VTL5002")),
            ScalarKind.Boolean when from is ScalarKind.Integer or ScalarKind.Number => $"({operand} <> 0)",
            ScalarKind.String => dialect.AsText(operand, value.Type),
            _ => dialect.Convert(operand, value.Type, operation.Type, lenient),
        };
    }

    private string IntervalOf(string operand) => dialect.Let(
        "vtl_x", operand, $"{_periods.FirstDayOfTime("vtl_x")} || '/' || {_periods.LastDayOfTime("vtl_x")}");

    private string MaskedDate(string operand, string form) => lenient
        ? dialect.TryParse(operand, form)
        : dialect.Let("vtl_x", operand, MaskedText(dialect.TryParse("vtl_x", form)));

    private string MaskedText(string parsed)
    {
        var isWrong = $"vtl_x IS NOT NULL AND {parsed} IS NULL";
        var error = Stopped("VTL5002", "the text is no date of this mask", isWrong, "vtl_x", "vtl_x");
        return $"CASE WHEN {isWrong} THEN {error} ELSE {parsed} END";
    }

    // Within OrElse of what is made of vtl_x.
    private const string NoValue = "vtl_v IS NULL AND vtl_x IS NOT NULL";

    // The days of the calendar, but for 29 February; and that one.
    private const string CommonDay = @"\d{4}-((0[13578]|1[02])-(0[1-9]|[12]\d|3[01])|(0[469]|11)-(0[1-9]|[12]\d|30)" +
        @"|02-(0[1-9]|1\d|2[0-8]))";

    private const string LeapDay = @"(\d\d(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00)-02-29";

    private const string IntegerForm = @"[+-]?\d+";

    /// <summary>Blanks around a text do not count; all of the rest must be of the type's form (VTL 2.2 RM,
    /// cast).</summary>
    private string FromText(string operand, ScalarType type, string? mask)
    {
        const string date = @"\d{4}-\d{2}-\d{2}";
        const string day = $"{CommonDay}|{LeapDay}";
        const string month = "(0?[1-9]|1[0-2])";
        const string part = $"A1?|[SH][12]|Q[1-4]|M{month}|W{PeriodSql.WeekForm}|D{PeriodSql.DayForm}";
        const string period = $@"\d{{4}}(-?({part})|-{month})?|{day}";
        var (form, result) = type.Kind switch
        {
            ScalarKind.Integer => (IntegerForm, dialect.TryCast("vtl_x", type)),
            ScalarKind.Number =>
                (@"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", dialect.TryCast("vtl_x", type)),
            ScalarKind.Date => (date, dialect.TryDate("vtl_x")),
            ScalarKind.TimePeriod => ($"{period}|({day})/({day})",
                $"CASE WHEN {dialect.Contains("vtl_x", "'/'")} THEN {Regular("vtl_x", "ASQM")} " +
                $"WHEN {_periods.IsBeyondYear("vtl_x")} THEN NULL " +
                $"ELSE {_periods.Sortable(dialect.Replace("vtl_x", "'H'", "'S'"))} END"),
            ScalarKind.Time => ($"({period})(/({period}))?", "vtl_x"),
            _ => (@"[ASQMWDYH]|P(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(\d+H)?(\d+M)?(\d+S)?)?",
                // At least one part, and one after the T.
                $"CASE WHEN {dialect.IsMatch("vtl_x", dialect.Text(".*[PT]"))} THEN NULL ELSE vtl_x END"),
        };
        if (mask is not null && type.Kind is ScalarKind.Integer or ScalarKind.Number)
        {
            form = NumberForm(mask);
            // The mask D*,D* says that the comma, and no point, stands before the decimals.
            if (mask.Contains(',', StringComparison.Ordinal) && !mask.Contains('.', StringComparison.Ordinal))
                result = dialect.TryCast(dialect.Replace("vtl_x", "','", "'.'"), type);
        }

        // A mask with decimals reads no integer: DuckDB would round them.
        var isInteger = type.Kind == ScalarKind.Integer && mask is not null
            ? $" AND {dialect.IsMatch("vtl_x", dialect.Text(IntegerForm))}" : string.Empty;
        var value = $"CASE WHEN {dialect.IsMatch("vtl_x", dialect.Text(form))}{isInteger} THEN {result} END";
        var error = Stopped(
            "VTL5002", $"the text is no {Semantics.SemanticErrors.Text(type)}", NoValue, "vtl_x", "vtl_v");
        return dialect.Let(
            "vtl_x", dialect.Trim(operand), $"CASE WHEN vtl_x IS NOT NULL THEN {dialect.OrElse(value, error)} END");
    }

    // Masks of numbers: D is a digit, D* any number of digits, D+ at least one, E a digit of the exponent.
    private static string NumberForm(string mask)
    {
        var form = new System.Text.StringBuilder("[+-]?");
        for (var i = 0; i < mask.Length; i++)
        {
            form.Append(mask[i] switch
            {
                'D' => "\\d",
                'E' when i == 0 || mask[i - 1] != 'E' => "[eE][+-]?\\d",
                'E' => "\\d?",
                '*' or '+' => mask[i].ToString(),
                '.' => "\\.",
                var other => System.Text.RegularExpressions.Regex.Escape(other.ToString()),
            });
        }

        return form.ToString();
    }

    // Only a period of one day is a date.
    private string FromPeriod(string operand)
    {
        var unit = _periods.Indicator("vtl_x");
        var error = Stopped("VTL5002", "only a period of one day is a date", $"{unit} <> 'D'", within: "vtl_x");
        return dialect.Let("vtl_x", operand, "CASE WHEN vtl_x IS NULL THEN NULL " +
            $"WHEN {unit} = 'D' THEN {_periods.LastDay("vtl_x")} ELSE {error} END");
    }

    // Only a time of one day is a date.
    private string FromTime(string operand)
    {
        var (first, last) = (_periods.FirstDayOfTime("vtl_x"), _periods.LastDayOfTime("vtl_x"));
        var error = Stopped("VTL5002", "only a time of one day is a date", $"{first} <> {last}", within: "vtl_x");
        return dialect.Let(
            "vtl_x", operand, $"CASE WHEN {first} = {last} THEN {first} WHEN vtl_x IS NOT NULL THEN {error} END");
    }

    // Only a time that is a whole year, semester, quarter, month, week or day is a period.
    private string PeriodOfTime(string operand)
    {
        var error = Stopped("VTL5002", "the time is no regular period", NoValue, within: "vtl_v");
        var period = dialect.OrElse(Regular("vtl_x", "ASQMWD"), error);
        return dialect.Let("vtl_x", operand, $"CASE WHEN vtl_x IS NOT NULL THEN {period} END");
    }

    // A field of a name that is also a column would be that column's.
    private string Regular(string x, string units) => dialect.Let(
        _periods.FirstDayOfTime(x), _periods.LastDayOfTime(x), (f, l) =>
        {
            var cases = units.Select(u => $"WHEN {_periods.Edge(f, $"{u}", first: true)} = {f} AND " +
                $"{_periods.Edge(f, $"{u}", first: false)} = {l} THEN {_periods.OfDate(f, $"{u}", "''")}");
            return $"CASE {string.Join(' ', cases)} END";
        });

    // Masks of VTL 2.2 RM, cast: YYYY, MM, DD, hh, mm, ss; other characters stand for themselves.
    private static string Format(string mask) => mask
        .Replace("\\", string.Empty, StringComparison.Ordinal)
        .Replace("%", "%%", StringComparison.Ordinal)
        .Replace("MONTH3", "%b", StringComparison.OrdinalIgnoreCase)
        .Replace("MONTH", "%B", StringComparison.OrdinalIgnoreCase)
        .Replace("DAY3", "%a", StringComparison.OrdinalIgnoreCase)
        .Replace("DAY", "%A", StringComparison.OrdinalIgnoreCase)
        .Replace("{M}M", "%-m", StringComparison.Ordinal)
        .Replace("{D}D", "%-d", StringComparison.Ordinal)
        .Replace("YYYY", "%Y", StringComparison.Ordinal)
        .Replace("YY", "%y", StringComparison.Ordinal)
        .Replace("MM", "%m", StringComparison.Ordinal)
        .Replace("DD", "%d", StringComparison.Ordinal)
        .Replace("hh", "%H", StringComparison.Ordinal)
        .Replace("mi", "%M", StringComparison.Ordinal)
        .Replace("mm", "%M", StringComparison.Ordinal)
        .Replace("ss", "%S", StringComparison.Ordinal);
}

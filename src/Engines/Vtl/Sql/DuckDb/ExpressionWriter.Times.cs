using Huoshui.Vtl.Plan;

namespace Huoshui.Vtl.Sql.DuckDb;

internal sealed partial class ExpressionWriter
{
    private string Times(Operation operation, IReadOnlyList<string> a) => operation.Code switch
    {
        Op.CurrentDate => "current_date",
        Op.Year => $"year({a[0]})",
        Op.Month => $"month({a[0]})",
        Op.DayOfMonth => $"day({a[0]})",
        Op.DayOfYear => $"dayofyear({a[0]})",
        Op.DateDifference => $"abs(datediff('day', {a[0]}, {a[1]}))",
        Op.DateAdd => $"CAST({a[0]} + {Interval(operation.Detail!, a[1])} AS DATE)",
        // A year written without its letter, and the ISO forms, have the letters of their frequency.
        Op.PeriodIndicator => $"upper({PeriodSql.Unit(a[0])})",
        Op.LastDay when operation.Arguments[0].Type.Kind == ScalarKind.Time => PeriodSql.LastDayOfTime(a[0]),
        Op.LastDay => PeriodSql.LastDay(a[0]),
        Op.LargerPeriod => PeriodSql.Larger(a[0], operation.Detail!, FinerPeriod()),
        Op.LargerInterval => LargerInterval(a[0], operation.Detail!),
        Op.FirstDayOf => PeriodSql.Edge(a[0], operation.Detail!, first: true),
        Op.LastDayOf => PeriodSql.Edge(a[0], operation.Detail!, first: false),
        Op.DayToYear => $"('P' || ({a[0]} // 365) || 'Y' || ({a[0]} % 365) || 'D')",
        Op.DayToMonth => $"('P' || ({a[0]} // 30) || 'M' || ({a[0]} % 30) || 'D')",
        Op.YearToDay or Op.MonthToDay => DurationSql.Days(a[0]),
        _ => throw new InvalidOperationException($"No SQL for {operation.Code}."),
    };

    private string FinerPeriod() => Stopped("VTL5006", "time_agg gives larger periods only");

    // The regular interval that holds both ends of a time.
    private string LargerInterval(string time, string unit)
    {
        var (first, last) = (PeriodSql.FirstDayOfTime("vtl_x"), PeriodSql.LastDayOfTime("vtl_x"));
        var (start, end) = (PeriodSql.Edge(first, unit, first: true), PeriodSql.Edge(first, unit, first: false));
        return $"list_transform([{time}], lambda vtl_x: CASE WHEN {last} > {end} THEN {FinerPeriod()} " +
            $"ELSE {start} || '/' || {end} END)[1]";
    }

    private static string Interval(string unit, string count) => unit switch
    {
        "A" => $"to_years(CAST({count} AS INTEGER))",
        "S" => $"to_months(CAST(6 * {count} AS INTEGER))",
        "Q" => $"to_months(CAST(3 * {count} AS INTEGER))",
        "M" => $"to_months(CAST({count} AS INTEGER))",
        "W" => $"to_days(CAST(7 * {count} AS INTEGER))",
        _ => $"to_days(CAST({count} AS INTEGER))",
    };

    private string Cast(Operation operation)
    {
        var value = operation.Arguments[0];
        var operand = Write(value);
        var cast = lenient ? "TRY_CAST" : "CAST";
        var from = value.Type.Kind;
        return operation.Type.Kind switch
        {
            ScalarKind.Date when operation.Detail is { } mask && from == ScalarKind.String =>
                MaskedDate(operand, Literals.Text(Format(mask))),
            ScalarKind.String when operation.Detail is { } mask && from == ScalarKind.Date =>
                $"strftime({operand}, {Literals.Text(Format(mask))})",
            ScalarKind.String when from == ScalarKind.TimePeriod => IntervalOf(operand),
            ScalarKind.String when from == ScalarKind.Time => $"(CASE WHEN contains({operand}, '/') THEN {operand} " +
                $"ELSE {IntervalOf(operand)} END)",
            ScalarKind.String when from == ScalarKind.Duration => DurationSql.Iso(operand),
            ScalarKind.String when from == ScalarKind.Boolean => $"CAST({operand} AS VARCHAR)",
            ScalarKind.Boolean when from == ScalarKind.String => $"(lower(trim({operand})) = 'true')",
            ScalarKind.Integer or ScalarKind.Number or ScalarKind.Date or ScalarKind.TimePeriod or ScalarKind.Time or
                ScalarKind.Duration when from == ScalarKind.String =>
                FromText(operand, operation.Type, operation.Detail),
            ScalarKind.Date when from == ScalarKind.TimePeriod => FromPeriod(operand),
            ScalarKind.Date when from == ScalarKind.Time => FromTime(operand),
            ScalarKind.Time when from == ScalarKind.Date => $"({operand} || '/' || {operand})",
            ScalarKind.Time when from == ScalarKind.TimePeriod => IntervalOf(operand),
            ScalarKind.TimePeriod when from == ScalarKind.Time => PeriodOfTime(operand),
            ScalarKind.Integer when from == ScalarKind.Number => $"{cast}(trunc({operand}) AS BIGINT)",
            ScalarKind.Boolean when from is ScalarKind.Integer or ScalarKind.Number => $"({operand} <> 0)",
            ScalarKind.Number when operation.Type.Scale is null => $"{cast}({operand} AS DOUBLE)",
            _ => $"{cast}({operand} AS {Literals.Type(operation.Type)})",
        };
    }

    private static string IntervalOf(string operand) => $"list_transform([{operand}], " +
        $"lambda vtl_x: {PeriodSql.FirstDayOfTime("vtl_x")} || '/' || {PeriodSql.LastDayOfTime("vtl_x")})[1]";

    private string MaskedDate(string operand, string format) => lenient
        ? $"CAST(try_strptime({operand}, {format}) AS DATE)"
        : $"list_transform([{operand}], lambda vtl_x: CASE WHEN vtl_x IS NOT NULL AND " +
            $"try_strptime(vtl_x, {format}) IS NULL THEN " +
            $"{Stopped("VTL5002", "the text is no date of this mask", "vtl_x")} " +
            $"ELSE CAST(try_strptime(vtl_x, {format}) AS DATE) END)[1]";

    /// <summary>Blanks around a text do not count; all of the rest must be of the type's form (VTL 2.2 RM,
    /// cast).</summary>
    private string FromText(string operand, ScalarType type, string? mask)
    {
        const string date = @"\d{4}-\d{2}-\d{2}";
        const string month = "(0?[1-9]|1[0-2])";
        const string part = $"A1?|[SH][12]|Q[1-4]|M{month}|W{PeriodSql.WeekForm}|D{PeriodSql.DayForm}";
        const string period = $@"\d{{4}}(-?({part})|-{month}|-\d{{2}}-\d{{2}})?";
        var (form, result) = type.Kind switch
        {
            ScalarKind.Integer => (@"[+-]?\d+", "TRY_CAST(vtl_x AS BIGINT)"),
            ScalarKind.Number =>
                (@"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", $"TRY_CAST(vtl_x AS {Literals.Type(type)})"),
            ScalarKind.Date => (date, "TRY_CAST(vtl_x AS DATE)"),
            ScalarKind.TimePeriod => ($@"{period}|{date}/{date}",
                $"CASE WHEN contains(vtl_x, '/') THEN {Regular("vtl_x", "ASQM")} " +
                $"WHEN {PeriodSql.IsBeyondYear("vtl_x")} THEN NULL " +
                $"ELSE {PeriodSql.Sortable("replace(vtl_x, 'H', 'S')")} END"),
            ScalarKind.Time => ($"({period})(/({period}))?", "vtl_x"),
            _ => (@"[ASQMWDYH]|P(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(\d+H)?(\d+M)?(\d+S)?)?", "vtl_x"),
        };
        var isMasked = mask is not null && type.Kind is ScalarKind.Integer or ScalarKind.Number;
        // The mask D*,D* says that the comma stands before the decimals.
        var text = isMasked && !mask!.Contains('.', StringComparison.Ordinal) ? $"replace(trim({operand}), ',', '.')"
            : $"trim({operand})";
        if (isMasked)
            form = NumberForm(mask!);
        return $"list_transform([{text}], lambda vtl_x: CASE WHEN vtl_x IS NOT NULL THEN coalesce(CASE WHEN " +
            $"regexp_full_match(vtl_x, {Literals.Text(form)}) THEN {result} END, " +
            $"{Stopped("VTL5002", $"the text is no {Semantics.SemanticErrors.Text(type)}", "vtl_x")}) END)[1]";
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
                '.' or ',' => "\\.",
                var other => System.Text.RegularExpressions.Regex.Escape(other.ToString()),
            });
        }

        return form.ToString();
    }

    // Only a period of one day is a date.
    private string FromPeriod(string operand) =>
        $"list_transform([{operand}], lambda vtl_x: CASE WHEN vtl_x IS NULL THEN NULL " +
        $"WHEN lower({PeriodSql.Unit("vtl_x")}) = 'd' THEN {PeriodSql.LastDay("vtl_x")} " +
        $"ELSE {Stopped("VTL5002", "only a period of one day is a date")} END)[1]";

    // Only a time of one day is a date.
    private string FromTime(string operand)
    {
        var (first, last) = (PeriodSql.FirstDayOfTime("vtl_x"), PeriodSql.LastDayOfTime("vtl_x"));
        return $"list_transform([{operand}], lambda vtl_x: CASE WHEN {first} = {last} THEN {first} " +
            $"WHEN vtl_x IS NOT NULL THEN {Stopped("VTL5002", "only a time of one day is a date")} END)[1]";
    }

    // Only a time that is a whole year, semester, quarter, month, week or day is a period.
    private string PeriodOfTime(string operand) =>
        $"list_transform([{operand}], lambda vtl_x: CASE WHEN vtl_x IS NOT NULL THEN " +
        $"coalesce({Regular("vtl_x", "ASQMWD")}, {Stopped("VTL5002", "the time is no regular period")}) END)[1]";

    // A field of a name that is also a column would be that column's.
    private static string Regular(string x, string units)
    {
        var cases = units.Select(u => $"WHEN {PeriodSql.Edge("vtl_r.f", $"{u}", first: true)} = vtl_r.f AND " +
            $"{PeriodSql.Edge("vtl_r.f", $"{u}", first: false)} = vtl_r.l THEN " +
            PeriodSql.OfDate("vtl_r.f", $"{u}", "''"));
        return $"list_transform([{{'f': {PeriodSql.FirstDayOfTime(x)}, 'l': {PeriodSql.LastDayOfTime(x)}}}], " +
            $"lambda vtl_r: CASE {string.Join(' ', cases)} END)[1]";
    }

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

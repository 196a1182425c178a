using Huoshui.Vtl.Plan;

namespace Huoshui.Vtl.Sql.DuckDb;

internal sealed partial class RelationWriter
{
    private const string Unit = "\"vtl unit\"";
    private const string Ordinal = "\"vtl ordinal\"";
    private const string Length = "\"vtl length\"";
    private const string First = "\"vtl first\"";
    private const string Last = "\"vtl last\"";
    private const string Sample = "\"vtl sample\"";

    private string TimeSeriesText(TimeSeries series)
    {
        var rows = Positioned(series);
        return series.Operator switch
        {
            TimeOperator.Shift => Shifted(series, rows),
            TimeOperator.FlowToStock or TimeOperator.StockToFlow => Accumulated(series, rows),
            _ => Filled(series, rows),
        };
    }

    /// <summary>The rows with unit, ordinal and length (in units) of their time.</summary>
    private string Positioned(TimeSeries series)
    {
        var source = Source(series.Source);
        var x = Literals.Name(series.Time.Name);
        switch (series.Time.Kind)
        {
            case ScalarKind.TimePeriod:
                return $"SELECT *, {PeriodSql.Unit(x)} AS {Unit}, {PeriodSql.Ordinal(x)} AS {Ordinal}, 1 AS {Length} " +
                    $"FROM {source}";
            case ScalarKind.Date:
                return PositionedDates(series, source, x);
            default:
                var (a, b) = ($"split_part({x}, '/', 1)",
                    $"(CASE WHEN contains({x}, '/') THEN split_part({x}, '/', 2) ELSE {x} END)");
                var isMonths = $"({PeriodSql.Unit(a)} = 'd' AND day(TRY_CAST({a} AS DATE)) = 1 AND TRY_CAST({b} AS " +
                    $"DATE) = last_day(TRY_CAST({b} AS DATE)))";
                var unit = $"CASE WHEN {isMonths} THEN 'm' ELSE {PeriodSql.Unit(a)} END";
                string At(string part) =>
                    $"CASE WHEN {isMonths} THEN {PeriodSql.OrdinalOf("'m'", $"TRY_CAST({part} AS DATE)")} ELSE " +
                    $"{PeriodSql.Ordinal(part)} END";
                return $"SELECT *, {unit} AS {Unit}, {At(a)} AS {Ordinal}, ({At(b)}) - ({At(a)}) + 1 AS {Length} " +
                    $"FROM {source}";
        }
    }

    // The frequency of dates is the smallest step of their series (of all series, where one has a single date).
    private static string PositionedDates(TimeSeries series, string source, string x)
    {
        var others = Partition(series, withUnit: false);
        var stepped = $"SELECT *, {x} - lag({x}) OVER ({others} ORDER BY {x}) AS \"vtl step\" FROM {source}";
        var step = $"SELECT *, coalesce(min(\"vtl step\") OVER ({others}), min(\"vtl step\") OVER (), 1) AS \"vtl " +
            $"least\" FROM ({stepped})";
        var unit = $"CASE WHEN \"vtl least\" < 28 THEN 'd' ELSE 'm' END";
        var length = "CASE WHEN \"vtl least\" < 7 THEN 1 WHEN \"vtl least\" < 28 THEN 7 " +
            "WHEN \"vtl least\" < 89 THEN 1 " +
            "WHEN \"vtl least\" < 180 THEN 3 WHEN \"vtl least\" < 360 THEN 6 ELSE 12 END";
        return $"SELECT *, {unit} AS {Unit}, {PeriodSql.OrdinalOf($"({unit})", x)} AS {Ordinal}, {length} AS " +
            $"{Length} FROM ({step})";
    }

    private static IEnumerable<string> Others(TimeSeries series) =>
        series.Components.Where(
            c => c.Role == ComponentRole.Identifier && c.Name != series.Time.Name).Select(c => Literals.Name(c.Name));

    private static string Partition(TimeSeries series, bool withUnit)
    {
        var keys = Others(series).Concat(withUnit ? [Unit, Length] : Array.Empty<string>()).ToList();
        return keys.Count == 0 ? string.Empty : $"PARTITION BY {string.Join(", ", keys)}";
    }

    /// <summary>The text (or date) of a position, in the form of another one of its series.</summary>
    private static string TimeOf(TimeSeries series, string ordinal, string like)
    {
        switch (series.Time.Kind)
        {
            case ScalarKind.TimePeriod:
                return PeriodSql.Text(Unit, ordinal, like);
            case ScalarKind.Date:
                var month = PeriodSql.Start("'m'", ordinal);
                return $"(CASE WHEN {Unit} = 'd' THEN {PeriodSql.Start("'d'", ordinal)} WHEN {like} = " +
                    $"last_day({like}) THEN last_day({month}) " +
                    $"ELSE CAST({month} + CAST(least(day({like}), day(last_day({month}))) - 1 AS INTEGER) " +
                    "AS DATE) END)";
            default:
                var (a, b) = ($"split_part({like}, '/', 1)", $"split_part({like}, '/', 2)");
                var last = $"({ordinal} + {Length} - 1)";
                return $"(CASE WHEN NOT contains({like}, '/') THEN {PeriodSql.Text(Unit, ordinal, like)} " +
                    $"WHEN {Unit} = 'm' AND length({a}) > 7 THEN strftime({PeriodSql.Start(Unit, ordinal)}, " +
                        $"'%Y-%m-%d') || '/' || strftime({PeriodSql.End(Unit, last)}, '%Y-%m-%d') " +
                    $"ELSE {PeriodSql.Text(Unit, ordinal, a)} || '/' || {PeriodSql.Text(Unit, last, b)} END)";
        }
    }

    private static string Shifted(TimeSeries series, string rows)
    {
        var x = Literals.Name(series.Time.Name);
        var moved = TimeOf(series, $"({Ordinal} + {Length} * {PeriodSql.Number(series.Shift)})", x);
        var columns = SeriesColumns(
            series, c => c.Name == series.Time.Name ? $"{moved} AS {x}" : Literals.Name(c.Name));
        return $"SELECT {columns}\nFROM ({rows})";
    }

    // A null flow leaves its own stock null; the stocks after it go on from the last one that is known.
    private static string Accumulated(TimeSeries series, string rows)
    {
        var over = $"({Partition(series, withUnit: true)} ORDER BY {Ordinal})";
        return $"SELECT {SeriesColumns(series, c =>
        {
            var m = Literals.Name(c.Name);
            if (c.Role != ComponentRole.Measure)
                return m;
            var value = series.Operator == TimeOperator.FlowToStock ? $"sum({m}) OVER {over}"
                : $"{m} - coalesce(lag({m} IGNORE NULLS) OVER {over}, 0)";
            var type = c.Kind == ScalarKind.Integer ? $"CAST({value} AS BIGINT)" : value;
            return $"CASE WHEN {m} IS NOT NULL THEN {type} END AS {m}";
        })}\nFROM ({rows})";
    }

    private static string SeriesColumns(TimeSeries series, Func<Component, string> write) =>
        string.Join(", ", series.Components.Select(write));

    private static string Filled(TimeSeries series, string rows)
    {
        var x = Literals.Name(series.Time.Name);
        var isDate = series.Time.Kind == ScalarKind.Date;
        var keys = string.Join(", ", Others(series).Concat([Unit, Length]));
        var start = isDate ? x : PeriodSql.Start(Unit, Ordinal);
        var end = isDate ? x : PeriodSql.End(Unit, $"({Ordinal} + {Length} - 1)");
        var span = isDate ? "0" : $"({Length} - 1)";
        var limits = series.Operator == TimeOperator.FillAll
            ? $", (SELECT min({start}) AS \"vtl lo\", max({end}) AS \"vtl hi\" FROM \"vtl rows\") AS \"vtl limits\""
            : string.Empty;
        var low = series.Operator == TimeOperator.FillAll
            ? $"{First} - {Length} * (({First} - {PeriodSql.OrdinalOf(Unit, "\"vtl lo\"")}) // {Length})"
            : First;
        var high = series.Operator == TimeOperator.FillAll
            ? $"{First} + {Length} * (({PeriodSql.OrdinalOf(Unit, "\"vtl hi\"")} - {span} - {First}) // {Length})"
            : Last;
        var grouped = $"SELECT {keys}, min({Ordinal}) AS {First}, max({Ordinal}) AS {Last}, max({x}) AS {Sample} " +
            $"FROM \"vtl rows\" GROUP BY {keys}";
        var grid = $"SELECT {keys}, {Sample}, unnest(range(CAST({low} AS BIGINT), CAST({high} AS BIGINT) + 1, " +
            $"CAST({Length} AS BIGINT))) AS {Ordinal} FROM ({grouped}){limits}";
        var match = Others(series).Concat([Unit, Length, Ordinal]).Select(k => $"g.{k} = d.{k}");
        var added = TimeOf(series, $"g.{Ordinal}", $"g.{Sample}")
            .Replace(Unit, $"g.{Unit}", StringComparison.Ordinal)
            .Replace(Length, $"g.{Length}", StringComparison.Ordinal);
        var columns = SeriesColumns(series, c => c.Name == series.Time.Name
            ? $"coalesce(d.{x}, " +
                $"{added}) AS {x}"
            : c.Role == ComponentRole.Identifier ? $"g.{Literals.Name(c.Name)}" : $"d.{Literals.Name(c.Name)}");
        return $"SELECT {SeriesColumns(series, c => Literals.Name(c.Name))} FROM (WITH \"vtl rows\" AS ({rows}), " +
            $"\"vtl grid\" AS ({grid})\nSELECT {columns} FROM \"vtl grid\" AS g LEFT JOIN \"vtl rows\" AS d " +
            $"ON {string.Join(" AND ", match)})";
    }
}

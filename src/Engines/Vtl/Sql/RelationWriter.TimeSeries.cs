using Huoshui.Vtl.Plan;

namespace Huoshui.Vtl.Sql;

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
        var x = _dialect.Name(series.Time.Name);
        switch (series.Time.Kind)
        {
            case ScalarKind.TimePeriod:
                return $"SELECT *, {_periods.Unit(x)} AS {Unit}, {_periods.Ordinal(x)} AS {Ordinal}, 1 AS {Length} " +
                    $"FROM {source}";
            case ScalarKind.Date:
                return PositionedDates(series, source, x);
            default:
                var (a, b) = (_dialect.Piece(x, '/', 1),
                    $"(CASE WHEN {_dialect.Contains(x, "'/'")} THEN {_dialect.Piece(x, '/', 2)} ELSE {x} END)");
                var (from, to) = (_dialect.TryDate(a), _dialect.TryDate(b));
                var isMonths = $"({_periods.Unit(a)} = 'd' AND {_dialect.Day(from)} = 1 AND " +
                    $"{to} = {_dialect.LastDayOfMonth(to)})";
                var unit = $"CASE WHEN {isMonths} THEN 'm' ELSE {_periods.Unit(a)} END";
                string At(string part) =>
                    $"CASE WHEN {isMonths} THEN {_periods.OrdinalOf("'m'", _dialect.TryDate(part))} ELSE " +
                    $"{_periods.Ordinal(part)} END";
                return $"SELECT *, {unit} AS {Unit}, {At(a)} AS {Ordinal}, ({At(b)}) - ({At(a)}) + 1 AS {Length} " +
                    $"FROM {source}";
        }
    }

    // The frequency of dates is the smallest step of their series (of all series, where one has a single date).
    private string PositionedDates(TimeSeries series, string source, string x)
    {
        var others = Partition(series, withUnit: false);
        var before = _dialect.RowBefore(x, new WindowText(others, x, string.Empty));
        var stepped = $"SELECT *, {_dialect.DaysBetween(before, x)} AS \"vtl step\" FROM {source}";
        var eachSeries = new WindowText(others, string.Empty, string.Empty);
        var step = $"SELECT *, coalesce(min(\"vtl step\") OVER ({eachSeries}), " +
            $"min(\"vtl step\") OVER (), 1) AS \"vtl least\" FROM ({stepped})";
        var unit = $"CASE WHEN \"vtl least\" < 28 THEN 'd' ELSE 'm' END";
        var length = "CASE WHEN \"vtl least\" < 7 THEN 1 WHEN \"vtl least\" < 28 THEN 7 " +
            "WHEN \"vtl least\" < 89 THEN 1 " +
            "WHEN \"vtl least\" < 180 THEN 3 WHEN \"vtl least\" < 360 THEN 6 ELSE 12 END";
        return $"SELECT *, {unit} AS {Unit}, {_periods.OrdinalOf($"({unit})", x)} AS {Ordinal}, {length} AS " +
            $"{Length} FROM ({step})";
    }

    private IEnumerable<string> Others(TimeSeries series) =>
        series.Components.Where(
            c => c.Role == ComponentRole.Identifier && c.Name != series.Time.Name).Select(c => _dialect.Name(c.Name));

    private string Partition(TimeSeries series, bool withUnit)
    {
        var keys = Others(series).Concat(withUnit ? [Unit, Length] : Array.Empty<string>()).ToList();
        return string.Join(", ", keys);
    }

    /// <summary>The text (or date) of a position, in the form of another one of its series.</summary>
    private string TimeOf(TimeSeries series, string ordinal, string like)
    {
        switch (series.Time.Kind)
        {
            case ScalarKind.TimePeriod:
                return _periods.Text(Unit, ordinal, like);
            case ScalarKind.Date:
                var month = _periods.Start("'m'", ordinal);
                var last = _dialect.LastDayOfMonth(month);
                var day = $"least({_dialect.Day(like)}, {_dialect.Day(last)}) - 1";
                return $"(CASE WHEN {Unit} = 'd' THEN {_periods.Start("'d'", ordinal)} WHEN {like} = " +
                    $"{_dialect.LastDayOfMonth(like)} THEN {last} ELSE {_dialect.AddDays(month, day)} END)";
            default:
                var (a, b) = (_dialect.Piece(like, '/', 1), _dialect.Piece(like, '/', 2));
                var end = $"({ordinal} + {Length} - 1)";
                string Day(string date) => _dialect.Format(date, "%Y-%m-%d");
                return $"(CASE WHEN NOT {_dialect.Contains(like, "'/'")} THEN {_periods.Text(Unit, ordinal, like)} " +
                    $"WHEN {Unit} = 'm' AND {_dialect.Length(a)} > 7 THEN {Day(_periods.Start(Unit, ordinal))} " +
                    $"|| '/' || {Day(_periods.End(Unit, end))} " +
                    $"ELSE {_periods.Text(Unit, ordinal, a)} || '/' || {_periods.Text(Unit, end, b)} END)";
        }
    }

    private string Shifted(TimeSeries series, string rows)
    {
        var x = _dialect.Name(series.Time.Name);
        var moved = TimeOf(series, $"({Ordinal} + {Length} * {PeriodSql.Number(series.Shift)})", x);
        var columns = SeriesColumns(
            series, c => c.Name == series.Time.Name ? $"{moved} AS {x}" : _dialect.Name(c.Name));
        return $"SELECT {columns}\nFROM ({rows})";
    }

    // A null flow leaves its own stock null; the stocks after it go on from the last one that is known.
    private string Accumulated(TimeSeries series, string rows)
    {
        var over = new WindowText(Partition(series, withUnit: true), Ordinal, string.Empty);
        return $"SELECT {SeriesColumns(series, c =>
        {
            var m = _dialect.Name(c.Name);
            if (c.Role != ComponentRole.Measure)
                return m;
            var type = ScalarType.Of(c);
            var value = series.Operator == TimeOperator.FlowToStock
                ? _dialect.Aggregate("sum", [m], [type], type, over)
                : _dialect.Arithmetic(
                    "-", (m, type), ($"coalesce({_dialect.LastKnownBefore(m, over)}, 0)", type), type, Overflow);
            return $"{_dialect.Typed($"CASE WHEN {m} IS NOT NULL THEN {value} END", type)} AS {m}";
        })}\nFROM ({rows})";
    }

    private string Overflow(string when, string? within) =>
        _dialect.Stop([_dialect.Text("VTL5004: the result is out of range")], when, within, 0);

    private static string SeriesColumns(TimeSeries series, Func<Component, string> write) =>
        string.Join(", ", series.Components.Select(write));

    private string Filled(TimeSeries series, string rows)
    {
        var x = _dialect.Name(series.Time.Name);
        var isDate = series.Time.Kind == ScalarKind.Date;
        var keys = string.Join(", ", Others(series).Concat([Unit, Length]));
        var start = isDate ? x : _periods.Start(Unit, Ordinal);
        var end = isDate ? x : _periods.End(Unit, $"({Ordinal} + {Length} - 1)");
        var span = isDate ? "0" : $"({Length} - 1)";
        var limits = series.Operator == TimeOperator.FillAll
            ? $", (SELECT min({start}) AS \"vtl lo\", max({end}) AS \"vtl hi\" FROM \"vtl rows\") AS \"vtl limits\""
            : string.Empty;
        var low = series.Operator == TimeOperator.FillAll
            ? $"{First} - {Length} * " +
                _dialect.Quotient($"({First} - {_periods.OrdinalOf(Unit, "\"vtl lo\"")})", Length)
            : First;
        var high = series.Operator == TimeOperator.FillAll
            ? $"{First} + {Length} * " +
                _dialect.Quotient($"({_periods.OrdinalOf(Unit, "\"vtl hi\"")} - {span} - {First})", Length)
            : Last;
        var grouped = $"SELECT {keys}, min({Ordinal}) AS {First}, max({Ordinal}) AS {Last}, max({x}) AS {Sample} " +
            $"FROM \"vtl rows\" GROUP BY {keys}";
        var ordinals = _dialect.Range(low, high, Length);
        var grid = _dialect.Unnested([keys, Sample], [(ordinals, Ordinal)], $"({grouped}) AS \"vtl spans\"{limits}");
        var match = Others(series).Concat([Unit, Length, Ordinal]).Select(k => $"g.{k} = d.{k}");
        var added = TimeOf(series, $"g.{Ordinal}", $"g.{Sample}")
            .Replace(Unit, $"g.{Unit}", StringComparison.Ordinal)
            .Replace(Length, $"g.{Length}", StringComparison.Ordinal);
        var columns = SeriesColumns(series, c => c.Name == series.Time.Name
            ? $"coalesce(d.{x}, " +
                $"{added}) AS {x}"
            : c.Role == ComponentRole.Identifier ? $"g.{_dialect.Name(c.Name)}" : $"d.{_dialect.Name(c.Name)}");
        return $"SELECT {SeriesColumns(series, c => _dialect.Name(c.Name))} FROM (WITH \"vtl rows\" AS ({rows}), " +
            $"\"vtl grid\" AS ({grid})\nSELECT {columns} FROM \"vtl grid\" AS g LEFT JOIN \"vtl rows\" AS d " +
            $"ON {string.Join(" AND ", match)})";
    }
}

using CsCheck;

namespace Huoshui.Vtl.Tests.Oracle;

/// <summary>Random scripts over dates, periods, intervals and durations as measures (DT_1), and series of dates (DQ_1).</summary>
internal static class ScriptedTimes
{
    private static readonly Component[] Structure =
    [
        Scripts.Id("Id_1"), Scripts.Me("d", ScalarKind.Date), Scripts.Me("p", ScalarKind.TimePeriod), Scripts.Me("w", ScalarKind.Time),
        Scripts.Me("u", ScalarKind.Duration), Scripts.Me("k", ScalarKind.Integer), Scripts.Me("m", ScalarKind.String), Scripts.Me("c", ScalarKind.String),
    ];

    private static readonly Component[] Series = [Scripts.Id("Id_1"), Scripts.Id("t", ScalarKind.Date), Scripts.Me("n", ScalarKind.Integer)];

    private static Gen<string> Day => Scripted.Pick("d", "p", "w", "cast(\"2011-03-31\", date)");

    public static Gen<string> All => Gen.OneOf(
        Gen.OneOf(
            Gen.Select(Scripted.Pick("getyear", "getmonth", "dayofmonth", "dayofyear"), Day, (f, d) => $"{f}({d})"),
            Gen.Select(Day, Day, (a, b) => $"datediff({a}, {b})"),
            Gen.Select(Day, Scripted.Pick("A", "S", "Q", "M", "W", "D"), (d, u) => $"dateadd({d}, k, \"{u}\")"),
            Gen.Select(Day, Scripted.Pick("u", "cast(\"P1M\", duration)", "cast(\"Y\", duration)"), (d, u) => $"dateadd({d}, k, {u})"),
            Scripted.Pick("nvl(w, d)", "nvl(d, w)", "nvl(w, p)", "if k > 0 then d else p", "if k > 0 then w else d", "d = p", "between(w, d, w)", "w in {cast(\"2011-05-05\", date)}"),
            Gen.Select(Scripted.Pick("yeartoday", "monthtoday"), f => $"{f}(u)"),
            Gen.Select(Scripted.Pick("A", "S", "Q", "M", "W"), Scripted.Pick("d, first", "d, last", "p"), (u, d) => $"time_agg(\"{u}\", {d})"),
            Gen.Select(Scripted.Pick("A", "S", "Q", "M"), u => $"time_agg(\"{u}\", w)"),
            Gen.Select(Scripted.Pick("<", "<=", ">", ">=", "=", "<>"), Scripted.Pick("cast(\"Q\", duration)", "cast(\"P1Y2M\", duration)", "u"), (o, u) => $"u {o} {u}"),
            Gen.Select(Scripted.Pick("<", ">=", "="), Scripted.Pick("cast(\"2011-03-31\", date)", "dateadd(d, k, \"M\")"), (o, d) => $"d {o} {d}"),
            Casts, Casts, Scripted.Pick("cast(d, time)", "cast(p, time)", "cast(w, time_period)"))
            .Select(e => $"DS_r := DT_1[calc r := {e}][keep r];"),
        Scripted.Pick("DS_r := DT_1[aggr a := min(d), b := max(d), q := count(p)];", "DS_r := DT_1[calc r := lag(d, 1 over (order by Id_1))][keep r];",
            "DS_r := DT_1[filter between(d, cast(\"2010-01-01\", date), cast(\"2011-12-31\", date))];", "DS_r := DT_1[calc r := period_indicator(p) in {\"M\", \"Q\"}][keep r];"),
        Gen.Select(Scripted.Pick("timeshift(DQ_1, 1)", "timeshift(DQ_1, -2)", "fill_time_series(DQ_1, single)", "flow_to_stock(DQ_1)",
            "stock_to_flow(DQ_1)", "sum(DQ_1 group by Id_1, time_agg(\"M\", t, first))", "sum(DQ_1 group by Id_1, time_agg(\"A\", t, last))"), e => $"DS_r := {e};"));

    private static Gen<string> Casts => Scripted.Pick("cast(d, string)", "cast(d, time)", "cast(p, time)", "cast(p, string)", "cast(w, string)", "cast(w, time_period)",
        "cast(u, string)", "cast(p, date)", "cast(w, date)", "cast(d, string, \"YYYY/MM/DD\")", "cast(d, string, \"DD.MM.YY\")", "cast(d, string, \"{D}D-{M}M-YYYY\")",
        "cast(m, date, \"DD.MM.YYYY\")", "cast(c, number, \"D+,D*\")", "cast(cast(abs(k), string), integer, \"D+\")", "cast(if k > 0 then \"2010Q1\" else \"2011M03\", time_period)",
        "cast(cast(d, string), date)", "cast(k, boolean)", "cast(k, number)", "cast(k, string)",
        "cast(k, string, \"D+,DD\")", "cast(d, string, \"{D}D Month YYYY\")", "cast(d, string, \"Day3 \\DDD\\MMM\\YYYYY\")");

    public static Gen<OracleTable> Measures
    {
        get
        {
            var row = Gen.Select(
                Scripted.Pick("2010-01-01", "2010-12-31", "2011-03-31", "2012-02-29", "2009-12-28", "2011-07-15", null),
                Scripted.Pick("2010", "2010Q4", "2011M02", "2010W53", "2009S2", "2012D060", null),
                Scripted.Pick("2010-01-01/2010-12-31", "2011-02-01/2011-02-28", "2010-01-04/2010-01-10", "2011-05-05/2011-05-05", "2010-04-01/2010-06-30", "2011-02-03/2011-03-05", null),
                Scripted.Pick("A", "Q", "M", "W", "D", "P1Y20D", "P2M3D", null), Gen.Int[-14, 14].Select(i => i == 14 ? null : $"{i}"),
                Scripted.Pick("31.12.2010", "29.02.2012", "29.02.2012", "01.07.2011", null, "30.02.2011"), Scripted.Pick("12,5", "7,0", "0,25", "7,5", "3.5", null));
            return row.Array[0, 5].Select(rows => new OracleTable(new DataStructure("DT_1", Structure), [.. rows.Select(
                (r, i) => new[] { $"{i + 1}", r.Item1, r.Item2, r.Item3, r.Item4, r.Item5, r.Item6, r.Item7 })]));
        }
    }

    /// <summary>Days, weeks, months and quarters with gaps: a series of one frequency each.</summary>
    public static Gen<OracleTable> Dates
    {
        get
        {
            var steps = Gen.Select(Scripted.Pick(1, 7, 31, 92), Gen.Int[0, 30], Gen.Int[0, 5].Array[0, 4], (unit, start, gaps) => gaps.Aggregate(
                new List<int> { start % 12 }, (all, gap) => [.. all, all[^1] + 1 + (gap == 5 && unit < 92 ? 2 : 0)]).Select(i => unit switch
                {
                    1 or 7 => new DateOnly(2011, 1, 3).AddDays(i * unit),
                    31 => new DateOnly(2011, 1, 1).AddMonths(i + 1).AddDays(-1),
                    _ => new DateOnly(2010, 1, 1).AddMonths((i * 3) + 3).AddDays(-1),
                }).ToList());
            return Gen.Select(steps, steps, Gen.Int[-4, 9].Array[12], (a, b, n) => new OracleTable(
                new DataStructure("DQ_1", Series),
                [.. a.Select(d => (Id: 1, Day: d)).Concat(b.Select(d => (Id: 2, Day: d))).Select(
                    (r, i) => new[] { $"{r.Id}", r.Day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), n[i % 12] == 9 ? null : $"{n[i % 12]}" })]));
        }
    }
}

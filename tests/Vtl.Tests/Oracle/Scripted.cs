using System.Globalization;
using CsCheck;

namespace Huoshui.Vtl.Tests.Oracle;

/// <summary>A data set of a random case: rows of text, null for null.</summary>
internal sealed record OracleTable(DataStructure Structure, IReadOnlyList<string?[]> Rows);

/// <summary>Random scripts of one family of operators, and random data for them. Every script is right: only data can
/// stop it.</summary>
internal static class Scripted
{
    private static readonly Component[] Cells =
    [
        Scripts.Id("Id_1"), Scripts.Id("Id_2", ScalarKind.String), Scripts.Me("n", ScalarKind.Integer),
        Scripts.Me("x", ScalarKind.Number), Scripts.Me("s", ScalarKind.String), Scripts.Me("b", ScalarKind.Boolean),
    ];

    private static readonly Component[] Series =
        [Scripts.Id("Id_1"), Scripts.Id("t", ScalarKind.TimePeriod), Scripts.Me("n", ScalarKind.Integer), Scripts.Me("x", ScalarKind.Number)];

    private static Gen<string> Int => Gen.Int[-9, 9].Select(i => i < 0 ? $"({i})" : $"{i}");

    private static Gen<string> Text => Pick("\"a\"", "\"ab\"", "\" b \"", "\"\"", "\"Abab\"", "\"中a\"");

    /// <summary>DS_1, DS_2, with periods TS_1, with code items HS_1, with decimals DE_1 and DE_2, with times
    /// DT_1, and with dates DQ_1.</summary>
    public static Gen<OracleTable[]> Tables => Gen.Select(
        Table("DS_1"), Table("DS_2"), Periods, ScriptedHierarchies.Table, ScriptedDecimals.Table("DE_1", 2), ScriptedDecimals.Table("DE_2", 4),
        Gen.Select(ScriptedTimes.Measures, ScriptedTimes.Dates), (a, b, t, h, d, e, w) => new[] { a, b, t, h, d, e, w.Item1, w.Item2 });

    public static Gen<string> Numbers => Number(3).Select(e => $"DS_r := DS_1[calc r := {e}][keep r];");

    /// <summary>One operator that data can stop.</summary>
    public static Gen<string> Stops => Gen.OneOf(
        Gen.Select(Number(1), Pick("n", "x", "n - 1", "x + n"), (a, b) => $"({a}) / ({b})"),
        Pick("ln(x)", "sqrt(x)", "log(x, 2)", "power(x, n)", "exp(x * 1000)", "cast(s, integer)", "cast(s, number)", "substr(s, n)",
            "substr(s, 1, n)", "instr(s, \"a\", n)", "n * 9223372036854775807", "string_distance(hamming, s, \"ab\")"))
        .Select(e => $"DS_r := DS_1[calc r := {e}][keep r];");

    /// <summary>What could stop stands behind a condition, more than once: it must not stop for rows that are not its
    /// own.</summary>
    public static Gen<string> Guards => Gen.Select(
        Pick("if n = 0 then 0.5 else x / n", "if x <= 0 then null else ln(x)", "if x < 0 or isnull(x) then 0 else sqrt(x)",
            "case when n > 0 then x / n when n < 0 then n / x else 1.5",
            "if match_characters(s, \"[0-9]+\") then cast(s, integer) else n"),
        Pick("a", "a + 1", "mod(a, 2)", "mod(7, a)", "round(a, 1)", "if n = 0 then 1 else a / n"),
        Pick("a", "a * 2", "mod(a, 3) + 1", "nvl(a, x)", "abs(a)"), Bool(1), Bool(1),
        (a, p, q, c, d) => $"DS_r := DS_1[calc a := {a}][calc r := if {c} then {p} else (if {d} then {q} else {p})][keep r];");

    public static Gen<string> Texts => Gen.OneOf(
            Str(3),
            Str(2).Select(a => $"length({a})"),
            Gen.Select(Str(1), Text, (a, p) => $"instr({a}, {(p == "\"\"" ? "\"b\"" : p)})"),
            Gen.Select(Str(1), Str(1), (a, p) => $"string_distance(levenshtein, {a}, {p})"),
            Gen.Select(Str(1), Gen.Int[1, 3], Gen.Int[1, 2], (a, f, o) => $"instr({a}, \"a\", {f}, {o})"))
        .Select(e => $"DS_r := DS_1[calc r := {e}][keep r];");

    public static Gen<string> Booleans => Bool(3).Select(e => $"DS_r := DS_1[calc r := {e}][keep r];");

    public static Gen<string> Clauses => Gen.Select(Bool(2), Number(2), Str(1), Pick(
        "[keep r, n]", "[drop s, b]", "[rename n to m, Id_1 to k]", "[calc n := n + 1][filter n > 0 or isnull(n)]", "[sub Id_2 = \"a\"]",
        "[keep n, x][unpivot q, v]", "[aggr y := sum(x), z := count(), w := max(s) group by Id_2]"),
        (f, e, t, c) => $"A := DS_1[filter {f}][calc r := {e}, u := {t}]; DS_r := A{c};");

    public static Gen<string> Aggregates => Gen.Select(
        Pick("sum", "avg", "min", "max", "count", "median", "var_pop", "var_samp", "stddev_pop", "stddev_samp"), Number(1),
        Pick(" group by Id_1", " group by Id_2", " group except Id_1", " group by Id_1, Id_2", string.Empty),
        Pick(string.Empty, " having count() > 1", " having max(n) >= 0 and count(x) > 0"), Gen.Int[0, 2],
        (f, e, g, h, form) => form switch
        {
            0 => $"DS_r := DS_1[aggr r := {f}({e}), q := count(s){g}{(g.Length > 0 ? h : string.Empty)}];",
            1 => $"DS_r := {f}(DS_1[keep n, x]{g}{(g.Length > 0 ? h : string.Empty)});",
            _ => $"DS_r := DS_1[filter b][aggr r := {f}(x) - min(n){g}];",
        });

    public static Gen<string> Analytics => Gen.Select(
        Pick("sum(x", "avg(n", "count(s", "min(s", "max(x", "first_value(s", "last_value(n", "lag(x, 1", "lead(n, 2", "lag(n, 1, 7",
            "stddev_samp(x", "median(n"),
        Pick("partition by Id_2 order by Id_1", "partition by Id_1 order by Id_2 desc", "order by Id_1", "partition except all order by Id_1, Id_2"),
        Pick(string.Empty, " data points between 1 preceding and 1 following", " data points between unbounded preceding and current data point",
            " data points between 1 following and 2 following", " data points between unbounded preceding and unbounded following"),
        (f, o, w) => $"DS_r := DS_1[calc r := {f} over ({o}{(f.StartsWith("la", StringComparison.Ordinal) && f[2] == 'g' || f[..4] == "lead" ? string.Empty : w)}))][keep r];");

    public static Gen<string> Sets => Pick("union", "intersect", "setdiff", "symdiff").Select(
        o => $"DS_r := {o}(DS_1, DS_2);");

    public static Gen<string> Joins => Gen.Select(
        Pick("inner_join", "left_join", "full_join"),
        Pick(" calc r := a#n + b#n keep r", " keep a#x, b#s rename a#x to p, b#s to q", " filter a#n >= b#n calc r := a#s || b#s keep r",
            " apply a + b", " aggr r := sum(a#n), q := count(b#x) group by Id_1"),
        (j, body) => body.Contains("apply", StringComparison.Ordinal)
            ? $"DS_r := {j}(DS_1[keep n, x] as a, DS_2[keep n, x] as b{body});"
            : $"DS_r := {j}(DS_1 as a, DS_2 as b{body});");

    public static Gen<string> DataSets => Gen.Select(
        Pick("+", "-", "*", "=", "<", ">=", "and", "or"), Pick("n", "x"), Gen.Bool,
        (o, m, swap) => o is "and" or "or" ? $"DS_r := DS_1[keep b] {o} DS_2[keep b];"
            : o is "=" or "<" or ">=" ? $"DS_r := DS_1#{m} {o} DS_2#{m};"
            : swap ? $"DS_r := DS_1[keep n, x] {o} max(DS_2[keep n, x] group by Id_1);"
            : $"DS_r := DS_1[keep n, x] {o} DS_2[keep n, x];");

    public static Gen<string> Checks => Gen.Select(Bool(1), Bool(1), Pick("all", "invalid", "all_measures"), Gen.Bool,
        (w, t, o, isRule) => isRule
            ? "define datapoint ruleset R (variable Id_1, Id_2, n, x, s, b) is r1: when " + w + " then " + t +
                " errorcode \"E\" errorlevel 2; r2: " + w + " end datapoint ruleset; DS_r := check_datapoint(DS_1, R " + o + ");"
            : $"DS_r := check(DS_1#n >= DS_2#n errorcode \"E\" errorlevel 3 imbalance DS_1#x - DS_2#x{(o == "invalid" ? " invalid" : " all")});");

    public static Gen<string> Conditions => Gen.OneOf(
        Pick("DS_r := if DS_1#n > 0 then DS_1[keep x, s] else DS_2[keep x, s];",
            "DS_r := case when DS_1#n > 3 then DS_1[keep x] when DS_1#b then DS_2[keep x] else DS_1[keep x];",
            "DS_r := nvl(DS_1[keep n], 0);", "DS_r := exists_in(DS_1, DS_2, all);", "DS_r := exists_in(DS_1, DS_2, true);",
            "DS_r := exists_in(DS_1, DS_2, false);", "DS_r := isnull(DS_1#s);", "DS_r := DS_1#n in {1, 2, 3};"),
        Bool(2).Select(e => $"DS_r := DS_1[calc r := if {e} then x else n][keep r];"));

    public static Gen<string> TimeSeries => Pick(
        "DS_r := timeshift(TS_1, 1);", "DS_r := timeshift(TS_1, -3);", "DS_r := flow_to_stock(TS_1);", "DS_r := stock_to_flow(TS_1);",
        "DS_r := fill_time_series(TS_1, single);", "DS_r := fill_time_series(TS_1, all);",
        "DS_r := stock_to_flow(flow_to_stock(TS_1));", "DS_r := TS_1[calc r := period_indicator(t)][keep r];",
        "DS_r := TS_1[calc r := time_agg(\"A\", t)][keep r];", "DS_r := TS_1[calc r := getyear(t), m := getmonth(t), d := dayofyear(t)][keep r, m, d];",
        "DS_r := TS_1[calc r := dateadd(t, n, \"M\"), q := dateadd(t, n, \"Q\"), w := dateadd(t, n, \"W\")][keep r, q, w];",
        "DS_r := TS_1[calc r := datediff(t, cast(\"2011-03-31\", date))][keep r];", "DS_r := sum(TS_1 group by Id_1, time_agg(\"A\"));",
        "DS_r := TS_1[calc r := daytoyear(n * n * 40), q := daytomonth(n * n * 7)][keep r, q];");

    /// <summary>Results of results, some used twice: what fusing, sharing and pruning must not change.</summary>
    public static Gen<string> Chains => Gen.Select(
        Chained(2, "DS_1[keep n, x]", "DS_2[keep n, x]"), Chained(2, "A", "DS_1[keep n, x]"), Chained(2, "A", "B"),
        (a, b, c) => $"A := {a}; B := {b}; DS_r := {c};");

    private static Gen<string> Chained(int depth, params string[] leaves)
    {
        var leaf = Pick(leaves);
        if (depth == 0)
            return leaf;
        var inner = Chained(depth - 1, leaves);
        return Gen.OneOf(
            leaf,
            Gen.Select(inner, Pick("+", "-"), inner, (a, o, b) => $"({a} {o} {b})"),
            Gen.Select(inner, Pick("[filter n > 0 or x < 1]", "[filter not isnull(x)]", "[calc n := n * 2 - Id_1]", "[calc x := nvl(x, n)]",
                "[calc n := sum(n over (partition by Id_1 order by Id_2))]", "[rename n to m][calc n := m][drop m]"), (a, c) => $"{a}{c}"),
            Gen.Select(Pick("union", "intersect", "setdiff", "symdiff"), inner, inner, (o, a, b) => $"{o}({a}, {b})"),
            // Not full_join: DuckDB refuses some sets of sets of one (README, Oracle).
            Gen.Select(Pick("inner_join", "left_join"), inner, inner,
                (j, a, b) => $"{j}({a} as p, {b} as q calc n := nvl(p#n, 0) + nvl(q#n, 0), x := q#x keep n, x)"),
            inner.Select(a => $"nvl({a}, 0)"),
            Gen.Select(inner, inner, (a, b) => $"inner_join({a} as p, max({b} group by Id_1) as q calc n := q#n, x := p#x - q#x keep n, x)"),
            inner.Select(a => $"max({a} group by Id_1, Id_2)"),
            Gen.Select(inner, inner, inner, (c, a, b) => $"(if {c}#n > 0 then {a} else {b})"));
    }

    public static Gen<T> Pick<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static Gen<string> Number(int depth)
    {
        var leaf = Gen.OneOf(Pick("n", "x", "Id_1"), Int, Pick("0.5", "2.25", "1.125"), Gen.Const("cast(null, number)"));
        if (depth == 0)
            return leaf;
        var inner = Number(depth - 1);
        return Gen.OneOf(
            leaf,
            Gen.Select(inner, Pick("+", "-", "*"), inner, (a, o, b) => $"({a} {o} {b})"),
            Gen.Select(inner, Pick("4", "8", "0.5", "-2"), (a, b) => $"({a} / ({b}))"),
            Gen.Select(inner, inner, (a, b) => $"mod({a}, {b})"),
            Gen.Select(Pick("abs", "ceil", "floor", "round", "trunc", "-", "+"), inner, (f, a) => $"{f}({a})"),
            Gen.Select(Pick("round", "trunc"), inner, Pick("-1", "0", "1", "2"), (f, a, d) => $"{f}({a}, {d})"),
            Gen.Select(inner, inner, (a, b) => $"nvl({a}, {b})"),
            Gen.Select(Bool(depth - 1), inner, inner, (c, a, b) => $"(if {c} then {a} else {b})"),
            Gen.Select(Bool(depth - 1), inner, Bool(depth - 1), inner, inner, (c, a, d, b, e) => $"(case when {c} then {a} when {d} then {b} else {e})"),
            Str(depth - 1).Select(a => $"length({a})"));
    }

    private static Gen<string> Bool(int depth)
    {
        var leaf = Gen.OneOf(Pick("b", "true", "false", "cast(null, boolean)"), Pick("isnull(n)", "n > 0", "s = \"ab\"", "x <> 2.25"));
        if (depth == 0)
            return leaf;
        var inner = Bool(depth - 1);
        return Gen.OneOf(
            leaf,
            Gen.Select(inner, Pick("and", "or", "xor"), inner, (a, o, b) => $"({a} {o} {b})"),
            inner.Select(a => $"not ({a})"),
            Gen.Select(Number(depth - 1), Pick("=", "<>", "<", "<=", ">", ">="), Number(depth - 1), (a, o, b) => $"({a} {o} {b})"),
            Gen.Select(Str(depth - 1), Pick("=", "<", ">="), Str(depth - 1), (a, o, b) => $"({a} {o} {b})"),
            Gen.Select(Number(depth - 1), Number(depth - 1), Number(depth - 1), (a, l, h) => $"between({a}, {l}, {h})"),
            Gen.Select(Pick("n", "Id_1"), Pick("in", "not_in"), (a, o) => $"({a} {o} {{1, 2, 5}})"),
            Gen.Select(Str(depth - 1), Pick("a.*", "[a-b]+", ".{2}", string.Empty), (a, p) => $"match_characters({a}, \"{p}\")"),
            Gen.Select(inner, inner, (a, b) => $"nvl({a}, {b})"));
    }

    private static Gen<string> Str(int depth)
    {
        var leaf = Gen.OneOf(Pick("s", "Id_2"), Text, Gen.Const("cast(null, string)"));
        if (depth == 0)
            return leaf;
        var inner = Str(depth - 1);
        return Gen.OneOf(
            leaf,
            Gen.Select(inner, inner, (a, b) => $"({a} || {b})"),
            Gen.Select(Pick("trim", "ltrim", "rtrim", "upper", "lower"), inner, (f, a) => $"{f}({a})"),
            Gen.Select(inner, Gen.Int[1, 4], Gen.Int[0, 3], (a, f, l) => $"substr({a}, {f}, {l})"),
            Gen.Select(inner, Pick("\"a\"", "\"ab\"", "\" \""), Text, (a, p, r) => $"replace({a}, {p}, {r})"),
            Gen.Select(Bool(depth - 1), inner, inner, (c, a, b) => $"(if {c} then {a} else {b})"),
            Gen.Select(inner, inner, (a, b) => $"nvl({a}, {b})"),
            Bool(depth - 1).Select(c => $"cast({c}, string)"));
    }

    private static Gen<OracleTable> Table(string name)
    {
        var row = Gen.Select(
            Gen.Int[-4, 9].Select(i => i == 9 ? null : Invariant(i)), Gen.Int[-9, 12].Select(i => i == 12 ? null : Invariant(i / 4.0)),
            Pick("a", "ab", " b ", "Abab", "12", "-3.5", string.Empty, null), Pick("true", "false", null));
        return Gen.Select(Gen.Int[0, 15], row.Array[8], (present, rows) => new OracleTable(
            new DataStructure(name, Cells),
            [.. Enumerable.Range(0, 8).Where(i => i < 5 ? (present >> i & 1) == 0 : present > 3).Select(
                i => new[] { Invariant((i / 2) + 1), i % 2 == 0 ? "a" : "b", rows[i].Item1, rows[i].Item2, rows[i].Item3, rows[i].Item4 })]));
    }

    private static Gen<OracleTable> Periods
    {
        get
        {
            var period = Gen.OneOf(
                Gen.Select(Gen.Int[2010, 2012], Gen.Int[1, 4], (y, q) => $"{y}Q{q}"),
                Gen.Select(Gen.Int[2010, 2011], Gen.Int[1, 12], (y, m) => $"{y}M{m:00}"),
                Gen.Int[2010, 2013].Select(y => $"{y}"),
                Gen.Select(Gen.Int[2009, 2010], Gen.Int[50, 53], (y, w) => $"{y}W{(y == 2010 ? w - 1 : w):00}"));
            var row = Gen.Select(
                Gen.Int[1, 2], period, Gen.Int[-4, 9].Select(i => i == 9 ? null : Invariant(i)),
                Gen.Int[-9, 12].Select(i => i == 12 ? null : Invariant(i / 4.0)));
            return row.Array[0, 9].Select(rows => new OracleTable(
                new DataStructure("TS_1", Series),
                [.. rows.DistinctBy(r => (r.Item1, r.Item2)).Select(r => new[] { Invariant(r.Item1), r.Item2, r.Item3, r.Item4 })]));
        }
    }

    private static string Invariant(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}

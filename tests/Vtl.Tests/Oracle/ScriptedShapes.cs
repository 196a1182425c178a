using CsCheck;

namespace Huoshui.Vtl.Tests.Oracle;

/// <summary>Random scripts of what changes the shape of data sets: defined operators, roles, viral attributes, pivot, further joins, and
/// windows by value.</summary>
internal static class ScriptedShapes
{
    public static Gen<string> Definitions => Gen.Select(
        Scripted.Pick("a * b + 1", "if a > b then a else b", "nvl(a, b)", "round(a, 1) - b"), Scripted.Pick("f(x)", "f(x, 3)", "f(f(n, n), -2)", "nvl(f(x, n), f(n))"), Gen.Int[0, 3],
        (body, use, form) => "define operator f (a number, b number default 2) returns number is " + body + " end operator; " + form switch
        {
            0 => "define operator g (d dataset, c component) returns dataset is d[filter not isnull(c)][calc r := f(c)][keep r] end operator; DS_r <- g(DS_1, n);",
            1 => "define operator g (d dataset, e dataset) is inner_join(d as p, e as q calc r := f(p#n, q#x) keep r) end operator; DS_r <- g(DS_1, DS_2);",
            2 => $"A <- DS_1[calc r := {use}][keep r]; DS_r <- A[filter f(r) > 0];",
            _ => $"DS_r <- DS_1[calc r := {use}][keep r];",
        });

    public static Gen<string> Roles => Gen.Select(
        Scripted.Pick("identifier q := Id_1 * 2", "identifier q := nvl(s, \"\") || \"x\"", "measure n := n + 1", "attribute z := s || \"z\"", "viral attribute f := s"),
        Scripted.Pick("measure m := x", "attribute y := n * 2", "identifier k := Id_2 || \"k\"", "m := b"),
        Scripted.Pick("[drop b]", "[filter n > 0]", "[keep n, x]", "[aggr measure c := count(), attribute l := max(x) group by Id_2]"),
        (a, b, c) => $"DS_r := DS_1[calc {a}, {b}]{(a.Contains("viral", StringComparison.Ordinal) && c[1] == 'a' ? "[drop b]" : c)};");

    public static Gen<string> Virals => Gen.Select(
        Scripted.Pick("aggregate max", "aggregate min", "when \"p\" and \"q\" then \"pq\"; when \"q\" then \"q\"; else \"none\"", "when \"p\" or null then \"p\"; else \"x\""),
        Scripted.Pick("HS_1[keep n, f] + HS_1[keep n, f]", "HS_1[keep n, f] * max(HS_1[keep n, f] group by Id_1)", "sum(HS_1[keep n, f] group by Id_1)", "sum(HS_1[keep n, f] group by c)",
            "HS_1[keep n, f] = HS_1[keep x, f][rename x to n]", "inner_join(HS_1[keep n, f] as a, HS_1[keep x, f] as b)", "union(HS_1, HS_1[filter n > 1])",
            "nvl(HS_1[keep n, f], 0)", "HS_1[aggr q := sum(x) group by Id_1]", "HS_1[keep n, f] - 1", "if HS_1#n > 1 then HS_1[keep x, f] else 0.5"),
        (rule, body) => $"define viral propagation V (variable f) is {rule} end viral propagation; DS_r := {body};");

    public static Gen<string> Pivots => Gen.OneOf(
        Gen.Select(Scripted.Pick("n", "x", "s", "b"), m => $"DS_r := DS_1[keep {m}][pivot Id_2, {m}];"),
        Gen.Select(Scripted.Pick("n", "x"), m => $"DS_r := DS_1[keep {m}][pivot Id_2, {m}][calc d := nvl(a, 0) - b];"),
        Gen.Select(Scripted.Pick("n", "x"), m => $"DS_r := DS_1[keep {m}][pivot Id_2, {m}][unpivot q, v];"));

    public static Gen<string> MoreJoins => Scripted.Pick(
        "DS_r := cross_join(DS_1[keep n] as a, DS_2[keep x] as b calc r := n + x rename a#Id_1 to i, a#Id_2 to j, b#Id_1 to k, b#Id_2 to l);",
        "DS_r := cross_join(DS_1[keep n] as a, DS_2[keep x] as b filter n > x rename a#Id_1 to i, a#Id_2 to j, b#Id_1 to k, b#Id_2 to l);",
        "DS_r := left_join(DS_1 as a, max(DS_2[keep n, x] group by Id_1) as b using Id_1 calc r := a#n + b#x keep r);",
        "DS_r := inner_join(DS_1 as a, max(DS_2[keep n, x] group by Id_1) as b using Id_1 calc r := a#n * b#n keep r);",
        "DS_r := inner_join(DS_1 as a, DS_2 as b using Id_1, Id_2 drop a#n, b#n, a#x, b#x, a#s, b#s rename a#b to p, b#b to q);",
        "DS_r := full_join(DS_1[keep n] as a, DS_2[keep x] as b using Id_1, Id_2, nvl(n, 0), nvl(x, 0.5) keep n, x);",
        "DS_r := left_join(DS_1[keep n] as a, DS_2[keep x] as b using Id_1, Id_2, nvl(x, -1) calc r := n + x keep r);",
        "DS_r := inner_join(DS_1[keep n] as a, DS_2[keep x] as b, DS_1[keep s] as c calc r := n + x keep r, s);",
        "DS_r := union(DS_1, DS_2, DS_1[filter n > 0]);", "DS_r := intersect(DS_1, DS_2, DS_1[filter n > 0]);",
        "A := max(DS_2[keep x] group by Id_1); DS_r := lookup(DS_1[keep n], A on Id_1 = Id_1);",
        "A := DS_2[keep x]; DS_r := lookup(DS_1[keep n], A on Id_1 = Id_1);",
        "A := DS_2[keep x]; DS_r := lookup(DS_1[keep n], A on n = Id_1, Id_2 = Id_2);");

    public static Gen<string> MoreWindows => Gen.Select(
        Scripted.Pick("sum(x", "count(n", "min(x", "max(n", "first_value(x", "last_value(n", "avg(x"), Scripted.Pick("Id_1", "Id_1 desc"),
        Scripted.Pick("between 1 preceding and 1 following", "between unbounded preceding and current data point", "between current data point and 2 following",
            "between 2 preceding and 1 preceding", "between unbounded preceding and unbounded following"), Gen.Int[0, 2],
        (f, o, w, form) => form switch
        {
            0 => $"DS_r := DS_1[calc r := {f} over (partition by Id_2 order by {o} range {w}))][keep r];",
            1 => $"DS_r := DS_1[filter not isnull(n)][calc r := rank(over (partition by Id_2 order by n{(o.Length > 4 ? " desc" : string.Empty)})), q := rank(over (partition by Id_1 order by s))][keep r, q];",
            _ => "DS_r := DS_1[filter x > 0][calc r := ratio_to_report(x over (partition by Id_2)), q := ratio_to_report(x over (partition by Id_1, Id_2))][keep r, q];",
        });

    public static Gen<string> Distances => Gen.Select(
        Scripted.Pick("levenshtein", "damerau_levenshtein", "jaro_winkler"), Scripted.Pick("s", "s || \"ba\"", "\"ab\" || s", "\"bca\"", "lower(s)"),
        Scripted.Pick("s", "\"ba\"", "\"Abba\"", "\"b a\"", "\"中文\" || s", "\"abc\"", "\"\""), (m, a, b) => $"DS_r := DS_1[calc r := string_distance({m}, {a}, {b})][keep r];");
}

using CsCheck;

namespace Huoshui.Vtl.Tests.Oracle;

/// <summary>Random scripts over exact numbers. DE_1 and DE_2 differ in the digits of <c>a</c>. No sum of products has more
/// than the 28 digits that the oracle counts exactly.</summary>
internal static class ScriptedDecimals
{
    public static Gen<string> All => Gen.OneOf(Calculations, Groups, Windows, DataSets);

    /// <summary>a: up to eleven digits before the point; r: a rate with six digits; m: a small sum.</summary>
    public static Gen<OracleTable> Table(string name, int scale)
    {
        Component[] structure =
        [
            Scripts.Id("Id_1"), Scripts.Id("Id_2", ScalarKind.String), Scripts.Me("a", ScalarKind.Number, scale),
            Scripts.Me("r", ScalarKind.Number, 6), Scripts.Me("m", ScalarKind.Number, 2), Scripts.Me("n", ScalarKind.Integer),
        ];
        var row = Gen.Select(
            Scripted.Pick("99999999999.99", "-12345678901.25", "0.01", "-0.01", "0.05", "30.00", "20000000.45", "1000.15", "0", null),
            Scripted.Pick("0.123456", "-0.000001", "9.999999", "0.045000", "1.5", "0", null),
            Gen.Int[-2000, 2000].Select(i => i % 9 == 0 ? null : $"{(i < 0 ? "-" : string.Empty)}{Math.Abs(i) / 100}.{Math.Abs(i) % 100:00}"),
            Gen.Int[-3, 9].Select(i => i == 9 ? null : $"{i}"));
        return Gen.Select(Gen.Int[0, 15], row.Array[8], (present, rows) => new OracleTable(
            new DataStructure(name, structure),
            [.. Enumerable.Range(0, 8).Where(i => (present >> (i % 4) & 1) == 0).Select(
                i => new[] { $"{(i / 2) + 1}", i % 2 == 0 ? "a" : "b", rows[i].Item1, rows[i].Item2, rows[i].Item3, rows[i].Item4 })]));
    }

    private static Gen<string> Literal => Scripted.Pick("0.05", "12.345", "-0.5", "100", "0.005", "2.00", "0.1", "0.2");

    private static Gen<string> Term => Gen.OneOf(
        Scripted.Pick("a", "r", "m", "n"), Literal, Scripted.Pick("a * r", "m * r", "r * r", "n * a", "m * m", "m * 0.015", "a * 1.5", "-a", "r - m"));

    private static Gen<string> Number(int depth)
    {
        if (depth == 0)
            return Term.Select(t => $"({t})");
        var inner = Number(depth - 1);
        return Gen.OneOf(
            Gen.Select(inner, Scripted.Pick("+", "-"), inner, (a, o, b) => $"({a} {o} {b})"),
            Gen.Select(Scripted.Pick("abs", "-", "round", "trunc", "ceil", "floor"), inner, (f, a) => $"{f}({a})"),
            Gen.Select(Scripted.Pick("round", "trunc"), inner, Gen.Int[-2, 7], (f, a, d) => $"{f}({a}, {d})"),
            Gen.Select(inner, Gen.OneOf(Literal, Scripted.Pick("r", "m", "n")), (a, b) => $"mod({a}, {b})"),
            Gen.Select(inner, inner, (a, b) => $"nvl({a}, {b})"),
            Gen.Select(Condition(inner), inner, inner, (c, a, b) => $"(if {c} then {a} else {b})"));
    }

    private static Gen<string> Condition(Gen<string> number) => Gen.OneOf(
        Gen.Select(number, Scripted.Pick("=", "<>", "<", "<=", ">", ">="), number, (a, o, b) => $"({a} {o} {b})"),
        Gen.Select(number, Literal, number, (a, l, h) => $"between({a}, {l}, {h})"),
        Gen.Select(number, Scripted.Pick("in", "not_in"), (a, o) => $"({a} {o} {{0.01, 30, 0.045, 0.123456}})"));

    private static Gen<string> Calculations => Gen.OneOf(
            Number(2), Condition(Number(1)),
            // Beyond 18 digits after the point products are binary fractions, as quotients always are.
            Scripted.Pick("r * r * r", "r * r * r * r", "a * r * r * r", "m / 8", "round(m, n)", "trunc(a * r, 7)", "trunc(a * r, 1)",
                "cast(a, integer)", "cast(m, boolean)", "power(m, 2)", "sqrt(abs(m))", "a + 0.5 = a"),
            Gen.Select(Number(1), Scripted.Pick("4", "m", "r", "n"), (a, b) => $"{a} / {b}"))
        .Select(e => $"DS_r := DE_1[calc y := {e}][keep y];");

    private static Gen<string> Groups => Gen.Select(
        Number(1), Scripted.Pick("sum", "avg", "min", "max", "count", "median", "stddev_pop"), Scripted.Pick(" group by Id_1", " group by Id_2", string.Empty),
        Condition(Scripted.Pick("t", "w", "t - w", "t + 0.005", "round(t, 1)")), Gen.Int[0, 2], (e, f, g, c, form) => form switch
        {
            0 => $"DS_r := DE_1[aggr t := sum({e}), w := {f}(m), q := max(r){g}][calc y := {c}];",
            1 => $"DS_r := {f}(DE_1[keep a, r]{g});",
            _ => $"DS_r := DE_1[aggr y := sum({e}){g}];",
        });

    private static Gen<string> Windows => Gen.Select(
        Scripted.Pick("sum(a", "sum(r", "avg(m", "min(a", "lag(a, 1", "lead(r, 1, 0.5", "first_value(a", "last_value(m", "max(m - r"),
        Scripted.Pick("partition by Id_2 order by Id_1", "partition except all order by Id_1, Id_2 desc"),
        (f, o) => $"DS_r := DE_1[calc y := {f} over ({o})), z := ratio_to_report(nvl(abs(a), 0) + 0.01 over (partition by Id_1))][keep y, z];");

    private static Gen<string> DataSets => Gen.OneOf(
        Gen.Select(Scripted.Pick("union", "intersect", "symdiff"), Scripted.Pick("a", "r", "a, m"), (o, m) => $"DS_r := {o}(DE_1[keep {m}], DE_2[keep {m}]);"),
        Gen.Select(Scripted.Pick("+", "-"), Scripted.Pick("a", "r", "a, m"), (o, m) => $"DS_r := DE_1[keep {m}] {o} DE_2[keep {m}];"),
        Gen.Select(Scripted.Pick("=", "<", ">="), o => $"DS_r := DE_1#a {o} DE_2#a;"),
        Scripted.Pick("DS_r := nvl(DE_1[keep r], 0.125);", "DS_r := round(DE_1[keep a, r], 1);", "DS_r := DE_1[keep m, r] * DE_2[keep m, r];",
            "DS_r := if DE_1#n > 0 then DE_1[keep a] else DE_2[keep a];", "DS_r := check(DE_1#a >= DE_2#a imbalance DE_1#a - DE_2#a all);",
            "DS_r := full_join(DE_1 as p, DE_2 as q calc y := nvl(p#a, 0) - nvl(q#a, 0.00005) keep y);",
            "DS_r := max(DE_2[keep a, r] group by Id_1) - DE_1[keep a, r];",
            "DS_r := DE_2[keep a, r][unpivot k, v];"));
}

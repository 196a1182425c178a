using CsCheck;

namespace Huoshui.Vtl.Tests.Oracle;

/// <summary>Random hierarchical rulesets over HS_1, whose code items are A to F. Rules build on one another downwards
/// (A on B to F, B on C to F, C on D to F), so that no item comes of itself.</summary>
internal static class ScriptedHierarchies
{
    private static readonly Component[] Structure =
    [
        Scripts.Id("Id_1"), Scripts.Id("c", ScalarKind.String), Scripts.Me("n", ScalarKind.Integer),
        Scripts.Me("x", ScalarKind.Number), Scripts.Me("d", ScalarKind.Number, 2), new("f", ComponentRole.ViralAttribute, ScalarKind.String),
    ];

    private static Gen<string> Condition => Scripted.Pick("Id_1 > 1", "Id_1 = 2", "Id_1 <> 2 and Id_1 < 4", "isnull(Id_1)", "Id_1 + cast(null, integer) > 0", "true");

    private static Gen<string> Mode => Scripted.Pick("non_null", "non_zero", "partial_null", "partial_zero", "always_null", "always_zero", string.Empty);

    public static Gen<string> All => Gen.OneOf(RollUps, Checks);

    public static Gen<OracleTable> Table
    {
        get
        {
            var row = Gen.Select(
                Gen.Int[1, 3], Scripted.Pick("A", "B", "C", "D", "E", "F", "Z"), Gen.Int[-2, 4].Select(i => i == 4 ? null : $"{i}"),
                Scripted.Pick("-1.25", "0", "0.5", "2", "1.5", null), Scripted.Pick("p", "q", null), Scripted.Pick("0.01", "-99999999.99", "12.50", "0.3", null));
            return row.Array[0, 12].Select(rows => new OracleTable(
                new DataStructure("HS_1", Structure),
                [.. rows.DistinctBy(r => (r.Item1, r.Item2)).Select(r => new[] { $"{r.Item1}", r.Item2, r.Item3, r.Item4, r.Item6, r.Item5 })]));
        }
    }

    // An item may have several rules where no data point meets two of them.
    private static Gen<string> RollUps => Gen.Select(
        Right("B", "C", "D", "E", "F"), Right("C", "D", "E", "F"), Right("D", "E", "F"), Right("C", "E"), Gen.Int[0, 5], Mode,
        Scripted.Pick("dataset", "rule", "rule_priority", string.Empty), Scripted.Pick("computed", "all", string.Empty))
        .SelectMany(p =>
        {
            var (a, b, c, other, form, mode, input, output) = p;
            var rules = form switch
            {
                0 => $"A = {a}",
                1 => $"A = {a}; B = {b}; C = {c}; D >= {other}",
                2 => $"C = {c}; A = {a}; B = {b}; D = D; E = E",
                3 => $"when Id_1 = 1 then B = {b}; A = {a}; when Id_1 > 1 then B = {other}",
                4 => $"when Id_1 > 1 then B = {b}; when Id_1 <= 1 then B = B; A = {a}",
                _ => $"D < {other}",
            };
            return Script("hierarchy", rules, $"{mode} {input} {output}");
        });

    private static Gen<string> Checks => Gen.Select(
        Right("B", "C", "D", "E", "F"), Right("C", "D", "E", "F"), Right("D", "E", "F"), Condition,
        Gen.Select(Relation, Relation, Relation), Gen.Bool, Mode,
        Gen.Select(Scripted.Pick("dataset", "dataset_priority", string.Empty), Scripted.Pick("all", "invalid", "all_measures", string.Empty)))
        .SelectMany(p =>
        {
            var (a, b, c, condition, (r, s, t), hasNames, mode, (input, output)) = p;
            string Named(int n) => hasNames ? $"R{n}: " : string.Empty;
            var rules = $"{Named(1)}A {r} {a} errorcode \"E\" errorlevel 2; {Named(2)}when {condition} then B {s} {b}; " +
                $"{Named(3)}C {t} {c} errorlevel 3; {Named(4)}D = D; {Named(5)}A >= F";
            return Script("check_hierarchy", rules, $"{mode} {input} {output}");
        });

    private static Gen<string> Relation => Scripted.Pick("=", "=", "=", "<", "<=", ">", ">=");

    private static Gen<string> Script(string operation, string rules, string how) => Gen.Select(
        Scripted.Pick("HS_1[keep n, f]", "HS_1[keep x, f]", "HS_1[keep d, f]", "HS_1[keep n]", "HS_1[sub Id_1 = 1][keep x]"), Gen.Bool,
        Scripted.Pick("when \"p\" then \"p\"; else \"q\"", "aggregate max"), (operand, onDomain, propagation) =>
        {
            // Without Id_1 there is nothing that a condition could look at.
            var signature = operand.Contains("sub", StringComparison.Ordinal) ? string.Empty : "condition Id_1 ";
            var said = signature.Length == 0 ? System.Text.RegularExpressions.Regex.Replace(rules, "when [^;]*? then |\\[[^]]*\\]", string.Empty, System.Text.RegularExpressions.RegexOptions.NonBacktracking) : rules;
            return $"define viral propagation V (variable f) is {propagation} end viral propagation; " +
                $"define hierarchical ruleset R ({(onDomain ? "valuedomain" : "variable")} {signature}rule c) is {said} end hierarchical ruleset; " +
                $"DS_r := {operation}({operand}, R {(onDomain ? signature : string.Empty)}rule c {how});";
        });

    private static Gen<string> Right(params string[] items) => Gen.Select(
        Gen.Shuffle(items), Gen.Int[1, Math.Min(3, items.Length)], Scripted.Pick("+", "-").Array[3], Gen.Int[0, 3].Array[3], Condition.Array[3],
        (codes, count, signs, has, conditions) => string.Join(" ", codes.Take(count).Select((code, i) =>
            $"{(i == 0 && signs[i] == "+" ? string.Empty : $"{signs[i]} ")}{code}{(has[i] == 0 ? $"[{conditions[i]}]" : string.Empty)}")));

}

using System.Data.Common;
using Xunit;

namespace Huoshui.Vtl.Tests;

/// <summary>A script may give any names: those of the engine's own helpers, of its aliases, of SQL, and such as differ only in case.</summary>
[Collection(ClickHouseTests.Name)]
public sealed class NameTests
{
    private const int Draws = 12;

    private static readonly string[] Pool =
    [
        "vtl_x", "vtl_r", "vtl_v", "vtl_o0", "vtl_l", "vtl_c", "VTL_D", "vtl_n", "vtl_a", "vtl_1", "vtl rule", "vtl results", "rule results", "rule code",
        "vtl rule code", "vtl unit", "VTL Ordinal", "vtl length", "vtl first", "rows of a key", "vtl rows of a key", "vtl repeated keys", "vtl name x",
        "vtl name vtl_x", "vtl g", "vtl r", "vtl v0", "vtl e0", "vtl c0", "vtl rows", "vtl item 0", "vtl result 1 x", "vtl part", "vtl key", "vtl row", "t0", "T1", "x", "o", "g",
        "d", "rule", "outcome", "value", "select", "order", "index", "a", "b", "贷款 余额", "quo\"te", "it\\'s", "back\\slash",
    ];

    // {i} {j} identifiers (integer, text), {m} {n} numbers, {k} a text, {A} to {D} results, {P} {Q} {T} data sets, {X} {Y} aliases.
    public static TheoryData<string> Scripts_ =>
    [
        "{A} := {P}[calc {n} := ln({m} + 10) / {m}]; {B} := {A}[filter {n} > 0]; {C} := {A}[aggr {m} := sum({m}) group by {j}]; {D} := union({A}, {B});",
        "{A} := {P}[calc {k} := cast(length({k}), string) || {k}, {n} := string_distance(levenshtein, {k}, \"äb\")];",
        "{A} := {P}[calc {n} := instr({k}, \"a\", instr({k}, \"b\"), 1) + sqrt({m}) + mod({m}, 0.2) + trunc({m}, {i}) + round({m}, {i}) + power({m}, 2)];",
        "{A} := inner_join({P} as {X}, {Q} as {Y} calc {n} := {X}#{m} + {Y}#{m} keep {n});",
        "{A} := left_join({P} as {X}, {Q}[sub {j} = \"a\"][rename {m} to {n}] as {Y} using {i});",
        "{A} := exists_in({P}, {Q}, all); {B} := setdiff({P}[keep {m}], {Q}); {C} := symdiff({P}[keep {m}], {Q}); {D} := intersect({P}[keep {m}], {Q});",
        "define datapoint ruleset r (variable {m}, {k}) is r1: {m} > 2 errorcode \"E\" errorlevel 1; r2: {k} = \"ab\" end datapoint ruleset; "
            + "{A} := check_datapoint({P}, r invalid); {B} := check_datapoint({P}, r all); {C} := check_datapoint({P}, r all_measures);",
        "define hierarchical ruleset h (variable rule {j}) is T = a + b; a >= b end hierarchical ruleset; {A} := hierarchy({Q}, h rule {j} non_null all); "
            + "{B} := check_hierarchy({Q}, h rule {j} partial_null all);",
        "{A} := flow_to_stock({T}); {B} := timeshift({T}, 1); {C} := fill_time_series({T}, single); {D} := fill_time_series({T}, all);",
        "{A} := stock_to_flow({T}); {B} := time_agg(\"A\", {T}); {C} := {T}[calc {n} := year({i}) + 0.5];",
        "{A} := {Q}[rename {m} to plain][calc other := plain * 2][unpivot {k}, {l}];",
        "{A} := {P}[calc {n} := sum({m} over (partition by {j} order by {i})), {l} := lag({m}, 1 over (order by {i}, {j}))];",
        "{A} := {Q} + {Q}; {B} := if {Q} > 2 then {Q} else {A}; {C} := check({Q} > 2 errorcode \"E\" imbalance {A}); {D} := nvl({B}, 0);",
        "{A} := {P}[sub {j} = \"a\"]; {B} := {A}[rename {m} to {n}]; {C} := {B}[calc identifier {l} := cast({n}, string) || {k}]; {D} := {C}[keep {n}];",
        "{A} := sum({Q} group by {j}); {B} := {A}[calc {n} := {m} / 3][drop {m}]; {C} := max({P}[keep {m}] group except {i}); {D} := {A} * {A};",
    ];

    [Theory]
    [MemberData(nameof(Scripts_))]
    public void Names_change_no_result(string script)
    {
        using var duck = new Database();
        foreach (var seed in Enumerable.Range(0, Draws))
        {
            var names = Drawn(seed);
            Assert.Equal(Results(duck, script, Plain), Results(duck, script, names));
        }
    }

    [Theory]
    [MemberData(nameof(Scripts_))]
    public void Nor_on_ClickHouse(string script)
    {
        using var clickHouse = ClickHouseDatabase.OrSkip();
        foreach (var seed in Enumerable.Range(0, Draws / 3))
        {
            var names = Drawn(seed);
            Assert.Equal(Results(clickHouse, script, Plain), Results(clickHouse, script, names));
        }
    }

    [Fact]
    public void Results_and_data_sets_may_differ_in_case_alone()
    {
        var script = "a := P[calc n := m + 1.0]; A := a[filter n > 2]; p := union(A, A[calc n := n * 1.0]); R := union(p, a)[calc n := n + 1]; q := union(R, R);";
        using var duck = new Database();
        var named = new Dictionary<string, string>(StringComparer.Ordinal) { ["P"] = "P", ["Q"] = "Q", ["T"] = "T", ["i"] = "i", ["j"] = "j", ["m"] = "m", ["k"] = "k" };
        var other = script.Replace("A", "a2", StringComparison.Ordinal).Replace("p :=", "p2 :=", StringComparison.Ordinal).Replace("(p,", "(p2,", StringComparison.Ordinal);
        Assert.Equal(Results(duck, other, named), Results(duck, script, named));
    }

    // VTL tells case apart. DuckDB does not: two such components may be the columns of a result, but what selects from
    // them is refused and not guessed.
    [Theory]
    [InlineData("R := union(P[calc z := 1, Z := 2], P[calc z := 1, Z := 2]);")]
    [InlineData("A := Q[rename m to M]; R := inner_join(Q as a, A as b using i, j)[aggr n := sum(M) group by i];")]
    public void Components_that_differ_in_case_alone_are_right_or_refused_on_DuckDB_and_are_two_on_ClickHouse(string script)
    {
        var inputs = Inputs(Plain);
        var module = Scripts.Compile(script, inputs);
        if (module.Diagnostics.Count > 0)
            Assert.Equal("VTL2045", Assert.Single(module.Diagnostics).Code);
        Assert.True(Scripts.Compile(script, inputs with { Dialect = SqlDialect.ClickHouse }).Succeeded);
    }

    [Fact]
    public void What_selects_from_two_names_that_differ_in_case_alone_is_refused() => Assert.Equal("VTL2045", Assert.Single(
        Scripts.Compile("R := union(P[calc z := 1, Z := 2], P[calc z := 1, Z := 2]);", Inputs(Plain)).Diagnostics).Code);

    [Fact]
    public void An_error_names_the_data_point_by_the_names_of_the_script()
    {
        using var duck = new Database();
        var names = new Dictionary<string, string>(Plain, StringComparer.Ordinal) { ["i"] = "vtl_x", ["j"] = "vtl_r" };
        Fill(duck, names);
        var result = Scripts.MustCompile(Filled("{A} := {P}[calc {n} := sqrt(-{m})];", names), Inputs(names)).Results[0];
        var error = VtlRuntimeError.Of(result, Assert.ThrowsAny<DbException>(() => duck.Rows(result.Sql)).Message);
        Assert.StartsWith("vtl_x = ", error.DataPoint, StringComparison.Ordinal);
        Assert.Contains("vtl_r = ", error.DataPoint, StringComparison.Ordinal);
    }

    private static readonly Dictionary<string, string> Plain = "ijmnklABCDPQTXY".ToDictionary(c => c.ToString(), c => c.ToString(), StringComparer.Ordinal);

    // Different but for case; every second draw has results that are called like a component, and like a data set but for case.
    private static Dictionary<string, string> Drawn(int seed)
    {
        var names = Pool.Select((name, i) => (name, at: (i + 1) * ((seed * 2) + 3) * 7919 % 997)).OrderBy(n => n.at).Select(n => n.name)
            .DistinctBy(n => n.ToUpperInvariant()).Take(Plain.Count).ToList();
        var drawn = Plain.Keys.Zip(names).ToDictionary(p => p.First, p => p.Second, StringComparer.Ordinal);
        var others = new[] { drawn["P"].ToUpperInvariant(), drawn["P"].ToLowerInvariant() }.Where(n => n != drawn["P"]).ToList();
        if (seed % 2 == 0 && others.Count > 0)
            (drawn["B"], drawn["C"]) = (drawn["i"], others[0]);
        return drawn;
    }

    private static string Filled(string script, Dictionary<string, string> names) =>
        names.Aggregate(script, (text, n) => text.Replace($"{{{n.Key}}}", $"'{n.Value}'", StringComparison.Ordinal));

    private static string Real(string name) => name.Replace("\\'", "'", StringComparison.Ordinal);

    private static List<string> Results(ITestDatabase database, string script, Dictionary<string, string> names)
    {
        Fill(database, names);
        var module = Scripts.MustCompile(Filled(script, names), Inputs(names) with { Dialect = database.Dialect });
        return [.. module.Results.SelectMany(r => database.Cells(WithNames(r)).Select(c => string.Join('|', c.Select(v => v ?? "NULL"))).Order(StringComparer.Ordinal).Append("--"))];
    }

    // Each column by the name that it should have.
    private static string WithNames(VtlResult result) => result.Dialect == SqlDialect.ClickHouse ? result.Sql
        : $"SELECT {string.Join(", ", result.Structure.Components.Select((c, i) => $"r.{Quoted(c.Name)} AS c{i}"))} FROM ({result.Sql}) AS r";

    private static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static VtlInputs Inputs(Dictionary<string, string> names)
    {
        string N(string key) => Real(names[key]);
        return new VtlInputs
        {
            Datasets =
            [
                Scripts.Structure(N("P"), Scripts.Id(N("i")), Scripts.Id(N("j"), ScalarKind.String), Scripts.Me(N("m"), ScalarKind.Number), Scripts.Me(N("k"), ScalarKind.String)),
                Scripts.Structure(N("Q"), Scripts.Id(N("i")), Scripts.Id(N("j"), ScalarKind.String), Scripts.Me(N("m"), ScalarKind.Number)),
                Scripts.Structure(N("T"), Scripts.Id(N("i"), ScalarKind.TimePeriod), Scripts.Id(N("j"), ScalarKind.String), Scripts.Me(N("m"), ScalarKind.Number)),
            ],
        };
    }

    private static void Fill(ITestDatabase database, Dictionary<string, string> names)
    {
        var isDuck = database.Dialect == SqlDialect.DuckDb;
        string Q(string key) => isDuck ? Quoted(Real(names[key])) : Quoted(Real(names[key]).Replace("\\", "\\\\", StringComparison.Ordinal));
        string Text(string type) => isDuck ? type : type switch { "BIGINT" => "Int64", "VARCHAR" => "Nullable(String)", "DOUBLE" => "Nullable(Float64)", _ => "String" };
        void Make(string table, string columns, string rows)
        {
            database.Execute($"DROP TABLE IF EXISTS {Q(table)}");
            database.Execute($"CREATE TABLE {Q(table)} ({columns}){(isDuck ? string.Empty : " ENGINE = Memory")}");
            database.Execute($"INSERT INTO {Q(table)} VALUES {rows}");
        }

        var key = isDuck ? "VARCHAR" : "String";
        Make("P", $"{Q("i")} {Text("BIGINT")}, {Q("j")} {key}, {Q("m")} {Text("DOUBLE")}, {Q("k")} {Text("VARCHAR")}", "(1, 'a', 1.5, 'ab'), (1, 'b', 7, 'bab'), (2, 'a', 2.25, 'äbba'), (2, 'T', 9, null)");
        Make("Q", $"{Q("i")} {Text("BIGINT")}, {Q("j")} {key}, {Q("m")} {Text("DOUBLE")}", "(1, 'a', 1.5), (1, 'b', 4), (1, 'T', 8), (3, 'a', 2)");
        Make("T", $"{Q("i")} {key}, {Q("j")} {key}, {Q("m")} {Text("DOUBLE")}", "('2020M01', 'a', 1), ('2020M02', 'a', 2), ('2020M05', 'a', null), ('2020M06', 'a', 4), ('2020M02', 'b', 3)");
    }
}

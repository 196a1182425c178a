using System.Data.Common;
using System.Diagnostics;
using Huoshui.Diagnostics;
using Xunit;

namespace Huoshui.Vtl.Tests;

/// <summary>SQL grows with its script and not by a power of its depth; and what grows none the less has a limit.</summary>
[Collection(ClickHouseTests.Name)]
public sealed class SqlGrowthTests
{
    private static readonly VtlInputs Inputs = new()
    {
        Datasets = [Scripts.Structure(
            "DS_1", Scripts.Id("Id_1"), Scripts.Me("n", ScalarKind.Integer), Scripts.Me("s", ScalarKind.String), Scripts.Me("x", ScalarKind.Number),
            Scripts.Me("d", ScalarKind.Date))],
    };

    public static TheoryData<string, string> Nested => new()
    {
        { "n", "instr(s, \"a\", #)" },
        { "n", "instr(s, \"a\", 1, #)" },
        { "s", "substr(#, n, n)" },
        { "s", "substr(s, length(#), length(#))" },
        { "n", "length(substr(s, #))" },
        { "s", "cast(string_distance(levenshtein, #, s), string)" },
        { "s", "cast(string_distance(damerau_levenshtein, s, #), string)" },
        { "s", "cast(string_distance(jaro_winkler, #, s), string)" },
        { "d", "dateadd(#, 1, \"D\")" },
        { "d", "dateadd(#, n, \"M\")" },
        { "n", "mod(#, n)" },
        { "x", "# / (x + 1)" },
        { "x", "nvl(#, 1 / x)" },
        { "x", "round(#, n)" },
        { "x", "trunc(#, n)" },
        { "x", "power(#, 0.5) * 2" },
        { "x", "log(# + 10, 3)" },
        { "d", "cast(cast(#, time), date)" },
        { "s", "# || \"b\"" },
        { "s", "replace(#, \"a\", s)" },
        { "n", "# + n * #" },
    };

    [Theory]
    [MemberData(nameof(Nested))]
    public void Operators_within_operators_grow_by_their_number(string start, string operation)
    {
        foreach (var dialect in new[] { SqlDialect.DuckDb, SqlDialect.ClickHouse })
        {
            var (some, twice) = (Sql(start, operation, 8, dialect).Length, Sql(start, operation, 16, dialect).Length);
            Assert.True(twice < 3 * some, $"{dialect}: {some} and {twice} characters");
        }
    }

    [Fact]
    public void Calls_of_defined_operators_within_calls_are_bound_once()
    {
        var script = "define operator f (a number) returns number is a + 1 end operator;\nr := " + Wrapped("1", "f(#)", 45) + ";";
        var clock = Stopwatch.StartNew();
        Assert.True(Scripts.Compile(script, Inputs).Succeeded);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(5), clock.Elapsed.ToString());
    }

    // What is bound once and stands twice is walked twice at every level.
    [Theory]
    [InlineData("a number", "number", "a + a", "DS_1[calc y := {0}]", "x")]
    [InlineData("a dataset", "dataset", "union(a, a)", "{0}", "DS_1")]
    public void Calls_that_double_what_they_are_given_have_a_limit(string parameter, string result, string body, string around, string start)
    {
        var script = $"define operator f ({parameter}) returns {result} is {body} end operator;\nr := "
            + around.Replace("{0}", Wrapped(start, "f(#)", 45), StringComparison.Ordinal) + ";";
        var clock = Stopwatch.StartNew();
        var module = Scripts.Compile(script, Inputs with { ExpressionLimit = 50_000 });
        Assert.Equal("VTL2044", Assert.Single(module.Diagnostics).Code);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(5), clock.Elapsed.ToString());
        var allowed = script.Replace(Wrapped(start, "f(#)", 45), Wrapped(start, "f(#)", 8), StringComparison.Ordinal);
        Assert.True(Scripts.Compile(allowed, Inputs with { ExpressionLimit = 50_000 }).Succeeded);
    }

    // DuckDB takes no subquery within a lambda.
    [Theory]
    [InlineData("substr(s || \"a\" || \"b\", 1, K#m)")]
    [InlineData("cast(instr(s || \"a\" || \"b\", \"a\", K#m), string)")]
    [InlineData("replace(s || \"a\" || \"b\", \"a\", K#t)")]
    [InlineData("cast(string_distance(levenshtein, s || \"a\" || \"b\", K#t), string)")]
    [InlineData("cast(dateadd(dateadd(dateadd(d, 1, \"D\"), 1, \"D\"), K#m, \"D\"), string)")]
    public void A_value_of_another_result_stands_beside_a_large_operand(string expression)
    {
        using var database = new Database(
            "CREATE TABLE \"DS_1\" AS SELECT 1::BIGINT \"Id_1\", 2::BIGINT n, 'xay' s, 1.5::DOUBLE x, DATE '2026-01-01' d");
        var script = $"K := DS_1[aggr m := max(n), t := max(s)];\nR := DS_1[calc y := {expression}][keep y];";
        foreach (var limit in new int?[] { null, 1_000 })
        {
            var module = Scripts.MustCompile(script, Inputs with { TextLimit = limit });
            Assert.Single(database.Rows(module.Results.Single(r => r.Name == "R").Sql));
        }
    }

    [Fact]
    public void A_short_script_whose_sql_is_long_is_refused_where_it_begins_to_be()
    {
        var script = "A := DS_1[calc y := n];\n" + string.Concat(Enumerable.Range(0, 12).Select(i => $"B{i} := {(i == 0 ? "A" : $"B{i - 1}")}[calc y := (n + y) * (y + n)];\n"));
        var all = Scripts.MustCompile(script, Inputs).Results.Sum(r => r.Sql.Length);
        Assert.True(Scripts.Compile(script, Inputs with { SqlLimit = all }).Succeeded);
        var module = Scripts.Compile(script, Inputs with { SqlLimit = all - 1 });
        var refusal = Assert.Single(module.Diagnostics);
        Assert.Equal("VTL2046", refusal.Code);
        Assert.Equal((13, 1), (refusal.Position!.Value.Line, refusal.Position.Value.Column));
        Assert.Empty(module.Results);
    }

    [Theory]
    [InlineData("s || s", 8, true)]
    [InlineData("s || s", 7, false)]
    [InlineData("replace(s, \"a\", \"bbbb\")", 10, true)]
    [InlineData("replace(s, \"a\", \"bbbb\")", 9, false)]
    [InlineData("replace(s, \"a\", \"\")", 4, true)]
    [InlineData("replace(s, \"zz\", \"bbbbbbbbbbbb\")", 4, true)]
    [InlineData("replace(s, \"\", \"bbbbbbbbbbbb\")", 4, true)]
    [InlineData("cast(null, string) || s", 1, true)]
    public void A_text_is_as_long_as_it_may_be_and_no_longer(string expression, int limit, bool isFine)
    {
        using var clickHouse = ClickHouseDatabase.OrSkip();
        using var duck = new Database();
        foreach (var database in new ITestDatabase[] { duck, clickHouse })
        {
            Fill(database);
            var result = Scripts.MustCompile(
                $"R := DS_1[calc t := {expression}][keep t];", Inputs with { TextLimit = limit, Dialect = database.Dialect }).Results[0];
            var free = Scripts.MustCompile($"R := DS_1[calc t := {expression}][keep t];", Inputs with { Dialect = database.Dialect }).Results[0];
            if (isFine)
            {
                Assert.Equal(database.Cells(free.Sql)[0], database.Cells(result.Sql)[0]);
                continue;
            }

            var error = VtlRuntimeError.Of(result, Assert.ThrowsAny<DbException>(() => database.Cells(result.Sql)).Message);
            Assert.Equal("VTL5004", error.Code);
            Assert.Equal("test.vtl:1:21", error.Place.Length > 0 ? error.Place[..13] : string.Empty);
            Assert.Contains($"文本超过 {limit} 个字符", error.Message.Zh, StringComparison.Ordinal);
            Assert.Equal("Id_1 = 1", error.DataPoint);
        }
    }

    [Theory]
    [InlineData("levenshtein")]
    [InlineData("damerau_levenshtein")]
    [InlineData("hamming")]
    [InlineData("jaro_winkler")]
    public void Texts_are_compared_up_to_a_length(string function)
    {
        using var clickHouse = ClickHouseDatabase.OrSkip();
        using var duck = new Database();
        foreach (var database in new ITestDatabase[] { duck, clickHouse })
        {
            Fill(database);
            foreach (var (length, isFine) in new[] { (4_000, true), (4_001, false) })
            {
                var text = new string('a', length);
                var script = $"R := DS_1[calc t := string_distance({function}, replace(s, s, \"{text}\"), \"b{text[1..]}\")][keep t];";
                var result = Scripts.MustCompile(script, Inputs with { Dialect = database.Dialect }).Results[0];
                if (isFine)
                    Assert.NotNull(database.Cells(result.Sql)[0][1]);
                else
                    Assert.Equal("VTL5004", VtlRuntimeError.Of(result, Assert.ThrowsAny<DbException>(() => database.Cells(result.Sql)).Message).Code);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Nested))]
    public void What_is_written_once_gives_the_same_on_both(string start, string operation)
    {
        using var clickHouse = ClickHouseDatabase.OrSkip();
        using var duck = new Database();
        var values = new ITestDatabase[] { duck, clickHouse }.Select(database =>
        {
            Fill(database);
            var cell = database.Cells(Sql(start, operation, 4, database.Dialect))[0][1];
            return double.TryParse(cell, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number.ToString("G9", System.Globalization.CultureInfo.InvariantCulture) : cell;
        }).ToList();
        Assert.Equal(values[0], values[1]);
    }

    [Fact]
    public void What_stands_in_the_place_of_null_stops_nothing_where_there_is_none()
    {
        using var clickHouse = ClickHouseDatabase.OrSkip();
        using var duck = new Database();
        foreach (var database in new ITestDatabase[] { duck, clickHouse })
        {
            Fill(database);
            database.Execute("INSERT INTO DS_1 VALUES (2, 0, 'b', 1, '2020-01-31'), (3, 4, 'c', null, '2020-01-31')");
            var result = Scripts.MustCompile(
                "R := DS_1[calc t := nvl(nvl(nvl(x, 1 / n), 2 / n), 3 / n)][keep t];", Inputs with { Dialect = database.Dialect }).Results[0];
            Assert.Equal(["3.5", "1", "0.25"], database.Cells(result.Sql).OrderBy(r => r[0], StringComparer.Ordinal).Select(r => r[1]!.Replace(".0", "", StringComparison.Ordinal)));
            database.Execute("INSERT INTO DS_1 VALUES (4, 0, 'd', null, '2020-01-31')");
            var error = VtlRuntimeError.Of(result, Assert.ThrowsAny<DbException>(() => database.Cells(result.Sql)).Message);
            Assert.Equal(("VTL5001", "Id_1 = 4"), (error.Code, error.DataPoint));
        }
    }

    private static string Sql(string start, string operation, int depth, SqlDialect dialect) => Scripts.MustCompile(
        $"R := DS_1[calc t := {Wrapped(start, operation, depth)}][keep t];", Inputs with { Dialect = dialect }).Results[0].Sql;

    // Only the first of several # is nested further.
    private static string Wrapped(string start, string operation, int depth)
    {
        var text = start;
        for (var i = 0; i < depth; i++)
        {
            var at = operation.IndexOf('#', StringComparison.Ordinal);
            text = operation[..at] + text + operation[(at + 1)..].Replace("#", start, StringComparison.Ordinal);
        }

        return text;
    }

    private static void Fill(ITestDatabase database)
    {
        database.Execute(database.Dialect == SqlDialect.DuckDb
            ? "CREATE TABLE DS_1 (\"Id_1\" BIGINT, n BIGINT, s VARCHAR, x DOUBLE, d DATE)"
            : "CREATE TABLE DS_1 (\"Id_1\" Int64, n Nullable(Int64), s Nullable(String), x Nullable(Float64), d Nullable(Date32)) ENGINE = Memory");
        database.Execute("INSERT INTO DS_1 VALUES (1, 2, 'aabc', 3.5, '2020-01-31')");
    }

    [Fact]
    public void Only_persistent_results_get_SQL_where_the_host_runs_no_others()
    {
        var own = Inputs with { PersistentOnly = true };
        string[] Names(string script) => [.. Compile(script, own).Results.Select(r => r.Name)];

        Assert.Equal(["B"], Names("A := DS_1[calc m := n + 1]; B <- A[keep m]; C := B[calc o := m];"));
        Assert.Equal(["A", "C"], Names("A := DS_1[calc m := n + 1]; C := A[keep m];"));
        Assert.Contains(Compile("A := DS_1[keep nothing]; B <- DS_1[keep n];", own).Diagnostics, d => d.Message.En.Contains("nothing", StringComparison.Ordinal));
    }

    // Each select stands in the next one: what is long is written once, before all others.
    [Theory]
    [InlineData(SqlDialect.DuckDb)]
    [InlineData(SqlDialect.ClickHouse)]
    public void A_chain_of_statements_takes_the_time_of_its_text(SqlDialect dialect)
    {
        var chain = Enumerable.Range(1, 1_000).Select(i => $"S{i} := S{i - 1}[calc x := x + {i}][filter n > {i}];");
        var clock = Stopwatch.StartNew();

        var module = Compile($"S0 := DS_1;{string.Concat(chain)}R <- S1000;", Inputs with { Dialect = dialect, PersistentOnly = true });

        Assert.Empty(module.Diagnostics);
        Assert.InRange(module.Results.Single().Sql.Length, 100_000, 2_000_000);
        Assert.Contains("vtl part", module.Results.Single().Sql, StringComparison.Ordinal);
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 20); // copied at each step it would take a thousand times as long as its text
    }

    private static VtlModule Compile(string script, VtlInputs inputs) => VtlCompiler.Compile([new SourceText("s.vtl", script)], inputs);
}

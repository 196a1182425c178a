using CsCheck;
using Huoshui.Vtl.Tests.Oracle;
using Xunit;

namespace Huoshui.Vtl.Tests.Plan;

/// <summary>Where columns come from.</summary>
public sealed class LineageTests
{
    private static readonly VtlInputs Inputs = new()
    {
        Datasets =
        [
            Scripts.Structure("L", Scripts.Id("id"), Scripts.Me("borrower", ScalarKind.String), Scripts.Me("amount", ScalarKind.Number),
                Scripts.Me("rate", ScalarKind.Number), Scripts.Me("kind", ScalarKind.String)),
            Scripts.Structure("C", Scripts.Id("id"), Scripts.Me("value", ScalarKind.Number), Scripts.Me("note", ScalarKind.String)),
        ],
    };

    [Fact]
    public void A_column_names_the_columns_that_make_its_values_and_the_result_those_that_decide_its_rows()
    {
        var result = Of("R := L[filter kind = \"a\"][calc interest := amount * rate][keep interest];").Find("R")!;
        Assert.Equal("L#amount L#rate", Text(result, "interest"));
        Assert.Equal("L#id", Text(result, "id"));
        Assert.Equal(["L#kind"], result.Conditions.Select(c => c.ToString()));
        Assert.Equal(["L"], result.Datasets);
        Assert.Equal("test.vtl:1:1", result.Place);
    }

    [Fact]
    public void A_step_ends_at_the_result_of_another_statement_and_the_origin_goes_on_to_the_inputs()
    {
        var lineage = Of(
            """
            A := L[calc interest := amount * rate][keep interest, borrower];
            B := inner_join(A as a, C[filter note = "x"] as c calc net := a#interest - c#value keep net, borrower);
            S <- B[aggr total := sum(net) group by borrower2];
            """.Replace("borrower2", "id", StringComparison.Ordinal));
        Assert.Equal("A#interest C#value", Text(lineage.Find("B")!, "net"));
        Assert.Equal("B#net", Text(lineage.Find("S")!, "total"));
        var origin = lineage.OriginOf(new ColumnName("S", "total"));
        Assert.Equal("C#value L#amount L#rate", string.Join(' ', origin.Values));
        Assert.Equal("C#id C#note L#id", string.Join(' ', origin.Conditions));
    }

    [Fact]
    public void The_way_to_a_column_leaves_out_what_does_not_lead_to_it()
    {
        var lineage = Of("A := L[calc x := amount, y := rate][keep x, y]; B := A[keep x]; D := A[keep y];");
        var way = lineage.Towards(new ColumnName("B", "x"));
        Assert.Equal(["A", "B"], way.Results.Select(r => r.Result));
        Assert.Equal(["x"], way.Find("A")!.Columns.Select(c => c.Component.Name));
        Assert.Equal(3, lineage.Towards().Results.Count);
    }

    [Fact]
    public void A_count_has_no_source_but_the_rows_of_its_data_set()
    {
        var result = Of("R := L[aggr n := count() group by kind2];".Replace("kind2", "id", StringComparison.Ordinal)).Find("R")!;
        Assert.Equal(string.Empty, Text(result, "n"));
        Assert.Equal(["L#id"], result.Conditions.Select(c => c.ToString()));
        Assert.Equal(["L"], result.Datasets);
    }

    [Fact]
    public void A_count_depends_on_the_conditions_of_every_statement_before()
    {
        var lineage = Of("A := L[filter kind = \"a\"]; B := A[keep amount]; R := B[aggr n := count()];");
        Assert.Equal("L#kind", string.Join(' ', lineage.OriginOf(new ColumnName("R", "n")).Conditions));
        Assert.Equal(["A", "B", "R"], lineage.Towards(new ColumnName("R", "n")).Results.Select(r => r.Result));
    }

    [Fact]
    public void A_check_names_what_its_rules_look_at()
    {
        var result = Of(
            "define datapoint ruleset P (variable amount, rate) is r1: amount > 0; r2: rate > 0 end datapoint ruleset; "
            + "R := check_datapoint(L[keep amount, rate], P invalid);").Find("R")!;
        Assert.Equal(["L#amount", "L#rate"], result.Conditions.Select(c => c.ToString()));
    }

    [Fact]
    public void A_chain_of_three_hundred_statements_is_followed_at_once()
    {
        var script = string.Concat(Enumerable.Range(1, 300).Select(
            i => $"R{i} := R{i - 1}[calc amount := amount + rate];\n")).Replace("R0", "L", StringComparison.Ordinal);
        var origin = Of(script).OriginOf(new ColumnName("R300", "amount"));
        Assert.Equal("L#amount L#rate", string.Join(' ', origin.Values));
    }

    [Theory]
    [MemberData(nameof(DifferentialTests.Families), MemberType = typeof(DifferentialTests))]
    public void What_the_lineage_of_a_column_does_not_name_can_change_and_what_it_names_exists(string family)
    {
        using var database = new Database();
        var compared = 0;
        Gen.Select(Families.CaseOf(family), Gen.Int[1, 1_000_000]).Sample(
            (given, seed) =>
            {
                var (script, tables) = given;
                var problem = new LineageCheck(script, tables, database, seed).Problem();
                compared += problem == LineageCheck.Stopped ? 0 : 1;
                Assert.True(problem is null or LineageCheck.Stopped, $"{script}\n{problem}");
            },
            iter: DifferentialTests.Count, threads: 1, print: _ => string.Empty);
        Assert.True(compared > 0, "Every script stopped: nothing was compared.");
    }

    [Theory]
    [InlineData("DS_r := DS_1[calc r := n + 1][keep r];", "n")]
    [InlineData("DS_r := DS_1[filter b][keep s];", "b")]
    [InlineData("DS_r := DS_1[calc r := sum(x over (partition by Id_1 order by Id_2))][keep r];", "x")]
    [InlineData("A := DS_1[filter n > 3]; DS_r := A[aggr r := count() group by Id_1];", "n")]
    public void A_source_that_the_lineage_forgot_would_be_found(string script, string forgotten)
    {
        using var database = new Database();
        var found = false;
        Gen.Select(Scripted.Tables, Gen.Int[1, 1_000_000]).Sample(
            (tables, seed) =>
            {
                var check = new LineageCheck(script, tables, database, seed) { Forgotten = new ColumnName("DS_1", forgotten) };
                found |= check.Problem() is not null and not LineageCheck.Stopped;
            },
            iter: 20, threads: 1, print: _ => string.Empty);
        Assert.True(found);
    }

    private static VtlLineage Of(string script) => VtlLineage.Of(Scripts.MustCompile(script, Inputs).Results);

    private static string Text(ResultLineage result, string column) =>
        string.Join(' ', result.Columns.Single(c => c.Component.Name == column).Sources);
}

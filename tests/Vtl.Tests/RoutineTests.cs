using Xunit;

namespace Huoshui.Vtl.Tests;

/// <summary>eval: a query of the host sees its operands under its own names for them.</summary>
public sealed class RoutineTests
{
    private const string Returned = "dataset {identifier<string> k, measure<number> total}";

    private static readonly VtlInputs Inputs = new()
    {
        Datasets = [Scripts.Structure(
            "DS_1", Scripts.Id("Id_1"), Scripts.Me("k", ScalarKind.String), Scripts.Me("n", ScalarKind.Integer))],
        Routines =
        [
            new SqlRoutine("totals", ["rows", "least"],
                "SELECT k, sum(n) AS total FROM rows GROUP BY k HAVING sum(n) >= (SELECT value FROM least) -- all"),
            new SqlRoutine("same", ["DS_1"], "SELECT * FROM DS_1"),
            new SqlRoutine("most", ["rows"], "SELECT max(n) FROM rows"),
        ],
    };

    [Fact]
    public void A_routine_gives_a_data_set_of_the_structure_that_is_written()
    {
        using var database = Data();
        var result = Scripts.MustCompile(
            $"DS_r <- eval(totals(DS_1, 3) language \"SQL\" returns {Returned});", Inputs).Results[0];
        Assert.Equal(["a | 5.0"], database.Rows(result.Sql));
        Assert.Equal(["DS_1"], result.Inputs);
        Assert.Equal([ComponentRole.Identifier, ComponentRole.Measure], result.Structure.Components.Select(c => c.Role));
    }

    [Fact]
    public void An_operand_may_be_a_result_and_may_have_the_name_of_its_table()
    {
        using var database = Data();
        var results = Scripts.MustCompile(
            """
            big := DS_1[filter n > 1];
            A <- eval(same(big) language "sql" returns dataset {identifier<integer> Id_1, measure<integer> n});
            B <- eval(same(DS_1) language "sql" returns dataset {identifier<integer> Id_1, measure<integer> n});
            """, Inputs).Results;
        Assert.Equal(2, database.Rows(results[1].Sql).Count);
        Assert.Equal(3, database.Rows(results[2].Sql).Count);
    }

    [Fact]
    public void A_routine_gives_a_scalar()
    {
        using var database = Data();
        var results = Scripts.MustCompile(
            "m <- eval(most(DS_1) language \"SQL\" returns integer); A := DS_1[filter n = m][keep n];", Inputs).Results;
        Assert.Equal(["3"], database.Rows(results[0].Sql));
        Assert.Equal(["2 | 3"], database.Rows(results[1].Sql));
    }

    [Theory]
    [InlineData("eval(totals(DS_1) language \"SQL\" returns " + Returned + ")", "VTL2008")]
    [InlineData("eval(most(DS_1) language \"SQL\" returns dataset)", "VTL2027")]
    [InlineData("eval(most(DS_1) language \"SQL\" returns dataset {identifier<integer> _+})", "VTL2027")]
    [InlineData("eval(most(DS_1) language \"SQL\")", "VTL2027")]
    [InlineData("eval(most(DS_9) language \"SQL\" returns integer)", "VTL2001")]
    [InlineData("eval(most(DS_1) language \"R\" returns integer)", "VTL3001")]
    public void A_call_that_does_not_fit_is_found_before_any_data(string call, string code) =>
        Assert.Equal([code], Scripts.Compile($"A <- {call};", Inputs).Diagnostics.Select(d => d.Code));

    private static Database Data() => new(
        "CREATE TABLE \"DS_1\" (\"Id_1\" BIGINT, k VARCHAR, n BIGINT)",
        "INSERT INTO \"DS_1\" VALUES (1, 'a', 2), (2, 'a', 3), (3, 'b', 1)");
}

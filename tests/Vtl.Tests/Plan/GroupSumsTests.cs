using CsCheck;
using Xunit;

namespace Huoshui.Vtl.Tests.Plan;

/// <summary>A sum over groups of keys is the sum of what disjoint sets of keys give.</summary>
public sealed class GroupSumsTests
{
    private const string Distinct =
        "each := sets[aggr one := max(one) group by borrower]; r <- each[aggr value := sum(one)];";

    private static readonly VtlInputs Inputs = new()
    {
        Datasets =
        [
            Scripts.Structure(
                "sets", Scripts.Id("bank"), Scripts.Id("borrower"), Scripts.Me("one", ScalarKind.Integer),
                Scripts.Me("weight", ScalarKind.Number)),
        ],
    };

    [Theory]
    [InlineData(Distinct)]
    [InlineData("r <- sets[filter one > 0][aggr one := max(one) group by borrower][aggr value := sum(one)];")]
    [InlineData("r <- sets[aggr one := min(one) group by borrower][aggr value := count()];")]
    public void Distinct_keys_that_are_counted_are_such_a_sum(string script)
    {
        var sums = Result(script).Sums!;
        Assert.Equal("sets", sums.Input);
        Assert.Equal(["borrower"], sums.Keys);
    }

    [Theory]
    [InlineData("r <- sets[aggr value := sum(one)];")] // no groups: nothing to be saved
    [InlineData("r <- sets[aggr one := max(one) group by borrower][aggr value := max(one)];")] // does not add up
    [InlineData("r <- sets[aggr one := max(one) group by borrower][aggr value := sum(one) group by borrower];")]
    [InlineData("r <- sets[aggr weight := max(weight) group by borrower][aggr value := sum(weight)];")] // not exact
    [InlineData("r <- sets[aggr one := max(one) group by borrower having count() > 1][aggr value := sum(one)];")]
    [InlineData("e := sets[aggr one := max(one) group by borrower]; r <- e[filter one > 1][aggr value := sum(one)];")]
    [InlineData("r <- union(sets, sets)[aggr one := max(one) group by borrower][aggr value := sum(one)];")]
    public void Others_are_not(string script) => Assert.Null(Result(script).Sums);

    [Fact]
    public void Values_over_disjoint_sets_of_keys_add_up_to_the_value_over_all()
    {
        using var database = new Database("CREATE TABLE sets (bank BIGINT, borrower BIGINT, one BIGINT)");
        var sql = Result(Distinct).Sql;
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 9], Gen.Int[-2, 3]).List[0, 30].Sample(
            rows =>
            {
                database.Execute("DELETE FROM sets");
                foreach (var (bank, borrower, one) in rows)
                    database.Execute($"INSERT INTO sets VALUES ({bank}, {borrower}, {one})");
                string Part(string filter) =>
                    $"coalesce((WITH sets AS (SELECT * FROM main.sets {filter}) SELECT value FROM ({sql})), 0)";
                Assert.Equal(
                    ["true"],
                    database.Rows(
                        $"SELECT {Part("")} = {Part("WHERE borrower % 3 = 1")} + {Part("WHERE borrower % 3 <> 1")}"));
            },
            iter: 20,
            threads: 1);
    }

    private static VtlResult Result(string script) => Scripts.MustCompile(script, Inputs).Results[^1];
}

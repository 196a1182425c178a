using Xunit;

namespace Huoshui.Vtl.Tests.Plan;

/// <summary>The direct form of a lookup is the result whenever it has as many rows as its operand.</summary>
public sealed class DirectLookupTests
{
    private static readonly VtlInputs Inputs = new()
    {
        Datasets =
        [
            Scripts.Structure("loans", Scripts.Id("line"), Scripts.Me("customer", ScalarKind.String)),
            Scripts.Structure(
                "customers", Scripts.Id("line"), Scripts.Me("id", ScalarKind.String), Scripts.Me("name", ScalarKind.String)),
        ],
    };

    private const string Named = "r <- lookup(loans, customers on customer = id)[calc n := nvl(name, \"?\")][keep n];";

    [Fact]
    public void Where_no_key_is_repeated_it_is_the_result()
    {
        using var database = Data("(1, 'A', 'Ann'), (2, 'B', 'Bob')");
        var result = Result(Named);
        Assert.Equal("loans", result.Direct!.Operand);
        Assert.Equal(database.Rows(result.Sql + " ORDER BY ALL"), database.Rows(result.Direct.Sql + " ORDER BY ALL"));
        Assert.Equal(3, database.Rows(result.Direct.Sql).Count);
    }

    [Fact]
    public void A_repeated_key_that_is_looked_up_shows_in_the_number_of_rows()
    {
        using var database = Data("(1, 'A', 'Ann'), (2, 'B', 'Bob'), (3, 'A', 'Amy')");
        var result = Result(Named);
        Assert.Equal(4, database.Rows(result.Direct!.Sql).Count);
        Assert.Equal(["1 | Ann", "2 | Bob", "3 | ?"], database.Rows(result.Sql + " ORDER BY ALL"));
    }

    [Fact]
    public void A_repeated_key_that_nobody_looks_up_changes_nothing()
    {
        using var database = Data("(1, 'A', 'Ann'), (2, 'B', 'Bob'), (3, 'C', 'Cid'), (4, 'C', 'Cyd')");
        var result = Result(Named);
        Assert.Equal(database.Rows(result.Sql + " ORDER BY ALL"), database.Rows(result.Direct!.Sql + " ORDER BY ALL"));
    }

    [Theory]
    [InlineData("r <- lookup(loans, customers on customer = id)[filter name = \"Ann\"];")]
    [InlineData("r <- lookup(loans[filter line > 1], customers on customer = id);")]
    [InlineData("r <- lookup(loans, customers on customer = id)[aggr c := count() group by line];")]
    [InlineData("r <- loans[keep customer];")]
    public void Where_rows_are_not_those_of_an_input_there_is_none(string script) => Assert.Null(Result(script).Direct);

    [Fact]
    public void Several_lookups_in_a_row_are_one_chain()
    {
        var result = Result(
            """
            a := lookup(loans, customers on customer = id);
            again := customers[rename id to id2, name to name2];
            r <- lookup(a[calc known := nvl(name, customer)], again on known = id2)[keep name, name2];
            """);
        using var database = Data("(1, 'A', 'B'), (2, 'B', 'Bob')");
        Assert.Equal(["1 | B | Bob", "2 | Bob | NULL", "3 | NULL | NULL"], database.Rows(result.Direct!.Sql + " ORDER BY ALL"));
    }

    private static VtlResult Result(string script) => Scripts.MustCompile(script, Inputs).Results[^1];

    private static Database Data(string customers) => new(
        "CREATE TABLE loans (line BIGINT, customer VARCHAR)",
        "INSERT INTO loans VALUES (1, 'A'), (2, 'B'), (3, NULL)",
        "CREATE TABLE customers (line BIGINT, id VARCHAR, name VARCHAR)",
        $"INSERT INTO customers VALUES {customers}");
}

using Xunit;

namespace Huoshui.Vtl.Tests.Plan;

/// <summary>What nobody reads is neither listed nor computed, and nothing else changes.</summary>
public sealed class PruningTests
{
    private static readonly VtlInputs Inputs = new()
    {
        Datasets =
        [
            Scripts.Structure(
                "DS_1", Scripts.Id("Id_1"), Scripts.Me("n", ScalarKind.Number), Scripts.Me("unread", ScalarKind.String),
                Scripts.Me("tested", ScalarKind.String)),
            Scripts.Structure("DS_2", Scripts.Id("Id_1"), Scripts.Me("m", ScalarKind.Number), Scripts.Me("other", ScalarKind.String)),
        ],
    };

    [Fact]
    public void Only_the_columns_behind_the_result_are_read()
    {
        var result = Last("a := DS_1[calc x := n + 1, y := unread || \"!\"]; r <- a[filter tested = \"t\"][keep x];");
        Assert.Equal(["Id_1", "n", "tested"], result.Columns["DS_1"].Order(StringComparer.Ordinal));
        Assert.DoesNotContain("unread", result.Sql, StringComparison.Ordinal);
    }

    [Fact]
    public void A_result_read_twice_keeps_what_either_reads()
    {
        var result = Last(
            """
            a := DS_1[filter n > 0];
            b := a[aggr total := sum(n)];
            c := a[aggr texts := count(tested)];
            r <- cross_join(b, c);
            """);
        Assert.Equal(["n", "tested"], result.Columns["DS_1"].Except(["Id_1"]).Order(StringComparer.Ordinal));
        using var database = Data();
        Assert.Equal(["6.0 | 3"], database.Rows(result.Sql));
    }

    [Fact]
    public void One_group_stays_one_row_when_its_value_is_not_read()
    {
        using var database = Data();
        Assert.Equal(["7"], database.Rows(Last("r <- DS_1[aggr total := sum(n)][calc seven := 7][keep seven];").Sql));
    }

    [Fact]
    public void Rows_are_counted_when_no_column_is_read()
    {
        using var database = Data();
        Assert.Equal(["3"], database.Rows(Last("r <- DS_1[aggr n_rows := count()];").Sql));
    }

    [Fact]
    public void Parts_of_a_union_keep_the_same_column_when_only_rows_are_counted()
    {
        using var database = Data();
        var result = Last(
            """
            a := DS_1[filter n > 1][keep n, tested];
            b := DS_1[filter n <= 1][keep tested, n];
            r <- union(a, b)[aggr n_rows := count()];
            """);
        Assert.Equal(["3"], database.Rows(result.Sql));
    }

    [Fact]
    public void A_data_set_that_is_only_looked_into_keeps_its_identifiers()
    {
        var result = Last("r <- exists_in(DS_1#n, DS_2, true);");
        Assert.Contains("Id_1", result.Columns["DS_2"]);
        using var database = Data();
        Assert.Equal(["1 | true"], database.Rows(result.Sql));
    }

    [Fact]
    public void What_would_stop_an_unread_column_stops_nothing()
    {
        using var database = Data();
        Assert.Equal(3, database.Rows(Last("r <- DS_1[calc x := n / 0, y := n][keep y];").Sql).Count);
    }

    private static VtlResult Last(string script) => Scripts.MustCompile(script, Inputs).Results[^1];

    private static Database Data() => new(
        "CREATE TABLE \"DS_1\" (\"Id_1\" BIGINT, n DOUBLE, unread VARCHAR, tested VARCHAR)",
        "INSERT INTO \"DS_1\" VALUES (1, 1, 'u', 't'), (2, 2, 'u', 't'), (3, 3, 'u', 'f')",
        "CREATE TABLE \"DS_2\" (\"Id_1\" BIGINT, m DOUBLE, other VARCHAR)",
        "INSERT INTO \"DS_2\" VALUES (1, 10, 'o')");
}

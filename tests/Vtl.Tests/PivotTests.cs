using Xunit;

namespace Huoshui.Vtl.Tests;

/// <summary>pivot without data: its measures are the codes of the identifier's value domain.</summary>
public sealed class PivotTests
{
    private static readonly VtlInputs Inputs = new()
    {
        Datasets =
        [
            Scripts.Structure(
                "DS_1",
                Scripts.Id("Id_1"),
                Scripts.Id("Kind", ScalarKind.String) with { Domain = "KINDS" },
                Scripts.Me("n", ScalarKind.Integer),
                Scripts.Me("m", ScalarKind.String) with { Domain = "KINDS" }),
        ],
        ValueDomains = [new ValueDomain("KINDS", ScalarKind.String, ["b", "a", "c"])],
    };

    [Fact]
    public void Every_code_is_a_measure_also_one_that_no_row_has()
    {
        using var database = new Database(
            "CREATE TABLE \"DS_1\" (\"Id_1\" BIGINT, \"Kind\" VARCHAR, n BIGINT, m VARCHAR)",
            "INSERT INTO \"DS_1\" VALUES (1, 'a', 2, 'b'), (1, 'b', 3, 'b'), (2, 'b', 1, 'a')");
        var result = Scripts.MustCompile("A := DS_1[filter n > 0][pivot Kind, n];", Inputs).Results[0];
        Assert.Equal(["Id_1", "a", "b", "c"], result.Structure.Components.Select(c => c.Name));
        Assert.Equal(["1 | 2 | 3 | NULL", "2 | NULL | 1 | NULL"], database.Rows(result.Sql + " ORDER BY 1"));
    }

    [Fact]
    public void A_domain_goes_on_with_a_renamed_and_a_copied_component() => Assert.True(Scripts.Compile(
        "A := DS_1[rename Kind to K][pivot K, n]; B := DS_1[calc identifier Q := m][pivot Q, n];", Inputs).Succeeded);

    [Fact]
    public void Without_a_domain_and_without_data_it_is_an_error() => Assert.Equal(
        ["VTL3002"], Scripts.Compile("A := DS_1[pivot Id_1, n];", Inputs).Diagnostics.Select(d => d.Code));

    [Fact]
    public void Unpivot_needs_two_names() => Assert.Equal(
        ["VTL2016"], Scripts.Compile("A := DS_1[keep n][unpivot x, x];", Inputs).Diagnostics.Select(d => d.Code));
}

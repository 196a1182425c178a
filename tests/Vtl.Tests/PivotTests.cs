using Xunit;

namespace Huoshui.Vtl.Tests;

public sealed class PivotTests
{
    private static VtlInputs Inputs(params string[] values) => new()
    {
        Datasets = [Scripts.Structure(
            "DS_1", Scripts.Id("Id_1"), Scripts.Id("Id_2", ScalarKind.String), Scripts.Me("Me_1", ScalarKind.Integer))],
        Enumerations = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal) { ["Id_2"] = values },
    };

    [Fact]
    public void Each_known_value_becomes_a_measure_and_a_value_without_a_row_is_null()
    {
        var result = Scripts.MustCompile("DS_r := DS_1[pivot Id_2, Me_1];", Inputs("A", "B", "C")).Results[0];
        using var database = new Database(
            "CREATE TABLE \"DS_1\" (\"Id_1\" BIGINT, \"Id_2\" VARCHAR, \"Me_1\" BIGINT)",
            "INSERT INTO \"DS_1\" VALUES (1, 'A', 5), (1, 'B', 2), (2, 'A', NULL), (2, 'B', 4)");

        Assert.Equal(["Id_1", "A", "B", "C"], result.Structure.Components.Select(c => c.Name));
        Assert.Equal(
            ["1 | 5 | 2 | NULL", "2 | NULL | 4 | NULL"], database.Rows(result.Sql).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_value_that_is_the_name_of_another_identifier_is_an_error() =>
        Assert.Equal(
            "VTL2016", Scripts.Compile("DS_r := DS_1[pivot Id_2, Me_1];", Inputs("Id_1")).Diagnostics[0].Code);
}

using Xunit;

namespace Huoshui.Vtl.Tests;

/// <summary>Sums of exact numbers meet numbers with more digits after the point: none is cut.</summary>
public sealed class DecimalTests
{
    private static readonly VtlInputs Inputs = new()
    {
        Datasets =
        [
            Scripts.Structure("DS_1", Scripts.Id("Id_1"), Scripts.Me("a", ScalarKind.Number, 2), Scripts.Me("r", ScalarKind.Number, 6)),
            Scripts.Structure("DS_2", Scripts.Id("Id_1"), Scripts.Me("a", ScalarKind.Number, 6)),
        ],
    };

    [Theory]
    [InlineData("A := DS_1[aggr t := sum(a)][calc x := t >= 30.015];", "30.00 | false")]
    [InlineData("A := DS_1[aggr t := sum(a)][calc x := abs(t - 30.01) <= 0.005];", "30.00 | false")]
    [InlineData("A := DS_1[aggr t := sum(a)][calc x := between(t, 30.0001, 30.004)];", "30.00 | false")]
    [InlineData("A := DS_1[aggr t := sum(a)][calc x := t in {30.0000001, 30.004}];", "30.00 | false")]
    [InlineData("A := DS_1[aggr t := sum(a), m := max(r)][calc x := if t > 100 then t else m];", "30.00 | 0.123456 | 0.123456")]
    [InlineData("A := DS_1[aggr t := sum(a), m := max(r)][calc x := nvl(m, t)];", "30.00 | 0.123456 | 0.123456")]
    [InlineData("A := DS_1[aggr t := sum(a), m := max(r)][calc x := trunc((t + 123456789012.12) * m, 7)][keep x];", "15241481347.9839667")]
    [InlineData("A := DS_1[aggr t := sum(a)][calc x := trunc(t - 45.67, 1), y := trunc(t + 1234567, -3)];", "30.00 | -15.6 | 1234000")]
    [InlineData("A := union(sum(DS_1[keep a] group by Id_1), DS_2);", "1 | 10.000000", "2 | 20.000000", "3 | 0.000001")]
    public void No_digit_is_lost(string script, params string[] rows)
    {
        using var database = new Database(
            "CREATE TABLE \"DS_1\" (\"Id_1\" BIGINT, a DECIMAL(18,2), r DECIMAL(18,6))",
            "INSERT INTO \"DS_1\" VALUES (1, 10, 0.123456), (2, 20, NULL)",
            "CREATE TABLE \"DS_2\" (\"Id_1\" BIGINT, a DECIMAL(18,6))",
            "INSERT INTO \"DS_2\" VALUES (3, 0.000001)");
        Assert.Equal(rows, database.Rows(Scripts.MustCompile(script, Inputs).Results[0].Sql + " ORDER BY 1"));
    }
}

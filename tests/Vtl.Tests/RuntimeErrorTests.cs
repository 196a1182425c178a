using DuckDB.NET.Data;
using Huoshui.Vtl.Tests.Oracle;
using Xunit;

namespace Huoshui.Vtl.Tests;

/// <summary>What stops a result while data are read: no infinity, no NaN, nothing rounded in silence.</summary>
[Collection(ClickHouseTests.Name)]
public sealed class RuntimeErrorTests
{
    private static readonly VtlInputs Inputs = new()
    {
        Datasets = [Scripts.Structure(
            "DS_1", Scripts.Id("Id_1"), Scripts.Me("n", ScalarKind.Number), Scripts.Me("s", ScalarKind.String))],
    };

    [Theory]
    [InlineData("n / 0")]
    [InlineData("ln(n - n)")]
    [InlineData("sqrt(-n)")]
    [InlineData("log(n, 1)")]
    [InlineData("power(n - n, -1)")]
    [InlineData("power(-n, 0.5)")]
    [InlineData("power(10, 308) * 10")]
    [InlineData("power(10, 308) * 10 * n * 0.0001")]
    [InlineData("if n > 0 then power(10, 308) * n * 10 else 0")]
    [InlineData("power(10, 308) * 10 * n")]
    [InlineData("power(10, 308) * n * 10 + 1")]
    [InlineData("1 / (power(10, 308) * n * 10)")]
    [InlineData("power(10, 308) / (n / 100)")]
    [InlineData("power(10, 308) * n - power(10, 308) * n * -1")]
    [InlineData("cast(s, integer)")]
    [InlineData("cast(s, number)")]
    [InlineData("cast(s, date, \"YYYY-MM-DD\")")]
    public void It_is_an_error(string expression)
    {
        using var database = Data();
        Assert.Throws<DuckDBException>(() => database.Rows(Sql(expression)));
    }

    [Theory]
    [InlineData("power(10, 308) * 10")]
    [InlineData("power(10, 308) * n * 10 + 1")]
    [InlineData("1 / (power(10, 308) * n * 10)")]
    [InlineData("power(10, 308) / (n / 100)")]
    [InlineData("power(10, 307) * n * 10 * 0.0001 + n")]
    [InlineData("mod(power(10, 308) * n * 10, n)")]
    [InlineData("nvl(power(10, 308) * n - n, 1)")]
    public void Interpreter_DuckDB_and_ClickHouse_agree_on_what_is_out_of_range(string expression)
    {
        using var clickHouse = ClickHouseDatabase.OrSkip();
        using var duck = Data();
        clickHouse.Execute("CREATE TABLE DS_1 (\"Id_1\" Int64, n Nullable(Float64), s Nullable(String)) ENGINE = Memory");
        clickHouse.Execute("INSERT INTO DS_1 VALUES (1, 4, '1.5x')");
        var script = $"DS_r := DS_1[calc x := {expression}][keep x];";
        var row = new Dictionary<string, object?>(StringComparer.Ordinal) { ["Id_1"] = 1L, ["n"] = 4d, ["s"] = "1.5x" };
        var inputs = new Dictionary<string, IReadOnlyList<Dictionary<string, object?>>>(StringComparer.Ordinal) { ["DS_1"] = [row] };
        var interpreted = Stopped(() => new Relations(inputs)
            .Rows(Scripts.MustCompile(script, Inputs).Results[0].Plan));
        foreach (var database in new ITestDatabase[] { duck, clickHouse })
        {
            var result = Scripts.MustCompile(script, Inputs with { Dialect = database.Dialect }).Results[0];
            Assert.Equal(interpreted, Stopped(() => database.Cells(result.Sql)));
        }
    }

    private static bool Stopped(Action run)
    {
        try
        {
            run();
            return false;
        }
        catch (Exception exception) when (exception is OracleError or System.Data.Common.DbException)
        {
            return true;
        }
    }

    [Theory]
    [InlineData("log(n, 2)", "1 | 2.0")]
    [InlineData("power(n, 0.5)", "1 | 2.0")]
    [InlineData("power(10, 307) * n / 4 * 10", "1 | 1e+308")]
    [InlineData("mod(n, 0)", "1 | 4.0")]
    public void Its_neighbour_is_none(string expression, string row)
    {
        using var database = Data();
        Assert.Equal([row], database.Rows(Sql(expression)));
    }

    [Fact]
    public void Null_divided_by_zero_is_null()
    {
        using var database = Data();
        Assert.Equal(["1 | NULL"], database.Rows(Sql("null / (n - n)")));
    }

    [Fact]
    public void Divisions_within_divisions_grow_with_their_number_only()
    {
        string Nested(int count) => string.Concat(Enumerable.Repeat("(n / (n + ", count)) + "1" +
            string.Concat(Enumerable.Repeat("))", count));
        var length = Sql(Nested(40)).Length;
        Assert.True(length < 40_000, $"{length} characters");
        using var database = Data();
        Assert.Single(database.Rows(Sql(Nested(20))));
    }

    private static string Sql(string expression) =>
        Scripts.MustCompile($"DS_r := DS_1[calc x := {expression}][keep x];", Inputs).Results[0].Sql;

    private static Database Data() => new(
        "CREATE TABLE \"DS_1\" (\"Id_1\" BIGINT, n DOUBLE, s VARCHAR)", "INSERT INTO \"DS_1\" VALUES (1, 4, '1.5x')");
}

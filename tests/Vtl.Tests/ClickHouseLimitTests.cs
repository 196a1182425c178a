using System.Data.Common;
using Xunit;

namespace Huoshui.Vtl.Tests;

/// <summary>What ClickHouse has not stops a result there: no day and no distance is another one in silence.</summary>
[Collection(ClickHouseTests.Name)]
public sealed class ClickHouseLimitTests
{
    [Theory]
    [InlineData("1899-12-31")]
    [InlineData("0999-03-04")]
    [InlineData("2300-01-01")]
    [InlineData("9999-12-31")]
    public void A_text_of_a_day_beyond_its_dates_is_no_date(string text)
    {
        using var database = ClickHouseDatabase.OrSkip();
        database.Execute("CREATE TABLE DS_1 (\"Id_1\" Int64, s Nullable(String)) ENGINE = Memory");
        database.Execute($"INSERT INTO DS_1 VALUES (1, '{text}')");
        foreach (var cast in new[] { "cast(s, date)", "cast(s, date, \"YYYY-MM-DD\")" })
        {
            var result = Compiled($"DS_1[calc d := {cast}]");
            var stopped = Assert.ThrowsAny<DbException>(() => database.Cells(result.Sql));
            Assert.Equal("VTL5002", VtlRuntimeError.Of(result, stopped.Message).Code);
        }
    }

    [Fact]
    public void An_open_end_is_after_every_day()
    {
        using var database = ClickHouseDatabase.OrSkip();
        Assert.Equal("true", database.Cells(Compiled("cast(\"2299-12-31\", date) < cast(\"9999-12-31\", date)").Sql)[0][0]);
        Assert.Equal("9999-12-31", database.Cells(Compiled("cast(\"9999-12-31\", date)").Sql)[0][0]);
        Assert.Equal("0999-03-04", database.Cells(Compiled("cast(\"0999-03-04\", date)").Sql)[0][0]);
    }

    [Theory]
    [InlineData("1900-01-01")]
    [InlineData("2299-12-31")]
    [InlineData("1969-12-31")]
    public void The_first_and_the_last_day_stay(string text)
    {
        using var database = ClickHouseDatabase.OrSkip();
        Assert.Equal(text, database.Cells(Compiled($"cast(\"{text}\", date, \"YYYY-MM-DD\")").Sql)[0][0]);
    }

    [Theory]
    [InlineData("levenshtein")]
    [InlineData("damerau_levenshtein")]
    [InlineData("hamming")]
    [InlineData("jaro_winkler")]
    public void Texts_of_more_characters_than_can_be_told_apart_have_no_distance_on_either_database(string function)
    {
        using var clickHouse = ClickHouseDatabase.OrSkip();
        using var duck = new Database();
        foreach (var database in new ITestDatabase[] { clickHouse, duck })
        {
            var stopped = Assert.ThrowsAny<DbException>(() => database.Cells(Distance(function, 65, database.Dialect).Sql));
            var error = VtlRuntimeError.Of(Distance(function, 65, database.Dialect), stopped.Message);
            Assert.Equal("VTL5004", error.Code);
            Assert.Contains("两个文本共有 127 个以上不同的字符", error.Message.Zh, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("levenshtein", 63)]
    [InlineData("damerau_levenshtein", 63)]
    [InlineData("hamming", 63)]
    public void Texts_at_the_limit_have_one(string function, int distance)
    {
        using var clickHouse = ClickHouseDatabase.OrSkip();
        using var duck = new Database();
        foreach (var database in new ITestDatabase[] { clickHouse, duck })
        {
            Assert.Equal(
                distance,
                double.Parse(database.Cells(Distance(function, 63, database.Dialect).Sql)[0][0]!, System.Globalization.CultureInfo.InvariantCulture));
        }
    }

    // Two texts of so many characters each, all of them different.
    private static VtlResult Distance(string function, int length, SqlDialect dialect)
    {
        string Text(char first) => new([.. Enumerable.Range(0, length).Select(i => (char)(first + i))]);
        return Compiled($"string_distance({function}, \"{Text('一')}\", \"{Text('가')}\")", dialect);
    }

    private static VtlResult Compiled(string expression, SqlDialect dialect = SqlDialect.ClickHouse) => Scripts.MustCompile(
        $"R := {expression};",
        new VtlInputs { Datasets = [Scripts.Structure("DS_1", Scripts.Id("Id_1"), Scripts.Me("s", ScalarKind.String))], Dialect = dialect })
        .Results[0];
}

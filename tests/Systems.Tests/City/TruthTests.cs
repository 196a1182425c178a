using Xunit;

namespace Huoshui.Systems.Tests.City;

/// <summary>truth.json against an independent count of the written files.</summary>
[Collection(CityCollection.Name)]
public sealed class TruthTests(GeneratedCity city)
{
    private const string Last = "2025-06-30";

    [Theory]
    [InlineData("T05", "F270041 = '1'", 1_000_000_000_000)]
    [InlineData("G02", "F270040 IS NOT NULL", 1_000_000_000_000)]
    public void Flagged_balances_add_up_to_the_truth(string figure, string condition, long unit)
    {
        foreach (var date in new[] { "2020-12-31", "2024-12-31", Last })
        {
            Assert.Equal(city.Series(figure, date),
                city.Number($"SELECT sum(rmb) FROM {Loans(date)} WHERE {condition}") / 100 / unit);
        }
    }

    [Fact]
    public void Merger_loans_to_tech_enterprises_add_up_to_the_truth() =>
        Assert.Equal(city.Figure("T03"), city.Number($"""
            SELECT sum(rmb) FROM {Loans(Last)} l JOIN {city.Table("onetable", Last, "B01")} b ON b.inst = l.inst
                AND b.B010001 = l.F270002
            WHERE F270029 = '1' AND B010061 <> '000000'
            """) / 10_000_000_000);

    [Fact]
    public void Loans_on_pledged_intellectual_property_count_once_each() =>
        Assert.Equal(city.Figure("T04"), city.Number($"""
            SELECT sum(rmb) FROM {Loans(Last)} l WHERE EXISTS (
                SELECT 1 FROM {city.Table("onetable", Last, "F08")} f JOIN {city.Table("onetable", Last, "J03")} j ON
                    j.inst = f.inst AND j.J030002 = f.F080001
                WHERE j.J030005 IN ('39', '40', '41', '42') AND f.inst = l.inst AND f.F080003 = l.F270003)
            """) / 10_000_000_000);

    [Fact]
    public void A_naive_join_to_the_pledges_would_count_loans_twice() =>
        Assert.True(city.Number($"""
            SELECT sum(rmb) FROM {Loans(Last)} l JOIN {city.Table("onetable", Last, "F08")} f ON f.inst = l.inst
                AND f.F080003 = l.F270003
            JOIN {city.Table("onetable", Last, "J03")} j ON j.inst = f.inst AND j.J030002 = f.F080001
            WHERE j.J030005 IN ('39', '40', '41', '42')
            """) / 10_000_000_000 > city.Figure("T04"));

    [Theory]
    [InlineData("2020-06-30")]
    [InlineData("2020-12-31")]
    [InlineData("2023-12-31")]
    [InlineData(Last)]
    public void Inclusive_balances_and_borrowers_follow_from_the_rule(string date)
    {
        var row = city.Rows($"""
            SELECT sum(rmb), count(DISTINCT who) FILTER (rmb > 0), count(DISTINCT inst || who) FILTER (rmb > 0)
            FROM {Inclusive(date)}
            """)[0];
        Assert.Equal(
            (city.Series("I03", date), city.Series("I05", date), city.Series("I05_visits", date)),
            (GeneratedCity.Decimal(row[0]) / 100_000_000_000_000, GeneratedCity.Decimal(row[1]) / 10_000, GeneratedCity.Decimal(row[2]) / 10_000));
    }

    [Fact]
    public void Flags_alone_give_another_sum_than_the_rule() =>
        Assert.NotEqual(city.Figure("I03"),
            city.Number($"SELECT sum(rmb) FROM {Loans(Last)} WHERE F270043 IN ('01', '03')") / 100_000_000_000_000);

    [Theory]
    [InlineData("2020-12-31")]
    [InlineData(Last)]
    public void Rates_of_new_inclusive_loans_are_the_truths(string date) =>
        Assert.Equal(
            (double)city.Series("I07_rate", date),
            (double)city.Number(
                $"SELECT sum(drawn * rate)::DOUBLE / sum(drawn)::DOUBLE / 1000000 FROM {Inclusive(date)} WHERE "
                + $"year(F270016::DATE) = year(DATE '{date}')"),
            1e-9);

    [Theory]
    [InlineData("T06", "insurance", "TI", "sum(TI08::DECIMAL(18, 2))", "TI11 = '1' AND TI04 <= '2025-06-30'",
        1_000_000_000_000)]
    [InlineData("O08", "insurance", "CP", "count(*)", "CP03 = '1' AND CP05 <= '2025-06-30'", 10_000)]
    [InlineData("O09", "insurance", "CM", "count(DISTINCT inst)", "true", 1)]
    [InlineData("O10", "insurance", "CM", "count(DISTINCT CM04)", "CM05 <= '2025-06-30'", 10_000)]
    [InlineData("P05", "insurance", "HC", "count(DISTINCT inst)", "HC06 = '1'", 1)]
    [InlineData("P01", "pension", "PA", "count(*)", "PA03 <= '2025-06-30'", 10_000)]
    [InlineData("P02", "pension", "PC", "sum(PC04::DECIMAL(18, 2))", "PC03 <= '2025-06-30'", 100_000_000)]
    [InlineData("P03", "pension", "CA", "count(*)", "true", 10_000)]
    [InlineData("P04", "pension", "CS", "sum(CS05::DECIMAL(18, 2))", "true", 100_000_000)]
    [InlineData("P09", "pension", "SC", "count(*)", "true", 10_000)]
    [InlineData("D05", "onlineloans", "OL", "count(DISTINCT OL02)", "OL07 = '1'", 10_000)]
    [InlineData("I01", "coordination", "VE", "count(*)", "VE03 <= '2025-06-30'", 10_000)]
    [InlineData("I02", "coordination", "RF", "sum(RF12::DECIMAL(18, 2))", "RF08 = 'new' AND RF09 IN ('1', '2') AND RF11 >= RF05",
        100_000_000)]
    [InlineData("P06", "eldercare", "EL", "sum(EL06::DECIMAL(18, 2))", "EL02 IN ('01', '02')", 10_000)]
    public void Small_returns_add_up_to_the_truth(string figure, string returnId, string table, string sum,
        string condition, long unit) =>
        Assert.Equal(city.Figure(figure),
            city.Number($"SELECT {sum} FROM {city.Table(returnId, Last, table)} WHERE {condition}") / unit);

    [Theory]
    [InlineData("2024-12-31")]
    [InlineData("2025-05-31")]
    [InlineData(Last)]
    public void Loans_through_the_mechanism_are_loans_that_the_banks_filed(string date) =>
        Assert.Equal(city.Series("I02", date),
            city.Number($"""
                SELECT sum(F270009::DECIMAL(18, 2)) FROM {city.Table("coordination", date, "RF")} r
                JOIN {city.Table("onetable", date, "F27")} f ON f.inst = r.RF01 AND f.F270001 = r.RF02
                WHERE RF08 = 'new' AND F270010 = '01' AND F270016 >= RF05 AND RF09 <> '5'
                """) / 100_000_000);

    [Fact]
    public void Every_result_of_the_comparison_occurs() => Assert.Equal(
        ["1", "2", "3", "4", "5", "6"],
        city.Rows($"SELECT DISTINCT RF09 FROM {city.Table("coordination", Last, "RF")} ORDER BY 1").Select(r => (string)r[0]!));

    [Fact]
    public void Automatic_approvals_take_the_minutes_of_the_truth() =>
        Assert.Equal(city.Figure("D04"),
            city.Number("SELECT avg(epoch((OL05 || ' ' || OL06)::TIMESTAMP - (OL03 || ' ' || OL04)::TIMESTAMP)) / 60 FROM "
                + $"{city.Table("onlineloans", Last, "OL")} WHERE OL07 = '1' AND OL10 = '0'"));

    [Fact]
    public void Spending_of_each_year_adds_up_to_the_truth()
    {
        foreach (var year in Enumerable.Range(2019, 6))
        {
            Assert.Equal(city.Series("D01", $"{year}-12-31"),
                city.Number(
                $"SELECT sum(IT04::DECIMAL(18, 2)) FROM "
                + $"{city.Table("itspending", $"{year}-12-31", "IT")}") / 100_000_000);
        }
    }

    [Fact]
    public void Wealth_connect_comes_to_a_third_of_the_area() =>
        Assert.Equal(city.Figure("O05"),
            city.Number(
            $"SELECT sum(WR06::DECIMAL(18, 2)) FROM "
            + $"{city.Table("wealthconnect", Last, "WR")}") / 1_216_350_000m / 100 * 100);

    [Fact]
    public void Ledgers_hold_the_sums_of_their_loans() =>
        Assert.Equal(0, city.Number($"""
            SELECT count(*) FROM (SELECT inst, F270007 AS subject, F270006 AS ccy, sum(balance) AS b FROM {Loans(Last)}
                GROUP BY ALL) l
            FULL JOIN {city.Table("onetable", Last, "D01")} d ON d.inst = l.inst AND d.D010002 = l.subject
                AND d.D010009 = l.ccy
            WHERE b IS DISTINCT FROM D010007::DECIMAL(18, 2)
            """));

    [Fact]
    public void Planted_differences_of_the_classification_are_there()
    {
        foreach (var name in new[] { "T05_missed", "T05_excess", "T05_doubtful", "I03_over_limit", "I03_no_credit",
            "I03_missed", "I03_excess" })
        {
            Assert.True(city.Shadow(name) > 0, name);
        }
    }

    // Whole 分 of RMB: 分 of the currency times a ten-thousandth of the rate for 100 units.
    private static string Rmb(string field) =>
        $"replace({field}, '.', '')::HUGEINT * coalesce(replace(K020005, '.', '')::HUGEINT // 100, 1000000) // 1000000";

    private string Loans(string date) => $"""
        (SELECT f.*, H010019, H010010::DECIMAL(18, 2) AS balance, {Rmb("H010010")} AS rmb, {Rmb("F270009")} AS drawn,
            replace(H010021, '.', '')::HUGEINT AS rate
         FROM {city.Table("onetable", date, "F27")} f JOIN {city.Table("onetable", date, "H01")} h ON h.inst = f.inst
             AND h.H010001 = f.F270001
         LEFT JOIN {city.Table("onetable", date, "K02")} k ON k.inst = f.inst AND k.K020003 = f.F270006)
        """;

    private string Inclusive(string date) => $"""
        (SELECT l.*, coalesce(B010004, B040005) AS who FROM {Loans(date)} l
         JOIN (SELECT inst, H130002, any_value(H130025::DECIMAL(18, 2)) AS total, any_value(H130029::DECIMAL(18,
             2)) AS business
               FROM {city.Table("onetable", date, "H13")} GROUP BY ALL) c ON c.inst = l.inst AND c.H130002 = l.F270002
         LEFT JOIN {city.Table("onetable", date, "B01")} b ON b.inst = l.inst AND b.B010001 = l.F270002
         LEFT JOIN {city.Table("onetable", date, "B04")} o ON o.inst = l.inst AND o.B040001 = l.F270002
         WHERE H010019 NOT IN ('02', '03', '04') AND (F270043 = '01' AND total <= 10000000 OR F270043 = '03'
             AND business <= 10000000))
        """;
}

using System.Globalization;

namespace Huoshui.Systems.City.Loans;

/// <summary>
/// Interest rates, in millionths of a percent point: by kind, bank and year with noise; those of the inclusive loans
/// then moved so that the average
/// of each year's new loans is the wanted one, weighted by drawn amount and weighted by balance alike.
/// </summary>
internal static class RateFit
{
    private const int FirstYear = 2020;

    public static void Apply(CitySession session)
    {
        session.Execute(Drawn());
        var moves = Enumerable.Range(FirstYear, 6).Select(year => Move(session, year)).ToList();
        var rows = string.Join(", ", moves.Select((m, i) => string.Create(
            CultureInfo.InvariantCulture, $"({FirstYear + i}, {m.Shift:R}::DOUBLE, {m.Slope:R}::DOUBLE)")));
        session.Execute($"""
            CREATE TABLE move AS FROM (VALUES {rows}) AS m (year, shift, slope);
            CREATE TABLE rated AS
            SELECT wished.* EXCLUDE (wish, year, lean),
                greatest(15000, CASE WHEN seg = 1 AND shift IS NOT NULL THEN round(wish / 100 + (shift + slope * lean)
                    / 100)
                    ELSE round(wish / 100) END)::BIGINT * 100 AS rate
            FROM wished LEFT JOIN move USING (year);
            DROP TABLE wished;
            DROP TABLE loan;
            ALTER TABLE rated RENAME TO loan;
            """);
    }

    // lean: how much of the loan is still out at the end of its first year; it differs between the two weightings.
    private static string Drawn()
    {
        var wanted = string.Join(", ", Enumerable.Range(FirstYear, 6).Select(y => CityTargets.InclusiveRate(y).ToString(
            CultureInfo.InvariantCulture)));
        return $"""
            CREATE TABLE wished AS
            SELECT loan.*, year(drawn) AS year, CASE
                    WHEN seg IN (1, 9, 10, 11, 12, 17) THEN greatest(2.3,
                        [{wanted}][greatest(1, year(drawn) - 2019)::INTEGER] + CASE WHEN year(drawn) < 2020 THEN 0.35
                            ELSE 0 END
                        + CASE WHEN legal THEN -0.35 ELSE 0.55 END + CASE WHEN outlets = 0 AND NOT legal THEN 0.9
                            ELSE 0 END
                        + 0.45 * normal(61, b, e))
                    WHEN seg = 8 THEN greatest(2.6, least(5.6, 5.4 - 0.28 * (year(drawn) - 2016)) + 0.3 * normal(62, b,
                        e))
                    ELSE greatest(1.9, 4.6 - 0.2 * (year(drawn) - 2019) + 0.4 * normal(63, b, lid))
                        END * 1000000 AS wish,
                CASE WHEN repay = 1 THEN 0.2
                    ELSE (term - datesub('month', start, least(make_date(year(drawn), 12, 31),
                        DATE '2025-06-30'))) / term - 0.8
                    END AS lean
            FROM loan;
            """;
    }

    private static (double Shift, double Slope) Move(CitySession session, int year)
    {
        var at = CityCalendar.Dates.Where(d => d.Date.Year == year).Max(d => d.Index);
        var row = session.Query(CitySession.Invariant($"""
            WITH new AS (
                SELECT (amount * r4 // 1000000)::HUGEINT AS a, (balance * r4 // 1000000)::HUGEINT AS b,
                    wish::BIGINT AS w, (lean * 1000000)::BIGINT AS z
                FROM state JOIN wished USING (lid) JOIN fx USING (i, ccy)
                WHERE i = {at} AND alive AND wished.seg = 1 AND year = {year})
            SELECT sum(a)::VARCHAR, sum(a * w)::VARCHAR, sum(a * z)::VARCHAR, sum(b)::VARCHAR, sum(b * w)::VARCHAR,
                sum(b * z)::VARCHAR FROM new
            """))[0].Select(v => v is null ? 0 : double.Parse((string)v, CultureInfo.InvariantCulture)).ToArray();
        if (row[0] <= 0)
        {
            throw new InvalidOperationException(
                $"no new inclusive loan in {year} at this scale and seed; try another seed");
        }

        var wanted = (double)CityTargets.InclusiveRate(year) * 1_000_000;
        var (drawnRate, drawnLean) = (row[1] / row[0], row[2] / row[0] / 1_000_000);
        var (balanceRate, balanceLean) = (row[4] / row[3], row[5] / row[3] / 1_000_000);
        var spread = balanceLean - drawnLean;
        var slope = Math.Abs(spread) < 0.002 ? 0 : Math.Clamp(-(balanceRate - drawnRate) / spread, -1_500_000,
            1_500_000);
        return (wanted - drawnRate - slope * drawnLean, slope);
    }
}

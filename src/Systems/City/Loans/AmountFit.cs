using System.Globalization;
using System.Numerics;

namespace Huoshui.Systems.City.Loans;

/// <summary>
/// Brings the drawn amounts to the published sums: one factor a group of loans, in an order in which each group only
/// closes
/// what the groups before it left open; then amounts are rounded as bankers write them. <see cref="StateBook"/> closes
/// the rest to the 分.
/// </summary>
internal static class AmountFit
{
    // Group 1 closes I03 of 2020-06-30, 2 I03, 3 T04, 4 T03, 5 G02 of 2020-12-31, 6 G02, 7 T05 (column fit of loan).
    private const int Groups = 7;

    public static void Apply(CitySession session, CityTargets targets)
    {
        var sums = Sums(session);
        var factors = new double[Groups + 1];
        factors[0] = 1;
        factors[1] = Close(sums, factors, 1, 1, targets.InclusiveLoans2020, s => s.Inclusive);
        factors[2] = Close(sums, factors, 9, 2, targets.InclusiveLoans, s => s.Inclusive);
        factors[3] = Close(sums, factors, 9, 3, targets.PledgeLoans, s => s.Pledged);
        factors[4] = Close(sums, factors, 9, 4, targets.MergerLoans, s => s.TechMerger);
        factors[5] = Close(sums, factors, 2, 5, targets.GreenLoans2020, s => s.Green);
        factors[6] = Close(sums, factors, 9, 6, targets.GreenLoans, s => s.Green);
        factors[7] = Close(sums, factors, 9, 7, targets.TechLoans, s => s.Tech);
        var rows = string.Join(", ", factors.Select((f, i) =>
            $"({i}, {f.ToString("R", CultureInfo.InvariantCulture)}::DOUBLE)"));
        session.Execute($"""
            CREATE TABLE fit AS FROM (VALUES {rows}) AS f (fit, factor);
            CREATE TABLE sized AS
            SELECT loan.* EXCLUDE (raw, fit), fit,
                CASE WHEN ccy <> 'CNY' THEN greatest(1, round(raw * factor / 1000000)) * 1000000
                    WHEN seg IN (1, 9, 10, 11, 12, 17) THEN greatest(5, round(raw * factor / 100000)) * 100000
                    ELSE greatest(1, round(raw * factor / 1000000)) * 1000000 END::BIGINT AS amount
            FROM loan JOIN fit USING (fit);
            DROP TABLE loan;
            ALTER TABLE sized RENAME TO loan;
            """);
    }

    private sealed record Part(int Day, int Fit, bool Tech, bool Green, bool Inclusive, bool Pledged, bool TechMerger,
        double Yuan);

    private static double Close(
        List<Part> sums, double[] factors, int day, int fit, BigInteger target, Func<Part, bool> belongs)
    {
        var there = sums.Where(s => s.Day == day && belongs(s)).ToList();
        var others = there.Where(s => s.Fit != fit).Sum(s => s.Yuan * factors[s.Fit]);
        var own = there.Where(s => s.Fit == fit).Sum(s => s.Yuan);
        var factor = own > 0 ? ((double)target / 100 - others) / own : 0;
        return factor > 0
            ? factor
            : throw new InvalidOperationException(
                $"group {fit} cannot reach its sum at this scale and seed; try another seed");
    }

    private static List<Part> Sums(CitySession session) =>
        [.. session.Query($"""
            SELECT i, fit, tech, green, seg = 1, pledged, seg = 3, sum({StateBook.Outstanding("raw")} * r4 //
                1000000)::DECIMAL(38, 0)
            FROM span JOIN loan USING (seg, k, e) JOIN fx USING (i, ccy)
            WHERE i IN (1, 2, 9) AND drawn <= d
            GROUP BY ALL ORDER BY ALL
            """).Select(r => new Part(
                Convert.ToInt32(r[0], CultureInfo.InvariantCulture), Convert.ToInt32(r[1],
                    CultureInfo.InvariantCulture),
                (bool)r[2]!, (bool)r[3]!, (bool)r[4]!, (bool)r[5]!, (bool)r[6]!, (double)CitySession.AsWhole(
                    r[7]) / 100))];
}

namespace Huoshui.Systems.City.Loans;

/// <summary>Figures beside the published ones at 2025-06-30, in yuan: what the planted differences must come
/// to.</summary>
internal static class ShadowTruth
{
    public static void Write(CitySession session, TruthBook truth)
    {
        void Put(string name, string which) =>
            truth.Shadow(name, TruthBook.In(StateBook.Sum(session, CityCalendar.Last.Index, which), 1));
        Put("T05_missed", "seg = 14");
        Put("T05_excess", "seg = 15");
        Put("T05_doubtful", "seg = 16");
        Put("I03_over_limit", "seg = 9");
        Put("I03_no_credit", "seg = 10");
        Put("I03_written_off_or_transferred", "seg = 11");
        Put("I03_missed", "seg = 17");
        Put("I03_excess", "seg = 1 AND legal AND b IN (SELECT b FROM party WHERE size = '2')");
        Put("P_industry_low", "seg <> 8 AND status NOT IN ('02', '03', '04') AND ec_mark(cls) = 'whole'");
        Put("P_industry_high", "seg <> 8 AND status NOT IN ('02', '03', '04') AND ec_mark(cls) <> 'none'");
        Put("D_economy_low", "seg <> 8 AND status NOT IN ('02', '03', '04') AND de_mark(cls) = 'whole'");
        Put("D_economy_high", "seg <> 8 AND status NOT IN ('02', '03', '04') AND de_mark(cls) <> 'none'");
        truth.Shadow("I03_no_credit_loans", (decimal)session.Whole(
            $"SELECT count(*) FROM state JOIN loan USING (lid) WHERE i = {CityCalendar.Last.Index} AND alive AND "
                + $"seg = 10"));
    }
}

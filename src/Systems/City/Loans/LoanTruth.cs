using Huoshui.Systems.City.Roster;

namespace Huoshui.Systems.City.Loans;

/// <summary>The figures that loans carry, counted from the books.</summary>
internal static class LoanTruth
{
    private const decimal 亿 = 100_000_000m;
    private const decimal 万亿 = 1_000_000_000_000m;
    private const decimal 万 = 10_000m;

    public static void Write(CitySession session, TruthBook truth)
    {
        foreach (var date in CityCalendar.Dates)
        {
            Stock(session, truth, "I03", date, "seg = 1", 万亿);
            Stock(session, truth, "T05", date, "tech", 万亿);
            Stock(session, truth, "G02", date, "green", 万亿);
            Stock(session, truth, "T03", date, "merger AND techfirm", 亿);
            if (date.Depth >= FilingDepth.Pledges)
                Stock(session, truth, "T04", date, "pledged", 亿);
            Count(session, truth, date);
        }

        Ratios(session, truth);
        Rates(session, truth);
        truth.Figure("T01", (decimal)session.Whole("SELECT count(*) FROM outlet WHERE recognised AND NOT closed"));
        truth.Figure("O04", BankRoster.Banks.Count(b => b.HongKongFunded));
        ShadowTruth.Write(session, truth);
    }

    private static void Stock(CitySession session, TruthBook truth, string id, CityDate date, string which,
        decimal unit)
    {
        var value = TruthBook.In(StateBook.Sum(session, date.Index, which), unit);
        truth.Series(id, date.Date, value);
        if (date == CityCalendar.Last)
            truth.Figure(id, value);
    }

    private static void Count(CitySession session, TruthBook truth, CityDate date)
    {
        var counts = session.Query(CitySession.Invariant($"""
            SELECT count(DISTINCT b), count(DISTINCT b * 1000 + bank) FROM state JOIN loan USING (lid)
            WHERE i = {date.Index} AND seg = 1 AND balance > 0
            """))[0].Select(v => (decimal)CitySession.AsWhole(v)).ToArray();
        truth.Series("I05", date.Date, counts[0] / 万);
        truth.Series("I05_visits", date.Date, counts[1] / 万);
        if (date != CityCalendar.Last)
            return;
        truth.Figure("I05", counts[0] / 万);
        truth.Shadow("I05_visits", counts[1]);
    }

    private static void Ratios(CitySession session, TruthBook truth)
    {
        decimal Fen(int day, string which) => (decimal)StateBook.Sum(session, day, which);
        decimal Borrowers(int day) => (decimal)session.Whole(CitySession.Invariant(
            $"SELECT count(DISTINCT b) FROM state JOIN loan USING (lid) WHERE i = {day} AND seg = 1 AND balance > 0"));
        truth.Figure("G03", Fen(9, "green") / Fen(2, "green"));
        truth.Figure("I04", Growth(Fen(9, "seg = 1") / Fen(1, "seg = 1"), 5));
        truth.Shadow("I04_from_2020_12_31", Growth(Fen(9, "seg = 1") / Fen(2, "seg = 1"), 4.5));
        truth.Figure("I06", Borrowers(9) / Borrowers(2));
    }

    /// <summary>Percent of yearly growth that makes a multiple in so many years.</summary>
    public static decimal Growth(decimal multiple, double years) =>
        ((decimal)Math.Pow((double)multiple, 1 / years) - 1) * 100;

    private static void Rates(CitySession session, TruthBook truth)
    {
        var rates = CityCalendar.Dates.ToDictionary(d => d.Index, d => Rate(session, d));
        foreach (var date in CityCalendar.Dates)
            truth.Series("I07_rate", date.Date, rates[date.Index]);
        truth.Figure("I07", rates[2] - rates[9]);
        int[] yearEnds = [2, 3, 4, 5, 7, 9];
        truth.Shadow("I07_falls", yearEnds.Zip(yearEnds.Skip(1)).Count(pair => rates[pair.Second] < rates[pair.First]));
    }

    private static decimal Rate(CitySession session, CityDate date)
    {
        var sums = session.Query(CitySession.Invariant($"""
            SELECT sum((amount * r4 // 1000000)::HUGEINT * rate), sum((amount * r4 // 1000000)::HUGEINT)
            FROM state JOIN loan USING (lid) JOIN fx USING (i, ccy)
            WHERE i = {date.Index} AND alive AND seg = 1 AND year(drawn) = {date.Date.Year}
            """))[0].Select(v => (decimal)CitySession.AsWhole(v)).ToArray();
        return sums[0] / sums[1] / 1_000_000m;
    }
}

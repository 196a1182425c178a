using System.Globalization;
using Huoshui.Systems.City.Roster;

namespace Huoshui.Systems.City.Loans;

/// <summary>
/// Draws every loan of the city. A slot always holds one loan: when it ends the next one begins, with the same
/// borrower or
/// another. So the number of borrowers at a date is the number of active slots, exactly.
/// Tables: seg, day, fx, lender, slot (seg, k), span (seg, k, i → e), loan (lid).
/// </summary>
internal static class LoanBook
{
    private const int LenderRange = 1_000_000;


    public static void Draw(CitySession session, IReadOnlyList<Segment> segments)
    {
        LoadCalendar(session);
        LoadLenders(session);
        LoadSegments(session, segments);
        session.Execute(Slots());
        session.Execute(Spans);
        session.Execute(Loans);
    }

    private static void LoadCalendar(CitySession session)
    {
        session.Execute(
            "CREATE TABLE day (i INTEGER, d DATE, prev DATE); CREATE TABLE fx (i INTEGER, ccy VARCHAR, r4 BIGINT);");
        session.Append("day", CityCalendar.Dates.Select(date => new object?[]
            { date.Index, date.Date, date.Index > 1 ? CityCalendar.Dates[date.Index - 2].Date : null }));
        session.Append("fx", CityCalendar.Dates.SelectMany(date => date.Rates
            .Select((rate, c) => new object?[] { date.Index, CityCalendar.Currencies[c], (long)(rate * 10_000m) })
            .Append([date.Index, "CNY", 1_000_000L])));
    }

    // lender: one row for each unit of weight, so that a uniform draw of a row is a weighted draw of a bank.
    private static void LoadLenders(CitySession session)
    {
        session.Execute(
            "CREATE TABLE lender (ix INTEGER, bank INTEGER, next INTEGER); CREATE TABLE lenders (weight INTEGER, "
            + "total INTEGER);");
        foreach (var weight in Enum.GetValues<LenderWeight>())
        {
            var banks = BankRoster.Banks.Where(b => WeightOf(b, weight) > 0).ToList();
            var total = banks.Sum(b => WeightOf(b, weight));
            var units = banks.SelectMany((bank, at) => Enumerable.Repeat(
                (bank.Number, Next: banks[(at + 1) % banks.Count].Number), WeightOf(bank, weight)));
            session.Append("lender", units.Select((unit, ix) => new object?[]
                { (int)weight * LenderRange + ix, unit.Number, unit.Next }));
            session.Append("lenders", [[(int)weight, total]]);
        }

        session.Execute("CREATE TABLE bank (bank INTEGER, id VARCHAR, stem VARCHAR, outlets INTEGER, abroad BOOLEAN);");
        session.Append("bank", BankRoster.Banks.Select(b => new object?[]
            { b.Number, b.Id, b.Licence[..11], b.Branches, b.Type is "10" or "11" }));
    }

    private static int WeightOf(Bank bank, LenderWeight weight) => weight switch
    {
        LenderWeight.Inclusive => bank.Inclusive,
        LenderWeight.Corporate => bank.Corporate,
        _ => bank.Retail,
    };

    private static void LoadSegments(CitySession session, IReadOnlyList<Segment> segments)
    {
        session.Execute("""
            CREATE TABLE seg (seg INTEGER, base BIGINT, ns INTEGER[], terms INTEGER[], per INTEGER, change DOUBLE,
                median DOUBLE, sigma DOUBLE, cap DOUBLE, weight INTEGER, offshore DOUBLE);
            """);
        var before = 0L;
        foreach (var s in segments)
        {
            var counts = s.History.Select(share => Active(s.Slots, share));
            session.Execute(CitySession.Invariant($"""
                INSERT INTO seg VALUES ({(int)s.Id}, {before}, [{string.Join(',', counts)}],
                    [{string.Join(',', s.Terms)}],
                    {s.SlotsPerBorrower}, {s.Change}, {s.MedianYuan}, {s.Sigma}, {s.CapYuan}, {(int)s.Lender},
                        {s.ForeignShare});
                """));
            before += s.Slots;
        }
    }

    private static string Active(int slots, double share) => share <= 0
        ? "0"
        : Math.Max(1, (int)Math.Round(slots * share, MidpointRounding.AwayFromZero))
            .ToString(CultureInfo.InvariantCulture);

    // The first slot of each fitted segment has a fixed life, so that there is always a balance that can take up a
    // remainder.
    private static string Slots()
    {
        var first = string.Join(" + ", CityCalendar.Dates.Select(d =>
            CitySession.Invariant($"(k >= ns[{d.Index}])::INTEGER")));
        return $"""
            CREATE TABLE slot AS
            WITH place AS (SELECT seg, terms, ns, unnest(range(ns[9])) AS k FROM seg),
            started AS (
                SELECT *, 1 + {first} AS first, seg IN (1, 3, 4, 5, 6) AND k = 0 AS anchor FROM place),
            termed AS (
                SELECT seg, k, first, anchor, first = 1 OR ns[first - 1] = 0 AS old,
                    CASE WHEN anchor THEN 36 ELSE pick(terms, u(1, seg, k)) END AS term
                FROM started),
            dated AS (
                SELECT t.*, day.d, day.prev,
                    [0.70, 0.55, 1, 0.85, 0.85, 1, 0.75, 0.80, 0.95, 0.70, 0.80, 0.90] AS season
                FROM termed t JOIN day ON day.i = t.first),
            tried AS (
                SELECT *, prev + (1 + floor(u(2, seg, k) * (d - prev)))::INTEGER AS try1,
                    prev + (1 + floor(u(3, seg, k) * (d - prev)))::INTEGER AS try2,
                    prev + (1 + floor(u(4, seg, k) * (d - prev)))::INTEGER AS try3
                FROM dated)
            SELECT seg, k, first, term, CASE
                WHEN anchor THEN DATE '2019-04-15'
                WHEN old THEN day28(d - floor(u(2, seg, k) * term * 30)::INTEGER)
                WHEN u(5, seg, k) < season[month(try1)] THEN day28(try1)
                WHEN u(6, seg, k) < season[month(try2)] THEN day28(try2)
                ELSE day28(try3) END AS phase
            FROM tried ORDER BY seg, k;
            """;
    }

    private const string Spans = """
        CREATE TABLE span AS
        SELECT seg, k, day.i, day.d, day.prev, (datesub('month', phase, day.d) // term)::INTEGER AS e,
            CASE WHEN day.i > first THEN (datesub('month', phase, day.prev) // term)::INTEGER END AS before
        FROM slot JOIN day ON day.i >= slot.first;
        """;

    // A second loan of the same borrower at the same bank (j = 1, same contract) or at another bank (j = 2).
    private const string Loans = """
        CREATE TABLE loan AS
        WITH held AS (SELECT DISTINCT seg, k, e FROM span),
        line AS (
            SELECT seg, k, e, 0 AS j FROM held
            UNION ALL SELECT seg, k, e, 1 FROM held WHERE seg = 1 AND u(11, seg, k) < 0.18
            UNION ALL SELECT seg, k, e, 2 FROM held WHERE seg = 1 AND u(12, seg, k) < 0.12),
        generation AS (
            SELECT l.*, s.* EXCLUDE (seg, ns, terms), (l.k // s.per)::BIGINT AS bk, slot.term, slot.phase,
                (phase + to_months(e * term))::DATE AS start, (phase + to_months((e + 1) * term))::DATE AS matures,
                list_sum(list_transform(range(1, e + 1), x -> (u(13 + x, l.seg, l.k) < s.change)::INTEGER)) AS g
            FROM line l JOIN seg s USING (seg) JOIN slot USING (seg, k)),
        borrowed AS (
            SELECT *, (base + bk) * 9 + coalesce(g, 0)::BIGINT AS b,
                CASE WHEN j = 0 THEN start ELSE day28(start + (5 + floor(u(31, k, e) * 50))::INTEGER) END AS drawn
            FROM generation),
        kinded AS (
            SELECT *, CASE
                WHEN seg = 8 THEN false
                WHEN seg = 1 THEN k = 3 OR u(32, b, 0) < 0.38
                WHEN seg IN (9, 10, 12) THEN u(32, b, 0) < 0.5 OR k = 0
                WHEN seg = 11 THEN u(32, b, 0) < 0.4
                ELSE true END AS legal,
                weight * 1000000 + floor(u(33, seg, CASE WHEN per = 1 THEN b ELSE k + 7000000000
                    END) * total)::INTEGER AS ix1,
                weight * 1000000 + floor(u(34, seg, b) * total)::INTEGER AS ix2
            FROM borrowed JOIN lenders USING (weight)),
        banked AS (
            SELECT k.*, CASE WHEN j < 2 THEN first.bank WHEN other.bank = first.bank THEN first.next ELSE other.bank
                END AS bank
            FROM kinded k JOIN lender first ON first.ix = k.ix1
            JOIN lender other ON other.ix = k.ix2),
        priced AS (
            SELECT n.*, bank.abroad, bank.outlets,
                least(CASE WHEN j = 0 THEN cap ELSE cap / 2 END, median * exp(sigma * normal(35, seg * 10 + j,
                    k * 16 + e))
                    * CASE WHEN seg <> 1 THEN 1 WHEN legal THEN 2.15 ELSE 0.72 END
                    * CASE WHEN j = 0 THEN 1 ELSE 0.45 END) AS wish,
                legal AND (seg IN (3, 4) OR (seg = 1 AND u(36, b, 0) < 0.14) OR (seg = 6 AND u(36, b, 0) < 0.7)
                    OR (seg = 5 AND u(36, b, 0) < 0.3) OR (seg = 14 AND u(36, b, 0) < 0.5)) AS techfirm,
                CASE WHEN k = 0 OR j > 0 OR (seg = 1 AND NOT legal) THEN 1
                    ELSE u(37, seg, k * 16 + e) / CASE WHEN bank.abroad AND per > 1 THEN 0.35 ELSE greatest(offshore,
                        1e-12) END
                    END AS abroadness
            FROM banked n JOIN bank USING (bank)),
        marked AS (
            SELECT *, CASE WHEN abroadness >= 1 THEN 'CNY' WHEN abroadness < 0.55 THEN 'USD' WHEN abroadness < 0.85
                THEN 'HKD'
                    WHEN abroadness < 0.95 THEN 'EUR' ELSE 'JPY' END AS ccy,
                techfirm AND seg IN (1, 5) OR seg IN (3, 4, 6, 15) AS tech,
                seg = 5 OR (seg = 1 AND legal AND u(38, b, e) < 0.025) AS green,
                seg IN (3, 13) AS merger,
                seg = 4 OR (seg = 1 AND techfirm AND j < 2 AND u(39, b, 0) < 0.03) AS pledged
            FROM priced)
        SELECT ((k * 16 + e) * 4 + j) * 32 + seg AS lid, seg, k, e, j, b, bk, bank, outlets, legal, techfirm,
            term::INTEGER AS term, start,
            drawn, matures, marked.ccy, tech, green, merger, pledged,
            CASE WHEN k = 0 OR seg = 8 THEN 2 WHEN marked.ccy <> 'CNY' OR u(40, seg, k * 16 + e) < 0.55 THEN 1 ELSE 2
                END AS repay,
            (wish * 100 * 1000000 / fx.r4)::BIGINT AS raw,
            CASE WHEN seg = 1 THEN CASE WHEN drawn <= DATE '2020-06-30' THEN 1 ELSE 2 END WHEN seg = 4 THEN 3
                WHEN seg = 3 THEN 4
                WHEN seg = 5 THEN CASE WHEN drawn <= DATE '2020-12-31' THEN 5 ELSE 6 END WHEN seg = 6 THEN 7 ELSE 0
                    END AS fit
        FROM marked JOIN fx ON fx.i = 9 AND fx.ccy = marked.ccy
        WHERE drawn <= DATE '2025-06-30';
        """;
}

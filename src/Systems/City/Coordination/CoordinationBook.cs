using System.Numerics;
using Huoshui.Systems.City.Filing;
using Huoshui.Systems.City.SmallReturns;

namespace Huoshui.Systems.City.Coordination;

/// <summary>
/// 融资协调机制: who was visited (I01) and which of the filed loans came through it (I02), since 2024-10-16. Most loans agree
/// with what the bank told; some are told with another amount, another kind, another credit line or a mistyped
/// 借据ID, or were drawn before the recommendation. Tables: referral, visited.
/// </summary>
internal static class CoordinationBook
{
    public const string Id = "coordination";

    /// <summary>Code of the result where nothing can be said against a loan.</summary>
    private const string Verdict = """
        (CASE WHEN odd = 'mistyped' THEN '6' WHEN odd = 'other_line' AND d >= DATE '2025-06-30' THEN '5'
            WHEN odd = 'early' THEN '4' WHEN renewed AND kind = 'new' THEN '3' WHEN told_fen <> fen THEN '2'
            ELSE '1' END)
        """;

    private const string Counted = $"kind = 'new' AND {Verdict} IN ('1', '2')";

    /// <summary>The dates of the ledger: those of the small returns since it began.</summary>
    public static IReadOnlyList<DateOnly> Dates { get; } = [.. SmallReturn.Dates.Where(d =>
        d.Year > 2024 || d.Month == 12)];

    public static IReadOnlyList<Recipe> Recipes { get; } =
    [
        Of("VE", "visited", "id",
        [
            new("VE01", "coalesce(usci, sha256('person ' || idno))"),
                new("VE02", "CASE WHEN usci IS NULL THEN 2 ELSE 1 END"),
            new("VE03", "day"), new("VE04", "street"), new("VE05", "d"),
        ]),
        Of("RF", "referral", "bank_id, told_iou",
        [
            new("RF01", "bank_id"), new("RF02", "told_iou"), new("RF03", "told_line"),
            new("RF04", "'ZF' || lpad(n::VARCHAR, 20, '0')"), new("RF05", "recommended"), new("RF06", "day"),
            new("RF07", "yuan(told_fen)"), new("RF08", "kind"), new("RF09", Verdict),
            new("RF10", Found("d")), new("RF11", Found("drawn")), new("RF12", Found("yuan(fen)")), new("RF13", "d"),
        ]),
    ];

    public static void Draw(CitySession session, CityTargets targets, CityVocabulary vocabulary)
    {
        Places(session, vocabulary);
        session.Execute(Eligible);
        Choose(session, targets.CoordinationLoans);
        session.Execute(Referrals(targets));
        session.Execute(Visited(targets.VisitedEntities));
    }

    public static void Truth(CitySession session, TruthBook truth)
    {
        foreach (var date in Dates)
        {
            var day = CitySession.Invariant($"DATE '{date:yyyy-MM-dd}'");
            var entities = (decimal)session.Whole($"SELECT count(*)::DECIMAL(38, 0) FROM visited WHERE day <= {day}") / 10_000m;
            var sum = session.Whole(
                $"SELECT sum(fen)::DECIMAL(38, 0) FROM (SELECT *, {day} AS d FROM referral) WHERE day <= d AND {Counted}");
            var loans = TruthBook.In(sum, 100_000_000m);
            truth.Series("I01", date, entities);
            truth.Series("I02", date, loans);
            if (date != Dates[^1])
                continue;
            truth.Figure("I01", entities);
            truth.Figure("I02", loans);
        }
    }

    /// <summary>Who files which tables when: each district team both.</summary>
    public static IEnumerable<(string Return, DateOnly Date, string Institution, string[] Tables)> Due(
        IEnumerable<string> teams) =>
        from date in Dates
        from team in teams
        select (Id, date, team, new[] { "VE", "RF" });

    private static string Found(string value) => $"CASE WHEN {Verdict} <> '6' THEN {value} END";

    private static Recipe Of(string table, string books, string order, KeyValuePair<string, string>[] fields) =>
        new(Id, table,
            $"(SELECT b.*, sday.d FROM {books} b JOIN sday ON b.day <= sday.d AND sday.d > DATE '2024-10-15') t",
            "'XT' || district", order, fields)
        {
            Dates = Dates,
        };

    private static void Places(CitySession session, CityVocabulary vocabulary)
    {
        session.Execute("CREATE TABLE place (ix INTEGER, district VARCHAR, street VARCHAR, area VARCHAR);");
        session.Append("place", vocabulary.Streets.Select((s, ix) =>
            new object?[] { ix, s.Management, s.Code, s.District }));
    }

    // Loans of small firms and their owners, in RMB, drawn since the mechanism began, with the credit line of the
    // customer.
    private const string Eligible = """
        CREATE TABLE eligible AS
        SELECT f.lid, f.iou, f.bank_id, f.b, f.legal, f.name, f.usci, f.idno, f.amount AS fen, f.drawn, credit.line_id,
            f.e > 0 AND f.j = 0 AND f.since < f.start AND u(105, f.lid, 0) < 0.25 AS renewed, f.term,
            (hash(f.lid * 31 + 7) >> 1)::BIGINT AS luck,
            floor(u(601, f.b, 0) * (SELECT count(*) FROM place))::INTEGER AS place
        FROM filed f JOIN credit ON credit.i = f.i AND credit.bank = f.bank AND credit.b = f.b
        WHERE f.i = 9 AND f.alive AND f.seg = 1 AND f.ccy = 'CNY' AND f.drawn BETWEEN DATE '2024-11-25'
        AND DATE '2025-06-20';
        """;

    // As many as fit in their order; then the largest that still fits, until none does.
    private static void Choose(CitySession session, BigInteger target)
    {
        session.Execute($"""
            CREATE TABLE chosen AS
            SELECT lid FROM (SELECT lid, sum(fen) OVER (ORDER BY luck, lid) AS total FROM eligible WHERE NOT renewed)
            WHERE total <= {target};
            """);
        var gap = target - session.Whole("SELECT sum(fen)::DECIMAL(38, 0) FROM chosen JOIN eligible USING (lid)");
        while (session.Query($"""
            SELECT lid, fen FROM eligible ANTI JOIN chosen USING (lid) WHERE NOT renewed AND fen <= {gap}
            ORDER BY fen DESC, lid LIMIT 1
            """) is [var next, ..])
        {
            session.Execute(CitySession.Invariant($"INSERT INTO chosen VALUES ({next[0]})"));
            gap -= CitySession.AsWhole(next[1]);
        }
    }

    private static string Referrals(CityTargets targets) => CitySession.Invariant($"""
        CREATE TABLE referral AS
        WITH other AS (
            SELECT lid, row_number() OVER (PARTITION BY renewed ORDER BY luck, lid) AS r, renewed
            FROM eligible ANTI JOIN chosen USING (lid)),
        odd AS (
            SELECT lid, CASE WHEN renewed THEN CASE WHEN r % 2 = 0 THEN 'renewal' ELSE 'plain' END
                ELSE ['early', 'other_line', 'mistyped', 'refinance', 'extension', 'early',
                'mistyped'][1 + (r % 7)::INTEGER] END AS odd
            FROM other WHERE r <= {targets.Rows(8_000, 8)} * CASE WHEN renewed THEN 1 ELSE 3 END
            UNION ALL SELECT lid, 'plain' FROM chosen),
        told AS (
            SELECT e.*, odd.odd, row_number() OVER (ORDER BY e.drawn, e.luck, e.lid) AS n,
                CASE WHEN odd.odd IN ('refinance', 'extension', 'renewal') THEN odd.odd ELSE 'new' END AS kind,
                6 + floor(u(602, e.lid, 0) * 19)::INTEGER AS ahead
            FROM odd JOIN eligible e USING (lid))
        SELECT t.* EXCLUDE (place, luck, ahead), place.district, place.street,
            CASE WHEN odd = 'early' THEN drawn + 2 ELSE drawn - ahead END AS recommended,
            CASE WHEN odd = 'early' THEN drawn + 8 ELSE drawn END AS day,
            CASE WHEN odd = 'early' THEN drawn - 6 ELSE drawn - ahead - 2 - floor(u(603, lid,
            0) * 8)::INTEGER END AS visited_on,
            CASE WHEN odd = 'plain' AND NOT renewed AND u(604, lid, 0) < 0.02
                THEN greatest(1000000, (fen * CASE WHEN n % 2 = 0 THEN 0.9
                ELSE 1.1 END)::BIGINT // 1000000 * 1000000) ELSE fen END AS told_fen,
            CASE WHEN odd = 'mistyped' THEN left(iou, length(iou) - 2) || right(iou, 1) || iou[-2:-2] || 'X'
            ELSE iou END AS told_iou,
            CASE WHEN odd = 'other_line' THEN line_id || '-2' ELSE line_id END AS told_line
        FROM told t JOIN place ON place.ix = t.place;
        """);

    // Borrowers through the mechanism, each once, and others who needed nothing or got nothing.
    private static string Visited(int entities) => CitySession.Invariant($"""
        CREATE TABLE visited AS
        WITH borrower AS (
            SELECT b, any_value(usci) AS usci, any_value(CASE WHEN legal THEN NULL ELSE idno END) AS idno,
                any_value(name) AS name, any_value(district) AS district, any_value(street) AS street,
                min(visited_on) AS day
            FROM referral GROUP BY b),
        more AS (SELECT unnest(range(greatest(0, {entities} - (SELECT count(*) FROM borrower))))::BIGINT AS x),
        other AS (
            SELECT x, u(611, x, 0) < 0.42 AS legal, floor(u(612, x, 0) * (SELECT count(*) FROM place))::INTEGER AS ix,
                DATE '2024-10-16' + floor(257 * pow(u(613, x, 0), 0.8))::INTEGER AS day
            FROM more)
        SELECT row_number() OVER (ORDER BY day, is_other, key) AS id, * EXCLUDE (key, is_other) FROM (
            SELECT b AS key, false AS is_other, usci, idno, name, district, street, day, true AS has_case FROM borrower
            UNION ALL
            SELECT x, true, CASE WHEN legal THEN usci_of(place.area, org_body(650000000 + x)) END,
                CASE WHEN NOT legal THEN id_card(440395, x) END,
                CASE WHEN legal THEN '深圳市' || firm_name(700000000 + x, 'F') ELSE person_name(700000000 + x) END,
                place.district, place.street, day, false
            FROM other JOIN place USING (ix));
        """);
}

namespace Huoshui.Systems.City.Coordination;

/// <summary>
/// The history behind the ledger, as Parquet under visits/: <c>entities</c> (identity numbers in clear, as the desks
/// take them), <c>visits</c>, and <c>cases</c> with the one drawdown of each. A visit that does not count stands before
/// some that do.
/// </summary>
internal static class CoordinationHistory
{
    public static void Write(CitySession session, string folder)
    {
        var to = Path.Combine(folder, "visits");
        Directory.CreateDirectory(to);
        session.Execute(Visits);
        Copy(session, Path.Combine(to, "entities.parquet"),
            "SELECT id, usci, idno, name, district, street, day FROM visited ORDER BY id");
        Copy(session, Path.Combine(to, "visits.parquet"), "SELECT * FROM visit ORDER BY entity, nth");
        Copy(session, Path.Combine(to, "cases.parquet"), Cases);
    }

    // The counted visit; before every ninth one in vain; after some another one.
    private const string Visits = """
        CREATE OR REPLACE TEMP TABLE visit AS
        SELECT id AS entity, 1 AS nth, street, day::TIMESTAMP + to_minutes(60 + floor(u(621, id,
        0) * 500)::INTEGER) AS at,
            CASE WHEN has_case OR u(622, id, 0) < 0.09 THEN 'need' ELSE 'no_need' END AS outcome
        FROM visited
        UNION ALL
        SELECT id, 0, street, (day - 3 - floor(u(623, id, 0) * 4)::INTEGER)::TIMESTAMP + to_minutes(61 + floor(u(624,
        id, 0) * 480)::INTEGER),
            pick(['closed_door', 'unreachable', 'declined', 'closed_door'], u(625, id, 0))
        FROM visited WHERE id % 9 = 4
        UNION ALL
        SELECT id, 2, street, (day + 60)::TIMESTAMP + to_minutes(62 + floor(u(626, id, 0) * 480)::INTEGER), 'no_need'
        FROM visited WHERE id % 6 = 1 AND day <= DATE '2025-04-20';
        """;

    private const string Cases = """
        SELECT r.n, v.id AS entity, r.bank_id, r.told_iou AS iou, r.told_line AS line, r.told_fen AS drawn_fen, r.kind,
            r.visited_on, r.recommended, r.day AS drawn_on, r.term AS months, r.district, r.street,
            (3.0 + floor(u(631, r.lid, 0) * 26) / 10)::DECIMAL(6, 2) AS rate, u(632, r.lid, 0) < 0.55 AS is_credit_loan,
            u(633, r.lid, 0) < 0.3 AS is_first_loan
        FROM referral r JOIN visited v
            ON v.has_case AND coalesce(v.usci, v.idno) = CASE WHEN r.legal THEN r.usci ELSE r.idno END
        ORDER BY r.n
        """;

    private static void Copy(CitySession session, string path, string query) =>
        session.Execute($"COPY ({query}) TO '{CitySession.Quote(path)}' (FORMAT parquet, COMPRESSION zstd)");
}

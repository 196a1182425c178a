namespace Huoshui.Systems.City.Loans;

/// <summary>The books as the filed tables want them: one view for loans, one for customers, credit lines and
/// pledges.</summary>
internal static class LoanViews
{
    public static void Create(CitySession session)
    {
        session.Execute(Filed);
        session.Execute(Customers);
        session.Execute(Credit);
        session.Execute(Contracts);
    }

    // One row for each filed loan and date.
    private const string Filed = """
        CREATE VIEW filed AS
        SELECT s.i, s.lid, s.alive, s.balance, s.status, l.* EXCLUDE (lid, b, seg, legal, techfirm, k), l.k,
            p.* EXCLUDE (seg, legal, k, techfirm, b, since, there, kind), p.b, p.seg, p.legal, p.techfirm, p.since,
                p.kind, day.d, day.prev,
            bank.id AS bank_id,
            'KH' || lpad(l.bank::VARCHAR, 2, '0') || lpad(l.b::VARCHAR, 10, '0') AS cust,
            'JJ' || lpad(l.bank::VARCHAR, 2, '0') || strftime(l.drawn, '%Y%m')
                || lpad(((s.lid * 7919 + 12345) % 99999999977)::VARCHAR, 11, '0') AS iou,
            CASE WHEN l.j = 1 THEN s.lid - 32 ELSE s.lid END AS con,
            'XY' || lpad(l.bank::VARCHAR, 2, '0')
                || lpad(((CASE WHEN l.j = 1 THEN s.lid - 32 ELSE s.lid END * 6101 + 777) % 99999999977)::VARCHAR, 11,
                    '0') AS contract,
            bank.stem || lpad(CASE WHEN l.outlets = 0 THEN 0 ELSE 1 + floor(u(81, l.b, l.bank) * l.outlets)
                END::INTEGER::VARCHAR, 4, '0')
                AS branch,
            l.seg = 8 AND (l.k % 3 = 0 OR l.outlets = 0) AS consumer,
            CASE WHEN l.legal THEN '深圳市' || firm_name(l.b, p.industry) ELSE person_name(l.b) END AS name,
            CASE WHEN l.seg = 8 THEN '1305' WHEN NOT l.legal THEN '1304' WHEN l.term > 12 THEN '1303' ELSE '1302'
                END AS subject,
            CASE l.seg WHEN 4 THEN '01' WHEN 13 THEN '02' WHEN 3 THEN '02' WHEN 8 THEN CASE WHEN l.k % 3 = 0
                OR l.outlets = 0 THEN '04' ELSE '02' END
                ELSE CASE WHEN l.pledged THEN '01' ELSE pick(['04', '04', '04', '02', '02', '03', '03', '01', '00'],
                    u(82, CASE WHEN l.j = 1 THEN s.lid - 32 ELSE s.lid END, 0)) END END AS guarantee
        FROM state s JOIN loan l USING (lid) JOIN day USING (i) JOIN bank USING (bank) JOIN party p USING (b);
        """;

    // One row for each customer of a bank and date: sums first, who it is afterwards, once a customer and not once a
    // loan.
    private const string Customers = """
        CREATE VIEW customer AS
        WITH held AS (
            SELECT i, bank, b, coalesce(sum(amount * r4 // 1000000) FILTER (WHERE alive), 0)::BIGINT AS drawn_fen,
                sum(amount * r4 // 1000000)::BIGINT AS ever_fen, sum(balance * r4 // 1000000)::BIGINT AS balance_fen
            FROM state JOIN loan USING (lid) JOIN fx USING (i, ccy) GROUP BY i, bank, b)
        SELECT h.i, day.d, h.bank, bank.id AS bank_id,
            'KH' || lpad(h.bank::VARCHAR, 2, '0') || lpad(h.b::VARCHAR, 10, '0') AS cust, h.b, p.seg, p.legal,
            CASE WHEN p.legal THEN '深圳市' || firm_name(h.b, p.industry) ELSE person_name(h.b) END AS name,
            p.usci, p.idno, p.industry, p.district, p.district_name, p.street, p.techtype, p.size, p.since, p.k,
            h.drawn_fen, h.ever_fen, h.balance_fen
        FROM held h JOIN party p USING (b) JOIN day USING (i) JOIN bank USING (bank);
        """;

    // One credit line for each customer; households have none here and segment 10 shall have none.
    private const string Credit = """
        CREATE VIEW credit AS
        WITH base AS (
            SELECT *, (CASE WHEN drawn_fen = 0 THEN ever_fen ELSE drawn_fen END * (1 + 0.6 * u(91, b,
                bank)))::BIGINT AS want
            FROM customer WHERE seg NOT IN (8, 10)),
        lined AS (
            SELECT *, CASE
                WHEN seg = 9 THEN CASE WHEN k % 5 = 0 THEN 1000000001
                    ELSE ((12 + 33 * u(92, b, bank))::BIGINT * 100000000)::BIGINT END
                WHEN seg IN (1, 11, 12, 17) THEN CASE WHEN u(93, b, bank) < 0.03 THEN 1000000000
                    ELSE least(1000000000, (want // 1000000 + 1) * 1000000) END
                ELSE greatest(1500000000, (want // 100000000 + 1) * 100000000) END AS line_fen
            FROM base)
        SELECT *, 'SX' || substr(cust, 3) AS line_id,
            line_fen + CASE WHEN legal OR u(94, b, bank) > 0.3 THEN 0 ELSE (1 + floor(14 * u(95, b,
                bank)))::BIGINT * 100000000 END AS total_fen
        FROM lined;
        """;

    // One row for each contract and date.
    private const string Contracts = """
        CREATE VIEW contracted AS
        SELECT i, d, bank_id, con, contract, any_value(cust) AS cust, any_value(b) AS b, any_value(branch) AS branch,
            any_value(seg) AS seg,
            any_value(legal) AS legal, any_value(name) AS name, any_value(usci) AS usci, any_value(idno) AS idno,
                any_value(term) AS term,
            any_value(guarantee) AS guarantee, bool_or(pledged) AS pledged, min_by(ccy, j) AS ccy,
                sum(amount)::BIGINT AS amount,
            min(start) AS start, max(matures) AS matures, bool_or(alive) AS alive, any_value(merger) AS merger,
                any_value(bank) AS bank
        FROM filed GROUP BY i, d, bank_id, con, contract;
        """;
}

namespace Huoshui.Systems.City.Loans;

/// <summary>
/// Who borrows: enterprises with 统一社会信用代码, owners and people with identity numbers, all invented.
/// Tables: street, party (b), and loan with its industry of use (cls).
/// </summary>
internal static class PartyBook
{
    public static void Draw(CitySession session, CityVocabulary vocabulary)
    {
        session.Execute($"""
            CREATE MACRO class_of(kind, person, r) AS CASE kind
                WHEN 'F' THEN pick({List(vocabulary.TechClasses)}, r)
                WHEN 'P' THEN pick({List(vocabulary.PartlyTechClasses)}, r)
                ELSE CASE WHEN person THEN pick({List(vocabulary.PersonClasses)}, r)
                    ELSE pick({List(vocabulary.FirmClasses)}, r) END END;
            CREATE TABLE street (ix INTEGER, district VARCHAR, district_name VARCHAR, street VARCHAR);
            """);
        session.Append("street", vocabulary.Streets.Select((s, ix) => new object?[] { ix, s.District, s.DistrictName,
            s.Name }));
        session.Execute(CitySession.Invariant($"""
            CREATE TABLE party AS
            WITH one AS (SELECT b, any_value(seg) AS seg, min(k) AS k, any_value(legal) AS legal,
                any_value(techfirm) AS techfirm,
                    min(drawn) AS since, bool_or(drawn <= DATE '2025-06-30') AS there
                FROM loan GROUP BY b),
            sorted AS (
                SELECT *, CASE
                        WHEN seg = 16 THEN 'P'
                        WHEN techfirm THEN CASE WHEN u(71, b, 0) < 0.62 THEN 'F' WHEN u(71, b, 0) < 0.75 THEN 'P'
                            ELSE 'N' END
                        WHEN seg IN (6, 14) THEN 'F' ELSE 'N' END AS kind
                FROM one)
            SELECT s.*, street.district, street.district_name, street.street,
                class_of(kind, NOT legal, u(72, b, 0)) AS industry,
                CASE WHEN techfirm THEN pick(['100000', '000001', '100001', '010001', '110001', '011001', '000101',
                    '000011', '100000'],
                    u(73, b, 0)) ELSE '000000' END AS techtype,
                CASE WHEN seg = 1 THEN CASE WHEN k = 3 OR u(74, b, 0) < 0.002 THEN '2' WHEN u(75, b, 0) < 0.4 THEN '3'
                    ELSE '4' END
                    WHEN seg = 12 THEN '8' WHEN seg IN (10, 11, 17) THEN '4' WHEN seg = 9 THEN '3'
                    WHEN u(75, b, 0) < 0.4 AND seg NOT IN (4, 14, 15, 16) THEN '1' ELSE '2' END AS size,
                CASE WHEN legal THEN usci_of(street.district, org_body(b)) END AS usci,
                id_card(440390, b) AS idno
            FROM sorted s JOIN street ON street.ix = floor(u(76, b, 0) * {vocabulary.Streets.Count})::INTEGER;
            CREATE TABLE placed AS
            SELECT loan.*, CASE WHEN u(77, lid, 0) < 0.8 THEN industry ELSE class_of(kind, NOT loan.legal, u(78, lid,
                0)) END AS cls
            FROM loan JOIN party USING (b);
            DROP TABLE loan;
            ALTER TABLE placed RENAME TO loan;
            """));
    }

    private static string List(IReadOnlyList<string> codes) => $"['{string.Join("','", codes)}']";
}

using Huoshui.Systems.City.Filing;
using Huoshui.Systems.City.Loans;

namespace Huoshui.Systems.City.SmallReturns;

/// <summary>Pensions: personal accounts and contributions (P01, P02), commercial accounts and sales (P03, P04), senior
/// cards (P09).</summary>
internal static class Pension
{
    public const string Id = "pension";

    public static IReadOnlyList<Recipe> Recipes { get; } =
    [
        SmallReturn.Of(Id, "PA", "pa",
        [
            new("PA01", "'PA' || lpad(id::VARCHAR, 12, '0')"), new("PA02", "id_card(440370, id)"), new("PA03", "day"),
            new("PA04", "CASE WHEN closed <= d THEN closed END"),
                new("PA05", "CASE WHEN closed <= d THEN '2' ELSE '1' END"), new("PA06", "d"),
        ]),
        SmallReturn.Of(Id, "PC", "pc",
        [
            new("PC01", "'PC' || lpad(id::VARCHAR, 13, '0')"), new("PC02", "'PA' || lpad(account::VARCHAR, 12, '0')"),
                new("PC03", "day"),
            new("PC04", "yuan(amount)"), new("PC05", "d"),
        ]),
        SmallReturn.Of(Id, "CA", "ca",
        [
            new("CA01", "'CA' || lpad(id::VARCHAR, 12, '0')"), new("CA02", "id_card(440360, id)"), new("CA03", "day"),
            new("CA04", "pick(['1', '2', '3', '3'], u(455, id, 0))"), new("CA05", "d"),
        ]),
        SmallReturn.Of(Id, "CS", "cs",
        [
            new("CS01", "'CS' || lpad(id::VARCHAR, 12, '0')"), new("CS02", "'CA' || lpad(account::VARCHAR, 12, '0')"),
            new("CS03", "'YLJ' || lpad((account % 17)::VARCHAR, 3, '0')"), new("CS04", "day"),
                new("CS05", "yuan(amount)"), new("CS06", "d"),
        ]),
        SmallReturn.Of(Id, "SC", "sc",
        [
            new("SC01", "'62' || lpad(id::VARCHAR, 15, '0')"), new("SC02", "id_card(440350, id)"), new("SC03", "day"),
            new("SC04", "CASE WHEN closed <= d THEN '2' ELSE '1' END"), new("SC05", "d"),
        ]),
    ];

    public static void Draw(CitySession session, CityTargets targets)
    {
        session.Execute(Accounts(targets.PensionAccounts));
        session.Execute(Contributions);
        ExactSum.Fit(session, "pc", "amount", targets.PensionContributions);
        session.Execute(Commercial(targets.CommercialAccounts));
        ExactSum.Fit(session, "cs", "amount", targets.CommercialSales);
        session.Execute(Cards(targets.SeniorCards));
    }

    public static void Truth(CitySession session, TruthBook truth)
    {
        SmallReturn.Figure(session, truth, "P01", "SELECT count(*) FROM pa WHERE day <= {d}", 10_000m);
        SmallReturn.Figure(session, truth, "P02", "SELECT sum(amount)::DECIMAL(38, 0) FROM pc WHERE day <= {d}",
            10_000_000_000m);
        SmallReturn.Figure(session, truth, "P03", "SELECT count(*) FROM ca WHERE day <= {d}", 10_000m);
        SmallReturn.Figure(session, truth, "P04", "SELECT sum(amount)::DECIMAL(38, 0) FROM cs WHERE day <= {d}",
            10_000_000_000m);
        SmallReturn.Figure(session, truth, "P09", "SELECT count(*) FROM sc WHERE day <= {d}", 10_000m);
    }

    // Banks by their weight among households; the scheme began on 2022-11-25.
    private static string Accounts(int accounts) => CitySession.Invariant($"""
        CREATE TABLE pa AS
        WITH one AS (SELECT unnest(range({accounts}))::BIGINT AS id),
        drawn AS (
            SELECT id, DATE '2025-06-30' - floor(948 * pow(u(441, id, 0), 0.85))::INTEGER AS day,
                {(int)LenderWeight.Retail} * 1000000 + floor(u(442, id, 0) * (SELECT total FROM lenders
                    WHERE weight = {(int)LenderWeight.Retail}))::INTEGER AS ix
            FROM one)
        SELECT drawn.id, day, bank.id AS inst, CASE WHEN u(443, drawn.id, 0) < 0.015 THEN day + 30 + floor(u(444,
            drawn.id, 0) * 500)::INTEGER END AS closed
        FROM drawn JOIN lender USING (ix) JOIN bank USING (bank);
        """);

    // At most one contribution a year, below the yearly limit by construction (checked when it is fitted).
    private const string Contributions = """
        CREATE TABLE pc AS
        WITH yearly AS (SELECT *, unnest([2022, 2023, 2024, 2025]) AS year FROM pa),
        dated AS (
            SELECT id * 4 + year - 2022 AS id, id AS account, inst,
                greatest(day, make_date(year, 1, 1)) + floor(u(445, id, year)
                    * (least(make_date(year, 12, 31), DATE '2025-06-30') - greatest(day, make_date(year, 1,
                        1))))::INTEGER AS day,
                (CASE WHEN u(446, id, year) < 0.12 THEN 800000 ELSE 5000 + 300000 * pow(u(447, id, year), 2)
                    END)::BIGINT AS amount
            FROM yearly WHERE year(day) <= year AND u(448, id, year) < 0.27)
        SELECT * FROM dated;
        """;

    private static string Commercial(int accounts) => CitySession.Invariant($"""
        CREATE TABLE ca AS
        WITH one AS (SELECT unnest(range({accounts}))::BIGINT AS id)
        SELECT one.id, DATE '2025-06-30' - floor(900 * u(451, one.id, 0))::INTEGER AS day, insurer.id AS inst
        FROM one JOIN insurer ON insurer.kind = 2 AND insurer.ix = floor(u(452, one.id, 0) * 4)::INTEGER;
        CREATE TABLE cs AS
        WITH every AS (SELECT *, unnest(range(1 + floor(u(453, id, 0) * 3)::INTEGER)) AS n FROM ca)
        SELECT id * 4 + n AS id, id AS account, inst, day + floor(u(454, id, n) * (DATE '2025-06-30' - day))::INTEGER
            AS day,
            exp(15.6 + 0.9 * normal(456, id, n))::BIGINT + 10000 AS amount
        FROM every;
        """);

    private static string Cards(int cards) => CitySession.Invariant($"""
        CREATE TABLE sc AS
        WITH one AS (SELECT unnest(range({cards}))::BIGINT AS id),
        drawn AS (
            SELECT id, DATE '2025-06-30' - floor(2300 * u(461, id, 0))::INTEGER AS day,
                {(int)LenderWeight.Retail} * 1000000 + floor(u(462, id, 0) * (SELECT total FROM lenders
                    WHERE weight = {(int)LenderWeight.Retail}))::INTEGER AS ix
            FROM one)
        SELECT drawn.id, day, bank.id AS inst, CASE WHEN u(463, drawn.id, 0) < 0.02 THEN day + 200 END AS closed
        FROM drawn JOIN lender USING (ix) JOIN bank USING (bank);
        """);
}

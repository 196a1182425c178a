using Huoshui.Systems.City.Filing;
using Huoshui.Systems.City.Loans;
using Huoshui.Systems.City.Roster;

namespace Huoshui.Systems.City.SmallReturns;

/// <summary>IT spending (D01, D02), Wealth Connect (O05) and elder-care service loans (P06).</summary>
internal static class Sundry
{
    public const string Spending = "itspending";
    public const string Wealth = "wealthconnect";
    public const string Elder = "eldercare";

    /// <summary>The published total of the area (parameter area_total_yuan of returns/wealthconnect), in
    /// yuan.</summary>
    private const decimal AreaTotalYuan = 121_635_000_000m;

    /// <summary>"About a third": 33.3 % of the area's total; does not scale.</summary>
    private const long WealthFen = 4_050_445_500_000;

    public static IReadOnlyList<Recipe> Recipes { get; } =
    [
        new(Spending, "IT", "(SELECT *, make_date(year, 12, 31) AS d FROM it) t", "inst", "id",
        [
            new("IT01", "kind"), new("IT02", "year"),
                new("IT03", "yuan((amount * (0.92 + 0.2 * u(473, id, 0)))::BIGINT)"), new("IT04", "yuan(amount)"),
            new("IT05", "'1'"), new("IT06", "d"),
        ]) { Dates = SmallReturn.YearEnds },
        SmallReturn.Of(Wealth, "WR", "wr",
        [
            new("WR01", "strftime(day, '%Y-%m')"), new("WR02", "direction"), new("WR03", "'1'"),
            new("WR04", "greatest(investors, 1 + amount // 40000000)"), new("WR05", "investors"),
                new("WR06", "yuan(amount)"), new("WR07", "d"),
        ]),
        SmallReturn.Of(Elder, "EL", "el",
        [
            new("EL01", "'EL' || lpad(id::VARCHAR, 10, '0')"), new("EL02", "product"),
                new("EL03", "usci_of('440304', org_body(600000000 + id))"),
            new("EL04", "pick(['01', '02', '03', '04'], u(483, id, 0))"), new("EL05", "day"),
                new("EL06", "yuan(amount)"), new("EL07", "d"),
        ]),
    ];

    public static void Draw(CitySession session, CityTargets targets)
    {
        DrawSpending(session);
        session.Execute(Remittances);
        ExactSum.Fit(session, "wr", "amount", WealthFen);
        session.Execute(CitySession.Invariant($"""
            CREATE TABLE el AS
            SELECT id, '{BankRoster.Banks[6].Id}' AS inst, CASE WHEN id % 7 = 6 THEN '00' WHEN id % 2 = 0 THEN '01'
                ELSE '02' END AS product,
                CASE WHEN id = 0 THEN DATE '2023-09-15' ELSE DATE '2025-06-20' - floor(700 * u(481, id, 0))::INTEGER
                    END AS day,
                (1000 * (5 + floor(u(482, id, 0) * 10)))::BIGINT AS amount
            FROM (SELECT unnest(range({targets.Rows(220, 7)}))::BIGINT AS id);
            """));
        ExactSum.Fit(session, "el", "amount", targets.ElderCareLoans, "product <> '00'");
    }

    public static void Truth(CitySession session, TruthBook truth)
    {
        foreach (var date in SmallReturn.YearEnds)
            truth.Series("D01", date, TruthBook.In(SpendingFen(session, date.Year), 100_000_000m));
        truth.Figure("D01", TruthBook.In(SpendingFen(session, 2024), 100_000_000m));
        truth.Figure("D02", LoanTruth.Growth((decimal)SpendingFen(session, 2024) / (decimal)SpendingFen(session, 2019),
            5));
        SmallReturn.Figure(session, truth, "O05", "SELECT sum(amount)::DECIMAL(38, 0) FROM wr WHERE day <= {d}",
            AreaTotalYuan);
        SmallReturn.Figure(session, truth, "P06",
            "SELECT sum(amount)::DECIMAL(38, 0) FROM el WHERE product <> '00' AND day <= {d}", 1_000_000m);
    }

    private static System.Numerics.BigInteger SpendingFen(CitySession session, int year) =>
        session.Whole(CitySession.Invariant($"SELECT sum(amount)::DECIMAL(38, 0) FROM it WHERE year = {year}"));

    // Locally incorporated banks and insurers, six kinds of spending, six years; each year's sum is exact.
    private static void DrawSpending(CitySession session)
    {
        session.Execute("""
            CREATE TABLE it (id BIGINT, inst VARCHAR, kind VARCHAR, year INTEGER, amount BIGINT);
            CREATE TEMP TABLE spender AS
            SELECT row_number() OVER (ORDER BY inst) AS n, inst, weight FROM (
                SELECT bank_id AS inst, CASE WHEN type = '04' THEN 40 WHEN type = '06' THEN 30 WHEN type IN ('07',
                    '17') THEN 6 ELSE 0.6 END AS weight
                FROM roster WHERE local AND type <> '14'
                UNION ALL SELECT id, CASE WHEN kind = 0 THEN 4 ELSE 7 END FROM insurer WHERE local);
            """);
        var growth = (double)CityTargets.Spending2024 / CityTargets.Spending2019;
        foreach (var date in SmallReturn.YearEnds)
        {
            var share = (date.Year - 2019) / 5.0;
            var total = date.Year switch
            {
                2019 => CityTargets.Spending2019,
                2024 => CityTargets.Spending2024,
                _ => (long)(CityTargets.Spending2019 * Math.Pow(growth, share)),
            };
            session.Execute(CitySession.Invariant($"""
                CREATE TABLE year_it AS
                SELECT ({date.Year} * 1000 + n) * 10 + k AS id, inst, '0' || k::VARCHAR AS kind, {date.Year} AS year,
                    (weight * [0.22, 0.2, 0.27, 0.14, 0.1, 0.07][k] * (0.7 + 0.6 * u(471, n * 10 + k,
                        {date.Year})) * 100000000)::BIGINT AS amount
                FROM spender, (SELECT unnest([1, 2, 3, 4, 5, 6]) AS k);
                """));
            ExactSum.Fit(session, "year_it", "amount", total);
            session.Execute("INSERT INTO it BY NAME SELECT * FROM year_it; DROP TABLE year_it;");
        }
    }

    // From October 2021; some twenty banks, month by month, both ways; the second edition of 2024 brought a leap.
    private const string Remittances = """
        CREATE TABLE wr AS
        WITH months AS (SELECT unnest(range(45)) AS m),
        every AS (
            SELECT bank_id AS inst, bank, m, direction, (DATE '2021-10-01' + to_months(m::INTEGER + 1))::DATE - 1 AS day
            FROM roster, months, (SELECT unnest(['1', '2']) AS direction)
            WHERE type IN ('03', '04', '10') AND u(491, bank, 0) < 0.9)
        SELECT (m * 1000 + bank) * 2 + direction::INTEGER - 1 AS id, inst, day, direction,
            (exp(20 + 0.8 * normal(492, bank, m)) * CASE WHEN direction = '1' THEN 9 ELSE 1 END * CASE WHEN m >= 28
                THEN 3 ELSE 0.5 END)::BIGINT + 1000 AS amount,
            1 + floor(u(493, bank, m) * 40)::BIGINT AS investors
        FROM every;
        """;
}

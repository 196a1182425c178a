using Huoshui.Systems.City.Filing;
using Huoshui.Systems.City.Roster;

namespace Huoshui.Systems.City.SmallReturns;

/// <summary>Insurers: technology policies (T06), cross-border products (O08), cross-border motor (O09, O10), home care
/// (P05).</summary>
internal static class Insurance
{
    public const string Id = "insurance";

    /// <summary>Products filed: eight medical, sixty-one critical-illness.</summary>
    private const int FiledProducts = 69;

    public static IReadOnlyList<Recipe> Recipes { get; } =
    [
        SmallReturn.Of(Id, "TI", "ti",
        [
            new("TI01", "'TI' || lpad(id::VARCHAR, 12, '0')"), new("TI02", "line"),
                new("TI03", "usci_of('440305', org_body(400000000 + id))"),
            new("TI04", "day"), new("TI05", "(day + INTERVAL 1 YEAR)::DATE"),
                new("TI06", "yuan(((cover * 100 + share - 1) // share)::BIGINT)"),
            new("TI07", "share::DECIMAL(18, 6)"), new("TI08", "yuan(cover)"),
                new("TI09", "yuan(greatest(100, cover // 1200)::BIGINT)"),
            new("TI10", "CASE WHEN share = 100 THEN '01' WHEN share >= 50 THEN '02' ELSE '03' END"),
                new("TI11", "tech::INTEGER"), new("TI12", "d"),
        ], lead: 15),
        SmallReturn.Of(Id, "CP", "cp",
        [
            new("CP01", "'CP' || lpad(id::VARCHAR, 12, '0')"),
            new("CP02",
                "CASE WHEN NOT filed THEN 'WBA' || (id % 7)::VARCHAR WHEN product < 8 THEN 'YL' || (1 + "
                + "product)::VARCHAR ELSE 'ZJ' || (product - 7)::VARCHAR END"),
            new("CP03", "filed::INTEGER"), new("CP04", "CASE WHEN product < 8 THEN '1' ELSE '2' END"),
                new("CP05", "day"),
            new("CP06", "yuan(((10 + floor(u(411, id, 0) * 90)) * 1000000)::BIGINT)"),
                new("CP07", "yuan(((3 + floor(u(412, id, 0) * 50)) * 10000)::BIGINT)"),
            new("CP08", "CASE WHEN day + 365 < d AND u(413, id, 0) < 0.4 THEN '2' ELSE '1' END"), new("CP09", "d"),
        ], lead: 10),
        SmallReturn.Of(Id, "CM", "cm",
        [
            new("CM01", "'CM' || lpad(id::VARCHAR, 12, '0')"), new("CM02", "scheme"),
                new("CM03", "CASE WHEN scheme = '01' THEN '粤Z' || lpad((vehicle % 10000)::VARCHAR, 4, '0') || '港' END"),
            new("CM04", "vin"), new("CM05", "day"), new("CM06", "day + 364"), new("CM07", "share::DECIMAL(18, 6)"),
            new("CM08", "CASE WHEN scheme = '03' THEN 'MO' ELSE 'HK' END || lpad(vehicle::VARCHAR, 6, '0')"),
                new("CM09", "d"),
        ]),
        SmallReturn.Of(Id, "HC", "hc",
        [
            new("HC01", "'JJYL' || lpad(id::VARCHAR, 5, '0')"),
                new("HC02", "pick(['居家照护', '上门康复', '助餐助浴', '健康监测', '适老化改造'], u(431, id, 0))"),
            new("HC03", "'深圳市' || firm_word(id) || '养老服务有限公司'"), new("HC04", "day"),
            new("HC05", "CASE WHEN ended <= d THEN ended END"),
                new("HC06", "CASE WHEN ended <= d THEN '0' ELSE '1' END"), new("HC07", "d"),
        ]),
    ];

    public static void Draw(CitySession session, CityTargets targets)
    {
        DrawTech(session, targets);
        DrawProducts(session, targets);
        DrawMotor(session, targets);
        DrawHomeCare(session);
    }

    public static void Truth(CitySession session, TruthBook truth)
    {
        SmallReturn.Figure(session, truth, "T06",
            "SELECT sum(cover)::DECIMAL(38, 0) FROM ti WHERE tech AND day <= {d}", 100_000_000_000_000m);
        SmallReturn.Figure(session, truth, "O08", "SELECT count(*) FROM cp WHERE filed AND day <= {d}", 10_000m);
        SmallReturn.Figure(session, truth, "O09", "SELECT count(DISTINCT inst) FROM cm WHERE day <= {d}", 1);
        SmallReturn.Figure(session, truth, "O10", "SELECT count(DISTINCT vehicle) FROM cm WHERE day <= {d}", 10_000m);
        SmallReturn.Figure(session, truth, "P05",
            "SELECT count(DISTINCT inst) FROM hc WHERE day <= {d} AND (ended IS NULL OR ended > {d})", 1);
    }

    // 6 % carry no flag and 1 % begin after the date: neither counts.
    private static void DrawTech(CitySession session, CityTargets targets)
    {
        session.Execute(CitySession.Invariant($"""
            CREATE TABLE ti AS
            WITH one AS (SELECT unnest(range({targets.Rows(208_000, 40)}))::BIGINT AS id),
            drawn AS (
                SELECT id, u(401, id, 0) >= 0.06 OR id < 3 AS tech,
                    CASE WHEN u(402, id, 0) < 0.01 OR id = 3 THEN DATE '2025-07-01' + (id % 9)::INTEGER
                        ELSE DATE '2025-06-30' - floor(1600 * pow(u(403, id, 0), 1.6))::INTEGER END AS day,
                    pick(['01', '02', '03', '04', '05', '06', '07', '07', '08', '08', '99'], u(404, id, 0)) AS line,
                    CASE WHEN u(405, id, 0) < 0.8 THEN 100 ELSE 20 + 5 * floor(u(406, id, 0) * 10)
                        END::INTEGER AS share,
                    (exp(20.3 + 1.1 * normal(407, id, 0)))::BIGINT + 100000 AS cover, floor(u(408, id,
                        0) * 22)::INTEGER AS ix
                FROM one)
            SELECT drawn.* EXCLUDE (ix), insurer.id AS inst FROM drawn JOIN insurer ON insurer.kind = 0
                AND insurer.ix = drawn.ix;
            """));
        ExactSum.Fit(session, "ti", "cover", targets.TechCover, "tech AND day <= DATE '2025-06-30'");
    }

    private static void DrawProducts(CitySession session, CityTargets targets)
    {
        var counted = targets.CrossBorderPolicies;
        session.Execute(CitySession.Invariant($"""
            CREATE TABLE cp AS
            WITH one AS (SELECT unnest(range({counted + Math.Max(2, counted / 100)}))::BIGINT AS id),
            drawn AS (
                SELECT id, id < {counted} OR id % 2 = 1 AS filed,
                    CASE WHEN id >= {counted} AND id % 2 = 1 THEN DATE '2025-07-02' + (id % 5)::INTEGER
                        ELSE DATE '2025-06-30' - floor(1500 * u(421, id, 0))::INTEGER END AS day,
                    floor(u(422, id, 0) * {FiledProducts})::INTEGER AS product, floor(u(423, id, 0) * 12)::INTEGER AS ix
                FROM one)
            SELECT drawn.* EXCLUDE (ix), insurer.id AS inst FROM drawn JOIN insurer ON insurer.kind = 1
                AND insurer.ix = drawn.ix;
            """));
    }

    // A vehicle is insured for one to four years running, now and then by another insurer: it counts once.
    private static void DrawMotor(CitySession session, CityTargets targets) =>
        session.Execute(CitySession.Invariant($"""
        CREATE TABLE cm AS
        WITH vehicle AS (SELECT unnest(range({targets.CrossBorderVehicles}))::BIGINT AS vehicle),
        yearly AS (
            SELECT vehicle, unnest(range(1 + floor(u(424, vehicle, 0) * 4)::INTEGER)) AS renewal,
                DATE '2025-06-30' - floor(1400 * u(425, vehicle, 0))::INTEGER AS first
            FROM vehicle),
        dated AS (
            SELECT *, (first + to_years(renewal::INTEGER))::DATE AS day,
                CASE WHEN vehicle < {InsurerRoster.MotorInsurers} AND renewal = 0 THEN vehicle
                    ELSE floor(u(426, vehicle, CASE WHEN u(427, vehicle, renewal) < 0.8 THEN 0 ELSE renewal
                        END) * {InsurerRoster.MotorInsurers}) END::INTEGER AS ix
            FROM yearly)
        SELECT vehicle * 4 + renewal AS id, vehicle, day, insurer.id AS inst, 'LHX' || lpad(((vehicle * 48611 + 7) %
            99999999977)::VARCHAR, 14, '0') AS vin,
            pick(['01', '01', '02', '02', '02', '03'], u(428, vehicle, 0)) AS scheme, CASE WHEN u(429, vehicle,
                renewal) < 0.95 THEN 100 ELSE 50 END AS share
        FROM dated JOIN insurer ON insurer.kind = 0 AND insurer.ix = dated.ix
        WHERE day <= DATE '2025-06-30';
        """));

    // Life and pension insurers and the first property insurer offer home care; the next three have stopped.
    private static void DrawHomeCare(CitySession session) => session.Execute("""
        CREATE TABLE hc AS
        WITH offering AS (SELECT *, kind > 0 OR ix = 0 AS goes_on FROM insurer WHERE kind > 0 OR ix < 4),
        each AS (SELECT *, unnest(range(1 + (ix + kind) % 3)) AS n FROM offering)
        SELECT row_number() OVER (ORDER BY kind, ix, n) AS id, id AS inst, DATE '2021-03-01' + ((ix * 97 + n * 211 +
            kind * 41) % 1500)::INTEGER AS day,
            CASE WHEN NOT goes_on OR n = 2 THEN DATE '2025-06-20' END AS ended
        FROM each;
        """);
}

using Huoshui.Systems.City.Filing;
using Huoshui.Systems.City.Roster;

namespace Huoshui.Systems.City.SmallReturns;

/// <summary>Decisions of online loans (D04, D05): one online bank since its first day; another has just begun and
/// refused its only application.</summary>
internal static class OnlineLending
{
    public const string Id = "onlineloans";

    /// <summary>Mean time of an automatic approval.</summary>
    private const int MeanSeconds = 240;

    private const int OnlineBank = 29;
    private const int Beginner = 2;

    private const string Granted = "granted_on <= d";
    private const string ByPerson = "(reviewed_at::DATE <= d)";
    private const string DecidedAt = $"(CASE WHEN {ByPerson} THEN reviewed_at ELSE decided_at END)";

    public static IReadOnlyList<Recipe> Recipes { get; } =
    [
        SmallReturn.Of(Id, "OL", "ol",
        [
            new("OL01", "'WY' || lpad(id::VARCHAR, 12, '0')"), new("OL02", "md5('online customer ' || customer)"),
            new("OL03", "applied_at::DATE"), new("OL04", "strftime(applied_at, '%H:%M:%S')"),
            new("OL05", DecidedAt + "::DATE"), new("OL06", $"strftime({DecidedAt}, '%H:%M:%S')"),
            new("OL07", $"coalesce({Granted}, false)::INTEGER"),
            new("OL08", $"yuan(CASE WHEN {Granted} THEN fen ELSE 0 END)"),
            new("OL09", $"CASE WHEN {Granted} THEN rate END"),
            new("OL10", $"coalesce({ByPerson}, false)::INTEGER"), new("OL11", "reasons"),
            new("OL12", "CASE WHEN drawn_on <= d THEN drawn_on END"),
            new("OL13", "left(md5('policy ' || year(decided_at)), 16)"), new("OL14", "d"),
        ]),
    ];

    /// <summary>Who owes the return when.</summary>
    public static IEnumerable<(string Return, DateOnly Date, string Institution, string[] Tables)> Due() =>
    [
        .. SmallReturn.Dates.Select(date => (Id, date, BankRoster.Banks[OnlineBank].Id, new[] { "OL" })),
        (Id, SmallReturn.Dates[^1], BankRoster.Banks[Beginner].Id, ["OL"]),
    ];

    public static void Draw(CitySession session, CityTargets targets)
    {
        session.Execute(Applications(targets.OnlineCustomers, targets.OnlineCustomers * 13L / 10));
        const string automatic = "granted AND NOT reviewed";
        var approvals = session.Whole($"SELECT count(*)::DECIMAL(38, 0) FROM application WHERE {automatic}");
        ExactSum.Fit(session, "application", "seconds", approvals * MeanSeconds, automatic);
        session.Execute(Decisions);
    }

    public static void Truth(CitySession session, TruthBook truth)
    {
        foreach (var date in SmallReturn.Dates)
        {
            var times = CitySession.Invariant(
                $"FROM ol WHERE granted AND reviewed_at IS NULL AND granted_on <= DATE '{date:yyyy-MM-dd}'");
            var minutes = (decimal)session.Whole($"SELECT sum(seconds)::DECIMAL(38, 0) {times}")
                / (decimal)session.Whole($"SELECT count(*)::DECIMAL(38, 0) {times}") / 60;
            truth.Series("D04", date, minutes);
            if (date == SmallReturn.Dates[^1])
                truth.Figure("D04", minutes);
        }

        SmallReturn.Figure(session, truth, "D05",
            "SELECT count(DISTINCT customer)::DECIMAL(38, 0) FROM ol WHERE granted_on <= {d}", 10_000m);
    }

    // Each customer has a grant, some a refusal before it or a second grant; others were only refused. One grant in a
    // hundred came from a person, days after the refusal. All is decided and reviewed before the last date.
    private static string Applications(int customers, long parties) => CitySession.Invariant($"""
        CREATE TABLE application AS
        WITH party AS (SELECT unnest(range({parties}))::BIGINT AS customer),
        first AS (
            SELECT customer, customer < {customers} AS granted, customer = {parties} - 1 AS beginner,
                CASE WHEN beginner THEN TIMESTAMP '2025-06-20 10:12:13' ELSE TIMESTAMP '2025-06-23 00:00:00'
                    - to_days(floor(2500 * pow(u(501, customer, 0), 1.4))::INTEGER)
                    + to_seconds(floor(86400 * u(502, customer, 0))::BIGINT) END AS applied_at
            FROM party),
        every AS (
            SELECT customer * 3 AS id, * FROM first
            UNION ALL
            SELECT customer * 3 + 1, customer, false, false,
                applied_at - to_days(40 + floor(u(503, customer, 0) * 90)::INTEGER)
            FROM first WHERE granted AND u(504, customer, 0) < 0.1
            UNION ALL
            SELECT customer * 3 + 2, customer, true, false,
                applied_at + to_days(200 + floor(u(505, customer, 0) * 400)::INTEGER)
            FROM first WHERE granted AND u(506, customer, 0) < 0.15)
        SELECT *, granted AND u(507, id, 0) < 0.01 AS reviewed,
            (20 + exp(5 + 0.85 * normal(508, id, 0)))::BIGINT AS seconds
        FROM every WHERE applied_at < TIMESTAMP '2025-06-24 00:00:00';
        """);

    private static readonly string Decisions = CitySession.Invariant($"""
        CREATE TABLE ol AS
        WITH decided AS (
            SELECT *, applied_at + to_seconds(seconds) AS decided_at, CASE WHEN reviewed THEN
                date_trunc('day', applied_at) + to_days(1 + floor(u(511, id, 0) * 5)::INTEGER)
                    + to_seconds(32400 + floor(u(512, id, 0) * 32400)::BIGINT) END AS reviewed_at
            FROM application),
        answered AS (
            SELECT *, CASE WHEN granted THEN coalesce(reviewed_at, decided_at)::DATE END AS granted_on FROM decided)
        SELECT *, decided_at::DATE AS day,
            CASE WHEN beginner THEN '{BankRoster.Banks[Beginner].Id}' ELSE '{BankRoster.Banks[OnlineBank].Id}' END
                AS inst,
            greatest(1, least(300, exp(2.9 + 0.9 * normal(513, id, 0))::BIGINT)) * 1000000 AS fen,
            round(3.45 + 7 * pow(u(514, id, 0), 2), 2)::DECIMAL(18, 6) AS rate,
            CASE WHEN NOT granted OR reviewed THEN pick(['score_too_low', 'invoices_too_low', 'firm_too_young',
                'overdue', 'score_too_low;invoices_too_low', 'holding_too_small'], u(515, id, 0)) END AS reasons,
            CASE WHEN u(516, id, 0) < 0.86 THEN granted_on + floor(20 * u(517, id, 0))::INTEGER END AS drawn_on
        FROM answered;
        DROP TABLE application;
        """);
}

using Huoshui.Operations;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.Visits.Counts;

/// <summary>
/// Standings and counters of the whole store, computed set-wise from the raw events: stages from the steps, not from
/// what a case says of itself. By this they are made whole once, and held against afterwards.
/// </summary>
internal static class CountRebuild
{
    /// <summary>Changes when the meaning of a counter does.</summary>
    public const string Version = "2";

    private const int MinutesAtMost = 60;

    /// <summary>The columns of a standing, in the order of <see cref="Standings"/>.</summary>
    public const string StandingColumns =
        """
        "EntityId", "RootId", "DistrictCode", "StreetCode", "AddedAt", "Stages", "NeedFen", "GrantedFen", "DrawnFen",
        "ApartFen", "LastVisitId", "Next", "IsDisputed"
        """;

    /// <summary>Every standing.</summary>
    public const string Standings =
        """
        SELECT o.id, o.root, o.district, o.street, o.added,
          CASE WHEN o.id = o.root THEN
            f.visited + 2 * f.need + 4 * f.declared + 8 * f.recommended + 16 * f.accepted + 32 * f.granted
            + 64 * f.drawn
          ELSE 0 END,
          CASE WHEN o.id = o.root THEN f.need_fen ELSE 0 END,
          CASE WHEN o.id = o.root THEN f.granted_fen ELSE 0 END,
          CASE WHEN o.id = o.root THEN f.drawn_fen ELSE 0 END,
          CASE WHEN o.id = o.root THEN f.apart_fen ELSE 0 END,
          o.last_id,
          CASE WHEN o.gone = 1 THEN NULL
            WHEN o.last_id IS NULL THEN CASE WHEN o.id = o.root AND f.anyvisit = 0 THEN 'unvisited' END
            WHEN o.last_next = 'declare' AND o.declared = 1 THEN NULL
            ELSE o.last_next END,
          o.disputed = 1
        FROM own o JOIN (
          SELECT root, MAX(visited) AS visited, MAX(need) AS need, MAX(declared) AS declared,
            MAX(recommended) AS recommended, MAX(accepted) AS accepted, MAX(granted) AS granted, MAX(drawn) AS drawn,
            CAST(SUM(need_fen) AS bigint) AS need_fen, CAST(SUM(granted_fen) AS bigint) AS granted_fen,
            CAST(SUM(drawn_fen) AS bigint) AS drawn_fen, CAST(SUM(apart_fen) AS bigint) AS apart_fen,
            MAX(CASE WHEN last_id IS NULL THEN 0 ELSE 1 END) AS anyvisit
          FROM own GROUP BY root) f ON f.root = o.root
        """;

    /// <summary>The events of each entity by itself; begins a statement with <see cref="Standings"/>.</summary>
    public const string Own =
        """
        WITH v AS (
          SELECT "EntityId", MAX(CASE WHEN "IsCounted" THEN 1 ELSE 0 END) AS visited,
            MAX(CASE WHEN "NeedFen" IS NULL THEN 0 ELSE 1 END) AS need
          FROM "Visits" GROUP BY "EntityId"),
        l AS (
          SELECT "EntityId", "Id", "NextStep", ROW_NUMBER() OVER (
            PARTITION BY "EntityId" ORDER BY "At" DESC, "RecordedAt" DESC, "Id" DESC) AS n
          FROM "Visits"),
        s AS (
          SELECT "CaseId", MAX(CASE WHEN "Step" = 'recommend' THEN 1 ELSE 0 END) AS recommended,
            MAX(CASE WHEN "Step" = 'accept' THEN 1 ELSE 0 END) AS accepted,
            MAX(CASE WHEN "Step" IN ('grant', 'grant_partly') THEN 1 ELSE 0 END) AS granted,
            MAX(CASE WHEN "Step" = 'draw' THEN 1 ELSE 0 END) AS drawn
          FROM "VisitCaseSteps" GROUP BY "CaseId"),
        d AS (
          SELECT "CaseId", SUM(CASE WHEN "IsCounted" THEN "AmountFen" ELSE 0 END) AS counted,
            SUM(CASE WHEN "IsCounted" THEN 0 ELSE "AmountFen" END) AS apart
          FROM "VisitDrawdowns" GROUP BY "CaseId"),
        c AS (
          SELECT c."EntityId", 1 AS declared, MAX(s.recommended) AS recommended, MAX(s.accepted) AS accepted,
            MAX(s.granted) AS granted, MAX(s.drawn) AS drawn, SUM(c."NeedFen") AS need_fen,
            SUM(c."GrantedFen") AS granted_fen, SUM(COALESCE(d.counted, 0)) AS drawn_fen,
            SUM(COALESCE(d.apart, 0)) AS apart_fen
          FROM "VisitCases" c LEFT JOIN s ON s."CaseId" = c."Id" LEFT JOIN d ON d."CaseId" = c."Id"
          GROUP BY c."EntityId"),
        k AS (SELECT DISTINCT "EntityId" FROM "VisitEntityCorrections" WHERE "IsConfirmed" IS NULL),
        own AS MATERIALIZED (
          SELECT e."Id" AS id, e."RootId" AS root, e."DistrictCode" AS district, e."StreetCode" AS street,
            e."AddedAt" AS added, CASE WHEN e."DeregisteredAt" IS NULL THEN 0 ELSE 1 END AS gone,
            COALESCE(v.visited, 0) AS visited, COALESCE(v.need, 0) AS need, l."Id" AS last_id,
            l."NextStep" AS last_next, COALESCE(c.declared, 0) AS declared,
            COALESCE(c.recommended, 0) AS recommended, COALESCE(c.accepted, 0) AS accepted,
            COALESCE(c.granted, 0) AS granted, COALESCE(c.drawn, 0) AS drawn, COALESCE(c.need_fen, 0) AS need_fen,
            COALESCE(c.granted_fen, 0) AS granted_fen, COALESCE(c.drawn_fen, 0) AS drawn_fen,
            COALESCE(c.apart_fen, 0) AS apart_fen, CASE WHEN k."EntityId" IS NULL THEN 0 ELSE 1 END AS disputed
          FROM "VisitEntities" e LEFT JOIN v ON v."EntityId" = e."Id"
            LEFT JOIN l ON l."EntityId" = e."Id" AND l.n = 1 LEFT JOIN c ON c."EntityId" = e."Id"
            LEFT JOIN k ON k."EntityId" = e."Id")
        """;

    /// <summary>Every counter, from the standings and from cases, steps, drawdowns, visits and corrections.</summary>
    public static string Counts { get; } = string.Join("\nUNION ALL\n",
    [
        "SELECT '' AS kind, '' AS district, '' AS street, '' AS bank, '' AS code, CAST(0 AS bigint) AS n",
        OfArea(CountKinds.Entities, "''", "COUNT(*)", "FROM \"VisitStandings\""),
        OfArea(CountKinds.Entities, $"'{CountKinds.Families}'", "COUNT(*)",
            "FROM \"VisitStandings\" WHERE \"EntityId\" = \"RootId\""),
        .. Enum.GetValues<FunnelStage>().Select(stage => OfArea(
            CountKinds.Stage, $"'{stage}'", "COUNT(*)",
            $"FROM \"VisitStandings\" WHERE (\"Stages\" & {EntityStanding.BitOf(stage)}) <> 0")),
        OfArea(CountKinds.Fen, "'need'", Fen("\"NeedFen\""), "FROM \"VisitStandings\""),
        OfArea(CountKinds.Fen, "'granted'", Fen("\"GrantedFen\""), "FROM \"VisitStandings\""),
        OfArea(CountKinds.Fen, "'drawn'", Fen("\"DrawnFen\""), "FROM \"VisitStandings\""),
        OfArea(CountKinds.Fen, "'apart'", Fen("\"ApartFen\""), "FROM \"VisitStandings\""),
        OfArea(CountKinds.Next, "\"Next\"", "COUNT(*)", "FROM \"VisitStandings\" WHERE \"Next\" IS NOT NULL"),
        OfArea(CountKinds.Disputed, "''", "COUNT(*)", "FROM \"VisitStandings\" WHERE \"IsDisputed\""),
        OfArea(CountKinds.Visit, "''", "COUNT(*)", "FROM \"Visits\""),
        OfArea(CountKinds.State, "\"State\"", "COUNT(*)", "FROM \"VisitCases\""),
        OfGrants(CountKinds.Granted, "\"GrantedFen\" / 100"),
        OfGrants(CountKinds.Credit, "CASE WHEN \"IsCreditLoan\" THEN \"GrantedFen\" / 100 ELSE 0 END"),
        OfGrants(CountKinds.First, "CASE WHEN \"IsFirstLoan\" THEN \"GrantedFen\" / 100 ELSE 0 END"),
        OfGrants(
            CountKinds.Weighted,
            "(\"GrantedFen\" / 100) * CAST(ROUND(CAST(\"RatePercent\" AS numeric) * 10000) AS bigint)"),
        """
        SELECT 'visit_day', "DistrictCode", '', '', CAST(("At" + 28800000000) / 86400000000 AS text), COUNT(*)
        FROM "Visits" WHERE "IsCounted"
        GROUP BY "DistrictCode", CAST(("At" + 28800000000) / 86400000000 AS text)
        """,
        $"""
        SELECT 'drawn_day', c."DistrictCode", '', '', CAST(d."DrawnOn" AS text), {Fen("d.\"AmountFen\"")}
        FROM "VisitDrawdowns" d JOIN "VisitCases" c ON c."Id" = d."CaseId"
        WHERE d."IsCounted" GROUP BY c."DistrictCode", CAST(d."DrawnOn" AS text)
        """,
        """
        SELECT 'correction', "DistrictCode", '', '', '', COUNT(*) FROM "VisitEntityCorrections"
        WHERE "IsConfirmed" IS NULL GROUP BY "DistrictCode"
        """,
        """
        SELECT 'bank_state', '', '', "BankId", "State", COUNT(*) FROM "VisitCases"
        WHERE "BankId" IS NOT NULL AND ("BankRevokedAt" IS NULL OR "GrantedAt" IS NOT NULL) GROUP BY "BankId", "State"
        """,
        """
        SELECT 'bank_step', c."DistrictCode", '', s."BankId", s."Step", COUNT(*)
        FROM "VisitCaseSteps" s JOIN "VisitCases" c ON c."Id" = s."CaseId"
        WHERE s."BankId" IS NOT NULL GROUP BY c."DistrictCode", s."BankId", s."Step"
        """,
        $"""
        SELECT 'bank_drawn', c."DistrictCode", '', d."BankId", '', {Fen("d.\"AmountFen\"")}
        FROM "VisitDrawdowns" d JOIN "VisitCases" c ON c."Id" = d."CaseId"
        WHERE d."IsCounted" GROUP BY c."DistrictCode", d."BankId"
        """,
    ]);

    /// <summary>Makes standings and counters whole; in a transaction, under <see cref="CountLock"/>.</summary>
    public static async Task RunAsync(OperationsContext context, CancellationToken cancellationToken)
    {
        context.Database.SetCommandTimeout(TimeSpan.FromMinutes(MinutesAtMost));
        await context.Database.ExecuteSqlRawAsync("DELETE FROM \"VisitStandings\"", cancellationToken);
        await context.Database.ExecuteSqlRawAsync(
            "DELETE FROM \"VisitCounts\" WHERE \"Kind\" <> 'keys'", cancellationToken);
        var standings = $"INSERT INTO \"VisitStandings\" ({StandingColumns})\n{Own}\n{Standings}";
        await context.Database.ExecuteSqlRawAsync(standings, cancellationToken);
        var counts =
            $"""
             INSERT INTO "VisitCounts" ("Kind", "District", "Street", "Bank", "Code", "Value")
             SELECT * FROM ({Counts}) all_counts WHERE n <> 0
             """;
        await context.Database.ExecuteSqlRawAsync(counts, cancellationToken);
        await context.Database.ExecuteSqlAsync(
            $"""
             INSERT INTO "VisitCounts" ("Kind", "District", "Street", "Bank", "Code", "Value")
             VALUES ({CountKinds.Whole}, '', '', '', {Version}, 0)
             """, cancellationToken);
    }

    private static string OfArea(string kind, string code, string value, string from) =>
        $"SELECT '{kind}', \"DistrictCode\", \"StreetCode\", '', {code}, {value} {from} "
        + $"GROUP BY \"DistrictCode\", \"StreetCode\"{(code[0] == '"' ? ", " + code : string.Empty)}";

    private static string OfGrants(string code, string yuan) =>
        OfArea(CountKinds.Grant, $"'{code}'", Fen(yuan), "FROM \"VisitCases\" WHERE \"GrantedAt\" IS NOT NULL");

    private static string Fen(string column) => $"CAST(SUM({column}) AS bigint)";
}

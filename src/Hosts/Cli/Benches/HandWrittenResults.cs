using Huoshui.Policies.Figures;
using Huoshui.Systems.Indicators;
using Huoshui.Warehouse;

namespace Huoshui.Cli.Benches;

/// <summary>
/// All that the loan packs keep of one date, by hand: the same base of one row a loan, cells by institution, district,
/// industry and size, the sets of borrowers, the shadow figures, the rows left out. What
/// <see cref="HandWrittenFigures"/> leaves undone and the packs do. One query over the whole city each, nothing written
/// to disk, no care for repeated keys; table F13 is left out, since nobody filed it for the date.
/// </summary>
internal static class HandWrittenResults
{
    private const string Return = "onetable";

    private const int Memory = 4096;

    private static readonly string[] Tables = ["H01", "F27", "F02", "H13", "K02", "B01", "B04", "B05", "F08", "J03"];

    private const string Base = """
        CREATE TEMP TABLE base AS
        WITH rates AS (SELECT institution, K020003 AS currency, max(K020005) AS rate FROM k02
                  WHERE K020004 = 'CNY' GROUP BY ALL),
        lines AS (SELECT institution, H130001 AS id, max(H130025) AS total, max(H130029) AS personal,
                      max(H130007) AS currency FROM h13 WHERE H130001 IS NOT NULL GROUP BY ALL),
        customers AS (SELECT institution, H130002 AS id, max(H130025) AS total, max(H130029) AS personal,
                          max(H130007) AS currency FROM h13 WHERE H130002 IS NOT NULL GROUP BY ALL)
        SELECT h.institution, h.H010010, h.H010021, f.F270003, f.F270009, f.F270016, f.F270025, f.F270029, f.F270040,
            f.F270041, f.F270043, f.F270001 IS NOT NULL AS detail, b.B010061, m.HTP, m.HTS, m.SE, m.PA,
            CASE WHEN f.F270043 = '03' AND o.B040005 IS NOT NULL THEN keyed_hash(o.B040005)
                 WHEN b.B010004 IS NOT NULL THEN b.B010004
                 WHEN coalesce(o.B040005, p.B050005, p.B050006, p.B050008) IS NOT NULL
                     THEN keyed_hash(coalesce(o.B040005, p.B050005, p.B050006, p.B050008))
                 ELSE h.institution || ':' || coalesce(f.F270002, h.H010001) END AS borrower,
            CASE WHEN f.F270006 = 'CNY' THEN 1 ELSE r.rate::DECIMAL(38, 6) * 0.01 END AS yuan_rate,
            h.H010019 NOT IN ('02', '03', '04') AS booked, coalesce(contains(b.B010061, '1'), false) AS enterprise,
            coalesce(CASE WHEN f.F270023 IS NULL AND f.F270025 = '01' THEN f.F270022 ELSE f.F270023 END[1], '-')
                AS industry,
            coalesce(b.B010030, o.B040023, p.B050037, '-') AS district,
            CASE WHEN b.B010026 IS NOT NULL THEN b.B010026 WHEN o.B040001 IS NOT NULL THEN 'owner'
                 WHEN p.B050001 IS NOT NULL THEN 'person' ELSE '-' END AS size,
            l.id IS NOT NULL OR c.id IS NOT NULL AS has_credit,
            CASE WHEN f.F270043 = '01' THEN CASE WHEN l.id IS NULL THEN c.total ELSE l.total END
                 ELSE CASE WHEN l.id IS NULL THEN c.personal ELSE l.personal END END::DECIMAL(38, 2)
              * CASE WHEN CASE WHEN l.id IS NULL THEN c.currency ELSE l.currency END = 'CNY' THEN 1
                     ELSE s.rate::DECIMAL(38, 6) * 0.01 END AS credit,
            CASE WHEN f.F270001 IS NULL THEN 'no_detail'
                 WHEN f.F270006 IS NULL OR (f.F270006 <> 'CNY' AND r.rate IS NULL) THEN 'no_rate' END AS reason,
            CASE WHEN f.F270006 = 'CNY' THEN h.H010010::DECIMAL(38, 2) * 1
                 WHEN r.rate IS NOT NULL THEN h.H010010::DECIMAL(38, 2) * (r.rate::DECIMAL(38, 6) * 0.01) END AS yuan
        FROM h01 h
        LEFT JOIN f27 f ON f.institution = h.institution AND f.F270001 = h.H010001
        LEFT JOIN f02 a ON a.institution = h.institution AND a.F020001 = f.F270003
        LEFT JOIN rates r ON r.institution = h.institution AND r.currency = f.F270006
        LEFT JOIN b01 b ON b.institution = h.institution AND b.B010001 = f.F270002
        LEFT JOIN b04 o ON o.institution = h.institution AND o.B040001 = f.F270002
        LEFT JOIN b05 p ON p.institution = h.institution AND p.B050001 = f.F270002
        LEFT JOIN map m ON m.class = CASE WHEN f.F270023 IS NULL AND f.F270025 = '01' THEN f.F270022 ELSE f.F270023 END
        LEFT JOIN lines l ON l.institution = h.institution AND l.id = a.F020064
        LEFT JOIN customers c ON c.institution = h.institution AND c.id = f.F270002
        LEFT JOIN rates s ON s.institution = h.institution
            AND s.currency = CASE WHEN l.id IS NULL THEN c.currency ELSE l.currency END
        """;

    private const string Cells = "institution, district, industry, size";

    private static readonly string[] Results =
    [
        "CREATE TEMP TABLE left_out AS SELECT institution, reason, count(*) AS n, sum(H010010) AS y FROM base "
            + "WHERE reason IS NOT NULL AND booked GROUP BY ALL",
        $"""
        CREATE TEMP TABLE tech AS SELECT {Cells}, count_if(filed) AS n, {Sum("filed", "t05")},
            {Sum("countable AND whole", "derived")},
            {Sum("countable AND mapped", "upper")}, count_if(countable AND whole AND NOT filed) AS missed_n,
            {Sum("countable AND whole AND NOT filed", "missed")},
            count_if(filed AND NOT (mapped AND countable)) AS excess_n,
            {Sum("filed AND NOT (mapped AND countable)", "excess")},
            count_if(countable AND mapped AND NOT whole AND NOT filed) AS doubtful_n,
            {Sum("countable AND mapped AND NOT whole AND NOT filed", "doubtful")},
            {string.Join(", ", Enumerable.Range(1, 6).Select(i => Sum($"countable AND B010061[{i}] = '1'", $"s0{i}")))},
            {Sum("countable AND enterprise", "s07")}, {Sum("countable AND HTP = 'whole'", "s08")},
            {Sum("countable AND HTS = 'whole'", "s09")}, {Sum("countable AND SE = 'whole'", "s10")},
            {Sum("countable AND PA = 'whole'", "s11")},
            {Sum("countable AND 'whole' IN (HTP, HTS, SE, PA)", "s12")}
        FROM (SELECT *, F270041 = '1' AND reason IS NULL AND booked AS filed,
                reason IS NULL AND booked AND coalesce(F270025, '00') NOT IN ('15', '19', '20') AS countable,
                enterprise OR coalesce('whole' IN (HTP, HTS, SE, PA), false) AS whole,
                enterprise OR coalesce(HTP, HTS, SE, PA) IS NOT NULL AS mapped FROM base)
        GROUP BY ALL
        """,
        Set("tech", "F270041 = '1' AND reason IS NULL AND booked"),
        $"CREATE TEMP TABLE green AS SELECT {Cells}, count(*) AS n, sum(yuan) AS g02 FROM base "
            + $"WHERE {Green} GROUP BY ALL",
        Set("green", Green),
        """
        CREATE TEMP TABLE inclusive_loans AS SELECT *, verdict = 'in' AND booked AS counts FROM (SELECT *,
            CASE WHEN NOT has_credit OR credit IS NULL THEN 'no_credit' WHEN F270025 = '14' THEN 'discounted'
                 WHEN credit > 10000000 THEN 'over_limit' ELSE 'in' END AS verdict
            FROM base WHERE reason IS NULL AND F270043 IN ('01', '03'))
        """,
        $"""
        CREATE TEMP TABLE inclusive AS SELECT {Cells}, count_if(counts) AS n, {Sum("counts", "i03")},
            {Sum("booked AND F270025 = '14'", "bills")}, {Sum("judged AND credit <= 5000000", "at500")},
            {Sum("judged AND credit <= 20000000", "at2000")}, {Sum("judged AND credit <= 30000000", "at3000")},
            sum(drawn) FILTER (fresh) AS fresh, sum(drawn::DECIMAL(38, 10) * H010021) FILTER (fresh) AS interest
        FROM (SELECT *, F270009::DECIMAL(38, 2) * yuan_rate AS drawn,
                booked AND verdict NOT IN ('no_credit', 'discounted') AS judged,
                counts AND F270016 BETWEEN DATE '2025-01-01' AND DATE '2025-06-30' AS fresh FROM inclusive_loans)
        GROUP BY ALL
        """,
        Set("inclusive", "counts AND yuan > 0", "inclusive_loans"),
        "CREATE TEMP TABLE visits AS SELECT institution, count(DISTINCT borrower) AS n FROM inclusive_set GROUP BY ALL",
        "CREATE TEMP TABLE unknown AS SELECT institution, count(*) AS n, sum(yuan) AS y FROM inclusive_loans "
            + "WHERE verdict = 'no_credit' AND booked GROUP BY ALL",
        """
        CREATE TEMP TABLE pledged AS SELECT b.* FROM base b SEMI JOIN (
            SELECT j.institution, f.F080003 FROM j03 j
            JOIN f08 f ON f.institution = j.institution AND f.F080001 = j.J030002
            WHERE j.J030005 IN ('39', '40', '41', '42')) g ON g.institution = b.institution AND g.F080003 = b.F270003
        WHERE reason IS NULL AND booked
        """,
        $"CREATE TEMP TABLE pledge AS SELECT {Cells}, count(*) AS n, sum(yuan) AS t04 FROM pledged GROUP BY ALL",
        Set("pledge", "true", "pledged"),
        $"""
        CREATE TEMP TABLE merger AS SELECT {Cells}, count_if(booked) AS n, {Sum("booked", "t03")},
            sum(F270009::DECIMAL(38, 2) * yuan_rate) AS signed,
            sum(F270009::DECIMAL(38, 2) * yuan_rate) FILTER (F270016 <= DATE '2025-06-30') AS drawn
        FROM base WHERE {Merger} GROUP BY ALL
        """,
        Set("merger", $"{Merger} AND booked"),
    ];

    private const string Green = "reason IS NULL AND booked AND detail "
        + "AND coalesce(F270040, '000000') NOT IN ('', '000000')";

    private const string Merger = "F270029 = '1' AND enterprise AND reason IS NULL";

    // Our figure, and where it stands here.
    private static readonly (string Id, string Sql)[] Figures =
    [
        ("T05", "SELECT sum(t05) FROM tech"), ("T05.derived", "SELECT sum(derived) FROM tech"),
        ("T05.upper", "SELECT sum(upper) FROM tech"), ("T05.missed", "SELECT sum(missed) FROM tech"),
        ("T05.excess", "SELECT sum(excess) FROM tech"), ("T05.doubtful", "SELECT sum(doubtful) FROM tech"),
        .. Enumerable.Range(1, 12).Select(i => ($"T05.S{i:00}", $"SELECT sum(s{i:00}) FROM tech")),
        ("G02", "SELECT sum(g02) FROM green"), ("I03", "SELECT sum(i03) FROM inclusive"),
        ("I03.bills", "SELECT sum(bills) FROM inclusive"), ("I03.at500", "SELECT sum(at500) FROM inclusive"),
        ("I03.at2000", "SELECT sum(at2000) FROM inclusive"), ("I03.at3000", "SELECT sum(at3000) FROM inclusive"),
        ("I05", "SELECT count(DISTINCT borrower) FROM inclusive_set"), ("I05.visits", "SELECT sum(n) FROM visits"),
        ("I07.rate", "SELECT sum(interest)::DOUBLE / sum(fresh)::DOUBLE FROM inclusive"),
        ("T04", "SELECT sum(t04) FROM pledge"), ("T03", "SELECT sum(t03) FROM merger"),
        ("T03.signed", "SELECT sum(signed) FROM merger"), ("T03.drawn", "SELECT sum(drawn) FROM merger"),
    ];

    /// <summary>The figures that it computes, shadow figures included.</summary>
    public static IEnumerable<string> Ids => Figures.Select(f => f.Id);

    /// <summary>Computes everything and gives the figures, in base units.</summary>
    public static async Task<IReadOnlyDictionary<string, decimal?>> RunAsync(
        BenchCity city, DateOnly asOf, CancellationToken cancellationToken)
    {
        var files = await city.Get<FactCatalog>().AcceptedAsync(Return, asOf, null, null, cancellationToken);
        var map = city.Get<FigureCalculator>().Compiler.Registers["industry_map"];
        return await Task.Run(() => Run(files, city.Get<WarehouseOptions>().Work, map), cancellationToken);
    }

    private static IReadOnlyDictionary<string, decimal?> Run(
        IReadOnlyList<AcceptedTable> files, DuckLimits limits, RegisterDataset map)
    {
        using var session = DuckSession.Open(
            limits with { PreserveOrder = false, MemoryMebibytes = Memory, JoinsLongLists = true },
            [.. files.Select(f => f.ParquetPath)]);
        session.Execute(
            "CREATE MACRO keyed_hash(x) AS "
                + "to_base64(unhex(substr(sha256(unhex(repeat('5e', 32)) || encode(x)), 1, 18)))");
        foreach (var table in Tables)
            HandWrittenFigures.Define(session, table, files);
        Register(session, map);
        session.Execute(Base);
        foreach (var result in Results)
            session.Execute(result);
        var each = string.Join(", ", Figures.Select(f => $"({f.Sql})"));
        return HandWrittenFigures.Read(session, $"SELECT {each}", [.. Ids]);
    }

    private static void Register(DuckSession session, RegisterDataset map)
    {
        var columns = string.Join(", ", map.Structure.Components.Select(c => $"{c.Name} VARCHAR"));
        session.Execute($"CREATE TABLE map ({columns})");
        using var appender = session.Connection.CreateAppender("map");
        foreach (var row in map.Rows)
        {
            var line = appender.CreateRow();
            foreach (var text in row)
                line.AppendValue(text);
            line.EndRow();
        }
    }

    private static string Sum(string filter, string name) => $"sum(yuan) FILTER ({filter}) AS {name}";

    private static string Set(string name, string filter, string rows = "base") =>
        $"CREATE TEMP TABLE {name}_set AS "
            + $"SELECT DISTINCT institution, borrower, district, industry, size FROM {rows} WHERE {filter}";
}

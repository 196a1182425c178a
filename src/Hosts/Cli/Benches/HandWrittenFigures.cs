using System.Globalization;
using System.Numerics;
using Huoshui.Warehouse;

namespace Huoshui.Cli.Benches;

/// <summary>The headline figures that come from the filings of one date, as somebody who knows DuckDB would write them
/// over the same Parquet: no packs, no parts by institution, no shadow figures, no breakdown, no sets of borrowers but
/// one. It does about a third of what the packs of these figures do; <see cref="HandWrittenResults"/> does all of it.
/// </summary>
internal static class HandWrittenFigures
{
    /// <summary>The returns that it reads.</summary>
    public static readonly string[] Returns = ["onetable", "insurance", "pension", "eldercare"];

    /// <summary>The figures, in base units.</summary>
    public static IReadOnlyList<string> Ids { get; } =
    [
        "T03", "T04", "T05", "G02", "I03", "I05", "I07.rate", "T01", "T06", "O08", "O09", "O10", "P01", "P02", "P03",
        "P04", "P05", "P06", "P09",
    ];

    private static readonly string[] Tables =
    [
        "H01", "F27", "H13", "K02", "B01", "B04", "F08", "J03", "A01", "TI", "CP", "CM", "HC", "PA", "PC", "CA", "CS",
        "SC", "EL",
    ];

    // One query over the whole city does not always fit the memory of a job of ours; by hand nobody would mind.
    private const int Memory = 4096;

    private const string Loans = """
        CREATE TEMP TABLE loans AS
        WITH rates AS (SELECT institution, K020003 AS currency, max(K020005) AS rate FROM k02 GROUP BY ALL),
        lines AS (SELECT institution, H130002 AS customer, max(H130025) AS total, max(H130029) AS personal
                  FROM h13 GROUP BY ALL),
        pledges AS (SELECT DISTINCT j.institution, f.F080003 AS agreement FROM j03 j
                    JOIN f08 f ON f.institution = j.institution AND f.F080001 = j.J030002
                    WHERE j.J030005 IN ('39', '40', '41', '42')),
        priced AS (
            SELECT f.F270041 = '1' AS tech, coalesce(f.F270040, '000000') <> '000000' AS green,
                f.F270029 = '1' AND contains(b.B010061, '1') AS merger, p.agreement IS NOT NULL AS pledged,
                (f.F270043 = '01' AND l.total <= 10000000) OR (f.F270043 = '03' AND l.personal <= 10000000) AS inclusive,
                CASE WHEN f.F270043 = '01' THEN b.B010004 ELSE o.B040005 END AS borrower, f.F270016 AS drawn, h.H010021 AS interest,
                CASE WHEN f.F270006 = 'CNY' THEN CAST(h.H010010 AS DECIMAL(38, 2))
                     ELSE CAST(h.H010010 AS DECIMAL(38, 2)) * r.rate * 0.01 END AS yuan,
                CASE WHEN f.F270006 = 'CNY' THEN CAST(f.F270009 AS DECIMAL(38, 2))
                     ELSE CAST(f.F270009 AS DECIMAL(38, 2)) * r.rate * 0.01 END AS amount
            FROM h01 h
            JOIN f27 f ON f.institution = h.institution AND f.F270001 = h.H010001
            LEFT JOIN rates r ON r.institution = f.institution AND r.currency = f.F270006
            LEFT JOIN lines l ON l.institution = f.institution AND l.customer = f.F270002
            LEFT JOIN b01 b ON b.institution = f.institution AND b.B010001 = f.F270002
            LEFT JOIN b04 o ON o.institution = f.institution AND o.B040001 = f.F270002
            LEFT JOIN pledges p ON p.institution = f.institution AND p.agreement = f.F270003
            WHERE h.H010019 NOT IN ('02', '03', '04'))
        SELECT * FROM priced WHERE tech OR green OR merger OR pledged OR inclusive
        """;

    private const string Headlines = """
        SELECT sum(yuan) FILTER (merger), sum(yuan) FILTER (pledged), sum(yuan) FILTER (tech), sum(yuan) FILTER (green),
            sum(yuan) FILTER (inclusive), count(DISTINCT borrower) FILTER (inclusive AND yuan > 0),
            sum(amount::DOUBLE * interest::DOUBLE) FILTER (fresh) / sum(amount::DOUBLE) FILTER (fresh)
        FROM (SELECT *, inclusive AND drawn BETWEEN DATE '2025-01-01' AND DATE '2025-06-30' AS fresh FROM loans)
        """;

    private const string SmallReturns = """
        SELECT
            (SELECT count(*) FROM a01 WHERE A010010 = '1' AND A010014 = '01'),
            (SELECT sum(TI08) FROM ti WHERE TI11 = '1' AND TI04 <= DATE '2025-06-30'),
            (SELECT count(*) FROM cp WHERE CP03 = '1' AND CP05 <= DATE '2025-06-30'),
            (SELECT count(DISTINCT institution) FROM cm WHERE CM05 <= DATE '2025-06-30'),
            (SELECT count(DISTINCT CM04) FROM cm WHERE CM05 <= DATE '2025-06-30'),
            (SELECT count(*) FROM pa WHERE PA03 <= DATE '2025-06-30'),
            (SELECT sum(PC04) FROM pc WHERE PC03 <= DATE '2025-06-30'),
            (SELECT count(*) FROM ca WHERE CA03 <= DATE '2025-06-30'),
            (SELECT sum(CS05) FROM cs WHERE CS04 <= DATE '2025-06-30'),
            (SELECT count(DISTINCT institution) FROM hc WHERE HC06 = '1'),
            (SELECT sum(EL06) FROM el WHERE EL02 IN ('01', '02') AND EL05 <= DATE '2025-06-30'),
            (SELECT count(*) FROM sc WHERE SC03 <= DATE '2025-06-30')
        """;

    /// <summary>Runs them; a table that nobody filed for the date gives null.</summary>
    public static IReadOnlyDictionary<string, decimal?> Run(IReadOnlyList<AcceptedTable> files, DuckLimits limits)
    {
        using var session = DuckSession.Open(
            limits with { PreserveOrder = false, MemoryMebibytes = Memory, JoinsLongLists = true },
            [.. files.Select(f => f.ParquetPath)]);
        foreach (var table in Tables)
            Define(session, table, files);
        session.Execute(Loans);
        List<decimal?> values = [.. session.Query(Headlines, Row)[0], .. session.Query(SmallReturns, Row)[0]];
        return Ids.Zip(values).ToDictionary(p => p.First, p => p.Second, StringComparer.Ordinal);
    }

    /// <summary>A view of a table over all institutions.</summary>
    public static void Define(DuckSession session, string table, IReadOnlyList<AcceptedTable> files)
    {
        var of = files.Where(f => string.Equals(f.Table, table, StringComparison.Ordinal)).ToList();
        session.Execute($"""
            CREATE TEMP VIEW {table} AS
            SELECT ({Sql.List(of.Select(f => f.InstitutionId))})[CAST(file_index AS BIGINT) + 1] AS institution, *
            FROM read_parquet({Sql.List(of.Select(f => f.ParquetPath))})
            """);
    }

    /// <summary>The cells of a query's only row, by name.</summary>
    public static IReadOnlyDictionary<string, decimal?> Read(
        DuckSession session, string sql, IReadOnlyList<string> names) =>
        names.Zip(session.Query(sql, Row)[0])
            .ToDictionary(p => p.First, p => p.Second, StringComparer.Ordinal);

    private static List<decimal?> Row(DuckDB.NET.Data.DuckDBDataReader row) =>
        [.. Enumerable.Range(0, row.FieldCount).Select(i => row.IsDBNull(i) ? (decimal?)null : row.GetValue(i) is BigInteger big
            ? (decimal)big
            : Convert.ToDecimal(row.GetValue(i), CultureInfo.InvariantCulture))];
}

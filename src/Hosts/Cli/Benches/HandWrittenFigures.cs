using System.Globalization;
using System.Numerics;
using Huoshui.Warehouse;

namespace Huoshui.Cli.Benches;

/// <summary>Four headline figures as somebody who knows DuckDB would write them over the same Parquet: no packs, no
/// parts, no shadows.</summary>
internal sealed record HandWrittenFigures(IReadOnlyDictionary<string, decimal> Values)
{
    private const string Query = """
        WITH rates AS (SELECT institution, K020003 AS currency, max(K020005) AS rate FROM k02 GROUP BY ALL),
        lines AS (SELECT institution, H130002 AS customer, max(H130025) AS total, max(H130029) AS personal
                  FROM h13 GROUP BY ALL),
        loans AS (
            SELECT h.institution, f.F270041, f.F270040, f.F270043, b.B010004, o.B040005, l.total, l.personal,
                CASE WHEN f.F270006 = 'CNY' THEN CAST(h.H010010 AS DECIMAL(38, 2))
                     ELSE CAST(h.H010010 AS DECIMAL(38, 2)) * r.rate * 0.01 END AS yuan
            FROM h01 h
            JOIN f27 f ON f.institution = h.institution AND f.F270001 = h.H010001
            LEFT JOIN rates r ON r.institution = f.institution AND r.currency = f.F270006
            LEFT JOIN lines l ON l.institution = f.institution AND l.customer = f.F270002
            LEFT JOIN b01 b ON b.institution = f.institution AND b.B010001 = f.F270002
            LEFT JOIN b04 o ON o.institution = f.institution AND o.B040001 = f.F270002
            WHERE h.H010019 NOT IN ('02', '03', '04')),
        judged AS (
            SELECT *, (F270043 = '01' AND total <= 10000000) OR (F270043 = '03' AND personal <= 10000000) AS inclusive
            FROM loans)
        SELECT sum(yuan) FILTER (F270041 = '1'), sum(yuan) FILTER (F270040 IS NOT NULL AND F270040 <> '000000'),
            sum(yuan) FILTER (inclusive),
            count(DISTINCT CASE WHEN F270043 = '01' THEN B010004 ELSE B040005 END) FILTER (inclusive AND yuan > 0)
        FROM judged
        """;

    private static readonly string[] Ids = ["T05", "G02", "I03", "I05"];

    public static HandWrittenFigures Run(IReadOnlyList<AcceptedTable> files, DuckLimits limits)
    {
        using var session = DuckSession.Open(limits, [.. files.Select(f => f.ParquetPath)]);
        foreach (var table in new[] { "H01", "F27", "H13", "K02", "B01", "B04" })
        {
            var of = files.Where(f => string.Equals(f.Table, table, StringComparison.Ordinal)).ToList();
            var rows = of.Select(f => $"({Sql.Text(f.ParquetPath)}, {Sql.Text(f.InstitutionId)})");
            var paths = Sql.List(of.Select(f => f.ParquetPath));
            session.Execute($"""
                CREATE TEMP TABLE files_{table} AS
                SELECT * FROM (VALUES {string.Join(", ", rows)}) v(path, institution);
                CREATE TEMP VIEW {table} AS SELECT m.institution, t.*
                FROM read_parquet({paths}, filename = true, union_by_name = true) t
                JOIN files_{table} m ON m.path = t.filename
                """);
        }

        var values = session.Query(
            Query,
            r => Ids.Select((id, i) => (Id: id, Value: r.GetValue(i) is BigInteger big ? (decimal)big
                : Convert.ToDecimal(r.GetValue(i), CultureInfo.InvariantCulture)))
                .ToDictionary(p => p.Id, p => p.Value, StringComparer.Ordinal))[0];
        return new HandWrittenFigures(values);
    }
}

using System.Globalization;
using DuckDB.NET.Data;
using Huoshui.Warehouse;

namespace Huoshui.Systems.Visits.Loans;

/// <summary>A 借据 by its bank and id.</summary>
/// <param name="BankId">机构ID.</param>
/// <param name="IouId">借据ID.</param>
public readonly record struct IouKey(string BankId, string IouId);

/// <summary>What banks filed of certain 借据.</summary>
/// <param name="Loans">Those found, as last filed.</param>
/// <param name="LastFiled">The last 数据日期 of each bank that filed.</param>
public sealed record FiledLoanBook(
    IReadOnlyDictionary<IouKey, FiledLoan> Loans, IReadOnlyDictionary<string, DateOnly> LastFiled);

/// <summary>Reads loans from the accepted filings of 一表通: the details of loan notes (F27), their agreements (F02) and
/// the bank's own rates (K02). Thread safe.</summary>
public sealed class FiledLoans(FactCatalog catalog, WarehouseOptions warehouse, VisitPolicy policy)
{
    internal const string Return = "onetable";
    internal static readonly string[] Tables = ["F27", "F02", "K02"];

    /// <summary>The filings since the mechanism began up to a date, the last first.</summary>
    internal async Task<IReadOnlyList<(DateOnly AsOf, IReadOnlyList<AcceptedTable> Tables)>> FilingsAsync(
        DateOnly upTo, CancellationToken cancellationToken)
    {
        var dates = (await catalog.DatesAsync(Return, null, cancellationToken))
            .Where(d => d >= policy.Begun && d <= upTo).Reverse();
        var filings = new List<(DateOnly, IReadOnlyList<AcceptedTable>)>();
        foreach (var date in dates)
            filings.Add((date, await catalog.AcceptedAsync(Return, date, null, Tables, cancellationToken)));
        return filings;
    }

    /// <summary>Looks each 借据 up in its bank's filings, the last first; what no longer stands in one, since it was
    /// settled, is found in an earlier one.</summary>
    internal FiledLoanBook Read(
        IReadOnlyCollection<IouKey> wanted, IReadOnlyList<(DateOnly AsOf, IReadOnlyList<AcceptedTable> Tables)> filings,
        CancellationToken cancellationToken)
    {
        var left = wanted.GroupBy(k => k.BankId, StringComparer.Ordinal)
            .ToDictionary(
                g => g.Key, g => g.Select(k => k.IouId).ToHashSet(StringComparer.Ordinal), StringComparer.Ordinal);
        var found = new Dictionary<IouKey, FiledLoan>();
        var last = new Dictionary<string, DateOnly>(StringComparer.Ordinal);
        var paths = filings.SelectMany(f => f.Tables).Select(t => t.ParquetPath).ToList();
        using var session = DuckSession.Open(warehouse.Work, paths);
        foreach (var (asOf, tables) in filings)
        {
            foreach (var bank in tables.GroupBy(t => t.InstitutionId, StringComparer.Ordinal))
            {
                last.TryAdd(bank.Key, asOf);
                if (left.GetValueOrDefault(bank.Key) is not { Count: > 0 } ious)
                    continue;
                foreach (var (iou, loan) in Lookup(session, asOf, [.. bank], ious, cancellationToken))
                {
                    if (ious.Remove(iou))
                        found[new IouKey(bank.Key, iou)] = loan;
                }
            }
        }

        return new FiledLoanBook(found, last);
    }

    private List<(string Iou, FiledLoan Loan)> Lookup(
        DuckSession session, DateOnly asOf, IReadOnlyList<AcceptedTable> tables, IEnumerable<string> ious,
        CancellationToken cancellationToken)
    {
        if (Path(tables, "F27") is not { } notes)
            return [];
        Fill(session, ious, cancellationToken);
        var (types, yes) = (policy.Words("filed_renewal_types", asOf), policy.Text("filed_flag_yes", asOf));
        return session.Query(
            Query(notes, Path(tables, "F02"), Path(tables, "K02")),
            row => (row.GetString(0), new FiledLoan(
                asOf, row.IsDBNull(1) ? null : DateOnly.FromDateTime(row.GetDateTime(1)),
                row.IsDBNull(2) ? null : row.GetInt64(2),
                (Cell(row, 3) is { } type && types.Contains(type)) || Cell(row, 4) == yes,
                Cell(row, 5))),
            cancellationToken);

        string Query(string f27, string? f02, string? k02) => $"""
            SELECT n.F270001, n.F270016::TIMESTAMP, CASE WHEN n.F270006 = 'CNY' THEN (n.F270009 * 100)::BIGINT
                ELSE round(n.F270009::DOUBLE * k.rate * {Share(asOf)} * 100)::BIGINT END,
                n.F270010, n.F270052, a.credit
            FROM read_parquet({Sql.Text(f27)}) n SEMI JOIN wanted ON wanted.iou = n.F270001
            LEFT JOIN ({Agreements(f02)}) a ON a.agreement = n.F270003
            LEFT JOIN ({Rates(k02)}) k ON k.currency = n.F270006
            """;
    }

    private static string Agreements(string? file) => file is null
        ? "SELECT NULL::VARCHAR AS agreement, NULL::VARCHAR AS credit WHERE false"
        : $"SELECT F020001 AS agreement, max(F020064) AS credit FROM read_parquet({Sql.Text(file)}) GROUP BY 1";

    private static string Rates(string? file) => file is null
        ? "SELECT NULL::VARCHAR AS currency, NULL::DOUBLE AS rate WHERE false"
        : $"""
            SELECT K020003 AS currency, max(K020005)::DOUBLE AS rate FROM read_parquet({Sql.Text(file)})
            WHERE K020004 = 'CNY' GROUP BY 1
            """;

    private static string? Cell(DuckDBDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetString(column);

    private string Share(DateOnly asOf) =>
        policy.Number("fx_unit_share", asOf).ToString(CultureInfo.InvariantCulture);

    private static string? Path(IReadOnlyList<AcceptedTable> tables, string code) =>
        tables.FirstOrDefault(t => t.Table == code)?.ParquetPath;

    private static void Fill(DuckSession session, IEnumerable<string> ious, CancellationToken cancellationToken)
    {
        session.Execute("CREATE OR REPLACE TEMP TABLE wanted (iou VARCHAR)", cancellationToken);
        using var appender = session.Connection.CreateAppender("wanted");
        foreach (var iou in ious)
            appender.CreateRow().AppendValue(iou).EndRow();
    }
}

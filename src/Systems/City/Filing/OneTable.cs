using static Huoshui.Systems.City.Filing.OneTableFields;

namespace Huoshui.Systems.City.Filing;

/// <summary>The tables of 一表通 that the city files.</summary>
internal static class OneTable
{
    public const string Id = "onetable";

    /// <summary>In the order in which they are written.</summary>
    public static IReadOnlyList<Recipe> Recipes { get; } =
    [
        Of("F27", "filed", "bank_id", "iou", FilingDepth.Base, Supplement),
        Of("H01", "filed", "bank_id", "iou", FilingDepth.Base, Receipt),
        Of("H13", Lines, "bank_id", "line_id, part", FilingDepth.Base, CreditLine),
        Of("B01", "customer", "bank_id", "cust", FilingDepth.Base, Enterprise, "legal"),
        Of("B04", "customer", "bank_id", "cust", FilingDepth.Base, Owner, "NOT legal AND seg <> 8"),
        Of("K02", Market, "bank_id", "ccy", FilingDepth.Base, Rate),
        Of("F08", Guarantees, "bank_id", "contract, part", FilingDepth.Pledges, Guarantee),
        Of("J03", Collaterals, "bank_id", "contract, part, piece", FilingDepth.Pledges, Collateral),
        Of("B05", "customer", "bank_id", "cust", FilingDepth.Households, Person, "seg = 8"),
        Of("F02", "contracted LEFT JOIN (SELECT i, bank, b, line_id FROM credit) line USING (i, bank, b)",
            "bank_id", "contract", FilingDepth.Full, Contract),
        Of("A01", "outlet CROSS JOIN day", "bank_id", "outlet", FilingDepth.Full, Outlet),
        Of("D01", Ledgers, "bank_id", "subject, ccy", FilingDepth.Full, Ledger),
        Of("D02", "(SELECT DISTINCT bank_id, d, i, subject FROM filed)", "bank_id", "subject", FilingDepth.Full,
            Subject),
    ];

    // Some customers have a second, temporary line: the totals are the same, and adding the rows up would be wrong.
    private const string Lines = """
        (SELECT *, 1 AS part FROM credit UNION ALL SELECT *, 2 FROM credit WHERE u(96, b, bank) < 0.04)
        """;

    private const string Market = """
        (SELECT bank.id AS bank_id, day.i, day.d, ccy, r4, lpr1, lpr5 FROM fx JOIN day USING (i)
            JOIN lpr USING (i) CROSS JOIN bank JOIN opened USING (bank)
         WHERE ccy <> 'CNY' AND since <= day.d)
        """;

    // A mortgage, a pledge or a guarantee; a tenth of the IP pledges has a receivable beside it (part 2).
    private const string Guarantees = """
        (SELECT *, 1 AS part FROM contracted WHERE pledged OR guarantee IN ('01', '02', '03')
         UNION ALL SELECT *, 2 FROM contracted WHERE pledged AND u(97, con, 0) < 0.1)
        """;

    // Three tenths of the IP pledges hold two rights: joined naively, the loan would count twice.
    private const string Collaterals = """
        (SELECT *, 1 AS part, 1 AS piece FROM contracted WHERE pledged OR guarantee IN ('01', '02')
         UNION ALL SELECT *, 1, 2 FROM contracted WHERE pledged AND (u(98, con, 0) < 0.3 OR con < 64)
         UNION ALL SELECT *, 2, 1 FROM contracted WHERE pledged AND u(97, con, 0) < 0.1)
        """;

    private const string Ledgers = """
        (SELECT bank_id, d, i, subject, ccy, sum(balance)::BIGINT AS balance FROM filed GROUP BY ALL)
        """;

    private static Recipe Of(
        string table, string from, string institution, string order, FilingDepth depth, KeyValuePair<string,
            string>[] fields,
        string where = "true")
    {
        var dates = CityCalendar.Dates.Where(d => d.Depth >= depth).ToList();
        return new Recipe(Id, table, $"{from} {(from.StartsWith('(') ? "t" : string.Empty)}", institution, order,
            fields)
        {
            Dates = [.. dates.Select(d => d.Date)],
            Where = CitySession.Invariant($"i >= {dates[0].Index} AND {where}"),
        };
    }
}

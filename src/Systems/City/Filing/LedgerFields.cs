namespace Huoshui.Systems.City.Filing;

using Field = KeyValuePair<string, string>;

/// <summary>A01, D01 and D02: outlets and ledgers.</summary>
internal static class LedgerFields
{
    /// <summary>A01 over outlets.</summary>
    public static Field[] Outlet { get; } =
    [
        new("A010001", "id"), new("A010002", "lpad(outlet::VARCHAR, 4, '0')"), new("A010003", "licence"),
            new("A010004", "usci"),
        new("A010005", "name"), new("A010006", "lpad(((bank * 10000 + outlet) * 7 + 100000000000)::VARCHAR, 12, '0')"),
        new("A010007", "type"), new("A010008", "CASE WHEN outlet = 0 THEN '0101' ELSE '0201' END"),
            new("A010009", "'0'"),
        new("A010010", "recognised::INTEGER"), new("A010011", "(recognised OR own)::INTEGER"),
            new("A010012", "own::INTEGER"),
        new("A010013", "district"), new("A010014", "CASE WHEN closed THEN '02' ELSE '01' END"),
            new("A010015", "founded"),
        new("A010016", "'深圳市' || street || (1 + outlet * 7)::VARCHAR || '号'"),
            new("A010017", "person_name(bank * 1000 + outlet)"),
        new("A010018", "'Y' || lpad((bank * 10000 + outlet)::VARCHAR, 7, '0')"),
            new("A010019", "telephone(bank * 1000 + outlet)"),
        new("A010021", "'0'"), new("A010023", "CASE WHEN outlet > 0 THEN '04' WHEN local THEN '01' ELSE '02' END"),
            new("A010020", "d"),
    ];

    /// <summary>D01 over ledgers: the balance of each 科目 and currency is the sum of its loans.</summary>
    public static Field[] Ledger { get; } =
    [
        new("D010001", "bank_id"), new("D010002", "subject"), new("D010003", "yuan(balance)"), new("D010004", "0.00"),
        new("D010005", "0.00"), new("D010006", "0.00"), new("D010007", "yuan(balance)"), new("D010008", "0.00"),
            new("D010009", "ccy"),
        new("D010010", "d"), new("D010011", "'02'"), new("D010012", "d"),
    ];

    /// <summary>D02 over subjects.</summary>
    public static Field[] Subject { get; } =
    [
        new("D020001", "subject"), new("D020002", "bank_id"), new("D020003", OneTableFields.SubjectName("subject")),
            new("D020004", "'01'"),
        new("D020005", "'01'"), new("D020006", "'01'"), new("D020007", "'06'"), new("D020009", "'1'"),
            new("D020011", "d"),
    ];
}

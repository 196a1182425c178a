namespace Huoshui.Systems.City.Filing;

using Field = KeyValuePair<string, string>;

/// <summary>Field by field, what the tables of 一表通 hold; a field that is not here is empty.</summary>
internal static class OneTableFields
{
    /// <summary>F27 over the view filed.</summary>
    public static Field[] Supplement { get; } =
    [
        new("F270001", "iou"), new("F270002", "cust"), new("F270003", "contract"), new("F270004", "branch"),
        new("F270005", "'60' || lpad((lid % 10000000000000)::VARCHAR, 14, '0')"),
        new("F270006", "ccy"), new("F270007", "subject"), new("F270008", SubjectName("subject")),
            new("F270009", "yuan(amount)"),
        new("F270010", $"CASE WHEN {Renewed} THEN '05' ELSE '01' END"),
        new("F270011", "'62' || lpad(b::VARCHAR, 14, '0')"), new("F270012", "name"), new("F270013", "'本行'"),
        new("F270014", "'62' || lpad(b::VARCHAR, 14, '0')"), new("F270015", "'本行'"),
        new("F270016", "drawn"), new("F270017", "matures"), new("F270018", "matures"),
        new("F270019", Usage),
            new("F270020",
            "CASE WHEN seg <> 8 AND e = 0 AND since = drawn AND u(101, b, 0) < 0.3 THEN '1' ELSE '0' END"),
        new("F270021", "guarantee"),
        new("F270022", "CASE WHEN seg <> 8 THEN industry END"), new("F270023", "CASE WHEN seg <> 8 THEN cls END"),
        new("F270024", "CASE WHEN seg <> 8 THEN '00' WHEN consumer THEN '04' ELSE '02' END"),
        new("F270025", Business), new("F270026", "'0'"),
        new("F270027", "CASE WHEN NOT legal THEN '01' WHEN merger THEN '05' WHEN seg = 5 THEN '03' ELSE '02' END"),
            new("F270028", "'01'"),
        new("F270029", "merger::INTEGER"), new("F270030", "CASE WHEN seg = 8 AND NOT consumer THEN '1' ELSE '0' END"),
        new("F270031", "CASE WHEN outlets = 0 AND NOT legal AND seg <> 8 THEN '1' ELSE '0' END"),
        new("F270032", "CASE WHEN legal THEN '01' ELSE '02' END"),
        new("F270033", "CASE WHEN NOT legal AND seg <> 8 THEN '1' ELSE '0' END"), new("F270034", "'0'"),
            new("F270035", "'0'"),
        new("F270036", "CASE WHEN repay = 1 AND u(102, lid, 0) < 0.2 THEN '1' ELSE '0' END"),
        new("F270037", "CASE WHEN amount > 1000000000 THEN '02' ELSE '01' END"), new("F270038", "'0'"),
            new("F270039", "'0'"),
        new("F270040", "CASE WHEN green THEN green_type(u(103, b, 0)) END"), new("F270041", "tech::INTEGER"),
            new("F270042", "'0'"),
        new("F270043", InclusiveFlag),
        new("F270044",
            "CASE WHEN seg NOT IN (1, 9, 10, 11) THEN '00' WHEN legal THEN CASE WHEN techfirm THEN '02' ELSE '00' END "
            + $"WHEN u(104, b, 0) < 0.7 THEN CASE WHEN {StartUp} THEN '04;06' ELSE '04' END ELSE '05' END"),
        new("F270045", "'00'"), new("F270046", "'00'"), new("F270047", "'00'"), new("F270048", "'00'"),
            new("F270049", "'00'"),
        new("F270050", "'00'"),
            new("F270051", $"CASE WHEN seg IN (1, 9, 10, 11) AND NOT legal AND {StartUp} THEN '1' ELSE '0' END"),
        new("F270052", $"CASE WHEN {Renewed} THEN '1' ELSE '0' END"), new("F270053", "'1'"), new("F270054", "'00'"),
        new("F270055", "'00'"), new("F270056", "'00'"), new("F270057", "'00'"), new("F270058", "'00'"),
        new("F270059", "CASE WHEN repay = 1 THEN '02' ELSE '01' END"), new("F270060", "'02'"),
        new("F270062", "(rate * 3 // 2 * 0.000001::DECIMAL(7, 6))::DECIMAL(18, 6)"),
        new("F270063", "'深圳市' || district_name"), new("F270064", "'0'"), new("F270065", "industry_mark(cls)"),
            new("F270066", "'01'"),
        new("F270069", "d"),
    ];

    /// <summary>H01 over the view filed.</summary>
    public static Field[] Receipt { get; } =
    [
        new("H010001", "iou"), new("H010010", "yuan(balance)"), new("H010019", "status"),
        new("H010020",
            "yuan(CASE WHEN status = '05' THEN balance // 5 WHEN status IN ('02', '03') THEN 0 ELSE balance // "
            + "100 END)"),
        new("H010021", "(rate * 0.000001::DECIMAL(7, 6))::DECIMAL(18, 6)"),
        new("H010025", "CASE WHEN status = '05' THEN '1' ELSE '0' END"), new("H010029", "d"),
    ];

    /// <summary>H13 over credit lines; part 2 is a temporary line of the same customer with the same totals.</summary>
    public static Field[] CreditLine { get; } =
    [
        new("H130001", "line_id || CASE WHEN part = 2 THEN 'L' ELSE '' END"), new("H130002", "cust"),
            new("H130003", "bank_id"),
        new("H130005", "CASE WHEN legal THEN '01' ELSE '05' END"),
            new("H130006", "CASE WHEN part = 2 THEN '04' ELSE '01' END"),
        new("H130007", "'CNY'"), new("H130008", "yuan(CASE WHEN part = 2 THEN line_fen // 10 ELSE line_fen END)"),
        new("H130024", "yuan(CASE WHEN part = 2 THEN line_fen // 10 ELSE line_fen END)"),
            new("H130025", "yuan(total_fen)"),
        new("H130029", "CASE WHEN NOT legal THEN yuan(line_fen) END"), new("H130009", "0.00"),
        new("H130010", "since - 20"), new("H130011", "since"), new("H130012", "(d + INTERVAL 1 YEAR)::DATE"),
        new("H130013", "0.00"), new("H130014", "0.00"),
        new("H130015", "yuan(CASE WHEN part = 2 THEN 0 ELSE balance_fen END)"), new("H130016", "0.00"),
            new("H130019", "'同意'"),
        new("H130020", "'自动'"), new("H130021", "'自动'"), new("H130022", "'1'"), new("H130023", "d"),
    ];

    /// <summary>K02 over the market of the day.</summary>
    public static Field[] Rate { get; } =
    [
        new("K020001", "bank_id"), new("K020002", "'HL' || strftime(d, '%Y%m%d') || ccy || '0'"), new("K020003", "ccy"),
        new("K020004", "'CNY'"), new("K020005", "(r4 * 0.0001::DECIMAL(5, 4))::DECIMAL(18, 6)"),
        new("K020006", "(r4 * 0.0001::DECIMAL(5, 4))::DECIMAL(18, 6)"),
        new("K020007", "lpr1"), new("K020008", "lpr5"), new("K020009", "d"),
    ];

    // 创业担保 of some individual businesses.
    private const string StartUp = "(u(104, b, 0) < 0.7 AND u(125, b, 0) < 0.05)";

    private const string Renewed = "(e > 0 AND j = 0 AND seg = 1 AND since < start AND u(105, lid, 0) < 0.25)";

    private const string Usage = """
        CASE WHEN seg = 8 THEN CASE WHEN consumer THEN '房屋装修' ELSE '购买住房' END WHEN merger THEN '支付股权并购价款'
            WHEN green THEN '绿色项目建设与运营' ELSE pick(['采购原材料', '支付货款', '日常经营周转', '购置设备', '支付工资与租金', '研发投入'], u(106, lid,
                0)) END
        """;

    private const string Business = """
        CASE WHEN seg = 8 THEN CASE WHEN consumer THEN '12' ELSE '07' END WHEN NOT legal THEN '13'
            WHEN merger THEN '05' WHEN green AND seg = 5 THEN '03' ELSE '01' END
        """;

    private const string InclusiveFlag = """
        CASE WHEN seg IN (1, 9, 10, 11) THEN CASE WHEN legal THEN '01' ELSE '03' END
            WHEN seg = 12 THEN CASE WHEN legal THEN '02' ELSE '04' END ELSE '00' END
        """;

    /// <summary>The name of a 科目.</summary>
    public static string SubjectName(string code) => $"""
        CASE {code} WHEN '1302' THEN '短期贷款' WHEN '1303' THEN '中长期贷款' WHEN '1304' THEN '个人经营性贷款' ELSE '个人消费及住房贷款' END
        """;

    /// <summary>B01 over customers.</summary>
    public static Field[] Enterprise => PartyFields.Enterprise;

    /// <summary>B04 over customers.</summary>
    public static Field[] Owner => PartyFields.Owner;

    /// <summary>B05 over customers.</summary>
    public static Field[] Person => PartyFields.Person;

    /// <summary>F02 over contracts.</summary>
    public static Field[] Contract => PledgeFields.Contract;

    /// <summary>F08 over guarantees.</summary>
    public static Field[] Guarantee => PledgeFields.Guarantee;

    /// <summary>J03 over collaterals.</summary>
    public static Field[] Collateral => PledgeFields.Collateral;

    /// <summary>A01 over outlets.</summary>
    public static Field[] Outlet => LedgerFields.Outlet;

    /// <summary>D01 over ledgers.</summary>
    public static Field[] Ledger => LedgerFields.Ledger;

    /// <summary>D02 over subjects.</summary>
    public static Field[] Subject => LedgerFields.Subject;
}

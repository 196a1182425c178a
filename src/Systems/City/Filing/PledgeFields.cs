namespace Huoshui.Systems.City.Filing;

using Field = KeyValuePair<string, string>;

/// <summary>F02, F08 and J03: contracts, guarantees and what was given in pledge.</summary>
internal static class PledgeFields
{
    private const string GuaranteeId = "'DB' || substr(contract, 3) || part::VARCHAR";

    /// <summary>F02 over contracts.</summary>
    public static Field[] Contract { get; } =
    [
        new("F020001", "contract"), new("F020002", "branch"), new("F020003", "cust"), new("F020005", "'借款合同'"),
        new("F020006", "CASE WHEN legal THEN 'P001' WHEN seg = 8 THEN 'P003' ELSE 'P002' END"), new("F020007", "ccy"),
        new("F020008", "yuan(amount)"), new("F020010", "'日常经营'"), new("F020048", "start"), new("F020049", "matures"),
        new("F020057", "'自动'"), new("F020058", "'自动'"), new("F020059", "'自动'"), new("F020060", "'自动'"),
        new("F020061", "CASE WHEN alive THEN '01' ELSE '04' END"), new("F020064", "line_id"),
            new("F020065", "guarantee"),
        new("F020066", "CASE WHEN seg = 8 THEN '07' WHEN NOT legal THEN '13' ELSE '01' END"), new("F020063", "d"),
    ];

    /// <summary>F08 over guarantees.</summary>
    public static Field[] Guarantee { get; } =
    [
        new("F080001", GuaranteeId), new("F080002", "bank_id"), new("F080003", "contract"),
        new("F080004",
            "CASE WHEN part = 2 OR guarantee = '01' THEN '02' WHEN guarantee = '02' THEN '01' ELSE '03' END"),
        new("F080005", "'01'"), new("F080006", "'01'"), new("F080007", "'01'"),
            new("F080008", "CASE WHEN legal THEN '01' ELSE '02' END"),
        new("F080009", "name"), new("F080010", "CASE WHEN legal THEN '0201' ELSE '0101' END"),
            new("F080011", "coalesce(usci, idno)"),
        new("F080026", "'02'"), new("F080012", "start"), new("F080013", "start"), new("F080014", "matures"),
        new("F080015", "yuan(amount)"), new("F080016", "ccy"),
            new("F080019", "CASE WHEN alive THEN '01' ELSE '04' END"),
        new("F080020", "'自动'"), new("F080021", "'自动'"), new("F080022", "'自动'"), new("F080023", "'0'"),
            new("F080025", "d"),
    ];

    /// <summary>J03 over collaterals.</summary>
    public static Field[] Collateral { get; } =
    [
        new("J030001", "'YP' || substr(contract, 3) || part::VARCHAR || piece::VARCHAR"), new("J030002", GuaranteeId),
        new("J030003", "bank_id"), new("J030005", Kind), new("J030039", "'0'"), new("J030006", "'押品'"),
            new("J030007", "'01'"),
        new("J030008", Value), new("J030009", "'CNY'"), new("J030010", Value), new("J030011", "start"),
            new("J030012", "start"),
        new("J030013", "(d + INTERVAL 1 YEAR)::DATE"), new("J030014", "'1'"), new("J030015", "'1'"),
            new("J030016", "name"),
        new("J030017", "CASE WHEN legal THEN '0201' ELSE '0101' END"), new("J030018", "coalesce(usci, idno)"),
        new("J030019", "yuan(amount)"), new("J030020", "70.000000"), new("J030021", "62.500000"),
            new("J030022", "start"),
        new("J030023", "CASE WHEN pledged AND part = 1 THEN '国家知识产权局' ELSE '深圳市不动产登记中心' END"),
        new("J030032", "'0'"), new("J030033", "'0'"), new("J030037", "d"),
    ];

    private const string Kind = """
        CASE WHEN part = 2 THEN '21' WHEN pledged THEN CASE WHEN piece = 2 THEN '40' ELSE pick(['39', '39', '39', '40',
            '41', '42'], u(131, con, 0)) END
            WHEN guarantee = '02' THEN pick(['26', '27', '27'], u(132, con, 0)) ELSE pick(['21', '01', '14'], u(133,
                con, 0)) END
        """;

    private const string Value = "yuan((amount * (1.6 + u(134, con, piece)))::BIGINT)";
}

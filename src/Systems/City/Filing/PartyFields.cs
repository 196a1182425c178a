namespace Huoshui.Systems.City.Filing;

using Field = KeyValuePair<string, string>;

/// <summary>B01, B04 and B05: who the customers are.</summary>
internal static class PartyFields
{
    private const string Address =
        "'深圳市' || district_name || street || (1 + b % 300)::VARCHAR || '号' "
        + "|| CASE WHEN u(124, b, 0) < 0.16 THEN '创新产业园' ELSE '' END";
    private const string FirstCredit = "strftime(since, '%Y-%m')";

    /// <summary>B01 over customers.</summary>
    public static Field[] Enterprise { get; } =
    [
        new("B010001", "cust"), new("B010002", "bank_id"), new("B010003", "name"), new("B010004", "usci"),
        new("B010005", "since - 200"), new("B010006", "usci"), new("B010007", "since - 200"),
        new("B010008", "CASE WHEN seg IN (3, 5, 6, 7) AND b % 2 = 0 THEN lei(b) END"),
        new("B010019", "yuan(capital_fen(size, b))"), new("B010020", "'CNY'"),
        new("B010021", "yuan(capital_fen(size, b) // 2)"), new("B010022", "'CNY'"),
        new("B010023", "since - (300 + floor(u(121, b, 0) * 4000))::INTEGER"), new("B010024", "'依法须经批准的项目除外'"),
        new("B010025", "industry"), new("B010026", "size"),
        new("B010027",
            "CASE WHEN seg IN (5, 6, 7) AND u(122, b, 0) < 0.3 THEN '01' WHEN u(122, b, 0) < 0.93 THEN '03' ELSE "
            + "'04' END"),
        new("B010028", "'CHN'"), new("B010029", Address), new("B010030", "district"), new("B010031", "telephone(b)"),
        new("B010032", "person_name(b + 5)"), new("B010033", "'0101'"), new("B010034", "id_card(440380, b)"),
        new("B010041",
            "CASE size WHEN '1' THEN 1000 + b % 4000 WHEN '2' THEN 300 + b % 500 WHEN '3' THEN 20 + b % 150 ELSE "
            + "1 + b % 9 END"),
        new("B010042", "CASE WHEN size = '1' AND b % 5 = 0 THEN 'A股上市' ELSE '非上市' END"), new("B010043", "'0'"),
        new("B010048", FirstCredit), new("B010053", "'0'"),
        new("B010058", "(0.002 + 0.03 * u(123, b, 0))::DECIMAL(18, 6)"), new("B010061", "techtype"),
            new("B010060", "d"),
    ];

    /// <summary>B04 over customers.</summary>
    public static Field[] Owner { get; } =
    [
        new("B040001", "cust"), new("B040002", "bank_id"), new("B040003", "name"), new("B040004", "'0101'"),
            new("B040005", "idno"),
        new("B040006", "1 + b % 25"), new("B040033", "'深圳市' || district_name || firm_word(b) || shop_word(industry)"),
        new("B040019", "'零售与服务'"), new("B040020", "industry"),
            new("B040021", "CASE WHEN u(104, b, 0) < 0.7 THEN '01' ELSE '03' END"),
        new("B040022", Address), new("B040023", "district"), new("B040032", "telephone(b)"),
        new("B040024", "yuan(ever_fen * 3)"), new("B040025", "yuan(ever_fen)"), new("B040026", "yuan(ever_fen // 4)"),
        new("B040027", "yuan(ever_fen * 4)"), new("B040028", "make_date(year(d) - 1, 12, 31)"),
            new("B040030", FirstCredit),
        new("B040031", "d"),
    ];

    /// <summary>B05 over customers.</summary>
    public static Field[] Person { get; } =
    [
        new("B050001", "cust"), new("B050002", "bank_id"), new("B050003", "name"), new("B050004", "'01'"),
            new("B050005", "idno"),
        new("B050009", "'汉族'"),
            new("B050010", "CASE WHEN substr(idno, 17, 1)::INTEGER % 2 = 1 THEN '01' ELSE '02' END"),
        new("B050012", "strptime(substr(idno, 7, 8), '%Y%m%d')::DATE"), new("B050013", "(b % 2)::VARCHAR"),
        new("B050014", "telephone(b)"), new("B050016", "'深圳市' || firm_name(b + 1000, 'L')"),
            new("B050022", "yuan(ever_fen // 4)"),
        new("B050024", Address), new("B050037", "district"), new("B050026", "'0'"), new("B050027", FirstCredit),
            new("B050028", "'0'"),
        new("B050031", "'1'"), new("B050032", "'CHN'"), new("B050033", "'0'"), new("B050034", "'0'"),
            new("B050035", "'0'"),
        new("B050036", "d"),
    ];
}

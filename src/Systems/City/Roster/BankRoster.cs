namespace Huoshui.Systems.City.Roster;

/// <summary>The banks of the city. Every name is invented.</summary>
internal static class BankRoster
{
    private static readonly DateOnly Long = new(2008, 6, 18);

    /// <summary>In the order of their numbers, the kinds together.</summary>
    public static IReadOnlyList<Bank> Banks { get; } = [.. Rows().Select((bank, i) => bank with { Number = i + 1 })];

    private static IEnumerable<Bank> Rows() =>
        [.. StateBanks(), .. JointStock(), .. City(), .. Local(), .. Foreign(), .. Others()];

    private static IEnumerable<Bank> StateBanks() =>
    [
        Of("02", "海穹开发银行深圳分行", "Haiqiong Development Bank", 0, 420, 0, 0),
        Of("02", "远浦进出口银行深圳分行", "Yuanpu Export-Import Bank", 0, 260, 0, 0),
        Of("03", "中衡工商银行深圳分行", "Zhongheng Industrial Bank", 900, 1500, 1500, 200),
        Of("03", "嘉禾农业银行深圳分行", "Jiahe Agricultural Bank", 820, 1200, 1200, 185),
        Of("03", "寰宇国际银行深圳分行", "Huanyu International Bank", 700, 1300, 1100, 170),
        Of("03", "筑基建设银行深圳分行", "Zhuji Construction Bank", 980, 1400, 1500, 190),
        Of("03", "通衢交通银行深圳分行", "Tongqu Communications Bank", 420, 800, 500, 95),
        Of("03", "驿联邮政储蓄银行深圳分行", "Yilian Postal Savings Bank", 460, 420, 600, 140),
    ];

    private static IEnumerable<Bank> JointStock() =>
    [
        Of("04", "招远商业银行", "Zhaoyuan Merchants Bank", 860, 1300, 1400, 110, local: true),
        Of("04", "安盛平和银行", "Ansheng Pinghe Bank", 640, 900, 900, 90, local: true),
        Of("04", "信达海银行深圳分行", "Xindahai Bank", 260, 620, 260, 48),
        Of("04", "浦江东方银行深圳分行", "Pujiang Orient Bank", 240, 640, 240, 44),
        Of("04", "民望银行深圳分行", "Minwang Bank", 260, 560, 240, 45),
        Of("04", "兴海银行深圳分行", "Xinghai Bank", 240, 560, 220, 42),
        Of("04", "光耀银行深圳分行", "Guangyao Bank", 200, 460, 220, 44),
        Of("04", "华岳银行深圳分行", "Huayue Bank", 150, 380, 120, 36),
        Of("04", "广川发展银行深圳分行", "Guangchuan Development Bank", 160, 360, 160, 40),
        Of("04", "浙潮银行深圳分行", "Zhechao Bank", 120, 240, 60, 22),
        Of("04", "渤澜银行深圳分行", "Bolan Bank", 60, 180, 40, 16),
        Of("04", "恒岳丰银行深圳分行", "Hengyuefeng Bank", 50, 150, 30, 12),
    ];

    private static IEnumerable<Bank> City() =>
    [
        Of("05", "京畿城市银行深圳分行", "Jingji City Bank", 110, 300, 80, 24),
        Of("05", "沪滨银行深圳分行", "Hubin Bank", 110, 280, 80, 22),
        Of("05", "苏淮银行深圳分行", "Suhuai Bank", 130, 260, 70, 22),
        Of("05", "甬江银行深圳分行", "Yongjiang Bank", 120, 220, 60, 18),
        Of("05", "杭越银行深圳分行", "Hangyue Bank", 90, 180, 40, 14),
        Of("05", "穗城银行深圳分行", "Suicheng Bank", 80, 160, 50, 16),
        Of("05", "莞邑银行深圳分行", "Guanyi Bank", 60, 110, 40, 12),
        Of("05", "珠洲华源银行深圳分行", "Zhuzhou Huayuan Bank", 70, 120, 40, 12),
        Of("05", "赣江银行深圳分行", "Ganjiang Bank", 40, 80, 20, 8),
    ];

    private static IEnumerable<Bank> Local() =>
    [
        Of("06", "微澜网络银行", "Weilan Online Bank", 1500, 60, 500, 0, local: true),
        Of("07", "鹏城农村商业银行", "Pengcheng Rural Commercial Bank", 620, 420, 420, 120, local: true),
        Of("07", "莞惠农村商业银行深圳分行", "Guanhui Rural Commercial Bank", 40, 60, 20, 6),
        Of("08", "罗湖蓝海村镇银行", "Luohu Lanhai Village Bank", 18, 6, 6, 3, local: true),
        Of("08", "福田银穗村镇银行", "Futian Yinsui Village Bank", 22, 6, 6, 4, local: true),
        Of("08", "南山宝晟村镇银行", "Nanshan Baosheng Village Bank", 20, 6, 6, 4, local: true),
        Of("08", "宝安桂融村镇银行", "Bao'an Guirong Village Bank", 26, 8, 8, 6, local: true),
        Of("08", "龙岗鼎丰村镇银行", "Longgang Dingfeng Village Bank", 28, 8, 8, 6, local: true),
        Of("08", "坪山珠鹭村镇银行", "Pingshan Zhulu Village Bank", 16, 5, 5, 3, local: true),
    ];

    private static IEnumerable<Bank> Foreign() =>
    [
        Of("10", "维港汇通银行（中国）深圳分行", "Victoria Harbour Bank (China)", 40, 180, 60, 10, hongKong: true),
        Of("10", "恒昌银行（中国）深圳分行", "Hengchang Bank (China)", 26, 120, 40, 8, hongKong: true),
        Of("10", "东方亚联银行（中国）深圳分行", "East Asia United Bank (China)", 30, 130, 40, 10, hongKong: true),
        Of("10", "南洋和商银行（中国）深圳分行", "Nanyang Hesheng Bank (China)", 24, 110, 30, 8, hongKong: true),
        Of("10", "大岭银行（中国）", "Daling Bank (China)", 20, 60, 20, 3, hongKong: true, local: true),
        Of("10", "永昌隆银行（中国）", "Wing Cheong Lung Bank (China)", 16, 60, 20, 2, hongKong: true, local: true),
        Of("10", "渣顿银行（中国）深圳分行", "Zardon Chartered Bank (China)", 24, 100, 40, 6),
        Of("11", "招岛银行深圳分行", "Chiu Island Bank", 6, 40, 0, 0, hongKong: true),
        Of("11", "创进银行深圳分行", "Chong Chun Bank", 6, 36, 0, 0, hongKong: true),
        Of("11", "上海滩商业银行（香港）深圳分行", "Bund Commercial Bank (Hong Kong)", 6, 36, 0, 0, hongKong: true),
        Of("11", "廖记银行深圳分行", "Liu Kee Bank", 5, 24, 0, 0, hongKong: true),
        Of("11", "众安信银行深圳分行", "Chung On Shun Bank", 5, 24, 0, 0, hongKong: true),
        Of("11", "集贤友银行深圳分行", "Chap Yin Bank", 8, 40, 0, 1, hongKong: true),
        Of("11", "大丰恒银行深圳分行", "Tai Fung Hang Bank", 4, 20, 0, 0, hongKong: true),
        Of("11", "亚太联合银行（香港）深圳分行", "Asia Pacific Union Bank", 4, 20, 0, 0, hongKong: true),
        Of("11", "大兴新银行深圳分行", "Tai Hing Sun Bank", 0, 0, 0, 0, hongKong: true, from: new DateOnly(2024, 11, 18)),
        Of("11", "富港邦银行深圳分行", "Fukong Pang Bank", 0, 0, 0, 0, hongKong: true, from: new DateOnly(2025, 3, 10)),
        Of("11", "三岛穗禾银行深圳分行", "Mishima Suiho Bank", 2, 60, 0, 0),
        Of("11", "法兰西联合银行深圳分行", "France Union Bank", 2, 40, 0, 0),
    ];

    private static IEnumerable<Bank> Others() =>
    [
        Of("12", "鹏能集团财务有限公司", "Pengneng Group Finance", 0, 60, 0, 0, local: true),
        Of("12", "华创通信集团财务有限公司", "Huachuang Telecom Finance", 0, 70, 0, 0, local: true),
        Of("12", "招港集团财务有限公司", "Zhaogang Group Finance", 0, 60, 0, 0, local: true),
        Of("12", "深辰电子集团财务有限公司", "Shenchen Electronics Finance", 0, 40, 0, 0, local: true),
        Of("14", "前湾金融租赁有限公司", "Qianwan Financial Leasing", 0, 90, 0, 0, local: true),
        Of("17", "鹏易消费金融有限公司", "Pengyi Consumer Finance", 0, 0, 420, 0, local: true),
    ];

    private static Bank Of(
        string type,
        string zh,
        string en,
        int inclusive,
        int corporate,
        int retail,
        int branches,
        bool local = false,
        bool hongKong = false,
        DateOnly? from = null) =>
        new(0, type, zh, en, local, hongKong, inclusive, corporate, retail, branches, from ?? Long);
}

namespace Huoshui.Systems.City.Roster;

/// <summary>The insurers of the city. Every name is invented.</summary>
internal static class InsurerRoster
{
    /// <summary>O09: property insurers that write cross-border motor; does not scale.</summary>
    public const int MotorInsurers = 17;

    /// <summary>P05, "over 20": one more than 20 lies in (20, 21].</summary>
    public const int HomeCareInsurers = 21;

    private static readonly (string Zh, string En)[] Property =
    [
        ("鹏山财产保险", "Pengshan"), ("湾区财产保险", "Bay Area"), ("安晟财产保险", "Ansheng"), ("海瀚财产保险", "Haihan"),
        ("众汇财产保险", "Zhonghui"), ("国衡财产保险", "Guoheng"), ("信川财产保险", "Xinchuan"), ("泰禾财产保险", "Taihe"),
        ("阳晖财产保险", "Yanghui"), ("华岭财产保险", "Hualing"), ("永川财产保险", "Yongchuan"), ("大屿财产保险", "Lantau"),
        ("诚远财产保险", "Chengyuan"), ("紫荆财产保险", "Bauhinia"), ("瑞嘉财产保险", "Ruijia"), ("天枢财产保险", "Tianshu"),
        ("联拓财产保险", "Liantuo"), ("鼎恒财产保险", "Dingheng"), ("启航财产保险", "Qihang"), ("中禾财产保险", "Zhonghe"),
        ("微舟网络财产保险", "Weizhou Online"), ("前湾相互保险", "Qianwan Mutual"),
    ];

    private static readonly (string Zh, string En)[] Life =
    [
        ("鹏寿人寿保险", "Pengshou"), ("平川人寿保险", "Pingchuan"), ("国晖人寿保险", "Guohui"), ("新禾人寿保险", "Xinhe"),
        ("太岳人寿保险", "Taiyue"), ("泰和颐人寿保险", "Taiheyi"), ("富岭人寿保险", "Fuling"), ("招禾人寿保险", "Zhaohe"),
        ("生息人寿保险", "Shengxi"), ("前海瑞人寿保险", "Qianhairui"), ("康澜健康保险", "Kanglan Health"), ("和谐岭健康保险", "Hexieling Health"),
        ("友川人寿保险", "Youchuan"), ("港湾人寿保险", "Harbour"), ("百颐人寿保险", "Baiyi"), ("光禾人寿保险", "Guanghe"),
    ];

    private static readonly (string Zh, string En)[] Pension =
    [
        ("平颐养老保险", "Pingyi Pension"), ("国颐养老保险", "Guoyi Pension"), ("泰颐养老保险", "Taiyi Pension"),
            ("新颐养老保险", "Xinyi Pension"),
    ];

    /// <summary>In the order of their numbers: property, life, pension.</summary>
    public static IReadOnlyList<Insurer> Insurers { get; } =
    [
        .. Property.Select((n, i) => Of(i + 1, InsurerKind.Property, n, i is 0 or 1 or 20 or 21)),
        .. Life.Select((n, i) => Of(i + 101, InsurerKind.Life, n, i is 0 or 1 or 6 or 9)),
        .. Pension.Select((n, i) => Of(i + 201, InsurerKind.Pension, n, i == 0)),
    ];

    /// <summary>The insurers of a kind.</summary>
    public static IReadOnlyList<Insurer> Of(InsurerKind kind) => [.. Insurers.Where(i => i.Kind == kind)];

    private static Insurer Of(int number, InsurerKind kind, (string Zh, string En) name, bool local) => new(
        number,
        kind,
        local ? name.Zh + "股份有限公司" : name.Zh + "深圳分公司",
        name.En + (kind == InsurerKind.Property ? " Property Insurance" : kind == InsurerKind.Life ? " Life"
            : string.Empty),
        local);
}

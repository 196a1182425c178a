using Huoshui.Diagnostics;
using Huoshui.Policies;
using Huoshui.Presentation;

namespace Huoshui.Systems.Indicators;

/// <summary>The official words of the system's codes, in both languages.</summary>
internal static class Words
{
    public static IReadOnlyList<(string Area, LocalizedText Title)> Chapters { get; } =
    [
        ("tech", new("科技金融", "Tech finance")),
        ("green", new("绿色金融", "Green finance")),
        ("inclusive", new("普惠金融", "Inclusive finance")),
        ("pension", new("养老金融", "Pension finance")),
        ("digital", new("数字金融与监管科技", "Digital finance")),
        ("opening", new("深港互联互通", "Opening and Hong Kong")),
    ];

    public static LocalizedText Chapter(string area) =>
        Chapters.First(c => string.Equals(c.Area, area, StringComparison.Ordinal)).Title;

    public static LocalizedText Of(PublicationState state) => state switch
    {
        PublicationState.Proposed => new("待审批", "Waiting for approval"),
        PublicationState.Published => new("已发布", "Published"),
        PublicationState.Refused => new("已退回", "Refused"),
        PublicationState.Revised => new("已修订", "Revised"),
        _ => new("已撤回", "Withdrawn"),
    };

    public static Tone ToneOf(PublicationState state) => state switch
    {
        PublicationState.Published => Tone.Good,
        PublicationState.Proposed => Tone.Info,
        PublicationState.Refused or PublicationState.Withdrawn => Tone.Bad,
        _ => Tone.Neutral,
    };

    public static LocalizedText Of(MovementBase kind) => kind switch
    {
        MovementBase.PreviousMonth => new("较上月", "Since last month"),
        MovementBase.YearStart => new("比年初", "Since the start of the year"),
        _ => new("同比", "Year on year"),
    };

    public static LocalizedText Of(BreakdownDimension dimension) => dimension switch
    {
        BreakdownDimension.Institution => new("按机构", "By institution"),
        BreakdownDimension.District => new("按区", "By district"),
        BreakdownDimension.Industry => new("按行业门类", "By industry section"),
        BreakdownDimension.FiscalYear => new("按财政年度", "By fiscal year"),
        _ => new("按企业规模", "By size"),
    };

    public static LocalizedText Of(RowChange change) => change switch
    {
        RowChange.New => new("新增", "New"),
        RowChange.Removed => new("删除", "Removed"),
        RowChange.Corrected => new("更正", "Corrected"),
        _ => new("重分类", "Reclassified"),
    };

    public static LocalizedText Reason(string reason) => reason switch
    {
        "no_detail" => new("没有贷款协议补充信息（6.27）行", "no row of table 6.27"),
        "no_rate" => new("没有汇率", "no rate of exchange"),
        "no_credit" => new("没有授信记录", "no credit row"),
        _ => new(reason, reason),
    };

    /// <summary>What a rule made of a row.</summary>
    public static LocalizedText Verdict(string verdict) => verdict switch
    {
        "in" => new("计入", "counted"),
        "over_limit" => new("超过限额", "over the limit"),
        "discounted" => new("票据贴现", "discounted bill"),
        _ => Reason(verdict),
    };

    /// <summary>The name of a cell of a breakdown.</summary>
    public static LocalizedText Cell(BreakdownDimension dimension, string key, Vocabulary vocabulary)
    {
        return dimension switch
        {
            _ when key is "-" => new("未填", "not given"),
            BreakdownDimension.District => District(key, vocabulary),
            BreakdownDimension.Industry => Section(key, vocabulary),
            BreakdownDimension.Size => Size(key),
            _ => new(key, key),
        };
    }

    private static LocalizedText Size(string key) => key switch
    {
        "1" => new("大型企业", "large"),
        "2" => new("中型企业", "medium"),
        "3" => new("小型企业", "small"),
        "4" => new("微型企业", "micro"),
        "owner" => new("个体工商户和小微企业主", "individual businesses and owners"),
        "person" => new("个人", "persons"),
        _ => new("其他组织（" + key + "）", "others (" + key + ")"),
    };

    private static LocalizedText District(string key, Vocabulary vocabulary) =>
        Named(vocabulary.Table("shenzhen_management_districts"), key, ("code", "name_zh", "name_en")) ?? new(key, key);

    private static LocalizedText Section(string key, Vocabulary vocabulary) =>
        Named(vocabulary.Table("gbt4754_2017"), key, ("section", "section_name", "section_name")) is { } name
            ? vocabulary.Term(name.Zh) : new(key, key);

    private static LocalizedText? Named(
        ReferenceTable? table, string key, (string Key, string Zh, string En) columns)
    {
        string[] asked = [columns.Key, columns.Zh, columns.En];
        if (table is null || !asked.All(column => table.Columns.Contains(column, StringComparer.Ordinal)))
            return null;

        for (var row = 0; row < table.Rows.Count; row++)
        {
            if (string.Equals(table.Cell(row, columns.Key), key, StringComparison.Ordinal))
                return new LocalizedText(table.Cell(row, columns.Zh), table.Cell(row, columns.En));
        }

        return null;
    }
}

namespace Huoshui.Dmn.Feel.Values;

/// <summary>Types and kinds as an analyst calls them, with their FEEL names: 数字（number）, a number.</summary>
internal static class TypeWords
{
    public static string Zh(FeelType type) => type switch
    {
        ConstrainedType constrained => $"“{constrained.Name}”（{Zh(constrained.Base)}）",
        ListType list => $"列表（list），各项为{Zh(list.Item)}",
        RangeType => $"区间（{type}）",
        ContextType { Members.Count: > 0 } context => $"含 {string.Join("、", context.Members.Keys)} 的上下文（context）",
        FunctionType => $"函数（{type}）",
        _ => KindZh(type.ToString()),
    };

    public static string En(FeelType type) => type switch
    {
        ConstrainedType constrained => $"'{constrained.Name}' ({En(constrained.Base)})",
        ListType list => $"a list, each item {En(list.Item)}",
        RangeType => $"a range ({type})",
        ContextType { Members.Count: > 0 } context => $"a context with {string.Join(", ", context.Members.Keys)}",
        FunctionType => $"a function ({type})",
        _ => KindEn(type.ToString()),
    };

    /// <summary>Of a list of kinds, or of "中文 / English".</summary>
    public static string OneOfZh(string expected) => Parts(expected) is var parts && parts[0].Any(c => c > 0x7F)
        ? parts[0] : string.Join("、", parts.Select(KindZh));

    /// <inheritdoc cref="OneOfZh"/>
    public static string OneOfEn(string expected) => Parts(expected) is var parts && parts[0].Any(c => c > 0x7F)
        ? parts[^1] : string.Join(" or ", parts.Select(KindEn));

    private static string[] Parts(string expected) => expected.Split(" / ");

    /// <summary>A kind with its FEEL name; what is no name of a kind stays as it is.</summary>
    public static string KindZh(string kind) => kind switch
    {
        "number" => "数字（number）",
        "string" => "文字（string）",
        "boolean" => "真假值（boolean）",
        "date" => "日期（date）",
        "time" => "时间（time）",
        "date and time" => "日期时间（date and time）",
        "years and months duration" => "年月时长（years and months duration）",
        "days and time duration" => "日时时长（days and time duration）",
        "duration" => "时长（duration）",
        "list" => "列表（list）",
        "context" => "上下文（context）",
        "range" => "区间（range）",
        "function" => "函数（function）",
        "null" => "空值（null）",
        _ => kind,
    };

    public static string KindEn(string kind) => kind switch
    {
        "null" => "null",
        "number" or "string" or "boolean" or "date" or "time" or "date and time" or "years and months duration"
            or "days and time duration" or "duration" or "list" or "context" or "range" or "function" => $"a {kind}",
        _ => kind,
    };
}

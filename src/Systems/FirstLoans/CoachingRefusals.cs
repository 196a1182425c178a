using Huoshui.Diagnostics;

namespace Huoshui.Systems.FirstLoans;

/// <summary>Why an act of coaching is refused; docs/reference/coaching-diagnostics.md has a line for each
/// code.</summary>
internal static class CoachingRefusals
{
    public static Diagnostic NotFound { get; } = Diagnostic.Error("COA1001",
        "没有这一户，或者不由贵行辅导。", "There is no such party, or another bank coaches it.");

    public static Diagnostic NotYours { get; } = Diagnostic.Error("COA1002",
        "这一步不归您的角色办。", "Your role may not do this.");

    public static Diagnostic Changed { get; } = Diagnostic.Error("COA1003",
        "刚刚有人先办了；请刷新页面再看。", "Somebody was first; open the page again.");

    public static Diagnostic NoList { get; } = Diagnostic.Error("COA1004",
        "首贷户培育名单还没有定稿，不能分派；请先在名单办理里定稿。",
        "The list is not final yet; finalise it first.");

    public static Diagnostic NoBank { get; } = Diagnostic.Error("COA1005",
        "没有参加辅导的银行；请核对机构登记簿和参数 bank_kinds。",
        "No bank takes part; check the register of institutions and the parameter bank_kinds.");

    public static Diagnostic Ended { get; } = Diagnostic.Error("COA1006",
        "这户的辅导已经结束或已首贷，不能再办。", "The coaching has ended or led to a loan; nothing more can be done.");

    public static Diagnostic WrongDay { get; } = Diagnostic.Error("COA1007",
        "日期应在分派之日至今日之间。", "The day lies between the assignment and today.");

    public static Diagnostic NotOfList(string listZh, string listEn) => Diagnostic.Error("COA1008",
        $"请从列表中选择{listZh}。", $"Choose the {listEn} from the list.");

    public static Diagnostic Words(int most) => Diagnostic.Error("COA1009",
        $"请写明情况：1 至 {most} 字，不能有控制字符。", $"Say what was done: 1 to {most} characters, no control characters.");

    public static Diagnostic Amount { get; } = Diagnostic.Error("COA1010",
        "金额应为大于 0 的整元数，借据ID为 1 至 100 位字母、数字、- 或 _。",
        "The amount is a whole number of yuan above 0, the IOU id 1 to 100 letters, digits, - or _.");

    public static Diagnostic IouTaken { get; } = Diagnostic.Error("COA1011",
        "这笔借据已经报过首贷；请核对借据ID。", "This IOU was told as a first loan already; check its id.");

    public static Diagnostic Used { get; } = Diagnostic.Error("COA1012",
        "这个编号已用于另一条辅导记录。", "The id was used for another record.");

    /// <summary>The refusal, with the name of the field that it is about.</summary>
    public static Diagnostic At(this Diagnostic refusal, string field) =>
        refusal with { Source = new SourceText(field, string.Empty) };
}

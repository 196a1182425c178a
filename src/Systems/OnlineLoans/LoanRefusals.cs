using Huoshui.Diagnostics;

namespace Huoshui.Systems.OnlineLoans;

/// <summary>Why an act is refused: each code stands in <c>docs/reference/loan-diagnostics.md</c>.</summary>
internal static class LoanRefusals
{
    public static Diagnostic NotOpen { get; } = Diagnostic.Error("OLN1001",
        "本平台没有开办线上贷款：由银行在部署时设置 HUOSHUI_LOAN_LENDER 与 HUOSHUI_LOAN_SOURCES。",
        "No online loans here: a bank sets HUOSHUI_LOAN_LENDER and HUOSHUI_LOAN_SOURCES where it deploys.");

    public static Diagnostic NotFound { get; } = Diagnostic.Error("OLN1002",
        "没有这笔申请，或者不是您的申请；请在“我的申请”里查找。",
        "There is no such application of yours; look under My applications.");

    public static Diagnostic NotYours { get; } = Diagnostic.Error("OLN1003",
        "这一步不归您办：申请人办理自己的申请，贷款银行的复核人答复人工复核。",
        "This step is not yours: applicants act on their own applications, the lending bank's reviewers answer.");

    public static Diagnostic KeyTaken { get; } = Diagnostic.Error("OLN1007",
        "这个申请键已用于另一份内容不同的申请；请换一个键重新提交。",
        "This key was used for an application that asked for something else; take a new key.");

    public static Diagnostic OneOpen { get; } = Diagnostic.Error("OLN1008",
        "这家企业已有一笔在办的申请，请等它办结，或者先撤回。",
        "This firm has an application in progress: wait for its end, or withdraw it first.");

    public static Diagnostic Changed { get; } = Diagnostic.Error("OLN1009",
        "这笔申请刚刚有了变化，请刷新后再办。", "The application has just changed; look again and repeat.");

    /// <summary>Says nothing of anybody else's application: the same for whatever stands against it.</summary>
    public static Diagnostic NotTaken { get; } = Diagnostic.Error("OLN1015",
        "这份申请现在不能受理；请核对填写的内容，或者向贷款银行查询。",
        "This application cannot be taken now: check what you wrote, or ask the lending bank.");

    public static Diagnostic OfferOver(DateOnly until) => Diagnostic.Error("OLN1010",
        $"签约期限已过（{until:yyyy-MM-dd}），请重新申请。", $"The offer ended on {until:yyyy-MM-dd}; apply again.");

    public static Diagnostic ReviewOver(DateOnly until) => Diagnostic.Error("OLN1011",
        $"要求人工复核的期限已过（{until:yyyy-MM-dd}），请重新申请。",
        $"A review could be asked for until {until:yyyy-MM-dd}; apply again.");

    public static Diagnostic NoReason { get; } = Diagnostic.Error("OLN1012",
        "请写明理由（2 至 500 字）。", "Give a reason of 2 to 500 characters.");

    public static Diagnostic Missing(string zh, string en) => Diagnostic.Error("OLN1004",
        $"{zh}没有填或填得不对。", $"{en} is missing or not right.");

    public static Diagnostic OutOfRange(LocalizedText what, long least, long most) => Diagnostic.Error("OLN1005",
        $"{what.Zh}应在 {least:N0} 至 {most:N0} 之间。", $"{what.En} must be between {least:N0} and {most:N0}.");

    public static Diagnostic NotAuthorised(LocalizedText source) => Diagnostic.Error("OLN1006",
        $"没有授权查询{source.Zh}，或授权书已有新版本；请阅读后重新勾选。",
        $"Asking for {source.En} is not authorised, or the text has a new version; read it and agree again.");

    public static Diagnostic NotNow(LoanState state) => Diagnostic.Error("OLN1013",
        $"现在的状态是“{LoanWords.State(state).Zh}”，不能办这一步。",
        $"This cannot be done while the application is {LoanWords.State(state).En}.");

    public static Diagnostic NotThatMuch(long mostYuan) => mostYuan < 1
        ? Diagnostic.Error("OLN1014",
            "这家企业已获批的金额占满了人工改批的上限，只能维持。",
            "What the firm was granted already takes up the limit of a review; the refusal can only be upheld.")
        : Diagnostic.Error("OLN1014",
            $"人工改批的金额应为 1 至 {mostYuan:N0} 元（已扣除这家企业已获批的金额）。",
            $"A reviewer may grant 1 to {mostYuan:N0} yuan (other grants of the firm are taken off).");
}

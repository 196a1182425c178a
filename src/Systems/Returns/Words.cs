using Huoshui.Diagnostics;
using Huoshui.Warehouse;

namespace Huoshui.Systems.Returns;

/// <summary>The words of the trade for states, steps and requests (conventions §6), in both languages.</summary>
public static class Words
{
    /// <summary>The word for a state of a filing.</summary>
    public static LocalizedText State(FilingState state) => state switch
    {
        FilingState.Preparing => new("填报中", "in preparation"),
        FilingState.CheckFailed => new("校验未通过", "check failed"),
        FilingState.AwaitingReview => new("待复核", "waiting for review"),
        FilingState.AwaitingSignature => new("待签发", "waiting for signature"),
        FilingState.Filed => new("已报送", "filed"),
        FilingState.Accepted => new("受理", "accepted"),
        _ => new("退回", "returned"),
    };

    /// <summary>The word for the state of a table; null is "not in".</summary>
    public static LocalizedText Table(TableState? state) => state switch
    {
        TableState.Uploaded => new("已传", "uploaded"),
        TableState.Zero => new("零报送", "declared empty"),
        TableState.NotApplicable => new("不适用", "not applicable"),
        _ => new("未报", "not in"),
    };

    /// <summary>The word for a step.</summary>
    public static LocalizedText Action(FilingAction action) => action switch
    {
        FilingAction.Open => new("新建", "open"),
        FilingAction.Upload => new("上传", "upload"),
        FilingAction.DeclareZero => new("零报送", "declare empty"),
        FilingAction.ClearTable => new("清除", "clear"),
        FilingAction.Check => new("校验", "check"),
        FilingAction.Submit => new("提交复核", "submit"),
        FilingAction.Review => new("复核", "review"),
        FilingAction.ReviewReject => new("复核退改", "send back from review"),
        FilingAction.Sign => new("签发", "certify"),
        FilingAction.SignReject => new("签发退改", "send back from signature"),
        FilingAction.Accept => new("受理", "accept"),
        FilingAction.Return => new("退回", "return"),
        FilingAction.Withdraw => new("撤回", "withdraw"),
        FilingAction.Reopen => new("重报开启", "reopen"),
        FilingAction.Remind => new("催报", "remind"),
        FilingAction.Extend => new("缓报", "extend"),
        FilingAction.Explain => new("差异说明", "explain"),
        FilingAction.JudgeExplanations => new("说明认定", "judge explanations"),
        FilingAction.Ask => new("申请", "ask"),
        _ => new("批复", "decide"),
    };

    /// <summary>The word for what an institution asks.</summary>
    public static LocalizedText Request(FilingRequestKind kind) => kind switch
    {
        FilingRequestKind.Refile => new("重报申请", "re-filing"),
        FilingRequestKind.Extension => new("缓报申请", "extension"),
        FilingRequestKind.Withdrawal => new("撤回申请", "withdrawal"),
        _ => new("规则异议", "rule dispute"),
    };

    /// <summary>The word for where a request stands.</summary>
    public static LocalizedText Request(FilingRequestState state) => state switch
    {
        FilingRequestState.Open => new("待批", "open"),
        FilingRequestState.Approved => new("同意", "approved"),
        FilingRequestState.Refused => new("不同意", "refused"),
        _ => new("已撤销", "cancelled"),
    };

    /// <summary>The note of a step: the words of the trade in both languages, tables, rules and people's own words as
    /// they stand. Null when there is none.</summary>
    public static LocalizedText? Note(FilingStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        if (step.Note is not { } note)
            return null;
        return new LocalizedText(note, step.Action switch
        {
            FilingAction.Upload => Listed(note),
            FilingAction.Ask => Halves(note, []),
            FilingAction.Decide => Halves(note, [.. Enum.GetValues<FilingRequestState>().Select(Request)]),
            FilingAction.JudgeExplanations => Halves(note, [.. Enum.GetValues<ExplanationVerdict>().Select(Verdict)]),
            _ => note,
        });
    }

    // "What it is about：what was said of it", as the desks write it.
    private static string Halves(string note, LocalizedText[] said)
    {
        var at = note.IndexOf('：', StringComparison.Ordinal);
        if (at < 0)
            return note;
        var about = Start(note[..at], Enum.GetValues<FilingRequestKind>().Select(Request));
        return $"{Listed(about)}: {Start(note[(at + 1)..], said)}";
    }

    private static string Listed(string text) => text.Replace("、", ", ", StringComparison.Ordinal);

    private static string Start(string text, IEnumerable<LocalizedText> words) =>
        words.FirstOrDefault(word => text.StartsWith(word.Zh, StringComparison.Ordinal)) is { } start
            ? start.En + text[start.Zh.Length..]
            : text;

    /// <summary>The word for the regulator's view of an explanation.</summary>
    public static LocalizedText Verdict(ExplanationVerdict verdict) => verdict switch
    {
        ExplanationVerdict.Accepted => new("认可", "accepted"),
        ExplanationVerdict.Rejected => new("不予认可", "rejected"),
        _ => new("待认定", "open"),
    };
}

using Huoshui.Diagnostics;

namespace Huoshui.Systems.OnlineLoans;

/// <summary>The words of states, steps and faults, in both languages.</summary>
public static class LoanWords
{
    /// <summary>The word for a state.</summary>
    public static LocalizedText State(LoanState state) => state switch
    {
        LoanState.Received => new("审批中", "being decided"),
        LoanState.Waiting => new("等待数据源", "waiting for a source"),
        LoanState.Approved => new("已批准，待签约", "approved, to be signed"),
        LoanState.Refused => new("已拒绝", "refused"),
        LoanState.InReview => new("人工复核中", "in human review"),
        LoanState.Upheld => new("复核后维持拒绝", "refusal upheld on review"),
        LoanState.Signed => new("已签约，待提款", "signed, to be drawn"),
        LoanState.Drawn => new("已放款", "drawn"),
        _ => new("已撤回", "withdrawn"),
    };

    /// <summary>The word for a step.</summary>
    public static LocalizedText Action(LoanAction action) => action switch
    {
        LoanAction.Apply => new("申请", "applied"),
        LoanAction.Queue => new("数据源未答，排队再试", "a source did not answer; queued"),
        LoanAction.Approve => new("自动批准", "approved automatically"),
        LoanAction.Refuse => new("自动拒绝", "refused automatically"),
        LoanAction.AskReview => new("要求人工复核", "human review asked for"),
        LoanAction.Uphold => new("人工复核：维持", "human review: upheld"),
        LoanAction.Grant => new("人工复核：改批", "human review: granted"),
        LoanAction.Sign => new("签约", "signed"),
        LoanAction.Draw => new("放款", "drawn"),
        LoanAction.Withdraw => new("撤回申请", "withdrawn"),
        _ => new("撤回授权", "authorisation revoked"),
    };

    /// <summary>A fault of a source as the application keeps it, <c>timeout:tax</c>.</summary>
    public static LocalizedText Problem(string problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        var parts = problem.Split(':');
        var source = Sources.LoanSources.Title(parts[^1]);
        var fault = Enum.TryParse<Sources.SourceFault>(parts[0], out var known) ? Fault(known)
            : new LocalizedText("政策包不能作出决定", "the pack could not decide");
        return new LocalizedText($"{source.Zh}：{fault.Zh}", $"{source.En}: {fault.En}");
    }

    private static LocalizedText Fault(Sources.SourceFault fault) => fault switch
    {
        Sources.SourceFault.TimedOut => new("超过时限没有回答", "no answer in time"),
        Sources.SourceFault.Unreachable => new("连不上", "not reachable"),
        Sources.SourceFault.ErrorStatus => new("回答出错", "answered with an error"),
        Sources.SourceFault.TooLarge => new("回答过大", "the answer is too large"),
        Sources.SourceFault.WrongSubject => new("回答的不是这笔申请", "the answer is about something else"),
        Sources.SourceFault.Malformed => new("回答的格式不对", "the answer is malformed"),
        Sources.SourceFault.Paused => new("连续失败，暂停访问", "left alone after failures in a row"),
        _ => new("授权已撤回", "the authorisation was revoked"),
    };
}

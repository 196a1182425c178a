namespace Huoshui.Systems.Returns;

/// <summary>报送状态: where a filing stands (conventions §4).</summary>
public enum FilingState
{
    /// <summary>填报中: tables may be uploaded and explained.</summary>
    Preparing,

    /// <summary>校验未通过: submitted, but a table is missing, a fatal finding stands or a warning lacks its
    /// explanation.</summary>
    CheckFailed,

    /// <summary>待复核: waits for a second person of the institution.</summary>
    AwaitingReview,

    /// <summary>待签发: waits for the signer of the institution.</summary>
    AwaitingSignature,

    /// <summary>已报送: certified and sent; waits for the regulator.</summary>
    Filed,

    /// <summary>受理: accepted; the date is locked.</summary>
    Accepted,

    /// <summary>退回: sent back with a reason and a deadline.</summary>
    Returned,
}

/// <summary>报送步骤: what was done to a filing, by one person at one time.</summary>
public enum FilingAction
{
    /// <summary>新建: the filing was opened.</summary>
    Open,

    /// <summary>上传: one or more tables were replaced.</summary>
    Upload,

    /// <summary>零报送: a table was declared empty.</summary>
    DeclareZero,

    /// <summary>清除: a table was taken back to "not in".</summary>
    ClearTable,

    /// <summary>校验: the rules ran.</summary>
    Check,

    /// <summary>提交复核: the preparer has finished.</summary>
    Submit,

    /// <summary>复核通过.</summary>
    Review,

    /// <summary>复核退改: the reviewer sends it back inside the institution.</summary>
    ReviewReject,

    /// <summary>签发: certified; a version was written.</summary>
    Sign,

    /// <summary>签发退改: the signer sends it back inside the institution.</summary>
    SignReject,

    /// <summary>受理 by the regulator.</summary>
    Accept,

    /// <summary>退回 by the regulator.</summary>
    Return,

    /// <summary>撤回 by the institution.</summary>
    Withdraw,

    /// <summary>重报开启: an approved application opened the locked date again.</summary>
    Reopen,

    /// <summary>催报 by the regulator.</summary>
    Remind,

    /// <summary>缓报 granted: the deadline moved.</summary>
    Extend,

    /// <summary>差异说明 written.</summary>
    Explain,

    /// <summary>差异说明 accepted or rejected by the regulator.</summary>
    JudgeExplanations,

    /// <summary>申请: the institution asks for 重报, 缓报, 撤回 or disputes a rule.</summary>
    Ask,

    /// <summary>批复: a request was decided or taken back.</summary>
    Decide,
}

/// <summary>Who acts, when and why: what every step of a filing carries.</summary>
/// <param name="Actor">Account name of the person.</param>
/// <param name="At">UTC.</param>
/// <param name="Note">Reason in the person's own words; null when none is asked.</param>
/// <param name="Deadline">Until when the other side has to answer; null when nothing is asked.</param>
public sealed record FilingAct(string Actor, DateTimeOffset At, string? Note = null, DateOnly? Deadline = null);

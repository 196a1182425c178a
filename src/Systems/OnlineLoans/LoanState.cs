namespace Huoshui.Systems.OnlineLoans;

/// <summary>申请状态: where an application stands.</summary>
public enum LoanState
{
    /// <summary>已受理: waits to be worked on.</summary>
    Received,

    /// <summary>等待数据源: a source did not answer; it is asked again, nothing is decided before.</summary>
    Waiting,

    /// <summary>已批准: an offer that can be signed.</summary>
    Approved,

    /// <summary>已拒绝: with reasons; human review can be asked for.</summary>
    Refused,

    /// <summary>复核中: a person of the bank looks at it.</summary>
    InReview,

    /// <summary>维持拒绝: the person upheld the refusal.</summary>
    Upheld,

    /// <summary>已签约.</summary>
    Signed,

    /// <summary>已放款.</summary>
    Drawn,

    /// <summary>已撤回: by the applicant, or because an authorisation was revoked before the decision.</summary>
    Withdrawn,
}

/// <summary>办理步骤: what somebody did to an application.</summary>
public enum LoanAction
{
    /// <summary>申请.</summary>
    Apply,

    /// <summary>等待数据源: a round of asking ended without every answer.</summary>
    Queue,

    /// <summary>自动批准.</summary>
    Approve,

    /// <summary>自动拒绝.</summary>
    Refuse,

    /// <summary>要求人工复核.</summary>
    AskReview,

    /// <summary>人工维持.</summary>
    Uphold,

    /// <summary>人工改批.</summary>
    Grant,

    /// <summary>签约.</summary>
    Sign,

    /// <summary>放款.</summary>
    Draw,

    /// <summary>撤回申请.</summary>
    Withdraw,

    /// <summary>撤回授权.</summary>
    Revoke,
}

/// <summary>The state machine (状态机) of an application: which act leads where.</summary>
public static class LoanStates
{
    private static readonly Dictionary<(LoanState, LoanAction), LoanState> Moves = new()
    {
        [(LoanState.Received, LoanAction.Queue)] = LoanState.Waiting,
        [(LoanState.Received, LoanAction.Approve)] = LoanState.Approved,
        [(LoanState.Received, LoanAction.Refuse)] = LoanState.Refused,
        [(LoanState.Received, LoanAction.Withdraw)] = LoanState.Withdrawn,
        [(LoanState.Received, LoanAction.Revoke)] = LoanState.Withdrawn,
        [(LoanState.Waiting, LoanAction.Queue)] = LoanState.Waiting,
        [(LoanState.Waiting, LoanAction.Approve)] = LoanState.Approved,
        [(LoanState.Waiting, LoanAction.Refuse)] = LoanState.Refused,
        [(LoanState.Waiting, LoanAction.Withdraw)] = LoanState.Withdrawn,
        [(LoanState.Waiting, LoanAction.Revoke)] = LoanState.Withdrawn,
        [(LoanState.Approved, LoanAction.Sign)] = LoanState.Signed,
        [(LoanState.Approved, LoanAction.Withdraw)] = LoanState.Withdrawn,
        [(LoanState.Refused, LoanAction.AskReview)] = LoanState.InReview,
        [(LoanState.InReview, LoanAction.Uphold)] = LoanState.Upheld,
        [(LoanState.InReview, LoanAction.Grant)] = LoanState.Approved,
        [(LoanState.Signed, LoanAction.Draw)] = LoanState.Drawn,
    };

    /// <summary>Where an act leads; null when it cannot be done in that state.</summary>
    public static LoanState? After(LoanState state, LoanAction action) =>
        Moves.TryGetValue((state, action), out var next) ? next : null;

    /// <summary>Whether nothing was decided yet.</summary>
    public static bool IsUndecided(LoanState state) => state is LoanState.Received or LoanState.Waiting;

    /// <summary>Whether a line was granted, by the pack or by a person, whatever came after.</summary>
    public static bool IsGrant(LoanAction action) => action is LoanAction.Approve or LoanAction.Grant;
}

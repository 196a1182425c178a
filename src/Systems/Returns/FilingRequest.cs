namespace Huoshui.Systems.Returns;

/// <summary>What an institution asks of the regulator.</summary>
public enum FilingRequestKind
{
    /// <summary>重报申请: opens a locked date again.</summary>
    Refile,

    /// <summary>缓报: a later deadline.</summary>
    Extension,

    /// <summary>撤回 of a filing that is already certified.</summary>
    Withdrawal,

    /// <summary>规则异议: the institution disputes a rule and asks for a waiver with an end.</summary>
    Dispute,
}

/// <summary>Where a request stands.</summary>
public enum FilingRequestState
{
    /// <summary>待批.</summary>
    Open,

    /// <summary>同意.</summary>
    Approved,

    /// <summary>不同意.</summary>
    Refused,

    /// <summary>已撤销 by the institution.</summary>
    Cancelled,
}

/// <summary>申请: one request of an institution, decided by one person of the regulator.</summary>
public sealed class FilingRequest
{
    /// <summary>Sortable.</summary>
    public required Guid Id { get; init; }

    /// <summary>What is asked.</summary>
    public required FilingRequestKind Kind { get; init; }

    /// <summary>The filing; every request is about one.</summary>
    public required Guid FilingId { get; init; }

    /// <summary>机构ID, as in the filing.</summary>
    public required string InstitutionId { get; init; }

    /// <summary>Return id, as in the filing.</summary>
    public required string ReturnId { get; init; }

    /// <summary>数据日期, as in the filing.</summary>
    public required DateOnly AsOf { get; init; }

    /// <summary>Why, in the institution's words.</summary>
    public required string Reason { get; init; }

    /// <summary>重报: table codes joined by commas; 规则异议: the rule id; else empty.</summary>
    public required string Scope { get; init; }

    /// <summary>The day asked for (缓报: new deadline; 规则异议: end of the waiver; 重报: when it will be filed),
    /// inclusive.</summary>
    public DateOnly? AskedUntil { get; init; }

    /// <summary>重报: published figures that it would change, as JSON; empty array when none.</summary>
    public string Impact { get; init; } = "[]";

    /// <summary>Account name.</summary>
    public required string AskedBy { get; init; }

    /// <summary>UTC.</summary>
    public required DateTimeOffset AskedAt { get; init; }

    /// <summary>Until when the regulator has to decide, inclusive, in Shanghai.</summary>
    public required DateOnly DecideBy { get; init; }

    /// <summary>Where it stands.</summary>
    public FilingRequestState State { get; private set; }

    /// <summary>Account name of the decider; null before.</summary>
    public string? DecidedBy { get; private set; }

    /// <summary>UTC; null before.</summary>
    public DateTimeOffset? DecidedAt { get; private set; }

    /// <summary>The decider's words; null before.</summary>
    public string? DecisionNote { get; private set; }

    /// <summary>What was granted until, inclusive; null unless approved.</summary>
    public DateOnly? GrantedUntil { get; private set; }

    /// <summary>Counts changes; of two deciders one wins.</summary>
    public int Revision { get; private set; }

    /// <summary>Decides it, once.</summary>
    internal void Decide(bool approved, FilingAct act)
    {
        State = approved ? FilingRequestState.Approved : FilingRequestState.Refused;
        (DecidedBy, DecidedAt, DecisionNote) = (act.Actor, act.At, act.Note);
        GrantedUntil = approved ? act.Deadline ?? AskedUntil : null;
        Revision++;
    }

    /// <summary>The institution takes it back.</summary>
    internal void Cancel(FilingAct act)
    {
        State = FilingRequestState.Cancelled;
        (DecidedBy, DecidedAt, DecisionNote) = (act.Actor, act.At, act.Note);
        Revision++;
    }

    /// <summary>Does an approved 规则异议 waive its rule on this day?</summary>
    internal bool Waives(DateOnly day) =>
        Kind == FilingRequestKind.Dispute && State == FilingRequestState.Approved && day <= GrantedUntil;
}

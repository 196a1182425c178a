using Huoshui.Operations;

namespace Huoshui.Systems.OnlineLoans;

/// <summary>
/// 贷款申请: one application from first to last. Personal data stand encrypted in <see cref="Person"/>, and as
/// keyed hashes where applications are compared. Owned by <see cref="LoanDesk"/> and <see cref="LoanWork"/>.
/// </summary>
public sealed class LoanApplication : IRevised
{
    private readonly List<LoanStep> _steps = [];
    private readonly List<LoanAuthorisation> _authorisations = [];
    private readonly List<LoanDecision> _decisions = [];

    /// <summary>The key; rises with time.</summary>
    public Guid Id { get; init; }

    /// <summary>机构ID of the bank that lends.</summary>
    public string LenderId { get; init; } = string.Empty;

    /// <summary>The applicant's account.</summary>
    public string Account { get; init; } = string.Empty;

    /// <summary>幂等键: the same key of the same account is the same application.</summary>
    public string RequestKey { get; init; } = string.Empty;

    /// <summary>SHA-256 of what was asked, lower-case hex: another request with the key is refused.</summary>
    public string RequestSha256 { get; init; } = string.Empty;

    /// <summary>统一社会信用代码 of the firm.</summary>
    public string FirmId { get; init; } = string.Empty;

    /// <summary>Its name.</summary>
    public string FirmName { get; init; } = string.Empty;

    /// <summary>The firm and the person (<see cref="PlaceOf"/>) while nothing is decided, else null; unique with the
    /// lender, so that a person has one open application for a firm. Another person's is another application: it
    /// neither blocks nor shows this one, and the registry says whose the firm is.</summary>
    public string? OpenFirm { get; private set; }

    /// <summary>申请金额, in 分.</summary>
    public long AmountFen { get; init; }

    /// <summary>申请期限, in months.</summary>
    public int TermMonths { get; init; }

    /// <summary>Name, identity number, phone, address and guarantor: JSON, encrypted with the store's keys.</summary>
    public string Person { get; init; } = string.Empty;

    /// <summary>Keyed hash of the identity number.</summary>
    public string PersonKey { get; init; } = string.Empty;

    /// <summary>Keyed hash of the phone.</summary>
    public string PhoneKey { get; init; } = string.Empty;

    /// <summary>Keyed hash of the business address.</summary>
    public string AddressKey { get; init; } = string.Empty;

    /// <summary>Keyed hash of the guarantor's identity number; null without a guarantor.</summary>
    public string? GuarantorKey { get; init; }

    /// <summary>Where it stands.</summary>
    public LoanState State { get; private set; } = LoanState.Received;

    /// <summary>When it was applied for.</summary>
    public DateTimeOffset AppliedAt { get; init; }

    /// <summary>When it is worked on next; null once decided.</summary>
    public DateTimeOffset? DueAt { get; set; }

    /// <summary>The worker that holds it; null when nobody does.</summary>
    public string? LeaseOwner { get; set; }

    /// <summary>Until when it is that worker's.</summary>
    public DateTimeOffset? LeaseUntil { get; set; }

    /// <summary>Rounds of asking the sources.</summary>
    public int Rounds { get; set; }

    /// <summary>Why the last round did not end in a decision: code and source, <c>timeout:tax</c>; null if it
    /// did.</summary>
    public string? Problem { get; set; }

    /// <summary>What the sources have answered in earlier rounds: JSON by source; null once decided.</summary>
    public string? Gathered { get; set; }

    /// <summary>When it was decided by the pack; null before.</summary>
    public DateTimeOffset? DecidedAt { get; private set; }

    /// <summary>When a line was granted, by the pack or by a person; null if none was.</summary>
    public DateTimeOffset? GrantedAt { get; private set; }

    /// <summary>批准金额, in 分; 0 without a grant.</summary>
    public long GrantedFen { get; private set; }

    /// <summary>年利率 in percent as the pack writes it, <c>3.85</c>; null without a grant.</summary>
    public string? RatePercent { get; private set; }

    /// <summary>拒绝理由: codes of the pack that decided, joined by commas; null unless refused.</summary>
    public string? ReasonCodes { get; private set; }

    /// <summary>When human review was asked for; null if it was not.</summary>
    public DateTimeOffset? ReviewAskedAt { get; private set; }

    /// <summary>Why, in the applicant's words.</summary>
    public string? ReviewPlea { get; private set; }

    /// <summary>The last day for the answer, inclusive, in Shanghai, by the rule of the day of asking.</summary>
    public DateOnly? ReviewDue { get; private set; }

    /// <summary>When the answer was given.</summary>
    public DateTimeOffset? ReviewAnsweredAt { get; private set; }

    /// <summary>The answer's reason, in the reviewer's words.</summary>
    public string? ReviewAnswer { get; private set; }

    /// <summary>Who answered.</summary>
    public string? ReviewedBy { get; private set; }

    /// <summary>借款合同: the text that was signed; null before.</summary>
    public string? ContractText { get; private set; }

    /// <summary>借据编号 and time of the drawdown; null before.</summary>
    public DateTimeOffset? DrawnAt { get; private set; }

    /// <inheritdoc />
    public long Revision { get; set; }

    /// <summary>Its history.</summary>
    public IReadOnlyList<LoanStep> Steps => _steps;

    /// <summary>Its authorisations, one a source.</summary>
    public IReadOnlyList<LoanAuthorisation> Authorisations => _authorisations;

    /// <summary>The champion's decision, and the challenger's.</summary>
    public IReadOnlyList<LoanDecision> Decisions => _decisions;

    /// <summary>申请编号, as people quote it.</summary>
    public string Number => NumberOf(Id);

    /// <summary>The number of an application of that key.</summary>
    public static string NumberOf(Guid id) => "XD" + id.ToString("N").ToUpperInvariant()[..20];

    /// <summary>The first step.</summary>
    /// <param name="authorisations">One a source.</param>
    public void Begin(IEnumerable<LoanAuthorisation> authorisations)
    {
        _authorisations.AddRange(authorisations);
        OpenFirm = PlaceOf(FirmId, PersonKey);
        DueAt = AppliedAt;
        _steps.Add(StepOf(LoanAction.Apply, null, new LoanAct(Account, AppliedAt)));
    }

    /// <summary>Whether an act can be done now.</summary>
    public bool Can(LoanAction action) => LoanStates.After(State, action) is not null;

    /// <summary>Moves on.</summary>
    /// <exception cref="InvalidOperationException">The state machine has no such move; ask <see cref="Can"/>
    /// first.</exception>
    public void Move(LoanAction action, LoanAct act)
    {
        ArgumentNullException.ThrowIfNull(act);
        var next = LoanStates.After(State, action)
            ?? throw new InvalidOperationException($"{action} cannot be done in {State}.");
        var step = StepOf(action, State, act);
        State = next;
        _steps.Add(step);
        if (LoanStates.IsUndecided(next))
            return;
        (OpenFirm, DueAt, LeaseOwner, LeaseUntil, Problem, Gathered) = (null, null, null, null, null, null);
    }

    /// <summary>Takes the champion's decision, and the challenger's beside it.</summary>
    public void Decide(LoanVerdict verdict, IEnumerable<LoanDecision> decisions, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(verdict);
        _decisions.AddRange(decisions);
        Move(verdict.IsApproved ? LoanAction.Approve : LoanAction.Refuse, new LoanAct(LoanAct.Platform, at));
        DecidedAt = at;
        if (verdict.IsApproved)
            (GrantedAt, GrantedFen, RatePercent) = (at, verdict.AmountFen, verdict.RatePercent);
        else
            ReasonCodes = string.Join(',', verdict.Reasons);
    }

    /// <summary>Takes the person's one open place for the firm while a review is being answered;
    /// <see cref="Move"/> gives it back.</summary>
    public void TakePlace() => OpenFirm = PlaceOf(FirmId, PersonKey);

    /// <summary>The one open place of a person for a firm.</summary>
    public static string PlaceOf(string firmId, string personKey) => $"{firmId}/{personKey}";

    /// <summary>要求人工复核.</summary>
    public void AskReview(string plea, DateOnly due, LoanAct act)
    {
        ArgumentNullException.ThrowIfNull(act);
        Move(LoanAction.AskReview, act);
        (ReviewAskedAt, ReviewPlea, ReviewDue) = (act.At, plea, due);
    }

    /// <summary>The answer of a person: the refusal is upheld, or an amount is granted.</summary>
    public void AnswerReview(LoanReviewAnswer answer, LoanAct act)
    {
        ArgumentNullException.ThrowIfNull(answer);
        ArgumentNullException.ThrowIfNull(act);
        Move(answer.Grants ? LoanAction.Grant : LoanAction.Uphold, act with { Note = answer.Reason });
        (ReviewAnsweredAt, ReviewAnswer, ReviewedBy) = (act.At, answer.Reason, act.Actor);
        if (answer.Grants)
            (GrantedAt, GrantedFen, RatePercent) = (act.At, answer.AmountFen, answer.RatePercent);
    }

    /// <summary>签约.</summary>
    public void Sign(string contract, LoanAct act)
    {
        Move(LoanAction.Sign, act);
        ContractText = contract;
    }

    /// <summary>放款.</summary>
    public void Draw(LoanAct act)
    {
        ArgumentNullException.ThrowIfNull(act);
        Move(LoanAction.Draw, act);
        DrawnAt = act.At;
    }

    private LoanStep StepOf(LoanAction action, LoanState? from, LoanAct act) => new()
    {
        Id = Guid.CreateVersion7(act.At),
        ApplicationId = Id,
        Action = action,
        From = from,
        Actor = act.Actor,
        At = act.At,
        Note = act.Note,
    };
}

/// <summary>Who did something and when.</summary>
/// <param name="Actor">The account, or <see cref="Platform"/>.</param>
/// <param name="At">When.</param>
/// <param name="Note">In words; null for none.</param>
public sealed record LoanAct(string Actor, DateTimeOffset At, string? Note = null)
{
    /// <summary>自动: the platform itself.</summary>
    public const string Platform = "自动";
}

/// <summary>办理记录: one step of an application. Only ever added.</summary>
public sealed class LoanStep
{
    /// <summary>The key; rises with time.</summary>
    public Guid Id { get; init; }

    /// <summary>Whose.</summary>
    public Guid ApplicationId { get; init; }

    /// <summary>What was done.</summary>
    public LoanAction Action { get; init; }

    /// <summary>The state before; null for the first step.</summary>
    public LoanState? From { get; init; }

    /// <summary>The account, or 自动.</summary>
    public string Actor { get; init; } = string.Empty;

    /// <summary>When.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>In words; null for none.</summary>
    public string? Note { get; init; }
}

/// <summary>授权: leave to ask one source about one application. A text and its version; it can be revoked.</summary>
public sealed class LoanAuthorisation
{
    /// <summary>Whose.</summary>
    public Guid ApplicationId { get; init; }

    /// <summary>Which source (<see cref="Sources.LoanSources"/>).</summary>
    public string Source { get; init; } = string.Empty;

    /// <summary>版本: the first day of the text in the pack of the process.</summary>
    public DateOnly Version { get; init; }

    /// <summary>SHA-256 of the Chinese text that was agreed to, lower-case hex.</summary>
    public string TextSha256 { get; init; } = string.Empty;

    /// <summary>When it was given.</summary>
    public DateTimeOffset GrantedAt { get; init; }

    /// <summary>When it was revoked; null while it holds.</summary>
    public DateTimeOffset? RevokedAt { get; set; }
}

/// <summary>
/// 决定: what one pack decided about an application, with everything that it needs to be replayed bit for bit. Only
/// ever added.
/// </summary>
public sealed class LoanDecision
{
    /// <summary>Whose.</summary>
    public Guid ApplicationId { get; init; }

    /// <summary>现行策略: the one that counts; the challenger never does.</summary>
    public bool IsChampion { get; init; }

    /// <summary>The pack.</summary>
    public string PackId { get; init; } = string.Empty;

    /// <summary>Its version: hash of every file and of its template (<see cref="LoanPackVersion"/>).</summary>
    public string PackHash { get; init; } = string.Empty;

    /// <summary>业务日期: the day of application in Shanghai.</summary>
    public DateOnly AsOf { get; init; }

    /// <summary>The facts that were read: JSON, by name in ordinal order.</summary>
    public string Facts { get; init; } = string.Empty;

    /// <summary>The answer: JSON; <c>null</c> if this pack could not decide.</summary>
    public string Answer { get; init; } = string.Empty;

    /// <summary>Sources, authorisation versions and hashes of what they answered: JSON.</summary>
    public string Evidence { get; init; } = string.Empty;

    /// <summary>When.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>Waiting for the sources in the last round, in microseconds.</summary>
    public long SourcesMicroseconds { get; init; }

    /// <summary>Own compute in the last round (reading facts, deciding, writing down), in microseconds.</summary>
    public long ComputeMicroseconds { get; init; }
}

/// <summary>策略版本: the files of a pack as it decided, kept so that a decision can be replayed later.</summary>
public sealed class LoanPackVersion
{
    /// <summary>The version's hash; the key.</summary>
    public string PackHash { get; init; } = string.Empty;

    /// <summary>The pack.</summary>
    public string PackId { get; init; } = string.Empty;

    /// <summary>Files by path below policies/: JSON.</summary>
    public string Files { get; init; } = string.Empty;

    /// <summary>When it decided first.</summary>
    public DateTimeOffset KeptAt { get; init; }
}

/// <summary>The key of the keyed hashes, encrypted with the store's keys; one row.</summary>
public sealed class LoanSecret : IHashSecret
{
    /// <summary>Always 1.</summary>
    public int Id { get; init; } = 1;

    /// <summary>32 random bytes, encrypted.</summary>
    public string Protected { get; init; } = string.Empty;
}

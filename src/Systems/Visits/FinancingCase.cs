using Huoshui.Operations;
using Huoshui.Policies.Processes;

namespace Huoshui.Systems.Visits;

/// <summary>
/// 融资需求件: one declared need from the declaration to the drawdown. Owned by <see cref="CaseWork"/>; every step is
/// kept with actor, time and receipt.
/// </summary>
public sealed class FinancingCase : IRevised
{
    private readonly List<CaseStep> _steps = [];
    private readonly List<CaseStandard> _standards = [];
    private readonly List<CaseConsent> _consents = [];
    private readonly List<Drawdown> _drawdowns = [];

    /// <summary>The key; rises with time.</summary>
    public Guid Id { get; init; }

    /// <summary>Whose need.</summary>
    public Guid EntityId { get; init; }

    /// <summary>The declaring account.</summary>
    public string Account { get; init; } = string.Empty;

    /// <summary>幂等键: the same key of the same account is the same declaration.</summary>
    public string RequestKey { get; init; } = string.Empty;

    /// <summary>Keyed hash of what was asked.</summary>
    public string RequestHash { get; init; } = string.Empty;

    /// <summary>The entity while nothing is answered for good, else null; unique, so that an entity has one open
    /// case.</summary>
    public Guid? OpenEntityId { get; set; }

    /// <summary>管理区.</summary>
    public string DistrictCode { get; set; } = string.Empty;

    /// <summary>街道.</summary>
    public string StreetCode { get; set; } = string.Empty;

    /// <summary>Name as declared; of an individual it is personal data.</summary>
    public string Name { get; init; } = string.Empty;

    /// <summary>Whether the entity is a person.</summary>
    public bool IsIndividual { get; init; }

    /// <summary>Name and phone of the person to call: JSON, encrypted.</summary>
    public string Contact { get; init; } = string.Empty;

    /// <summary>金额, in 分.</summary>
    public long NeedFen { get; set; }

    /// <summary>A code of the list <c>use</c>.</summary>
    public string NeedUse { get; set; } = string.Empty;

    /// <summary>期限 in months.</summary>
    public int NeedMonths { get; set; }

    /// <summary>A code of the list <c>urgency</c>.</summary>
    public string NeedUrgency { get; set; } = string.Empty;

    /// <summary>意愿银行; null for none.</summary>
    public string? WishBankId { get; init; }

    /// <summary>主办银行; null for none.</summary>
    public string? MainBankId { get; init; }

    /// <summary>A state of the pack's process.</summary>
    public string State { get; private set; } = string.Empty;

    /// <summary>The bank that has it, 机构ID; null for none.</summary>
    public string? BankId { get; set; }

    /// <summary>Why that bank: <c>wish</c>, <c>main</c> or <c>rotation</c>.</summary>
    public string? BankBasis { get; set; }

    /// <summary>When it was assigned to that bank.</summary>
    public DateTimeOffset? AssignedAt { get; set; }

    /// <summary>The last day for the bank's answer, inclusive, by the rule of the day of assignment; null while no
    /// bank has it.</summary>
    public DateOnly? DueOn { get; set; }

    /// <summary>The first amber day.</summary>
    public DateOnly? AmberOn { get; set; }

    /// <summary>The first red day.</summary>
    public DateOnly? RedOn { get; set; }

    /// <summary>When that bank answered; null while it owes the answer.</summary>
    public DateTimeOffset? AnsweredAt { get; set; }

    /// <summary>The last day for an answer that is still owed; <see cref="DateOnly.MaxValue"/> while none is, so that
    /// an index has the nearest deadline first. Follows from <see cref="DueOn"/> and <see
    /// cref="AnsweredAt"/>.</summary>
    public DateOnly OwedOn
    {
        get => AnsweredAt is null && DueOn is { } due ? due : DateOnly.MaxValue;
        private set => _ = value;
    }

    /// <summary>When it was first recommended.</summary>
    public DateTimeOffset? RecommendedAt { get; private set; }

    /// <summary>When a bank first accepted it.</summary>
    public DateTimeOffset? AcceptedAt { get; private set; }

    /// <summary>When credit was granted; null before.</summary>
    public DateTimeOffset? GrantedAt { get; private set; }

    /// <summary>When it was first drawn.</summary>
    public DateTimeOffset? DrawnAt { get; private set; }

    /// <summary>授信金额, in 分; 0 without a grant.</summary>
    public long GrantedFen { get; set; }

    /// <summary>年利率 in percent, as the bank wrote it; null without a grant.</summary>
    public string? RatePercent { get; set; }

    /// <summary>授信ID; null without a grant.</summary>
    public string? CreditId { get; set; }

    /// <summary>信用贷款.</summary>
    public bool IsCreditLoan { get; set; }

    /// <summary>首贷.</summary>
    public bool IsFirstLoan { get; set; }

    /// <summary>When the bank consent was revoked: the bank sees nothing after it. Null while it holds or was never
    /// given.</summary>
    public DateTimeOffset? BankRevokedAt { get; set; }

    /// <inheritdoc />
    public long Revision { get; set; }

    /// <summary>Its history, in no order; <see cref="CaseStep.Sequence"/> has it.</summary>
    public IReadOnlyList<CaseStep> Steps => _steps;

    /// <summary>五项标准, each round of judging.</summary>
    public IReadOnlyList<CaseStandard> Standards => _standards;

    /// <summary>授权.</summary>
    public IReadOnlyList<CaseConsent> Consents => _consents;

    /// <summary>放款.</summary>
    public IReadOnlyList<Drawdown> Drawdowns => _drawdowns;

    /// <summary>申报编号, as people quote it.</summary>
    public string Number => NumberOf(Id);

    /// <summary>申报编号 of a case's key.</summary>
    public static string NumberOf(Guid id) => "ZF" + id.ToString("N").ToUpperInvariant()[..20];

    /// <summary>Whether consent of a kind holds.</summary>
    public bool Allows(string kind) => _consents.Exists(c => c.Kind == kind && c.RevokedAt is null);

    /// <summary>Adds what belongs to it.</summary>
    public void Add(CaseConsent consent) => _consents.Add(consent);

    /// <summary>Adds the judgement of one standard.</summary>
    public void Add(CaseStandard standard) => _standards.Add(standard);

    /// <summary>Adds a drawdown.</summary>
    public void Add(Drawdown drawdown) => _drawdowns.Add(drawdown);

    /// <summary>Puts a drawdown in the place of one that was mistyped.</summary>
    public void Replace(Drawdown before, Drawdown now)
    {
        _drawdowns.Remove(before);
        _drawdowns.Add(now);
    }

    /// <summary>The banks that had it since it was last declared: a declaration made again begins anew.</summary>
    public IReadOnlySet<string> BanksOfRound()
    {
        var begun = _steps.Where(s => s.Step is CaseSteps.Declare or CaseSteps.Resubmit).Max(s => s.Sequence);
        return _steps.Where(s => s.Sequence > begun
                && s.Step is CaseSteps.Assign or CaseSteps.Reassign or CaseSteps.PassOn)
            .Select(s => s.BankId!).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>No bank has it any more: who had it sees nothing from here on, and owes no answer.</summary>
    public void LeaveBank() =>
        (BankId, BankBasis, AssignedAt, DueOn, AmberOn, RedOn) = (null, null, null, null, null, null);

    /// <summary>Moves on.</summary>
    /// <exception cref="InvalidOperationException">The process has no such move; ask <see
    /// cref="ProcessStep.CanFollow"/> first.</exception>
    public void Move(ProcessStep step, CaseAct act)
    {
        ArgumentNullException.ThrowIfNull(step);
        ArgumentNullException.ThrowIfNull(act);
        var before = State.Length == 0 ? null : State;
        if (!step.CanFollow(before))
            throw new InvalidOperationException($"{step.Id} cannot be done in {State}.");
        var last = _steps.MaxBy(s => s.Sequence);
        _steps.Add(CaseStep.After(last, this, step, act));
        State = step.To;
        RecommendedAt ??= step.Id == CaseSteps.Recommend ? act.At : null;
        AcceptedAt ??= step.Id == CaseSteps.Accept ? act.At : null;
        GrantedAt ??= step.Id is CaseSteps.Grant or CaseSteps.GrantPartly ? act.At : null;
        DrawnAt ??= step.Id == CaseSteps.Draw ? act.At : null;
    }
}

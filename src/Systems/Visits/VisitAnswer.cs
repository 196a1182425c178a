using Huoshui.Diagnostics;

namespace Huoshui.Systems.Visits;

/// <summary>What became of an act.</summary>
/// <param name="Value">What it made or changed; null when it was refused.</param>
/// <param name="Refusals">Why it was refused, each with what to do; empty when it was done.</param>
public sealed record VisitAnswer<T>(T? Value, IReadOnlyList<Diagnostic> Refusals)
    where T : class
{
    /// <summary>Whether it was done.</summary>
    public bool Succeeded => Value is not null;

    internal static VisitAnswer<T> Yes(T value) => new(value, []);

    internal static VisitAnswer<T> No(params IReadOnlyList<Diagnostic> refusals) => new(null, refusals);
}

/// <summary>融资需求.</summary>
/// <param name="AmountYuan">Amount, whole 元.</param>
/// <param name="Use">A code of the list <c>use</c>.</param>
/// <param name="TermMonths">Term in months.</param>
/// <param name="Urgency">A code of the list <c>urgency</c>.</param>
public sealed record NeedRequest(long AmountYuan, string Use, int TermMonths, string Urgency);

/// <summary>Whom a visit or declaration is about.</summary>
/// <param name="Code">统一社会信用代码, or the identity number of an individual (kept as a keyed hash only).</param>
/// <param name="IsIndividual">Whether <paramref name="Code"/> is an identity number.</param>
/// <param name="Name">Its name.</param>
/// <param name="StreetCode">街道, nine digits; read only when the entity is not known yet.</param>
public sealed record EntityRequest(string Code, bool IsIndividual, string Name, string StreetCode);

/// <summary>Somebody who came along.</summary>
/// <param name="Kind">A code of the list <c>visitor</c>.</param>
/// <param name="Name">姓名.</param>
public sealed record VisitorRequest(string Kind, string Name);

/// <summary>A visit as the officer records it.</summary>
/// <param name="Id">Chosen by the officer's device: the same id is the same visit.</param>
/// <param name="EntityId">The entity, when it is known.</param>
/// <param name="Entity">Whom, when <paramref name="EntityId"/> is null.</param>
/// <param name="At">When.</param>
/// <param name="Companions">Those who came along; the recorder is not among them.</param>
/// <param name="Place">Where, in words.</param>
/// <param name="Outcome">A code of the list <c>outcome</c>.</param>
/// <param name="Need">With the outcome of a need; null with the others.</param>
/// <param name="Obstacles">Codes of the list <c>obstacle</c>.</param>
/// <param name="Note">In words; null for none.</param>
public sealed record VisitRequest(
    Guid Id,
    Guid? EntityId,
    EntityRequest? Entity,
    DateTimeOffset At,
    IReadOnlyList<VisitorRequest> Companions,
    string Place,
    string Outcome,
    NeedRequest? Need,
    IReadOnlyList<string> Obstacles,
    string? Note);

/// <summary>自主申报: what an entity declares.</summary>
/// <param name="RequestKey">幂等键, 1 to 100 characters: the same key of the same account is the same
/// declaration.</param>
/// <param name="Entity">Who.</param>
/// <param name="Need">What for.</param>
/// <param name="Contact">Whom to call.</param>
/// <param name="WishBankId">机构ID of the bank it wishes; null for none.</param>
/// <param name="MainBankId">机构ID of its main bank; null for none.</param>
/// <param name="Consents">The kinds of consent given, with the version of the text that was agreed to.</param>
public sealed record DeclareRequest(
    string RequestKey,
    EntityRequest Entity,
    NeedRequest Need,
    CaseContact Contact,
    string? WishBankId,
    string? MainBankId,
    IReadOnlyDictionary<string, DateOnly> Consents)
{
    /// <summary>The entity that a street officer declares for, instead of <see cref="Entity"/>; null for
    /// none.</summary>
    public Guid? EntityId { get; init; }
}

/// <summary>The person to call: personal data, kept encrypted.</summary>
/// <param name="Name">姓名.</param>
/// <param name="Phone">手机号, 11 digits.</param>
public sealed record CaseContact(string Name, string Phone);

/// <summary>核验 of one standard.</summary>
/// <param name="Standard">A code of the list <c>standard</c>.</param>
/// <param name="IsMet">Whether it is met.</param>
/// <param name="Evidence">What shows it.</param>
public sealed record StandardCheck(string Standard, bool IsMet, string Evidence);

/// <summary>授信 as the bank answers.</summary>
/// <param name="AmountYuan">授信金额, whole 元: less than the need is granted in part.</param>
/// <param name="RatePercent">年利率, <c>3.85</c>.</param>
/// <param name="CreditId">授信ID.</param>
/// <param name="IsCreditLoan">信用贷款.</param>
/// <param name="IsFirstLoan">首贷.</param>
public sealed record GrantRequest(
    long AmountYuan, decimal RatePercent, string CreditId, bool IsCreditLoan, bool IsFirstLoan);

/// <summary>放款 as the bank reports it.</summary>
/// <param name="CreditId">授信ID of the case.</param>
/// <param name="IouId">借据ID: with the bank's 机构ID it counts once.</param>
/// <param name="AmountFen">In 分.</param>
/// <param name="DrawnOn">The day, in Shanghai.</param>
/// <param name="Kind">A code of the list <c>drawdown</c>.</param>
public sealed record DrawRequest(string CreditId, string IouId, long AmountFen, DateOnly DrawnOn, string Kind);

namespace Huoshui.Systems.Visits.Api;

// What JSON leaves out is null whatever the type says, so that everything here may be; the desks refuse what is
// missing.

/// <summary>A need.</summary>
internal sealed record NeedBody(long AmountYuan, string? Use, int TermMonths, string? Urgency)
{
    public NeedRequest Request() => new(AmountYuan, Use ?? string.Empty, TermMonths, Urgency ?? string.Empty);
}

/// <summary>Whom it is about.</summary>
internal sealed record EntityBody(string? Code, bool IsIndividual, string? Name, string? StreetCode)
{
    public EntityRequest Request() => new(
        (Code ?? string.Empty).Trim().ToUpperInvariant(), IsIndividual, Name ?? string.Empty,
            StreetCode ?? string.Empty);
}

/// <summary>Somebody who came along.</summary>
internal sealed record VisitorBody(string? Kind, string? Name);

/// <summary>A visit; the id is chosen by the device and makes sending it again harmless.</summary>
internal sealed record VisitBody(
    Guid Id, Guid? EntityId, EntityBody? Entity, DateTimeOffset At, IReadOnlyList<VisitorBody>? Companions,
        string? Place,
    string? Outcome, NeedBody? Need, IReadOnlyList<string>? Obstacles, string? Note)
{
    public VisitRequest Request() => new(
        Id, EntityId, Entity?.Request(), At,
        [.. (Companions ?? []).Select(c => new VisitorRequest(c?.Kind ?? string.Empty, c?.Name ?? string.Empty))],
        Place ?? string.Empty, Outcome ?? string.Empty, Need?.Request(),
            [.. (Obstacles ?? []).Select(o => o ?? string.Empty)],
        Note);
}

/// <summary>The person to call.</summary>
internal sealed record ContactBody(string? Name, string? Phone);

/// <summary>A declaration.</summary>
internal sealed record DeclareBody(
    EntityBody? Entity, NeedBody? Need, ContactBody? Contact, string? WishBankId, string? MainBankId,
    Dictionary<string, DateOnly>? Consents)
{
    public DeclareRequest Request(string key) => new(
        key, (Entity ?? new(null, false, null, null)).Request(), (Need ?? new(0, null, 0, null)).Request(),
        new CaseContact(Contact?.Name ?? string.Empty, Contact?.Phone ?? string.Empty), WishBankId, MainBankId,
        Consents ?? []);
}

/// <summary>A need, declared again.</summary>
internal sealed record ResubmitBody(NeedBody? Need, string? Note);

/// <summary>A text, with a code where one is asked for.</summary>
internal sealed record WordsBody(string? Reason, string? Words);

/// <summary>One standard.</summary>
internal sealed record StandardBody(string? Standard, bool IsMet, string? Evidence);

/// <summary>The five standards; with reason and words when the case is returned.</summary>
internal sealed record JudgeBody(IReadOnlyList<StandardBody>? Standards, string? Reason, string? Words)
{
    public IReadOnlyList<StandardCheck> Checks() =>
    [
        .. (Standards ?? []).Select(
            s => new StandardCheck(s?.Standard ?? string.Empty, s?.IsMet ?? false, s?.Evidence ?? string.Empty)),
    ];
}

/// <summary>A grant.</summary>
internal sealed record GrantBody(
    long AmountYuan, decimal RatePercent, string? CreditId, bool IsCreditLoan, bool IsFirstLoan)
{
    public GrantRequest Request() => new(AmountYuan, RatePercent, CreditId ?? string.Empty, IsCreditLoan, IsFirstLoan);
}

/// <summary>A drawdown.</summary>
internal sealed record DrawBody(string? CreditId, string? IouId, decimal AmountYuan, DateOnly DrawnOn, string? Kind)
{
    // A fraction of a 分 is no amount: it becomes 0, which is refused.
    public DrawRequest Request() =>
        new(CreditId ?? string.Empty, IouId ?? string.Empty, Fen(AmountYuan), DrawnOn, Kind ?? string.Empty);

    private static long Fen(decimal yuan) =>
        Math.Abs(yuan) < long.MaxValue / VisitFields.FenPerYuan && yuan * VisitFields.FenPerYuan is var fen
            && fen == Math.Truncate(fen)
            ? (long)fen : 0;
}

/// <summary>Agreement to a version of a consent.</summary>
internal sealed record ConsentBody(DateOnly Version);

/// <summary>A merge.</summary>
internal sealed record MergeBody(Guid IntoId, string? Reason);

/// <summary>A decision about a correction.</summary>
internal sealed record CorrectionBody(bool Confirms, string? StreetCode, string? Note);

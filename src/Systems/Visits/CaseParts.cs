namespace Huoshui.Systems.Visits;

/// <summary>核验记录: one standard in one round. Only ever added.</summary>
public sealed class CaseStandard
{
    /// <summary>Whose.</summary>
    public Guid CaseId { get; init; }

    /// <summary><see cref="CaseStep.Sequence"/> of the step that judged.</summary>
    public int Sequence { get; init; }

    /// <summary>A code of the list <c>standard</c>.</summary>
    public string Standard { get; init; } = string.Empty;

    /// <summary>Whether it is met.</summary>
    public bool IsMet { get; init; }

    /// <summary>What shows it.</summary>
    public string Evidence { get; init; } = string.Empty;
}

/// <summary>授权: consent of one kind to one version of its text; it can be revoked, and given anew.</summary>
public sealed class CaseConsent
{
    /// <summary>The key.</summary>
    public Guid Id { get; init; }

    /// <summary>Whose.</summary>
    public Guid CaseId { get; init; }

    /// <summary>One of <see cref="ConsentKinds"/>.</summary>
    public string Kind { get; init; } = string.Empty;

    /// <summary>版本: the first day of the text.</summary>
    public DateOnly Version { get; init; }

    /// <summary>SHA-256 of the Chinese text that was agreed to, lower-case hex.</summary>
    public string TextSha256 { get; init; } = string.Empty;

    /// <summary>When it was given.</summary>
    public DateTimeOffset GivenAt { get; init; }

    /// <summary>When it was revoked; null while it holds.</summary>
    public DateTimeOffset? RevokedAt { get; set; }
}

/// <summary>放款: one 借据, as the bank told it last; each counts once.</summary>
public sealed class Drawdown
{
    /// <summary>机构ID of the bank.</summary>
    public string BankId { get; init; } = string.Empty;

    /// <summary>借据ID; with <see cref="BankId"/> the key.</summary>
    public string IouId { get; init; } = string.Empty;

    /// <summary>Whose.</summary>
    public Guid CaseId { get; init; }

    /// <summary>In 分.</summary>
    public long AmountFen { get; init; }

    /// <summary>The day.</summary>
    public DateOnly DrawnOn { get; init; }

    /// <summary>A code of the list <c>drawdown</c>.</summary>
    public string Kind { get; init; } = string.Empty;

    /// <summary>Whether its kind counts in I02, by the pack of the day of recording.</summary>
    public bool IsCounted { get; init; }

    /// <summary>When it was recorded.</summary>
    public DateTimeOffset RecordedAt { get; init; }
}

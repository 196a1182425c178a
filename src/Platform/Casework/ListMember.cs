namespace Huoshui.Casework;

/// <summary>Where a subject stands in an edition.</summary>
public enum MemberState
{
    /// <summary>候选.</summary>
    Candidate,

    /// <summary>按规则不列入.</summary>
    Excluded,

    /// <summary>在名单上: of a final edition.</summary>
    Kept,

    /// <summary>经异议移出.</summary>
    Struck,
}

/// <summary>名单对象: one subject that the rule looked at, in one edition.</summary>
public sealed class ListMember
{
    /// <summary>The key.</summary>
    public Guid Id { get; init; }

    /// <summary>Whose.</summary>
    public Guid EditionId { get; init; }

    /// <summary>The subject's key: 统一社会信用代码, or what the source of candidates calls it. Once an edition.</summary>
    public string SubjectKey { get; init; } = string.Empty;

    /// <summary>Its name; of a person it is personal data.</summary>
    public string Name { get; init; } = string.Empty;

    /// <summary>Whether it is a person.</summary>
    public bool IsPersonal { get; init; }

    /// <summary>The account that speaks for it; null for none.</summary>
    public string? Account { get; init; }

    /// <summary>The facts that the rule read: JSON.</summary>
    public string Facts { get; init; } = "{}";

    /// <summary>Codes of the rule's reasons, joined by commas; empty without any.</summary>
    public string Reasons { get; init; } = string.Empty;

    /// <summary>Whether the rule, and not an objection, brought it in.</summary>
    public bool IsByRule { get; init; } = true;

    /// <summary>Whether it was on the list by the edition before.</summary>
    public bool WasListed { get; init; }

    /// <summary>Where it stands.</summary>
    public MemberState State { get; set; }

    /// <summary>异议事项 of the upheld objection that moved it; null for none.</summary>
    public string? MovedBy { get; set; }

    /// <summary>The day since which it is on the list without a break; null while it is on none.</summary>
    public DateOnly? Since { get; set; }
}

/// <summary>异议: an objection to an edition, and its answer.</summary>
public sealed class ListObjection : Operations.IRevised
{
    /// <summary>The key; rises with time.</summary>
    public Guid Id { get; init; }

    /// <summary>To which edition.</summary>
    public Guid EditionId { get; init; }

    /// <summary>About whom; null for somebody whom the rule did not look at.</summary>
    public Guid? MemberId { get; set; }

    /// <summary>The key of the subject.</summary>
    public string SubjectKey { get; init; } = string.Empty;

    /// <summary>The name of the subject.</summary>
    public string SubjectName { get; init; } = string.Empty;

    /// <summary>Whether the subject is a person.</summary>
    public bool IsPersonal { get; init; }

    /// <summary>Who objects.</summary>
    public string Account { get; init; } = string.Empty;

    /// <summary>幂等键: the same key of the same account is the same objection.</summary>
    public string RequestKey { get; init; } = string.Empty;

    /// <summary>异议事项, a code of the list.</summary>
    public string Kind { get; init; } = string.Empty;

    /// <summary>In words.</summary>
    public string Words { get; init; } = string.Empty;

    /// <summary>When.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>The last day for the answer, inclusive, by the rule of the day of the objection.</summary>
    public DateOnly DueOn { get; init; }

    /// <summary>The first amber day.</summary>
    public DateOnly AmberOn { get; init; }

    /// <summary>When it was answered; null while it is open.</summary>
    public DateTimeOffset? AnsweredAt { get; set; }

    /// <summary>Who answered.</summary>
    public string? AnsweredBy { get; set; }

    /// <summary>Whether it was upheld; null while it is open.</summary>
    public bool? IsUpheld { get; set; }

    /// <summary>答复理由, a code of the list.</summary>
    public string? AnswerReason { get; set; }

    /// <summary>The answer in words.</summary>
    public string? AnswerWords { get; set; }

    /// <inheritdoc />
    public long Revision { get; set; }
}

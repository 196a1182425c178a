using Huoshui.Operations;

namespace Huoshui.Systems.FirstLoans;

/// <summary>辅导: one party of the list with the bank that coaches it. Owned by <see cref="CoachingDesk"/>.</summary>
public sealed class Coaching : IRevised
{
    /// <summary>The key; rises with time.</summary>
    public Guid Id { get; init; }

    /// <summary>The party's key in the list.</summary>
    public string PartyKey { get; init; } = string.Empty;

    /// <summary>The party while the coaching lasts, else null; unique: one bank coaches it.</summary>
    public string? OpenKey { get; set; }

    /// <summary>Its name.</summary>
    public string Name { get; init; } = string.Empty;

    /// <summary>机构ID of the bank.</summary>
    public string BankId { get; init; } = string.Empty;

    /// <summary>The edition of the list that it came from.</summary>
    public Guid EditionId { get; init; }

    /// <summary>Who assigned.</summary>
    public string AssignedBy { get; init; } = string.Empty;

    /// <summary>The day of the assignment.</summary>
    public DateOnly AssignedOn { get; init; }

    /// <summary>A state of the pack's process.</summary>
    public string State { get; set; } = string.Empty;

    /// <summary>The day of the last contact; null before the first.</summary>
    public DateOnly? LastContactOn { get; set; }

    /// <summary>The last day for the next contact, inclusive, by the rule of the day on which it began; null at the
    /// end.</summary>
    public DateOnly? DueOn { get; set; }

    /// <summary>借据ID of the first loan as the bank told it; null for none.</summary>
    public string? IouId { get; set; }

    /// <summary>Its amount, in 分; null for none.</summary>
    public long? AmountFen { get; set; }

    /// <summary>Its day; null for none.</summary>
    public DateOnly? BorrowedOn { get; set; }

    /// <summary>Why it ended, a code; null for none.</summary>
    public string? EndReason { get; set; }

    /// <inheritdoc />
    public long Revision { get; set; }
}

/// <summary>辅导记录: one step of a coaching. Only ever added.</summary>
public sealed class CoachingStep
{
    /// <summary>The key; of a contact the one that the form chose, so that sending it again is harmless.</summary>
    public Guid Id { get; init; }

    /// <summary>Whose.</summary>
    public Guid CoachingId { get; init; }

    /// <summary>A step of the pack's process.</summary>
    public string Step { get; init; } = string.Empty;

    /// <summary>The day that it is about.</summary>
    public DateOnly On { get; init; }

    /// <summary>When it was recorded.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>Who.</summary>
    public string Actor { get; init; } = string.Empty;

    /// <summary>A code of a list; null for none.</summary>
    public string? Code { get; init; }

    /// <summary>In words; null for none.</summary>
    public string? Words { get; init; }
}

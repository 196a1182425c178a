namespace Huoshui.Systems.Returns;

/// <summary>报送步骤: one act on a filing. Append-only; the history of a filing is its steps in order.</summary>
public sealed class FilingStep
{
    /// <summary>Sortable.</summary>
    public required Guid Id { get; init; }

    /// <summary>The filing.</summary>
    public required Guid FilingId { get; init; }

    /// <summary>Rises by one with each step of the filing.</summary>
    public required int Sequence { get; init; }

    /// <summary>What was done.</summary>
    public required FilingAction Action { get; init; }

    /// <summary>When, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Account name.</summary>
    public required string Actor { get; init; }

    /// <summary>State before.</summary>
    public required FilingState From { get; init; }

    /// <summary>State after.</summary>
    public required FilingState To { get; init; }

    /// <summary>Reason or object of the act; null when there is none.</summary>
    public string? Note { get; init; }

    /// <summary>Until when the other side has to answer, inclusive; null when nothing is asked.</summary>
    public DateOnly? Deadline { get; init; }
}

namespace Huoshui.AuditTree.Reconciling;

/// <summary>What a comparison of rows, leaves and tree gave.</summary>
/// <param name="Rows">Audit rows compared.</param>
/// <param name="Entered">Leaves under the checkpoint.</param>
/// <param name="Waiting">Rows that wait to be entered.</param>
/// <param name="Forgotten">Rows whose salt was deleted lawfully.</param>
/// <param name="Count">Findings in all.</param>
/// <param name="Found">What was found, none if all is well; of rows at most 1,000, and AUD1009 how many
/// more.</param>
public sealed record ReconciliationReport(
    long Rows, long Entered, long Waiting, long Forgotten, long Count, IReadOnlyList<Found> Found)
{
    /// <summary>When the oldest row was written that waits; null if none does.</summary>
    public DateTimeOffset? WaitingSince { get; init; }
}

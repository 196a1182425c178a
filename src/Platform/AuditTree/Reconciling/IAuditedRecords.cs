using Huoshui.Operations;

namespace Huoshui.AuditTree.Reconciling;

/// <summary>A record that is not what the act said, or that no act speaks of.</summary>
/// <param name="Sequence">The audit row that states it; null where none does.</param>
/// <param name="Subject">What it is, e.g. <c>figure/I01/2025-06-30</c>.</param>
/// <param name="Zh">What differs, in Chinese: a part of a sentence.</param>
/// <param name="En">The same in English.</param>
public sealed record RecordDifference(long? Sequence, string Subject, string Zh, string En);

/// <summary>
/// What acts of one kind say about the rows of a table: a receipt, a published value, a decision. Registered by the
/// system that owns the table, with its <see cref="Operations.Leaves.AuditedTable"/>. Thread safe.
/// </summary>
public interface IAuditedRecords
{
    /// <summary>The act whose detail states the record, e.g. <c>figure.published</c>.</summary>
    string Action { get; }

    /// <summary>What stands before the slash of its subjects.</summary>
    string Noun { get; }

    /// <summary>Compares records with what was stated of them, both ways.</summary>
    /// <param name="context">Read only.</param>
    /// <param name="scope">What to compare.</param>
    /// <param name="cancellationToken">Stops it.</param>
    Task<IReadOnlyList<RecordDifference>> CompareAsync(
        OperationsContext context, RecordScope scope, CancellationToken cancellationToken);
}

/// <summary>Which records are compared.</summary>
/// <param name="Subjects">Those of these acts; null: all.</param>
/// <param name="Since">Records made before nobody stated: they are left out.</param>
public sealed record RecordScope(IReadOnlyCollection<string>? Subjects, DateTimeOffset Since);

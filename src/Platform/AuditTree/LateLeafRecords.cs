using Huoshui.AuditTree.Reconciling;
using Huoshui.Operations;
using Huoshui.Operations.Leaves;

namespace Huoshui.AuditTree;

/// <summary>Rows that had no leaf until a restart gave them one stay a difference, whole comparison by whole
/// comparison: the tree proves them from then on only, and nobody knows who wrote them.</summary>
internal sealed class LateLeafRecords : IAuditedRecords
{
    public string Action => AuditRestart.Action;

    public string Noun => "audit";

    public async Task<IReadOnlyList<RecordDifference>> CompareAsync(
        OperationsContext context, RecordScope scope, CancellationToken cancellationToken) =>
        [.. (await LateLeaves.FindAsync(context, cancellationToken)).Select(row => new RecordDifference(
            row,
            FormattableString.Invariant($"audit/{row}"),
            "原先没有叶（AUD1003），另起一棵树时补了迁移类的叶：不能证明由平台写入",
            "had no leaf (AUD1003) until a restart gave it one of the kind migration: nothing proves that the "
                + "platform wrote it"))];
}

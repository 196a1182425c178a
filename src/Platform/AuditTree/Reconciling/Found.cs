using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Huoshui.Diagnostics;
using Huoshui.Operations.Leaves;

namespace Huoshui.AuditTree.Reconciling;

/// <summary>One thing that a comparison found.</summary>
/// <param name="Reason">What, with a code (AUD1xxx).</param>
/// <param name="Sequence">Number of the audit row; null if it is about none.</param>
/// <param name="Place">What else tells it from another of its code.</param>
public sealed record Found(Diagnostic Reason, long? Sequence, string Place = "")
{
    private const int LongestPlace = 200; // it is a key of a table, and comes from the store

    internal string Id => string.Create(CultureInfo.InvariantCulture, $"{Reason.Code}/{Sequence}/{ShortPlace}");

    private string ShortPlace => Place.Length <= LongestPlace
        ? Place : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Place)));
}

/// <summary>What a comparison finds (AUD1xxx).</summary>
internal static class Finds
{
    /// <summary>More rows differ than are named.</summary>
    public const string UnnamedCode = "AUD1009";

    /// <summary>Whether a code is about one row, of which not all may be named.</summary>
    public static bool IsOfRow(string code) => string.CompareOrdinal(code, UnnamedCode) < 0;

    public static Found Unnamed(long count) => new(Diagnostic.Error(
        UnnamedCode,
        FormattableString.Invariant($"另有 {count} 处差异只计数、未逐一列出：先处理已列出的，再对账。"),
        FormattableString.Invariant($"{count} more differences are counted and not named: see to those that are ")
            + "named, then compare again."),
        null);

    public static Found Edited(long row, string zh, string en) => Row(
        "AUD1001", row,
        $"审计记录 {row} 被改动：{zh}。请与备份核对，并查数据库的访问记录。",
        $"Audit row {row} was changed: {en}. Compare it with a backup and look who had access to the database.");

    public static Found Deleted(long row) => Row(
        "AUD1002", row,
        $"审计记录 {row} 被删除（编号不应有缺）。请从备份找回。",
        $"Audit row {row} was deleted: the numbers have no gaps. Bring it back from a backup.");

    public static Found Gap(long first, long last) => Row(
        "AUD1002", first,
        $"审计编号 {first} 至 {last} 都没有记录（编号不应有缺）。请从备份找回。",
        $"There is no audit row from {first} to {last}: the numbers have no gaps. Bring them back from a backup.");

    public static Found NoRow(long row) => Row(
        "AUD1002", row,
        $"审计编号 {row} 没有记录：另起一棵树时已缺，树中照记。不能证明那里原有什么。",
        $"There is no audit row {row}: it was gone when a restart noted the gap. Nothing proves what stood there.");

    public static Found IntoGap(long row) => Row(
        "AUD1003", row,
        $"审计记录 {row} 不是平台写入的：树中记明该编号没有记录。",
        $"Audit row {row} was not written by the platform: the tree says that there is no row at its number.");

    public static Found Inserted(long row) => Row(
        "AUD1003", row,
        $"审计记录 {row} 没有叶：它不是平台写入的。",
        $"Audit row {row} has no leaf: the platform did not write it.");

    public static Found LateLeaf(long row) => Row(
        "AUD1003", row,
        $"审计记录 {row} 原先没有叶，另起一棵树时补了迁移类的叶：不能证明由平台写入。",
        $"Audit row {row} had no leaf until a restart gave it one (migration): nothing proves who wrote it.");

    public static Found Moved(long row, long from) => Row(
        "AUD1004", row,
        $"审计记录 {row} 处现为原第 {from} 条的内容：次序被改动。",
        $"Audit row {row} now holds what was row {from}: the order was changed.");

    public static Found LeafGone(long row) => Row(
        "AUD1005", row,
        $"审计记录 {row} 的叶（承诺与盐）被删，而没有删除记录。",
        $"The leaf of audit row {row} (commitment and salt) was deleted, and no act says so.");

    public static Found SaltGone(long row) => Row(
        "AUD1006", row,
        $"审计记录 {row} 的盐被删，而没有删除记录（audit.forget）。",
        $"The salt of audit row {row} was deleted, and no act says so (audit.forget).");

    public static Found OtherKind(long row, AuditLeafKind kept, byte inTree) => Row(
        "AUD1007", row,
        $"审计记录 {row} 的叶类型为 {(int)kept}，树中为 {inTree}：被改动。",
        $"The leaf of audit row {row} has kind {(int)kept}, the tree {inTree}: it was changed.");

    public static Found Unlinked(long row) => Row(
        "AUD1008", row,
        $"审计记录 {row} 与前一条的哈希链不相连。",
        $"Audit row {row} does not continue the hash chain.");

    public static Found OtherTree(long size, string zh, string en) => new(Diagnostic.Error(
        "AUD1010",
        $"审计树（大小 {size}）不可信：{zh}。请运行 huoshui log fsck --dir D/audit-log --vkey F。",
        $"The audit tree (size {size}) cannot be trusted: {en}. Run huoshui log fsck --dir D/audit-log --vkey F."),
        null);

    public static Found Shrunk(long size, long known) => new(Diagnostic.Error(
        "AUD1011",
        $"审计树只有 {size} 条，此前已核对到 {known} 条：日志丢失了条目。",
        $"The audit tree has {size} leaves, {known} were compared before: the log lost entries."), null);

    public static Found Record(RecordDifference difference) => new(
        Diagnostic.Error(
            "AUD1020",
            $"{difference.Subject}：{difference.Zh}"
                + (difference.Sequence is { } row ? $"（审计记录 {row}）。" : "。"),
            $"{difference.Subject}: {difference.En}"
                + (difference.Sequence is { } stated ? $" (audit row {stated})." : ".")),
        difference.Sequence, difference.Subject);

    private static Found Row(string code, long row, FormattableString zh, FormattableString en) => new(
        Diagnostic.Error(
            code, zh.ToString(CultureInfo.InvariantCulture), en.ToString(CultureInfo.InvariantCulture)), row);
}

using System.Globalization;
using Huoshui.Diagnostics;
using Huoshui.Operations.Leaves;

namespace Huoshui.AuditTree;

/// <summary>The audit tree cannot be written or trusted.</summary>
/// <param name="reason">Why, with a code (AUD2xxx).</param>
/// <param name="inner">What led to it.</param>
public sealed class AuditTreeException(Diagnostic reason, Exception? inner = null)
    : Exception($"{reason.ToLine("zh")} / {reason.Message.En}", inner)
{
    /// <summary>Why, and what to do.</summary>
    public Diagnostic Reason { get; } = reason;
}

/// <summary>Why the tree is not written (AUD2xxx).</summary>
internal static class AuditTreeErrors
{
    private const string WayOut =
        "huoshui audit restart --data D --reason R（docs/operator/audit.md）";

    public static AuditTreeException Gone(string folder, long entered) => Refused(
        "AUD2001",
        $"审计树 {folder} 不在了，而库中记有已入树 {entered} 条。请找回该文件夹；确已丢失时用 {WayOut}。",
        $"The audit tree {folder} is gone, though {entered} leaves were entered. Bring the folder back; if it is lost: "
            + WayOut + ".");

    public static AuditTreeException Older(Exception inner, string why) => Refused(
        "AUD2002",
        $"审计树与最后签名的不符（{why}），不再续写。请先确认 HUOSHUI_AUDIT_STATE 所指的磁盘已挂载、文件在原处；"
            + $"若确为恢复备份，用 {WayOut} 另起一棵树；否则查明谁改动了它。",
        $"The audit tree does not fit what was signed last ({why}) and is not written. First see that the disk of "
            + "HUOSHUI_AUDIT_STATE is mounted and the file in its place. If a backup was restored, begin a new tree "
            + $"with {WayOut}; otherwise find out who changed it.",
        inner);

    public static AuditTreeException StoreBehind(long entered, long rows) => Refused(
        "AUD2003",
        $"审计树已有 {entered} 条，而库中审计记录只到第 {rows} 条：数据库被恢复到旧时点，或记录被删。运行 huoshui audit reconcile；"
            + $"若确为恢复备份，用 {WayOut}。",
        string.Create(
            CultureInfo.InvariantCulture,
            $"The audit tree has {entered} leaves, the store only {rows} audit rows: the database was put back, or "
                + $"rows were deleted. Run huoshui audit reconcile; if a backup was restored: {WayOut}."));

    public static AuditTreeException NoLeaf(long sequence) => Refused(
        "AUD2004",
        $"审计记录 {sequence} 没有叶，不能入树：它不是平台写入的，或由旧版本写入，或其叶被删。运行 huoshui audit reconcile "
            + $"查明；然后用 {WayOut} 另起一棵树，其差异保留。",
        string.Create(
            CultureInfo.InvariantCulture,
            $"Audit row {sequence} has no leaf and cannot be entered: the platform did not write it, an older "
                + $"release did, or its leaf was deleted. Run huoshui audit reconcile to find out; then begin a new "
                + $"tree with {WayOut}: it stays a difference."));

    public static AuditTreeException NoRow(long sequence) => Refused(
        "AUD2004",
        $"审计编号 {sequence} 既没有记录也没有叶（记录被删），不能入树。运行 huoshui audit reconcile 查明；然后用 {WayOut} "
            + "另起一棵树，缺号照记，其差异保留。",
        string.Create(
            CultureInfo.InvariantCulture,
            $"Number {sequence} has neither an audit row nor a leaf (it was deleted), and cannot be entered. Run "
                + $"huoshui audit reconcile to find out; then begin a new tree with {WayOut}: the gap is noted and "
                + $"stays a difference."));

    public static AuditTreeException TooManyMissing(TooManyMissingException inner) => Refused(
        "AUD2010",
        $"到第 {inner.Last} 号为止有 {inner.Missing} 个审计编号没有记录，过多（至多 {LateLeaves.MostMissing}）：有人把计数器或一条记录"
            + "移到了很远处。请留存数据库副本，删去远处的记录，把 Sequences 表中 audit 的值改回其余记录的最大编号"
            + "（不低于审计树 checkpoint 第二行的条数），再另起。",
        string.Create(
            CultureInfo.InvariantCulture,
            $"{inner.Missing} audit numbers up to {inner.Last} have no row, at most "
                + $"{LateLeaves.MostMissing} are noted: somebody moved the counter, or a row, far away. Keep a copy of "
                + $"the database, delete the far row, "
                + $"set audit in the table Sequences to the greatest number of the other rows (not below the second "
                + $"line of the tree's checkpoint), and restart again."),
        inner);

    public static AuditTreeException NoPassphrase(string file) => Refused(
        "AUD2005",
        $"没有打开审计树密钥的口令：设 HUOSHUI_AUDIT_PASSPHRASE_FILE，或找回 {file}。",
        $"There is no passphrase for the audit tree's keys: set HUOSHUI_AUDIT_PASSPHRASE_FILE, or bring {file} back.");

    public static AuditTreeException Busy(string name) => Refused(
        "AUD2006",
        $"另一进程正在写审计树（租约 {name} 或文件夹锁）。请先停下它，或稍后再试。",
        $"Another process writes the audit tree (lease {name}, or lock of the folder). Stop it first, or try again "
            + "later.");

    public static AuditTreeException NoTree(string folder) => Refused(
        "AUD2007",
        $"{folder} 里还没有审计树：它由 serve 或 work 进程建立；也可运行 huoshui audit checkpoint。",
        $"There is no audit tree in {folder} yet: a serve or work process makes it, or huoshui audit checkpoint.");

    public static AuditTreeException WrongRange(long from, long to) => Refused(
        "AUD2008",
        $"范围 {from}–{to} 不对：应为已入树的审计记录，且起不大于止。",
        string.Create(
            CultureInfo.InvariantCulture,
            $"The range {from}-{to} will not do: rows that are in the tree, the first not behind the last."));

    public static AuditTreeException NotWritable(string folder, Exception inner) => Refused(
        "AUD2009",
        $"审计树 {folder} 写不了：{inner.GetBaseException().Message} 请查磁盘空间、该文件夹与 HUOSHUI_AUDIT_STATE 的权限和挂载。",
        $"The audit tree {folder} cannot be written: {inner.GetBaseException().Message} Look at the space on the disk, "
            + "and at rights and mounts of the folder and of HUOSHUI_AUDIT_STATE.",
        inner);

    private static AuditTreeException Refused(string code, string zh, string en, Exception? inner = null) =>
        new(Diagnostic.Error(code, zh, en), inner);
}

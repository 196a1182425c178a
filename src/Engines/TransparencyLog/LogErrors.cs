using System.Globalization;
using Huoshui.Diagnostics;

namespace Huoshui.TransparencyLog;

/// <summary>The reasons of the store, each with its code (LOG2xxx).</summary>
internal static class LogErrors
{
    public static LogRefusedException NotEmpty(string folder) => Refused(
        "LOG2001", $"文件夹 {folder} 不为空。请换一个文件夹。", $"The folder {folder} is not empty. Choose another.");

    public static LogRefusedException BadOrigin(string origin) => Refused(
        "LOG2002",
        $"来源“{origin}”不能用：不可为空、含空白或加号、超过 255 字节。例：log.example.cn/crossborder。",
        $"The origin '{origin}' will not do: not empty, no spaces, no plus sign, at most 255 bytes. Example: "
            + $"log.example.cn/crossborder.");

    public static LogRefusedException NoLog(string folder) => Refused(
        "LOG2003",
        $"{folder} 不是日志文件夹（没有 .private/log.json）。请用 huoshui log create 新建。",
        $"{folder} is no folder of a log (no .private/log.json). Create one with huoshui log create.");

    public static LogRefusedException Locked(string folder) => Refused(
        "LOG2004",
        $"另一个进程正在写 {folder}。一个日志只有一个写入者，请等它结束。",
        $"Another process writes {folder}. A log has one writer: wait until it ends.");

    public static LogRefusedException JournalBroken(string file, long offset, string zh, string en) => Refused(
        "LOG2005",
        $"预写日志 {file} 在字节 {offset} 处损坏：{zh}。已确认的条目可能受损，请从备份恢复。",
        string.Create(
            CultureInfo.InvariantCulture,
            $"The write-ahead log {file} is damaged at byte {offset}: {en}. Acknowledged entries may be harmed: "
                + $"restore."));

    public static LogRefusedException SmallerThanSigned(long size, long signed, string state) => Refused(
        "LOG2006",
        $"树只有 {size} 个条目，而最后签名的检查点有 {signed} 个（{state}）：这是旧备份或数据丢失。拒绝写入，以免分叉。",
        string.Create(
            CultureInfo.InvariantCulture,
            $"The tree has {size} entries, the last signed checkpoint {signed} ({state}): an old backup, or "
                + $"lost data. Refused, lest it fork."));

    public static LogRefusedException OtherThanSigned(long size, string state) => Refused(
        "LOG2007",
        $"大小为 {size} 时的树根与最后签名的检查点不同（{state}）：历史被改动。拒绝写入。",
        string.Create(
            CultureInfo.InvariantCulture,
            $"The root at size {size} is not the one that was signed last ({state}): history was changed. Refused."));

    public static LogRefusedException NoState(string state) => Refused(
        "LOG2008",
        $"找不到最后签名的检查点 {state}。请恢复此文件；确知文件夹为最新时可用 --accept-folder 重建。",
        $"The last signed checkpoint {state} is missing. Restore it; if the folder is surely the latest, use "
            + $"--accept-folder.");

    public static LogRefusedException StateMoved(string state) => Refused(
        "LOG2009",
        $"最后签名的检查点 {state} 已被另一写入者改动。请重新打开日志。",
        $"The last signed checkpoint {state} was changed by another writer. Open the log again.");

    public static LogRefusedException WrongPassphrase(string file) => Refused(
        "LOG2010",
        $"口令打不开密钥文件 {file}，或文件已损坏。请检查 HUOSHUI_LOG_PASSPHRASE 或 --passphrase-file。",
        $"The passphrase does not open {file}, or the file is damaged. Check HUOSHUI_LOG_PASSPHRASE or "
            + $"--passphrase-file.");

    public static LogRefusedException EntryTooLong(int length) => Refused(
        "LOG2011",
        $"条目有 {length} 字节，最多 {LogLimits.LongestEntryBytes}。请写入其哈希。",
        string.Create(
            CultureInfo.InvariantCulture,
            $"The entry has {length} bytes, at most {LogLimits.LongestEntryBytes} fit. Log its hash instead."));

    public static LogRefusedException KeyTooLong(string text) => Refused(
        "LOG2012",
        $"发行人或幂等键“{text[..Math.Min(text.Length, 32)]}…”超过 {LogLimits.LongestKeyBytes} 字节。",
        $"The issuer or idempotency key '{text[..Math.Min(text.Length, 32)]}…' is longer than "
            + $"{LogLimits.LongestKeyBytes} bytes.");

    public static LogRefusedException OtherEntryOfKey(string key, long index) => Refused(
        "LOG2013",
        $"幂等键“{key}”已用于另一内容（条目 {index}）。请换一个键。",
        string.Create(
            CultureInfo.InvariantCulture,
            $"The idempotency key '{key}' was used for other content (entry {index}). Use another key."));

    public static LogRefusedException NotCovered(long index, long size) => Refused(
        "LOG2014",
        $"条目 {index} 不在已发布的检查点内（大小 {size}）。请先运行 huoshui log checkpoint，或换一个序号。",
        string.Create(
            CultureInfo.InvariantCulture,
            $"Entry {index} is not under the published checkpoint (size {size}). Run huoshui log checkpoint, or "
                + $"choose another."));

    public static LogRefusedException BrokenTile(string path, string zh, string en) => Refused(
        "LOG2015",
        $"{path} {zh}。请运行 huoshui log fsck。",
        $"{path} {en}. Run huoshui log fsck.");

    public static LogRefusedException Failed(Exception cause) => new(Diagnostic.Error(
        "LOG2016",
        $"写入失败，日志已停止，未确认的条目须重发：{cause.Message}",
        $"Writing failed and the log has stopped; send again what was not acknowledged: {cause.Message}"));

    public static LogRefusedException NoKeys() => Refused(
        "LOG2017",
        "没有打开签名密钥，不能签发检查点。",
        "The signing keys are not open: no checkpoint can be signed.");

    public static LogRefusedException RolledBackState(long state, long published, string file) => Refused(
        "LOG2018",
        $"{file} 记的大小 {state} 小于已发布检查点的 {published}：该文件是旧的。请恢复最新文件，或用 --accept-folder。",
        string.Create(
            CultureInfo.InvariantCulture,
            $"{file} says {state}, the published checkpoint {published}: that file is old. Restore it, or use "
                + $"--accept-folder."));

    private static LogRefusedException Refused(string code, string zh, string en) =>
        new(Diagnostic.Error(code, zh, en));
}

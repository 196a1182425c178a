using System.Globalization;
using Huoshui.Diagnostics;
using Huoshui.TransparencyLogVerifier;

namespace Huoshui.TransparencyLog;

/// <summary>The reasons of the store, each with its code (LOG2xxx).</summary>
internal static class LogErrors
{
    private const string TokenExample =
        "pkcs11:token=T;object=K?module-path=/usr/lib/softhsm/libsofthsm2.so&pin-source=file:/etc/huoshui/pin";

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

    public static LogRefusedException TokenUri(string uri, string zh, string en) => Refused(
        "LOG2019",
        $"--pkcs11 “{uri.Split('?')[0]}” {zh}。例：{TokenExample}",
        $"--pkcs11 '{uri.Split('?')[0]}': {en}. Example: {TokenExample}"); // behind the ? a PIN may stand

    public static LogRefusedException TokenModule(string path, string cause) => Refused(
        "LOG2020",
        $"PKCS#11 模块 {path} 不能装入：{cause}。请检查 module-path。",
        $"The PKCS#11 module {path} cannot be loaded: {cause}. Check module-path.");

    public static LogRefusedException TokenMissing(string uri, int found, string labels) => Refused(
        "LOG2021",
        $"与 {uri} 相符的令牌有 {found} 个，应恰为一个。现有令牌：{labels}。请插入令牌，或改 token=。",
        string.Create(
            CultureInfo.InvariantCulture,
            $"{found} tokens are as {uri} says, not one. Tokens here: {labels}. Insert the token, or change token=."));

    public static LogRefusedException TokenPin(string uri, string zh, string en) => Refused(
        "LOG2022",
        $"令牌 {uri} 不能登录：{zh}。请先核对 pin-source 里的 PIN，再试：错几次令牌会锁定。",
        $"No login to the token {uri}: {en}. Check the PIN in pin-source before trying again: a token locks itself "
            + $"after a few.");

    public static LogRefusedException TokenKeyMissing(string uri, int found) => Refused(
        "LOG2023",
        $"令牌中与 {uri} 相符的 Ed25519 密钥有 {found} 个，应恰为一个。请改 object= 或 id=；新建时可用 --pkcs11-generate。",
        string.Create(
            CultureInfo.InvariantCulture,
            $"The token has {found} Ed25519 keys as {uri} says, not one. Change object= or id=; "
                + $"--pkcs11-generate makes a new one."));

    public static LogRefusedException TokenOtherKey(string uri) => Refused(
        "LOG2024",
        $"令牌 {uri} 的密钥没有通过自检：签名不属于所记的公钥，或令牌不支持 Ed25519。请换回原来的令牌。",
        $"The key of the token {uri} does not pass its self-test: it is another key, or no Ed25519. Use the token of "
            + $"before.");

    public static LogRefusedException TokenFailed(string uri, string cause) => Refused(
        "LOG2024",
        $"令牌 {uri} 没有完成：{cause}。CKR_MECHANISM_INVALID 是不支持 Ed25519（CKM_EDDSA）。",
        $"The token {uri} failed: {cause}. CKR_MECHANISM_INVALID means that it has no Ed25519 (CKM_EDDSA).");

    public static LogRefusedException TokenKeyExists(string uri) => Refused(
        "LOG2025",
        $"令牌中已有 {uri} 的密钥。要用它就去掉 --pkcs11-generate，要新的就换一个 object=。",
        $"The token has the key {uri} already. Leave --pkcs11-generate out to use it, or choose another object=.");

    public static LogRefusedException MirrorRefused(string path, Refusal reason) => Refused(
        "LOG2026",
        $"对方的 {path} 不可信（{reason.Code}）：{reason.Zh}镜像保持不变。",
        $"The {path} that is served is not to be trusted ({reason.Code}): {reason.En} The mirror stays as it is.");

    public static LogRefusedException MirrorOlder(long shown, long kept) => Refused(
        "LOG2027",
        $"对方的检查点大小 {shown}，小于镜像的 {kept}：对方在用旧的副本或缓存。镜像保持不变。",
        string.Create(
            CultureInfo.InvariantCulture,
            $"The checkpoint that is served has size {shown}, the mirror {kept}: an old copy or a cache. The mirror "
                + $"stays as it is."));

    public static LogRefusedException MirrorBroken(string path, string zh, string en) => Refused(
        "LOG2028",
        $"对方的 {path} {zh}。已核对的部分留着，下次接着取；请告知对方运行 huoshui log fsck。",
        $"{path} of the other side {en}. What was verified stays, the next round goes on from there; have them run "
            + $"huoshui log fsck.");

    public static LogRefusedException MirrorFork(string proof) => Refused(
        "LOG2029",
        $"对方的日志有两份历史：镜像停在原处，证据在 {proof}，任何人可用 huoshui log verify 核对。请停用该日志并报告。",
        $"The other log has two histories: the mirror stays where it is; the proof is {proof}, which anybody "
            + $"checks with huoshui log verify. Stop using that log, and report it.");

    public static LogRefusedException MirrorTwin(long size, long twin) => Refused(
        "LOG2030",
        $"对方的两棵树没有互相印证（SHA-256 大小 {size}，SM3 大小 {twin}）。镜像保持不变。",
        string.Create(
            CultureInfo.InvariantCulture,
            $"The two trees of the other side do not confirm each other (SHA-256 size {size}, SM3 size {twin}). The "
                + $"mirror stays as it is."));

    public static LogRefusedException NoMirror(string folder) => Refused(
        "LOG2031",
        $"{folder} 是一个日志，或另一日志的镜像。请换一个空文件夹。",
        $"{folder} holds a log, or the mirror of another one. Choose an empty folder.");

    private static LogRefusedException Refused(string code, string zh, string en) =>
        new(Diagnostic.Error(code, zh, en));
}
